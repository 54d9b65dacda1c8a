from __future__ import annotations

import subprocess
import sys

import pytest

from device_io.virtual.household import SimulatorMissing, VirtualHousehold
from device_io.virtual.scenario import load_scenario

_IMPORTS = """
import sys
import device_io.hub, device_io.bleak_radio, device_io.virtual.household, device_io.virtual.scenario
sys.exit(any(name.split(".")[0] == "bumble" for name in sys.modules))
"""


def test_the_device_room_does_not_load_the_simulator():
    assert subprocess.run([sys.executable, "-c", _IMPORTS], check=False).returncode == 0


async def test_without_the_simulator_one_sentence_says_how_to_get_it(monkeypatch):
    for name in [
        name
        for name in sys.modules
        if name.startswith(("bumble", "device_io.virtual.bumble_radio", "device_io.virtual.peripheral"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "bumble", None)
    with pytest.raises(SimulatorMissing, match=r"listenwell\[simulator\]"):
        async with VirtualHousehold(load_scenario("blood_pressure")):
            pytest.fail("the household must not switch on")


def test_a_household_that_is_off_has_no_radio():
    with pytest.raises(RuntimeError, match="async with"):
        _ = VirtualHousehold(load_scenario("blood_pressure")).radio
