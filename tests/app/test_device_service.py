"""Devices to records over the real stacks: virtual monitors on Bumble, bleak's API, an encrypted database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app.device_service import DeviceService
from app.records.errors import RecordsError, StorageFull
from app.records.records import Records
from assistant.red_flags.table import red_flag_table
from device_io.events import DeviceEvent, FrameRefused, ReadingReceived, SessionEnded, SessionResult
from device_io.radio import AdapterCondition, RadioUnavailable, describe_condition
from device_io.session import Pace
from device_io.virtual.household import VirtualHousehold
from device_io.virtual.scenario import MonitorScript, Quirk, ReadingScript, Scenario

METER = "F0:00:00:00:00:01"
ZONE = ZoneInfo("Asia/Shanghai")
#: The same steps at the speed of a virtual link.
FAST = Pace(
    find=5.0, connect=2.0, secure=5.0, discover=2.0, identify=2.0, set_time=2.0, subscribe=2.0,
    quiet=0.3, listen=2.0, hold_off=0.05, reconnect_pause=0.01, back_off=(0.01,),
)  # fmt: skip
FRESH = ReadingScript(systolic=141, diastolic=88, pulse=80)


def meter(*quirks: Quirk, readings: int = 2, passkey: str | None = "048213") -> MonitorScript:
    held = (
        ReadingScript(systolic=134, diastolic=84, pulse=76, minutes_ago=60),
        ReadingScript(systolic=128, diastolic=79, pulse=72, minutes_ago=5),
    )
    return MonitorScript(
        kind="blood_pressure",
        address=METER,
        name="Upper arm",
        passkey=passkey,
        quirks=frozenset(quirks),
        readings=held[:readings],
    )


@dataclass
class Listening:
    """Hears a service; :meth:`until` waits for an event, also one that came already."""

    service: DeviceService
    events: list[DeviceEvent] = field(default_factory=list)
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.service.listen(self.hear)

    def hear(self, event: DeviceEvent) -> None:
        self.events.append(event)
        self._more.set()

    async def until(self, wanted: Callable[[DeviceEvent], bool]) -> DeviceEvent:
        async with asyncio.timeout(10):
            while True:
                for event in self.events:
                    if wanted(event):
                        return event
                self._more.clear()
                await self._more.wait()


@dataclass
class Home:
    """A household with one monitor, the service, and the person who reads its display."""

    household: VirtualHousehold
    service: DeviceService
    heard: Listening
    asked: list[str]


@pytest.fixture
def home(records: Records, clock):
    @asynccontextmanager
    async def build(
        script: MonitorScript, *, answers: bool = True, radio=lambda it: it
    ) -> AsyncIterator[Home]:
        asked: list[str] = []

        async def person(wanted) -> int | None:
            asked.append(wanted.address)
            shown = await household.passkey_shown(wanted.address)
            return shown if answers else None

        scenario = Scenario(name="test", devices=(script,))
        async with (
            VirtualHousehold(scenario, clock=clock, zone=ZONE) as household,
            DeviceService(radio(household.radio), records, clock, ZONE, person, FAST) as service,
        ):
            yield Home(household, service, Listening(service), asked)

    return build


def pressures(records: Records) -> list[tuple[int, int]]:
    """Systolic and diastolic of everything in the records, newest first."""
    person = records.household.people()[0]
    return [
        tuple(int(one.reading.values[part].value) for part in ("systolic", "diastolic"))
        for one in records.readings(person)
    ]


def fresh(event: DeviceEvent) -> bool:
    return isinstance(event, ReadingReceived) and event.reading.values["systolic"].value == 141


def raw_frames(records: Records) -> int:
    number = 0
    while True:
        try:
            records.raw_frame(number + 1)
        except KeyError:
            return number
        number += 1


async def test_a_monitor_that_is_added_leaves_its_readings_in_the_records(
    home, records, person, clock
) -> None:
    async with home(meter(Quirk.NEEDS_BOND_FOR_CCCD)) as here:
        found = await here.service.find(0.3)
        assert [one.device.address for one in found] == [METER]
        assert here.service.known() == ()
        ended = await here.service.add(METER)
        assert (ended.result, ended.frames) == (SessionResult.DELIVERED, 2)
        assert here.asked == [METER]
    assert pressures(records) == [(128, 79), (134, 84)]
    newest = records.readings(person)[0]
    assert newest.reading.taken_at == clock.moment - timedelta(minutes=5)
    assert newest.simulated
    (known,) = records.devices.all()
    assert (known.device.model, known.device.battery_percent) == ("Listenwell Virtual BP", 90)
    assert known.last_heard_at == clock.moment


async def test_a_known_monitor_delivers_what_is_measured_later_by_itself(home, records) -> None:
    async with home(meter(Quirk.NEEDS_BOND_FOR_CCCD)) as here:
        await here.service.add(METER)
        here.service.watch()
        await here.household.monitor(METER).measure(FRESH)
        await here.heard.until(fresh)
        assert pressures(records)[0] == (141, 88)
        assert here.service.unavailable is None
    assert here.asked == [METER]  # the bond stood for the passkey


async def test_a_monitor_known_from_an_earlier_start_is_heard(home, records) -> None:
    async with home(meter(Quirk.NEEDS_BOND_FOR_CCCD)) as here:
        await here.service.add(METER)
        async with DeviceService(
            here.household.radio, records, lambda: records.now(), ZONE, pace=FAST
        ) as later:
            heard = Listening(later)
            later.watch()
            await here.household.monitor(METER).measure(FRESH)
            await heard.until(lambda event: isinstance(event, ReadingReceived))
    assert pressures(records)[0] == (141, 88)


async def test_whoever_listens_hears_of_a_reading_once_the_records_hold_it(home, records) -> None:
    held: list[int] = []
    async with home(meter()) as here:
        stop = here.service.listen(
            lambda event: held.append(len(pressures(records))) if isinstance(event, ReadingReceived) else None
        )
        await here.service.add(METER)
        stop()
        stop()
        here.service.watch()
        await here.household.monitor(METER).measure(FRESH)
        await here.heard.until(fresh)
    assert len(held) == 2
    assert held[0] >= 1
    assert held[1] == 2


async def test_forgetting_takes_the_device_and_the_bond_and_leaves_the_readings(home, records) -> None:
    async with home(meter(Quirk.NEEDS_BOND_FOR_CCCD)) as here:
        await here.service.add(METER)
        assert await here.service.forget(METER)
        assert not await here.service.forget(METER)
        assert here.service.known() == ()
        await here.household.monitor(METER).lose_bond()
        await here.household.monitor(METER).measure(FRESH)
        assert (await here.service.add(METER)).result is SessionResult.DELIVERED
        assert here.asked == [METER, METER]
    assert [one.device.address for one in records.devices.all()] == [METER]
    assert len(pressures(records)) == 3


async def test_a_device_forgotten_during_its_transfer_stays_forgotten(home, records) -> None:
    async with home(meter(passkey=None)) as here:
        added = await here.service.add(METER)
        here.service.watch()
        await here.household.monitor(METER).measure(FRESH)
        await here.heard.until(fresh)
        assert await here.service.forget(METER)
        ended = await here.heard.until(lambda event: isinstance(event, SessionEnded) and event is not added)
        assert isinstance(ended, SessionEnded)
        assert ended.result is SessionResult.DELIVERED
    assert records.devices.all() == ()
    assert len(pressures(records)) == 3


async def test_what_a_monitor_sends_twice_is_one_reading(home, records) -> None:
    async with home(meter(Quirk.DUPLICATE_FRAMES)) as here:
        assert (await here.service.add(METER)).frames == 4
    assert pressures(records) == [(128, 79), (134, 84)]
    assert raw_frames(records) == 4


async def test_a_frame_that_says_nothing_stays_in_the_journal_and_becomes_no_reading(home, records) -> None:
    async with home(meter(Quirk.TRUNCATED, readings=1)) as here:
        await here.service.add(METER)
        refused = await here.heard.until(lambda event: isinstance(event, FrameRefused))
    assert isinstance(refused, FrameRefused)
    assert "cut short" in refused.sentence
    assert records.raw_frame(refused.raw_id).device_id == METER
    assert pressures(records) == []


async def test_a_cancelled_passkey_adds_nothing(home, records) -> None:
    async with home(meter(), answers=False) as here:
        assert (await here.service.add(METER)).result is SessionResult.CANCELLED
    assert records.devices.all() == ()
    assert pressures(records) == []


async def test_an_error_inside_the_block_comes_out_as_itself(home, records) -> None:
    async def broken() -> None:
        async with home(meter()) as here:
            here.service.watch()
            await here.service.add(METER)
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await broken()
    assert len(pressures(records)) == 2


async def test_cancelling_the_block_ends_it_and_keeps_what_came(home, records) -> None:
    added = asyncio.Event()

    async def live() -> None:
        async with home(meter()) as here:
            here.service.watch()
            await here.service.add(METER)
            added.set()
            await asyncio.Event().wait()

    living = asyncio.create_task(live())
    await added.wait()
    living.cancel()
    with pytest.raises(asyncio.CancelledError):
        await living
    assert len(pressures(records)) == 2


async def test_a_reading_that_could_not_be_refined_is_there_at_the_next_start(
    home, records, open_profile, monkeypatch
) -> None:
    def full(_raw_id: int) -> None:
        raise StorageFull("The disk took no more data: free some space.")

    with monkeypatch.context() as patched:
        patched.setattr(records, "refine", full)
        async with home(meter()) as here:
            assert (await here.service.add(METER)).result is SessionResult.DELIVERED
    assert pressures(records) == []
    records.close()
    assert pressures(open_profile()) == [(128, 79), (134, 84)]


class Switched:
    """A radio that the person can turn off."""

    def __init__(self, radio) -> None:
        self._radio = radio
        self.on = False

    def __getattr__(self, name: str):
        return getattr(self._radio, name)

    async def start_scan(self, listener):
        if not self.on:
            raise RadioUnavailable(describe_condition(AdapterCondition.OFF))
        return await self._radio.start_scan(listener)


async def test_when_bluetooth_comes_back_the_known_monitor_is_heard_again(home, records) -> None:
    switches: list[Switched] = []

    def switched(radio) -> Switched:
        switches.append(Switched(radio))
        return switches[-1]

    async with home(meter(passkey=None), radio=switched) as here:
        here.service.watch()
        with pytest.raises(RadioUnavailable, match="turned off"):
            await here.service.find(0.1)
        assert (await here.service.add(METER)).result is SessionResult.NO_BLUETOOTH
        async with asyncio.timeout(10):
            while here.service.unavailable is None:  # noqa: ASYNC110 - a state, not an event
                await asyncio.sleep(0)
        assert "turned off" in str(here.service.unavailable)
        switches[0].on = True
        assert (await here.service.add(METER)).result is SessionResult.DELIVERED
        assert here.service.unavailable is None
        await here.household.monitor(METER).measure(FRESH)
        await here.heard.until(fresh)
    assert pressures(records)[0] == (141, 88)


async def test_records_that_cannot_be_read_do_not_take_the_window_down(home, records, monkeypatch) -> None:
    def damaged() -> None:
        raise RecordsError("The records are damaged.")

    monkeypatch.setattr(records.devices, "all", damaged)
    async with home(meter(passkey=None)) as here:
        here.service.watch()
        assert (await here.service.add(METER)).result is SessionResult.DELIVERED
    assert len(pressures(records)) == 2


async def test_the_rules_of_danger_are_loaded_before_the_first_reading(home, records, monkeypatch) -> None:
    """Loading them takes a good part of a second on a small machine."""
    red_flag_table.cache_clear()
    loaded: list[int] = []
    refine = records.refine

    def watched(raw_id: int) -> None:
        loaded.append(red_flag_table.cache_info().currsize)
        refine(raw_id)

    monkeypatch.setattr(records, "refine", watched)
    async with home(meter()) as at_home:
        await at_home.service.add(METER)
    assert loaded
    assert all(loaded)
