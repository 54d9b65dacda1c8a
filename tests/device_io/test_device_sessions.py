"""Sessions over the real stacks: bleak's API, Bumble's host, link and security manager, virtual meters."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from device_io.events import (
    DeviceFound,
    FrameRefused,
    PasskeyWanted,
    ReadingReceived,
    SessionEnded,
    SessionResult,
    SessionState,
    StateChanged,
)
from device_io.hub import DeviceHub
from device_io.reading import QualityFlag
from device_io.virtual.household import VirtualHousehold
from device_io.virtual.scenario import MonitorScript, Quirk, ReadingScript, Scenario

METER = "F0:00:00:00:00:01"
SECOND = "F0:00:00:00:00:02"


def meter(*quirks, address=METER, passkey="048213", readings=2, **facts):
    held = (
        ReadingScript(systolic=134, diastolic=84, mean_arterial=101, pulse=76, minutes_ago=60, user=1),
        ReadingScript(systolic=128, diastolic=79, mean_arterial=95, pulse=72, minutes_ago=5, user=1),
    )
    facts = {"kind": "blood_pressure", "name": "Upper arm", "passkey": passkey, **facts}
    return MonitorScript(address=address, quirks=frozenset(quirks), readings=held[:readings], **facts)


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


async def test_scan_pair_with_the_passkey_and_receive(home, journal):
    async with home(meter(Quirk.NEEDS_BOND_FOR_CCCD)) as here:
        found = await here.hub.scan(0.3)
        assert [(one.device.address, one.device.name) for one in found] == [(METER, "Upper arm")]
        ended = await here.hub.pair(METER)
        assert ended.result is SessionResult.DELIVERED
        assert ended.frames == 2
        assert (ended.device.model, ended.device.battery_percent) == ("Listenwell Virtual BP", 90)
        assert here.asked == [METER]
        events = await here.events()
    readings = of(ReadingReceived, events)
    assert [event.raw_id for event in readings] == [1, 2]
    assert {name: int(q.value) for name, q in readings[1].reading.values.items()} == {
        "systolic": 128, "diastolic": 79, "mean_arterial": 95, "pulse": 72,
    }  # fmt: skip
    assert readings[0].reading.taken_at == datetime(2026, 3, 10, 7, 0, tzinfo=UTC)
    assert readings[0].reading.user_slot == 1
    assert not readings[0].reading.flags
    assert [(f.device_id, f.simulated, f.time_zone) for f in journal.frames] == [
        (METER, True, "Europe/Berlin")
    ] * 2
    assert len({f.session_id for f in journal.frames}) == 1
    assert of(DeviceFound, events)[0].device.simulated
    assert len(of(PasskeyWanted, events)) == 1
    states = [event.state for event in of(StateChanged, events)]
    others = (
        SessionState.STALE_BOND, SessionState.UNSUPPORTED, SessionState.NEEDS_CONSENT, SessionState.SYSTEM_DIALOG,
    )  # fmt: skip
    steps = [step for step in SessionState if step not in others]
    assert states == steps


async def test_what_it_holds_is_fetched_when_somebody_asks_for_it(home, journal):
    async with home(meter(Quirk.NEEDS_BOND_FOR_CCCD), hold_off=3600.0) as here:
        await here.hub.pair(METER)
        assert (await here.hub.fetch(SECOND)).result is SessionResult.UNREACHABLE
        fetching = asyncio.create_task(here.hub.fetch(METER))
        await here.household.monitor(METER).measure(ReadingScript(systolic=131, diastolic=80))
        assert (await fetching).result is SessionResult.DELIVERED
        async with here.watching(METER):
            await here.household.monitor(METER).offer()
            assert (await here.hub.fetch(METER)).result is SessionResult.NOTHING_NEW
        assert here.asked == [METER]
    assert len(journal.frames) == 3


async def test_a_wrong_passkey_stores_nothing_and_can_be_tried_again(home, journal):
    answers = [lambda shown: (shown + 1) % 1_000_000, lambda shown: shown]

    async def answer(shown):
        return answers.pop(0)(shown)

    async with home(meter(Quirk.NEEDS_BOND_FOR_CCCD), answer=answer) as here:
        first = await here.hub.pair(METER)
        assert first.result is SessionResult.WRONG_PASSKEY
        assert "not the right one" in first.sentence
        assert journal.frames == []
        assert (await here.hub.pair(METER)).result is SessionResult.DELIVERED
        assert len(journal.frames) == 2


async def test_cancelling_the_passkey_is_said_as_such(home, journal):
    async def cancel(_shown):
        return None

    async with home(meter(), answer=cancel) as here:
        ended = await here.hub.pair(METER)
        assert (ended.result, ended.frames) == (SessionResult.CANCELLED, 0)
        assert here.household.monitor(METER).stored == 2
    assert journal.frames == []


async def test_a_passkey_nobody_types_ends_by_itself(home):
    async def never(_shown):
        await asyncio.Event().wait()

    async with home(meter(), answer=never, secure=0.1) as here:
        assert (await here.hub.pair(METER)).result is SessionResult.CANCELLED


async def test_the_passkey_may_be_answered_on_the_event(journal, now, zone, pace):
    scenario = Scenario(name="test", devices=(meter(),))
    async with (
        VirtualHousehold(scenario, clock=lambda: now, zone=zone) as household,
        DeviceHub(household.radio, journal, lambda: now, None, zone, pace=pace) as hub,
    ):
        stream = hub.events()
        pairing = asyncio.create_task(hub.pair(METER))
        async for event in stream:
            if isinstance(event, PasskeyWanted):
                event.reply.set_result(await household.passkey_shown(event.address))
                break
        assert (await pairing).result is SessionResult.DELIVERED


async def test_a_meter_without_a_display_asks_nothing(home):
    async with home(meter(passkey=None)) as here:
        assert (await here.hub.pair(METER)).result is SessionResult.DELIVERED
        assert here.asked == []


async def test_a_meter_that_hangs_up_after_sending_has_delivered(home):
    async with home(meter(Quirk.DROP_AFTER_SEND), quiet=5.0, listen=30.0) as here:
        async with asyncio.timeout(4):
            ended = await here.hub.pair(METER)
        assert (ended.result, ended.frames) == (SessionResult.DELIVERED, 2)


async def test_a_truncated_frame_is_journalled_and_refused(home, journal):
    async with home(meter(Quirk.TRUNCATED, readings=1)) as here:
        await here.hub.pair(METER)
        (refused,) = of(FrameRefused, await here.events())
    assert "cut short" in refused.sentence
    assert refused.raw_id == len(journal.frames) == 1


async def test_a_failed_measurement_is_journalled_and_said(home, journal):
    async with home(meter(Quirk.NAN, readings=1)) as here:
        await here.hub.pair(METER)
        (refused,) = of(FrameRefused, await here.events())
    assert "could not measure" in refused.sentence
    assert len(journal.frames) == 1


async def test_duplicates_reach_the_journal_as_they_came(home, journal):
    async with home(meter(Quirk.DUPLICATE_FRAMES)) as here:
        assert (await here.hub.pair(METER)).frames == 4
    payloads = [frame.payload for frame in journal.frames]
    assert payloads[0] == payloads[1] != payloads[2] == payloads[3]


async def test_a_bonded_meter_is_heard_again_and_asks_no_passkey(home, journal):
    async with home(meter(Quirk.NEEDS_BOND_FOR_CCCD)) as here:
        await here.hub.pair(METER)
        async with here.watching(METER):
            await here.household.monitor(METER).measure(ReadingScript(systolic=141, diastolic=88, pulse=80))
            fresh = await here.until(
                lambda event: (
                    isinstance(event, ReadingReceived) and event.reading.values["systolic"].value == 141
                )
            )
        assert "mean_arterial" not in fresh.reading.values
        assert here.asked == [METER]
    assert len({frame.session_id for frame in journal.frames}) == 2


async def test_a_stale_bond_is_named_after_three_refusals_and_adding_again_heals_it(home):
    async with home(meter(Quirk.NEEDS_BOND_FOR_CCCD)) as here:
        await here.hub.pair(METER)
        await here.household.monitor(METER).lose_bond()
        await here.household.monitor(METER).measure(ReadingScript(systolic=141, diastolic=88))
        refusals = []
        async with here.watching(METER):

            def stale(event):
                if isinstance(event, SessionEnded) and event.result is SessionResult.BOND_REFUSED:
                    refusals.append(event)
                return event == StateChanged(METER, SessionState.STALE_BOND)

            await here.until(stale)
        assert len(refusals) == 2  # the third follows the state
        again = await here.hub.pair(METER)
        assert (again.result, again.frames) == (SessionResult.DELIVERED, 1)
        assert here.asked == [METER, METER]


async def test_a_meter_that_nobody_is_adding_gets_no_passkey(home):
    async with home(meter(Quirk.NEEDS_BOND_FOR_CCCD)) as here:
        async with here.watching(METER):
            ended = await here.until(lambda event: isinstance(event, SessionEnded))
        assert ended.result is SessionResult.BOND_REFUSED
        assert here.asked == []
        assert here.household.monitor(METER).stored == 2


async def test_while_one_meter_is_added_another_cannot_ask_for_its_passkey(home):
    pair = (meter(), meter(Quirk.NEEDS_BOND_FOR_CCCD, address=SECOND, name="Wrist"))
    refused = asyncio.Event()

    async def answer_later(shown):
        await refused.wait()
        return shown

    async with home(*pair, answer=answer_later) as here:
        adding = asyncio.create_task(here.hub.pair(METER))
        await here.until(lambda event: isinstance(event, PasskeyWanted))
        async with here.watching(SECOND):
            ended = await here.until(lambda event: isinstance(event, SessionEnded))
        assert (ended.device.address, ended.frames) == (SECOND, 0)
        refused.set()
        assert (await adding).result is SessionResult.DELIVERED
        assert here.asked == [METER]


async def test_after_a_transfer_a_meter_is_left_alone_for_a_while(home):
    async with home(meter(passkey=None), hold_off=30.0) as here:
        await here.hub.pair(METER)
        async with here.watching(METER):
            await here.household.monitor(METER).measure(ReadingScript(systolic=141, diastolic=88))
            assert await here.hub.scan(0.4)
        assert here.household.monitor(METER).stored == 1


async def test_a_meter_that_vanishes_ends_by_its_deadline(home):
    quick = {"subscribe": 0.2, "secure": 0.2, "connect": 0.3, "discover": 0.3, "listen": 0.3}
    async with home(meter(Quirk.VANISH, passkey=None), **quick) as here:
        async with asyncio.timeout(8):
            ended = await here.hub.pair(METER)
        assert ended.result is SessionResult.UNREACHABLE
        assert ended.frames == 0


async def test_a_meter_that_is_not_there_is_said_within_its_deadline(home):
    async with home(meter(), find=0.1) as here:
        ended = await here.hub.pair(SECOND)
        assert ended.result is SessionResult.UNREACHABLE
        assert "was not seen" in ended.sentence
        assert ended.device.address == SECOND


async def test_an_unset_clock_makes_the_time_uncertain_and_is_set(home, now, zone):
    async with home(meter(Quirk.CLOCK_UNSET, readings=1)) as here:
        await here.hub.pair(METER)
        (received,) = of(ReadingReceived, await here.events())
        assert received.reading.device_stamp == "2000-01-01T00:00:00"
        assert received.reading.flags == {QualityFlag.TIME_UNCERTAIN}
        assert received.reading.taken_at == now
        assert here.household.monitor(METER).clock.as_local() == now.astimezone(zone).replace(tzinfo=None)


async def test_a_clock_three_hours_behind_is_corrected_and_then_set(home, now, zone):
    async with home(meter(clock_behind_minutes=180, readings=1)) as here:
        await here.hub.pair(METER)
        (received,) = of(ReadingReceived, await here.events())
        assert received.reading.taken_at == now - timedelta(hours=1)
        assert received.reading.clock_offset == timedelta(hours=3)
        assert received.reading.flags == {QualityFlag.CLOCK_CORRECTED}
        assert here.household.monitor(METER).clock.as_local() == now.astimezone(zone).replace(tzinfo=None)


async def test_a_full_disk_is_said_and_the_meter_keeps_its_readings(home, journal):
    async with home(meter(passkey=None)) as here:
        journal.full = True
        ended = await here.hub.pair(METER)
        assert ended.result is SessionResult.NOT_STORED
        assert "disk" in ended.sentence
        assert here.household.monitor(METER).stored == 2
        journal.full = False
        assert (await here.hub.pair(METER)).frames == 2


async def test_a_meter_that_delivers_only_after_a_hang_up_is_called_again(home):
    slow_starter = meter(Quirk.HANG_UP_FIRST, model="UA-651BLE", manufacturer="A&D")
    async with home(slow_starter) as here:
        ended = await here.hub.pair(METER)
        assert (ended.result, ended.frames) == (SessionResult.DELIVERED, 2)


async def test_two_meters_deliver_side_by_side(home, journal):
    pair = (meter(passkey=None), meter(address=SECOND, name="Wrist", passkey=None))
    async with home(*pair) as here:
        heard = set()

        def both(event):
            if isinstance(event, SessionEnded):
                assert event.result is SessionResult.DELIVERED
                heard.add(event.device.address)
            return heard == {METER, SECOND}

        async with here.watching(METER, SECOND):
            await here.until(both)
    assert sorted(frame.device_id for frame in journal.frames) == [METER] * 2 + [SECOND] * 2


async def test_a_bond_can_be_forgotten_without_a_scan(home):
    async with home(meter()) as here:
        await here.hub.pair(METER)
        fresh = here.household.radio
        await fresh.forget(METER, 2.0)
        await fresh.forget(METER, 2.0)
        await here.household.monitor(METER).measure(ReadingScript(systolic=141, diastolic=88))
        assert (await here.hub.pair(METER)).frames == 1
        assert here.asked == [METER, METER]


async def test_a_forgotten_meter_is_no_longer_listened_to(home):
    async with home(meter(Quirk.NEEDS_BOND_FOR_CCCD)) as here:
        await here.hub.pair(METER)
        await here.hub.forget(METER)
        await here.household.monitor(METER).measure(ReadingScript(systolic=141, diastolic=88))
        async with here.watching():
            found = await here.hub.scan(0.3)
        assert [one.device.address for one in found] == [METER]
        assert here.household.monitor(METER).stored == 1
