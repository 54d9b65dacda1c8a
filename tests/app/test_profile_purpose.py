"""Simulated readings and a person's own never share a profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from app.device_service import DeviceService
from app.records.purpose import PRACTICE_SENTENCE, Purpose, SimulationRefused
from device_io.events import Device, SessionResult
from device_io.radio import RadioUnavailable
from device_io.reading import Quantity, ReadingKind
from device_io.virtual.household import VirtualHousehold
from device_io.virtual.scenario import load_scenario

ZONE = ZoneInfo("Asia/Shanghai")
WEIGHT = {"weight": Quantity(Decimal("72.4"), "kg")}


class RealRadio:
    """A radio of this machine that hears nothing; whoever scans with it has got past the rule."""

    simulated = False

    async def start_scan(self, _listener):
        async def stop():
            return None

        return stop

    async def answer_pairing(self, _window):
        return None

    async def close(self):
        return None


def service(radio, records, clock):
    return DeviceService(radio, records, clock, ZONE)


@pytest.fixture
async def virtual(clock):
    async with VirtualHousehold(load_scenario("blood_pressure"), clock=clock, zone=ZONE) as household:
        yield household


def test_an_empty_profile_is_undecided(records):
    assert records.purpose.purpose is Purpose.UNDECIDED


@pytest.mark.parametrize("own", ["typed entry", "frame", "device"])
async def test_virtual_devices_are_refused_in_a_real_profile(records, person, frame, clock, virtual, own):
    match own:
        case "typed entry":
            records.add_manual(ReadingKind.WEIGHT, WEIGHT, clock() - timedelta(minutes=1), person)
        case "frame":
            records.journal.append(replace(frame(), simulated=False))
        case "device":
            records.devices.heard(Device("F0:00:00:00:00:01", "Upper arm"))
    assert records.purpose.purpose is Purpose.REAL
    with pytest.raises(SimulationRefused, match="--data DIR"):
        service(virtual.radio, records, clock)
    assert records.purpose.purpose is Purpose.REAL


async def test_a_profile_is_for_practice_once_virtual_devices_were_used_in_it(
    records, person, clock, virtual
):
    service(virtual.radio, records, clock)
    records.add_manual(ReadingKind.WEIGHT, WEIGHT, clock() - timedelta(minutes=1), person)
    assert records.purpose.purpose is Purpose.PRACTICE
    service(virtual.radio, records, clock)  # what is typed while practising does not change that


async def test_real_devices_are_out_of_reach_in_a_profile_for_practice(records, clock):
    records.purpose.practise()
    async with service(RealRadio(), records, clock) as devices:
        with pytest.raises(RadioUnavailable) as refused:
            await devices.find(0.0)
        assert str(refused.value) == PRACTICE_SENTENCE
        ended = await devices.add("F0:00:00:00:00:01")
    assert (ended.result, ended.sentence) == (SessionResult.NO_BLUETOOTH, PRACTICE_SENTENCE)


async def test_real_devices_are_reached_in_every_other_profile(records, clock):
    async with service(RealRadio(), records, clock) as devices:
        assert await devices.find(0.0) == []
    assert records.purpose.purpose is Purpose.UNDECIDED


def test_the_purpose_outlives_a_restart(open_profile):
    first = open_profile()
    first.purpose.practise()
    first.close()
    assert open_profile().purpose.purpose is Purpose.PRACTICE
