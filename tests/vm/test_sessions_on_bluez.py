"""The sessions of the other tests on the real thing: bleak's BlueZ backend, bluetoothd, the kernel's security manager.

Only the radio is missing: the virtual devices are on the other side of ``/dev/vhci``. ``make ble-vm`` starts a machine
for this; a developer's own Bluetooth is never touched.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal as N
from zoneinfo import ZoneInfo

import pytest
from dbus_fast import BusType, Message, Variant
from dbus_fast.aio import MessageBus

from device_io.bleak_radio import platform_radio
from device_io.events import PasskeyWanted, ReadingReceived, SessionEnded, SessionResult
from device_io.hub import DeviceHub
from device_io.pace import Pace
from device_io.reading import ReadingKind
from device_io.virtual import scenario as scripts
from device_io.virtual.household import VirtualHousehold
from device_io.virtual.scenario import Quirk, Scenario
from device_io.virtual.simulator import adapter_at

pytestmark = pytest.mark.skipif(
    os.environ.get("LISTENWELL_BLE_VM") != "1",
    reason="real bluetoothd is asked in the machine that `make ble-vm` starts",
)

ZONE = ZoneInfo("Europe/Berlin")
ADDRESS = "F0:00:00:00:00:01"
#: An emulated processor is some twenty times slower than the links of the other tests.
SLOW = Pace(
    quiet=4.0, listen=30.0, hold_off=1.0, reconnect_pause=2.0, back_off=(1.0,), find=60.0, discover=40.0
)
KINDS = {
    "blood_pressure": (scripts.MonitorScript, scripts.ReadingScript(systolic=N(134), diastolic=N(84)), ReadingKind.BLOOD_PRESSURE),
    "thermometer": (scripts.ThermometerScript, scripts.TemperatureScript(temperature=N("36.7")), ReadingKind.TEMPERATURE),
    "pulse_oximeter": (scripts.OximeterScript, scripts.OximetryScript(spo2=N(97), pulse=N(71)), ReadingKind.SPO2),
    "weight_scale": (scripts.ScaleScript, scripts.WeightScript(kilograms=N("72.4")), ReadingKind.WEIGHT),
    "body_composition": (
        scripts.BodyScaleScript,
        scripts.BodyScript(kilograms=N("72.4"), fat_percent=N("21.5")),
        ReadingKind.BODY_COMPOSITION,
    ),
    "heart_rate": (scripts.StrapScript, scripts.HeartRateScript(pulse=74), ReadingKind.HEART_RATE),
    "glucose_meter": (scripts.GlucoseMeterScript, scripts.GlucoseScript(mmol_per_l=N("5.4")), ReadingKind.GLUCOSE),
    "continuous_glucose": (
        scripts.GlucoseSensorScript,
        scripts.SensorScript(mg_per_dl=N(104)),
        ReadingKind.CONTINUOUS_GLUCOSE,
    ),
}  # fmt: skip


@dataclass
class Kept:
    """A journal in memory, which is the record log too."""

    rows: list = field(default_factory=list)

    def append(self, frame):
        self.rows.append(frame)
        return len(self.rows)

    def append_all(self, frames):
        return [self.append(frame) for frame in frames]

    def frames(self, _device, stamp):
        return [(one.characteristic, one.payload) for one in self.rows if one.session_stamp == stamp]


@dataclass
class Here:
    """The hub on BlueZ, the devices behind it, and how often a passkey was asked for."""

    hub: DeviceHub
    household: VirtualHousehold
    kept: Kept
    asked: list[str] = field(default_factory=list)


async def power_on():
    """Switch the newest adapter on, as the settings of a desktop do."""
    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    try:
        async with asyncio.timeout(20):
            while True:
                answer = await bus.call(
                    Message(
                        "org.bluez",
                        "/org/bluez/hci0",
                        "org.freedesktop.DBus.Properties",
                        "Set",
                        signature="ssv",
                        body=["org.bluez.Adapter1", "Powered", Variant(signature="b", value=True)],
                    )
                )
                if answer.error_name is None:
                    return
                await asyncio.sleep(0.25)
    finally:
        bus.disconnect()


@asynccontextmanager
async def home(*devices, shift=0):
    """A household on ``/dev/vhci`` and a hub on the machine's own Bluetooth; ``shift`` falsifies what is typed."""
    kept, asked = Kept(), []

    async def person(wanted: PasskeyWanted):
        asked.append(wanted.address)
        return (await household.passkey_shown(wanted.address) + shift) % 1_000_000

    household = VirtualHousehold(Scenario(name="test", devices=devices), zone=ZONE)
    async with household, adapter_at(household, "vhci"):
        await power_on()
        async with DeviceHub(
            platform_radio(), kept, lambda: datetime.now(UTC), person, ZONE, pace=SLOW, record_log=kept
        ) as hub:
            yield Here(hub, household, kept, asked)


def device(kind, *quirks, address=ADDRESS, **facts):
    script, reading, _kind = KINDS[kind]
    facts = {"name": "Meter", "readings": (reading,), "quirks": frozenset(quirks), **facts}
    return script(kind=kind, address=address, **facts)


async def until_delivered(stream):
    """Wait for a session that brings readings; say how others ended that came first."""
    ends = []
    try:
        async with asyncio.timeout(60):
            async for event in stream:
                if isinstance(event, SessionEnded):
                    ends.append(f"{event.result}: {event.sentence}")
                    if event.result is SessionResult.DELIVERED:
                        return event
    except TimeoutError:
        pass
    pytest.fail(f"no session brought a reading, they ended so: {ends}")


@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_found_paired_with_its_passkey_and_read(kind):
    async with home(device(kind, Quirk.NEEDS_BOND_FOR_CCCD, passkey="048213")) as here:
        stream = here.hub.events()
        assert [one.device.address for one in await here.hub.scan(8.0)] == [ADDRESS]
        ended = await here.hub.pair(ADDRESS)
        stream.close()
        readings = [event.reading async for event in stream if isinstance(event, ReadingReceived)]
        assert (ended.result, ended.complete) == (SessionResult.DELIVERED, True)
        assert KINDS[kind][2] in {reading.kind for reading in readings}
        assert here.asked == [ADDRESS]
        await here.hub.forget(ADDRESS)


async def test_a_wrong_passkey_pairs_nothing():
    async with home(device("blood_pressure", Quirk.NEEDS_BOND_FOR_CCCD, passkey="048213"), shift=1) as here:
        ended = await here.hub.pair(ADDRESS)
        assert ended.result is SessionResult.WRONG_PASSKEY
        assert here.kept.rows == []
        await here.hub.forget(ADDRESS)


async def test_a_bonded_meter_is_heard_again_and_asks_nothing():
    async with home(device("blood_pressure", Quirk.NEEDS_BOND_FOR_CCCD, passkey="048213")) as here:
        assert (await here.hub.pair(ADDRESS)).result is SessionResult.DELIVERED
        stream = here.hub.events()
        watching = asyncio.create_task(here.hub.watch([ADDRESS]))
        await here.household.monitor(ADDRESS).measure(KINDS["blood_pressure"][1])
        await until_delivered(stream)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        assert here.asked == [ADDRESS]
        await here.hub.forget(ADDRESS)


async def test_nothing_is_lost_that_a_bonded_meter_sends_at_once():
    """BlueZ confirms such values by itself; without a subscription held meanwhile nobody would ever see them."""
    meter = device("blood_pressure", Quirk.NEEDS_BOND_FOR_CCCD, Quirk.CCCD_KEPT_PUSH, passkey="048213")
    async with home(meter) as here:
        assert (await here.hub.pair(ADDRESS)).result is SessionResult.DELIVERED
        stream = here.hub.events()
        watching = asyncio.create_task(here.hub.watch([ADDRESS]))
        await here.household.monitor(ADDRESS).measure(KINDS["blood_pressure"][1])
        await until_delivered(stream)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await here.hub.forget(ADDRESS)


async def test_stored_records_are_resumed_where_the_link_was_lost():
    held = tuple(scripts.GlucoseScript(mmol_per_l=N(50 + at) / 10, minutes_ago=60 - at) for at in range(40))
    meter = device(
        "glucose_meter", Quirk.DROP_IN_TRANSFER, Quirk.NEEDS_BOND_FOR_CCCD, readings=held, passkey="048213"
    )
    async with home(meter) as here:
        first = await here.hub.pair(ADDRESS)
        assert (first.result, first.complete) == (SessionResult.DELIVERED, False)
        await here.household.monitor(ADDRESS).offer()
        second = await here.hub.pair(ADDRESS)
        assert (second.complete, first.frames + second.frames) == (True, 40)
        await here.hub.forget(ADDRESS)
