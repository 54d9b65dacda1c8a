"""A household of virtual devices and the adapter that hears them, from a scenario."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from device_io.bleak_radio import BleakRadio
from device_io.virtual.memory import SimulatorMemory, own_epoch
from device_io.virtual.scenario import Scenario

if TYPE_CHECKING:
    from device_io.virtual.adapter import VirtualAdapter
    from device_io.virtual.air import Air
    from device_io.virtual.peripherals import AnyPeripheral

logger = logging.getLogger(__name__)

_ADAPTER_ADDRESS = "C0:00:00:00:00:01"


class SimulatorMissing(RuntimeError):
    """The software Bluetooth stack is not installed."""


def simulator_missing() -> SimulatorMissing:
    """Return the error that says how to get the simulator."""
    return SimulatorMissing(
        "Virtual devices need a software Bluetooth stack: pip install listenwell[simulator]"
    )


class VirtualHousehold:
    """Virtual devices, switched on inside ``async with``.

    Args:
        scenario: which devices there are.
        clock: returns the present moment, aware.
        zone: where the devices live; give the household's own, or their clocks will be off by the difference.
        memory: keeps bonds and the epoch of the history; without it both last as long as this household, whose
            history then counts from the present moment unless the scenario names an epoch.
        on_passkey: told address and digits whenever a device displays some.

    Raises:
        SimulatorMissing: on entering, when the optional Bluetooth stack is not installed.
        ScenarioError: on entering, when the memory cannot be kept.

    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: ZoneInfo = ZoneInfo("UTC"),  # noqa: B008 - immutable
        memory: SimulatorMemory | None = None,
        on_passkey: Callable[[str, int], None] = lambda _address, _digits: None,
    ) -> None:
        self._scenario = scenario
        self._clock = clock
        self._zone = zone
        self._memory = memory
        self._on_passkey = on_passkey
        self._stack = AsyncExitStack()
        self._air: Air | None = None
        self._adapter: VirtualAdapter | None = None
        self._devices: dict[str, AnyPeripheral] = {}

    async def __aenter__(self) -> Self:
        try:
            from device_io.virtual.adapter import VirtualAdapter
            from device_io.virtual.air import Air
            from device_io.virtual.peripheral import Surroundings
            from device_io.virtual.peripherals import make_peripheral
        except ModuleNotFoundError as error:
            raise simulator_missing() from error
        memory = self._memory
        air = self._air = Air()
        around = Surroundings(
            air,
            self._clock,
            self._zone,
            self._epoch(),
            None if memory is None else memory.device_keys,
            self._on_passkey,
        )
        keys = None if memory is None else memory.adapter_keys
        self._adapter = VirtualAdapter.on_air(air, _ADAPTER_ADDRESS, keys)
        async with AsyncExitStack() as stack:
            await self._adapter.start()
            stack.push_async_callback(self._adapter.stop)
            for script in self._scenario.devices:
                device = make_peripheral(around, script)
                self._devices[script.address] = device
                await device.start()
                stack.push_async_callback(device.stop)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    def _epoch(self) -> datetime:
        if self._memory is not None:
            return self._memory.epoch(self._scenario, self._clock(), self._zone)
        epoch = self._scenario.epoch
        return self._clock() if epoch is None else own_epoch(epoch, self._zone)

    @property
    def radio(self) -> BleakRadio:
        """A new radio that hears these devices; its frames are marked as simulated."""
        return self.adapter.radio()

    @property
    def adapter(self) -> VirtualAdapter:
        """The adapter that hears these devices, whose classes bleak takes as backends."""
        if self._adapter is None:
            raise _not_on()
        return self._adapter

    @property
    def air(self) -> Air:
        """The air that the devices share, on which other adapters may be put."""
        if self._air is None:
            raise _not_on()
        return self._air

    def monitor(self, address: str) -> AnyPeripheral:
        """Return the device with ``address``; raises KeyError where the scenario has none."""
        return self._devices[address.upper()]

    async def passkey_shown(self, address: str) -> int:
        """Read the passkey off a device's display, waiting until it shows one."""
        return await self.monitor(address).passkey_shown()


def _not_on() -> RuntimeError:
    return RuntimeError("The virtual household is not switched on: use it inside `async with`.")
