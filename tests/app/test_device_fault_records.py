"""What becomes of device faults in the records: nothing twice, contradictions kept beside, the same after a restart."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as N
from zoneinfo import ZoneInfo

import pytest

from app.device_service import DeviceService
from app.records import twins
from device_io.events import SessionResult
from device_io.pace import Pace
from device_io.reading import ReadingKind
from device_io.virtual import scenario as scripts
from device_io.virtual.household import VirtualHousehold
from device_io.virtual.memory import SimulatorMemory
from device_io.virtual.scenario import Quirk, Scenario

ZONE = ZoneInfo("Asia/Shanghai")
ADDRESS = "F0:00:00:00:00:01"
FAST = Pace(
    find=5.0, connect=4.0, secure=5.0, discover=4.0, identify=4.0, set_time=4.0, subscribe=4.0,
    quiet=0.2, listen=2.0, hold_off=0.05, reconnect_pause=0.01, back_off=(0.01,), records_retry=0.01,
)  # fmt: skip
#: Each kind of device that keeps time, with one reading; a body scale's weight is a reading of its own.
KINDS = {
    "blood_pressure": (
        scripts.MonitorScript,
        scripts.ReadingScript(systolic=N(134), diastolic=N(84), minutes_ago=9),
        1,
    ),
    "thermometer": (
        scripts.ThermometerScript,
        scripts.TemperatureScript(temperature=N("36.7"), minutes_ago=9),
        1,
    ),
    "pulse_oximeter": (
        scripts.OximeterScript,
        scripts.OximetryScript(spo2=N(97), pulse=N(71), minutes_ago=9),
        1,
    ),
    "weight_scale": (scripts.ScaleScript, scripts.WeightScript(kilograms=N("72.4"), minutes_ago=9), 1),
    "body_composition": (
        scripts.BodyScaleScript,
        scripts.BodyScript(kilograms=N("72.4"), fat_percent=N("21.5"), minutes_ago=9),
        2,
    ),
    "glucose_meter": (
        scripts.GlucoseMeterScript,
        scripts.GlucoseScript(mmol_per_l=N("5.4"), minutes_ago=9),
        1,
    ),
    "continuous_glucose": (
        scripts.GlucoseSensorScript,
        scripts.SensorScript(mg_per_dl=N(104), minutes_ago=9),
        1,
    ),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def device(kind, *quirks, address=ADDRESS, **facts):
    script, reading, _readings = KINDS[kind]
    facts = {"name": kind[:20], "readings": (reading,), "quirks": frozenset(quirks), **facts}
    return script(kind=kind, address=address, **facts)


@pytest.fixture
def home(records, clock):
    @asynccontextmanager
    async def build(*devices, memory=None, **pace):
        async def person(wanted):
            return await household.passkey_shown(wanted.address)

        household = VirtualHousehold(
            Scenario(name="test", devices=devices), clock=clock, zone=ZONE, memory=memory
        )
        async with (
            household,
            DeviceService(household.radio, records, clock, ZONE, person, replace(FAST, **pace)) as service,
        ):
            yield service

    return build


def kept(records):
    return records.readings(records.household.people()[0], None, 2000)


@every_kind
async def test_what_is_sent_twice_is_one_reading(home, records, kind):
    async with home(device(kind, Quirk.DUPLICATE_FRAMES)) as service:
        assert (await service.add(ADDRESS)).result is SessionResult.DELIVERED
    assert len(kept(records)) == KINDS[kind][2]


@pytest.mark.parametrize("quirk", [Quirk.DUPLICATE_FRAMES, Quirk.CONTRADICTS_ITSELF])
@every_kind
async def test_without_a_name_of_its_own_for_each_record_it_would_be_two(
    home, records, kind, quirk, monkeypatch
):
    def nameless(row, one):
        names = twins_names_of(row, one)
        return replace(names, identity=names.identity[:-4] + row["id"].to_bytes(4, "big"))

    twins_names_of = twins.names_of
    monkeypatch.setattr(twins, "names_of", nameless)
    async with home(device(kind, quirk)) as service:
        await service.add(ADDRESS)
    assert len(kept(records)) == 2 * KINDS[kind][2]
    assert records.conflicts.of_device(ADDRESS) == ()


@every_kind
async def test_a_contradiction_is_kept_beside_the_first_value(home, records, kind):
    async with home(device(kind, Quirk.CONTRADICTS_ITSELF)) as service:
        assert (await service.add(ADDRESS)).result is SessionResult.DELIVERED
    assert len(kept(records)) == KINDS[kind][2]
    conflicts = records.conflicts.of_device(ADDRESS)
    assert conflicts
    assert all(one.first != one.other for one in conflicts)


async def test_a_restarted_simulator_sends_the_same_records_again(home, records, clock, tmp_path):
    """The stamps count from the first use of the scenario, so what comes again is not news."""
    devices = [device(kind, address=f"F0:00:00:00:01:{at:02X}") for at, kind in enumerate(KINDS)]
    for _start in range(2):
        async with home(*devices, memory=SimulatorMemory(tmp_path / "virtual")) as service:
            for one in devices:
                assert (await service.add(one.address)).result in (
                    SessionResult.DELIVERED,
                    SessionResult.NOTHING_NEW,
                )
        clock.moment += timedelta(hours=3, minutes=7)
    assert len(kept(records)) == sum(readings for _script, _reading, readings in KINDS.values())
    assert all(records.conflicts.of_device(one.address) == () for one in devices)


async def test_without_a_memory_they_would_be_other_readings(home, records, clock):
    for _start in range(2):
        async with home(device("blood_pressure")) as service:
            await service.add(ADDRESS)
        clock.moment += timedelta(hours=3)
    assert len(kept(records)) == 2


async def test_twenty_devices_are_paired_and_read_in_one_run(home, records):
    kinds = [list(KINDS)[number % len(KINDS)] for number in range(20)]
    devices = [
        device(kind, Quirk.NEEDS_BOND_FOR_CCCD, address=f"F0:00:00:00:02:{at:02X}", passkey="random")
        for at, kind in enumerate(kinds)
    ]
    async with home(*devices) as service:
        found = {one.device.address for one in await service.find(1.0)}
        assert found == {one.address for one in devices}
        for one in devices:
            ended = await service.add(one.address)
            assert (ended.result, ended.complete) == (SessionResult.DELIVERED, True)
        assert {one.device.address for one in service.known()} == found
    readings = kept(records)
    assert len(readings) == sum(KINDS[kind][2] for kind in kinds)
    assert {one.reading.kind for one in readings} >= {
        ReadingKind.BODY_COMPOSITION,
        ReadingKind.CONTINUOUS_GLUCOSE,
    }
    assert all(one.simulated for one in readings)
