"""Stored records over the real stacks: in order, only the new ones, nothing lost or doubled when the link fails."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from device_io import gatt
from device_io.codecs.glucose import decode_glucose_measurement
from device_io.events import (
    FrameRefused,
    FrameSetAside,
    ReadingReceived,
    SessionEnded,
    SessionResult,
    TransferStarted,
)
from device_io.virtual.scenario import GlucoseMeterScript, GlucoseScript, Quirk

METER = "F0:00:00:00:00:02"
#: What hosts write: count all, send all.
COUNT_ALL, SEND_ALL = "0401", "0101"


def meter(*quirks, records=10, **facts):
    held = tuple(
        GlucoseScript(mmol_per_l=Decimal(40 + number % 80) / 10, minutes_ago=records - number)
        for number in range(records)
    )
    facts = {"readings": held, "name": "Glucose", **facts}
    return GlucoseMeterScript(kind="glucose_meter", address=METER, quirks=frozenset(quirks), **facts)


@dataclass
class JournalledRecords:
    """The record log as the records database keeps it: from the frames themselves."""

    journal: object

    def sequences(self):
        return [
            decode_glucose_measurement(frame.payload).sequence
            for frame in self.journal.frames
            if frame.characteristic == gatt.GLUCOSE_MEASUREMENT
        ]

    def frames(self, _device_id, session_stamp):
        return [
            (frame.characteristic, frame.payload)
            for frame in self.journal.frames
            if frame.session_stamp == session_stamp
        ]


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def requests(here):
    return [request.hex() for request in here.household.monitor(METER).requests]


async def test_a_thousand_records_come_in_order(home):
    async with home(meter(Quirk.NEEDS_BOND_FOR_CCCD, records=1000, passkey="048213")) as here:
        ended = await here.hub.pair(METER)
        events = await here.events()
        assert requests(here) == [COUNT_ALL, SEND_ALL]
        assert here.household.monitor(METER).stored == 1000
    assert (ended.result, ended.frames, ended.complete) == (SessionResult.DELIVERED, 1000, True)
    assert [event.expected for event in of(TransferStarted, events)] == [1000]
    readings = [event.reading for event in of(ReadingReceived, events)]
    assert [reading.sequence for reading in readings] == list(range(1, 1001))
    assert readings[999].values["glucose"].value == Decimal("7.9")
    assert readings[999].taken_at == datetime(2026, 3, 10, 7, 59, tzinfo=UTC)


async def test_the_second_time_only_new_records_come(home, journal):
    records = JournalledRecords(journal)
    async with home(meter(), record_log=records) as here:
        await here.hub.pair(METER)
        async with here.watching(METER):
            await here.household.monitor(METER).measure(GlucoseScript(mmol_per_l="6.1"))
            ended = await here.until(lambda event: isinstance(event, SessionEnded) and event.frames == 1)
        assert requests(here)[2:] == ["0403010b00", "0103010b00"]
    assert (ended.result, ended.complete) == (SessionResult.DELIVERED, True)
    assert records.sequences() == list(range(1, 12))


async def test_a_link_lost_on_the_way_is_resumed_without_loss_or_double(home, journal):
    records = JournalledRecords(journal)
    async with home(meter(Quirk.DROP_IN_TRANSFER, records=200), record_log=records) as here:
        first = await here.hub.pair(METER)
        assert (first.result, first.complete) == (SessionResult.DELIVERED, False)
        assert 0 < first.frames < 200
        assert "for the rest" in first.sentence
        async with here.watching(METER):
            second = await here.until(lambda event: isinstance(event, SessionEnded) and event.complete)
        assert first.frames + second.frames == 200
    assert records.sequences() == list(range(1, 201))


async def test_a_meter_cut_short_is_called_again_without_the_hold_off(home, journal):
    records = JournalledRecords(journal)
    async with home(meter(Quirk.DROP_IN_TRANSFER), record_log=records, hold_off=60.0) as here:
        await here.hub.pair(METER)
        async with here.watching(METER), asyncio.timeout(5):
            await here.until(lambda event: isinstance(event, SessionEnded) and event.complete)
    assert records.sequences() == list(range(1, 11))


async def test_records_above_a_gap_are_asked_for_again(home, journal):
    records = JournalledRecords(journal)
    async with home(meter(), record_log=records) as here:
        await here.hub.pair(METER)
        del journal.frames[10]  # that everything was sent
        del journal.frames[4]  # record 5
        await here.household.monitor(METER).offer()
        ended = await here.hub.pair(METER)
    assert ended.frames == 6
    assert set(records.sequences()) == set(range(1, 11))


async def test_nothing_new_is_a_normal_end(home, journal):
    async with home(meter(), record_log=JournalledRecords(journal)) as here:
        await here.hub.pair(METER)
        await here.household.monitor(METER).offer()
        ended = await here.hub.pair(METER)
    assert (ended.result, ended.frames, ended.complete) == (SessionResult.NOTHING_NEW, 0, True)


async def test_an_empty_meter_that_cannot_count_says_none_found(home):
    async with home(meter(Quirk.RACP_NO_COUNT, records=0)) as here:
        ended = await here.hub.pair(METER)
        assert requests(here) == [COUNT_ALL, SEND_ALL]
    assert (ended.result, ended.complete) == (SessionResult.NOTHING_NEW, True)


async def test_a_busy_meter_is_asked_once_more(home):
    async with home(meter(Quirk.RACP_BUSY)) as here:
        ended = await here.hub.pair(METER)
        assert requests(here) == [COUNT_ALL, SEND_ALL, SEND_ALL]
    assert (ended.result, ended.frames) == (SessionResult.DELIVERED, 10)


async def test_a_meter_that_stays_busy_is_said_so(home):
    async with home(meter(Quirk.RACP_STUCK)) as here:
        ended = await here.hub.pair(METER)
    assert (ended.result, ended.frames) == (SessionResult.BUSY, 0)
    assert "busy" in ended.sentence


async def test_a_meter_that_gives_up_keeps_the_rest_for_next_time(home, journal):
    records = JournalledRecords(journal)
    async with home(meter(Quirk.RACP_ABORT), record_log=records) as here:
        first = await here.hub.pair(METER)
        assert (first.result, first.frames, first.complete) == (SessionResult.DELIVERED, 5, False)
        second = await here.hub.pair(METER)
        assert (second.frames, second.complete) == (5, True)
    assert records.sequences() == list(range(1, 11))


async def test_a_meter_that_never_says_the_end_is_done_once_all_came(home):
    async with home(meter(Quirk.RACP_NO_END), records_idle=30.0) as here:
        async with asyncio.timeout(5):
            ended = await here.hub.pair(METER)
    assert (ended.result, ended.frames, ended.complete) == (SessionResult.DELIVERED, 10, True)


async def test_a_meter_without_count_or_end_is_given_up_after_the_silence(home):
    async with home(meter(Quirk.RACP_NO_END, Quirk.RACP_NO_COUNT), records_idle=0.2) as here:
        ended = await here.hub.pair(METER)
    assert (ended.result, ended.frames, ended.complete) == (SessionResult.DELIVERED, 10, False)


async def test_meal_notes_are_kept_and_are_no_readings(home, journal):
    held = (GlucoseScript(mmol_per_l="5.4", meal="fasting"), GlucoseScript(mmol_per_l="7.8", meal="after"))
    async with home(meter(readings=held)) as here:
        ended = await here.hub.pair(METER)
        events = await here.events()
    measurement, context = gatt.GLUCOSE_MEASUREMENT, gatt.GLUCOSE_CONTEXT
    assert [frame.characteristic for frame in journal.frames] == [measurement, context] * 2 + [
        gatt.RECORD_ACCESS_CONTROL_POINT
    ]
    assert [event.raw_id for event in of(FrameSetAside, events)] == [2, 4]
    assert (len(of(ReadingReceived, events)), ended.frames, ended.complete) == (2, 2, True)


async def test_control_solution_is_nobodys_reading(home):
    held = (GlucoseScript(mmol_per_l="5.5", control_solution=True), GlucoseScript(mmol_per_l="5.4"))
    async with home(meter(readings=held)) as here:
        await here.hub.pair(METER)
        events = await here.events()
    assert [event.reading.sequence for event in of(ReadingReceived, events)] == [2]
    assert "control solution" in of(FrameRefused, events)[0].sentence


async def test_a_full_disk_ends_the_transfer_at_once(home, journal):
    async with home(meter(), records_idle=30.0) as here:
        journal.full = True
        async with asyncio.timeout(5):
            ended = await here.hub.pair(METER)
        assert ended.result is SessionResult.NOT_STORED
        journal.full = False
        await here.household.monitor(METER).offer()
        assert (await here.hub.pair(METER)).frames == 10
