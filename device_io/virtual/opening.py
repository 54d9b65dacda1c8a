"""Virtual devices by what a person types: a scenario run in this process, or a simulator in another one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from device_io.bleak_radio import BleakRadio
from device_io.virtual.household import VirtualHousehold
from device_io.virtual.memory import SimulatorMemory
from device_io.virtual.remote import RemoteSimulator, is_remote
from device_io.virtual.scenario import load_scenario


@dataclass(frozen=True, slots=True)
class VirtualDevices:
    """A radio on virtual devices; ``display`` reads the passkey off one, where this process can see it."""

    radio: BleakRadio
    display: Callable[[str], Awaitable[int]] | None = None


@asynccontextmanager
async def virtual_devices(
    source: str, clock: Callable[[], datetime], zone: ZoneInfo, folder: Path
) -> AsyncIterator[VirtualDevices]:
    """Yield the devices of ``source``: ``tcp:HOST:PORT``, the name of a scenario that comes with us, or a TOML file.

    ``clock`` and ``zone`` are the household's; ``folder`` keeps bonds and epochs between two starts.

    Raises:
        ScenarioError: there is no such scenario or simulator.
        SimulatorMissing: the optional Bluetooth stack is not installed.

    """
    memory = SimulatorMemory(folder)
    if is_remote(source):
        async with RemoteSimulator(source, memory) as simulator:
            yield VirtualDevices(simulator.radio)
        return
    household = VirtualHousehold(load_scenario(source), clock=clock, zone=zone, memory=memory)
    async with household:
        yield VirtualDevices(household.radio, household.passkey_shown)
