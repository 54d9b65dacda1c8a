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
from device_io.virtual.scenario import Scenario

if TYPE_CHECKING:
    from device_io.virtual.bumble_radio import VirtualAdapter
    from device_io.virtual.peripherals import AnyPeripheral

logger = logging.getLogger(__name__)

_ADAPTER_ADDRESS = "C0:00:00:00:00:01"


class SimulatorMissing(RuntimeError):
    """The software Bluetooth stack is not installed."""


class VirtualHousehold:
    """Virtual devices, switched on inside ``async with``.

    Args:
        scenario: which devices there are.
        clock: returns the present moment, aware.
        zone: where the devices live; give the household's own, or their clocks will be off by the difference.

    Raises:
        SimulatorMissing: on entering, when the optional Bluetooth stack is not installed.

    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: ZoneInfo = ZoneInfo("UTC"),  # noqa: B008 - immutable
    ) -> None:
        self._scenario = scenario
        self._clock = clock
        self._zone = zone
        self._stack = AsyncExitStack()
        self._adapter: VirtualAdapter | None = None
        self._devices: dict[str, AnyPeripheral] = {}

    async def __aenter__(self) -> Self:
        try:
            from device_io.virtual.air import Air
            from device_io.virtual.bumble_radio import VirtualAdapter
            from device_io.virtual.peripherals import make_peripheral
        except ModuleNotFoundError as error:
            raise SimulatorMissing(
                "Virtual devices need a software Bluetooth stack: pip install listenwell[simulator]"
            ) from error
        air = Air()
        self._adapter = VirtualAdapter(air, _ADAPTER_ADDRESS)
        async with AsyncExitStack() as stack:
            await self._adapter.start()
            stack.push_async_callback(self._adapter.stop)
            for script in self._scenario.devices:
                device = make_peripheral(air, script, self._clock, self._zone)
                self._devices[script.address] = device
                await device.start()
                stack.push_async_callback(device.stop)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    @property
    def radio(self) -> BleakRadio:
        """A new radio that hears these devices; its frames are marked as simulated."""
        if self._adapter is None:
            raise RuntimeError("The virtual household is not switched on: use it inside `async with`.")
        return BleakRadio(
            scanner_backend=self._adapter.scanner_backend,
            client_backend=self._adapter.client_backend,
            agent=self._adapter,
            simulated=True,
        )

    def monitor(self, address: str) -> AnyPeripheral:
        """Return the device with ``address``; raises KeyError where the scenario has none."""
        return self._devices[address.upper()]

    async def passkey_shown(self, address: str) -> int:
        """Read the passkey off a device's display, waiting until it shows one."""
        return await self.monitor(address).passkey_shown()
