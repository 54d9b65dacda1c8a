"""How conversations end, each under its own name: refused pairing, a lost bond, a stopped transfer, an unsupported device."""

from __future__ import annotations

import asyncio

import pytest

from device_io import gatt
from device_io.codecs.glucose import decode_glucose_measurement
from device_io.events import (
    DeviceFound,
    LiveReading,
    ReadingReceived,
    SessionEnded,
    SessionResult,
    SessionState,
    StateChanged,
    TransferProgress,
)
from device_io.radio import PairingFailed
from device_io.virtual.scenario import (
    GlucoseMeterScript,
    GlucoseScript,
    HeartRateScript,
    MonitorScript,
    Quirk,
    ReadingScript,
    StrapScript,
)

METER = "F0:00:00:00:00:01"


def monitor(*quirks, **facts):
    facts = {
        "readings": (ReadingScript(systolic=128, diastolic=79, minutes_ago=5),),
        "name": "Upper arm",
        **facts,
    }
    return MonitorScript(kind="blood_pressure", address=METER, quirks=frozenset(quirks), **facts)


def glucose_meter(*quirks, records=60, **facts):
    held = tuple(GlucoseScript(mmol_per_l="5.4", minutes_ago=records - number) for number in range(records))
    facts = {"readings": held, "name": "Glucose", **facts}
    return GlucoseMeterScript(kind="glucose_meter", address=METER, quirks=frozenset(quirks), **facts)


class JournalledRecords:
    def __init__(self, journal):
        self.journal = journal

    def frames(self, _device_id, session_stamp):
        return [
            (one.characteristic, one.payload)
            for one in self.journal.frames
            if one.session_stamp == session_stamp
        ]

    def sequences(self):
        return [
            decode_glucose_measurement(one.payload).sequence
            for one in self.journal.frames
            if one.characteristic == gatt.GLUCOSE_MEASUREMENT
        ]


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


async def test_a_device_that_will_not_pair_is_told_from_a_wrong_number(home, monkeypatch):
    async def refuse(_link, _deadline_s):
        raise PairingFailed("refused")

    monkeypatch.setattr("device_io.bleak_radio.BleakLink.pair", refuse)
    async with home(monitor()) as here:
        ended = await here.hub.pair(METER)
    assert (ended.result, here.asked) == (SessionResult.PAIRING_REFUSED, [])
    assert "pairing mode" in ended.sentence


async def test_a_number_that_nobody_types_in_time_is_said_so(home):
    async def never(_shown):
        await asyncio.Event().wait()

    async with home(monitor(passkey="123456"), answer=never, secure=0.1) as here:
        ended = await here.hub.pair(METER)
    assert (ended.result, "in time" in ended.sentence) == (SessionResult.CANCELLED, True)


async def test_a_lost_bond_ends_the_calling_and_pairing_again_heals_it(home):
    async with home(monitor(Quirk.NEEDS_BOND_FOR_CCCD)) as here:
        await here.hub.pair(METER)
        await here.household.monitor(METER).lose_bond()
        await here.household.monitor(METER).measure(ReadingScript(systolic=141, diastolic=88))
        ends = []
        async with here.watching(METER):

            def stale(event):
                if isinstance(event, SessionEnded) and event.result is not SessionResult.DELIVERED:
                    ends.append(event)
                return isinstance(event, SessionEnded) and event.result is SessionResult.STALE_BOND

            ended = await here.until(stale)
            assert "pair it again" in ended.sentence
            await asyncio.sleep(0.2)  # it still advertises, and is left alone
        assert [event.result for event in ends] == [SessionResult.BOND_REFUSED] * 2 + [
            SessionResult.STALE_BOND
        ]
        again = await here.hub.pair_again(METER.lower())
        assert (again.result, again.frames) == (SessionResult.DELIVERED, 1)
        here.stream.close()
        rest = [event async for event in here.stream]
    assert len(of(SessionEnded, rest)) == 1


async def test_a_transfer_that_is_stopped_keeps_what_came_and_goes_on_next_time(home, journal):
    log = JournalledRecords(journal)
    async with home(glucose_meter(late_ms=5), record_log=log) as here:
        pairing = asyncio.create_task(here.hub.pair(METER))
        await here.until(lambda event: isinstance(event, TransferProgress) and event.received >= 10)
        assert here.hub.stop(METER.lower())
        ended = await pairing
        assert (ended.result, ended.complete) == (SessionResult.STOPPED, False)
        assert 10 <= len(log.sequences()) == ended.frames < 60
        second = await here.hub.pair(METER)
        assert (second.result, second.complete) == (SessionResult.DELIVERED, True)
        assert not here.hub.stop(METER)
    assert sorted(set(log.sequences())) == list(range(1, 61))


async def test_progress_is_told_while_records_come(home):
    async with home(glucose_meter(records=25)) as here:
        await here.hub.pair(METER)
        told = [(event.received, event.expected) for event in of(TransferProgress, await here.events())]
    assert told == [(10, 25), (20, 25), (25, 25)]


@pytest.mark.parametrize("name", ["KN-550BT 110", "BerryMed"])
async def test_a_device_of_its_makers_language_is_found_and_said_to_be_unsupported(home, journal, name):
    async with home(monitor(name=name)) as here:
        (found,) = await here.hub.scan(0.2)
        assert (found.supported, "by hand" in found.sentence) == (False, True)
        ended = await here.hub.pair(METER)
        events = await here.events()
    assert (ended.result, ended.sentence) == (SessionResult.UNSUPPORTED, found.sentence)
    assert StateChanged(METER, SessionState.UNSUPPORTED) in events
    assert not [one for one in of(StateChanged, events) if one.state is SessionState.CONNECT]
    assert journal.frames == []
    assert of(DeviceFound, events)


async def test_a_device_without_a_health_profile_is_not_called_again(home, monkeypatch):
    monkeypatch.setattr("device_io.session.spoken_profiles", lambda _offered: ())
    async with home(monitor()) as here:
        async with here.watching(METER):
            ended = await here.until(lambda event: isinstance(event, SessionEnded))
            assert ended.result is SessionResult.UNSUPPORTED
            await asyncio.sleep(0.2)
        here.stream.close()
        rest = [event async for event in here.stream]
    assert not of(SessionEnded, rest)


async def test_an_address_may_be_written_in_small_letters(home):
    async with home(monitor()) as here:
        ended = await here.hub.pair(METER.lower())
        assert (ended.result, ended.device.address) == (SessionResult.DELIVERED, METER)


async def test_of_a_strap_one_reading_a_minute_is_kept_and_the_others_are_shown(home, journal):
    beats = tuple(HeartRateScript(pulse=70 + number, minutes_ago=0) for number in range(5))
    strap = StrapScript(kind="heart_rate", address=METER, name="Strap", readings=beats)
    async with home(strap) as here:
        await here.hub.pair(METER)
        events = await here.events()
    assert len(journal.frames) == 1
    (kept,) = of(ReadingReceived, events)
    assert [event.reading.values["pulse"].value for event in of(LiveReading, events)] == [71, 72, 73, 74]
    assert kept.reading.values["pulse"].value == 70
