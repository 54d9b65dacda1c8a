"""Continuous glucose sensors over the real stacks: their session, their checksum, several records a frame, and resuming."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from device_io import gatt
from device_io.codecs.cgm_measurement import decode_cgm_measurement
from device_io.events import FrameRefused, Notice, NoticeGiven, ReadingReceived, SessionResult
from device_io.reading import QualityFlag, ReadingKind
from device_io.virtual.scenario import GlucoseSensorScript, Quirk, SensorScript

SENSOR = "F0:00:00:00:00:08"


def sensor(*quirks, records=6, started=600, **facts):
    held = tuple(
        SensorScript(mg_per_dl=90 + number, trend="0.2", minutes_ago=5 * (records - number))
        for number in range(records)
    )
    facts = {"readings": held, "records_per_frame": 2, "started_minutes_ago": started, **facts}
    return GlucoseSensorScript(
        kind="continuous_glucose", address=SENSOR, name="Arm", quirks=frozenset(quirks), **facts
    )


class JournalledRecords:
    def __init__(self, journal):
        self.journal = journal

    def frames(self, _device_id, session_stamp):
        return [
            (frame.characteristic, frame.payload)
            for frame in self.journal.frames
            if frame.session_stamp == session_stamp
        ]

    def offsets(self):
        return [
            record.time_offset_min
            for frame in self.journal.frames
            if frame.characteristic == gatt.CGM_MEASUREMENT
            for record in decode_cgm_measurement(frame.payload).records
        ]


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize("checksum", [True, False])
async def test_every_record_of_a_frame_is_a_reading_at_its_minute(home, journal, now, checksum):
    async with home(sensor(checksum=checksum)) as here:
        ended = await here.hub.pair(SENSOR)
        events = await here.events()
    received = of(ReadingReceived, events)
    assert (ended.result, ended.frames, ended.complete) == (SessionResult.DELIVERED, 3, True)
    assert [(event.raw_id, event.part) for event in received] == [
        (1, 0),
        (1, 1),
        (2, 0),
        (2, 1),
        (3, 0),
        (3, 1),
    ]
    readings = [event.reading for event in received]
    assert {reading.kind for reading in readings} == {ReadingKind.CONTINUOUS_GLUCOSE}
    assert [reading.taken_at for reading in readings] == [
        now - timedelta(minutes=m) for m in (30, 25, 20, 15, 10, 5)
    ]
    assert [reading.sequence for reading in readings] == [570, 575, 580, 585, 590, 595]
    assert {reading.device_stamp for reading in readings} == {"2026-03-09T23:00:00+01:00"}
    assert not any(reading.flags for reading in readings)
    first = readings[0].values
    assert (round(first["glucose"].value, 2), round(first["trend"].value, 3)) == (
        Decimal("5.00"),
        Decimal("0.011"),
    )
    assert {frame.checksum for frame in journal.frames} == {checksum}


async def test_a_sensor_in_summer_time_is_placed_by_the_zone_it_states(home, journal, now):
    async with home(sensor(started=60 * 24)) as here:
        await here.hub.pair(SENSOR)
    assert {frame.session_start for frame in journal.frames} == {now - timedelta(days=1)}


async def test_a_damaged_record_is_kept_unread_and_said(home):
    async with home(sensor(Quirk.CRC_ERROR, records=1)) as here:
        await here.hub.pair(SENSOR)
        events = await here.events()
    (refused,) = of(FrameRefused, events)
    assert "checksum" in refused.sentence
    assert not of(ReadingReceived, events)


async def test_a_sensor_that_was_never_told_the_time_is_told(home, now):
    async with home(sensor(Quirk.CLOCK_UNSET, records=1)) as here:
        await here.hub.pair(SENSOR)
        (received,) = of(ReadingReceived, await here.events())
    assert received.reading.taken_at == now - timedelta(minutes=5)
    assert received.reading.flags == frozenset()
    assert received.reading.device_stamp == "2026-03-09T23:00:00+01:00"


async def test_a_sensor_that_will_not_be_told_counts_from_now_and_says_that_it_is_uncertain(home, now):
    async with home(sensor(Quirk.CLOCK_UNSET, Quirk.CTS_REJECTS, records=1)) as here:
        await here.hub.pair(SENSOR)
        (received,) = of(ReadingReceived, await here.events())
    assert received.reading.taken_at == now - timedelta(minutes=5)
    assert received.reading.flags == {QualityFlag.TIME_UNCERTAIN}
    assert received.reading.device_stamp == "0000-00-00T00:00:00"


async def test_a_start_that_somebody_told_wrong_is_corrected_by_the_minutes_counted(home, now):
    async with home(sensor(records=1, clock_behind_minutes=180)) as here:
        await here.hub.pair(SENSOR)
        (received,) = of(ReadingReceived, await here.events())
    assert received.reading.taken_at == now - timedelta(minutes=5)
    assert received.reading.flags == {QualityFlag.CLOCK_CORRECTED}


async def test_only_records_that_are_not_here_yet_are_asked_for(home, journal):
    log = JournalledRecords(journal)
    async with home(sensor(records=3), record_log=log) as here:
        await here.hub.pair(SENSOR)
        meter = here.household.monitor(SENSOR)
        await meter.measure(SensorScript(mg_per_dl=120))
        await here.hub.pair(SENSOR)
        requests = [request.hex() for request in meter.requests]
    assert requests[-1] == "010301" + (596).to_bytes(2, "little").hex()
    assert log.offsets() == [585, 590, 595, 600]


async def test_a_transfer_cut_off_goes_on_where_it_ended(home, journal):
    log = JournalledRecords(journal)
    async with home(sensor(Quirk.DROP_IN_TRANSFER, records=40, records_per_frame=3), record_log=log) as here:
        first = await here.hub.pair(SENSOR)
        assert (first.result, first.complete) == (SessionResult.DELIVERED, False)
        await here.hub.pair(SENSOR)
    held = log.offsets()
    assert sorted(set(held)) == list(range(400, 600, 5))
    assert len(held) == 40


async def test_a_sensor_at_its_end_says_so(home):
    async with home(sensor(records=1, run_time_hours=10, started=601)) as here:
        await here.hub.pair(SENSOR)
        notices = {event.notice for event in of(NoticeGiven, await here.events())}
    assert notices == {Notice.SENSOR_STOPPED}


async def test_a_sensor_on_its_last_day_says_so(home):
    async with home(sensor(records=1, run_time_hours=20)) as here:
        await here.hub.pair(SENSOR)
        notices = {event.notice for event in of(NoticeGiven, await here.events())}
    assert notices == {Notice.SENSOR_ENDS_SOON}
