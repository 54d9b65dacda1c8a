"""The radio of this process on the devices of a simulator in another one."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

from device_io.bleak_radio import BleakRadio
from device_io.virtual.household import simulator_missing
from device_io.virtual.memory import SimulatorMemory, new_adapter_address
from device_io.virtual.scenario import ScenarioError

if TYPE_CHECKING:
    from device_io.virtual.adapter import VirtualAdapter

#: How long a simulator may take to answer.
_CONNECT_S = 5.0
_PLACE = re.compile(r"(?:tcp|tcp-client):(?P<host>\[[0-9a-fA-F:.]+\]|[^:\s]+):(?P<port>[0-9]{1,5})")


def is_remote(source: str) -> bool:
    """Say whether ``source`` names a simulator (``tcp:127.0.0.1:9471``) and no scenario."""
    return source.startswith(("tcp:", "tcp-client:"))


class RemoteSimulator:
    """The devices of ``listenwell devices simulate``, reached inside ``async with``.

    Args:
        source: ``tcp:HOST:PORT``, as the simulator prints it.
        memory: keeps the bonds and the adapter's address; without it every start is a new adapter.

    Raises:
        ScenarioError: on entering, when nothing answers there.
        SimulatorMissing: on entering, when the optional Bluetooth stack is not installed.

    """

    def __init__(self, source: str, memory: SimulatorMemory | None = None) -> None:
        match = _PLACE.fullmatch(source)
        if match is None or not 0 < int(match["port"]) < 65536:
            raise ScenarioError(f"{source[:60]!r} names no simulator: give one like tcp:127.0.0.1:9471.")
        self._place = f"{match['host'].strip('[]')}:{match['port']}"
        self._memory = memory
        self._adapter: VirtualAdapter | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            from bumble.core import BaseBumbleError
            from bumble.transport.tcp_client import open_tcp_client_transport

            from device_io.virtual.adapter import VirtualAdapter
        except ModuleNotFoundError as error:
            raise simulator_missing() from error
        memory = self._memory
        address = new_adapter_address() if memory is None else memory.adapter_address()
        keys = None if memory is None else memory.adapter_keys
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(_CONNECT_S):
                    transport = await open_tcp_client_transport(self._place)
                    stack.push_async_callback(transport.close)
                    adapter = VirtualAdapter.over_hci(transport, address, keys)
                    await adapter.start()
            except (OSError, TimeoutError, BaseBumbleError) as error:
                raise ScenarioError(
                    f"No simulator answers at {self._place}: start one with listenwell devices simulate household."
                ) from error
            stack.push_async_callback(adapter.stop)
            self._adapter = adapter
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    @property
    def radio(self) -> BleakRadio:
        """A new radio that hears the simulator's devices; its frames are marked as simulated."""
        if self._adapter is None:
            raise RuntimeError("The simulator is not connected: use it inside `async with`.")
        return self._adapter.radio()
