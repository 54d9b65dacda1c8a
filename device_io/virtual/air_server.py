"""Adapters for other processes: every client of a TCP port gets a Bluetooth controller on the virtual air.

What goes over the connection is plain HCI (Bluetooth Core, Vol 4), as between a computer and a dongle.
"""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import Self

from bumble.controller import Controller
from bumble.transport.common import StreamPacketSink, StreamPacketSource

from device_io.virtual.air import Air

logger = logging.getLogger(__name__)


class _RemoteHost(StreamPacketSource):
    """One client: its controller joins the air with the connection and leaves with it."""

    def __init__(self, air: Air) -> None:
        super().__init__()
        self._air = air
        self._controller: Controller | None = None
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        assert isinstance(transport, asyncio.WriteTransport)
        sink = StreamPacketSink(transport)
        self._controller = Controller("remote adapter", host_source=self, host_sink=sink, link=self._air)
        logger.info("a host connected")

    def connection_lost(self, exc: Exception | None) -> None:
        if self._controller is not None:
            self._controller.host = None
            self._air.lose(self._controller)
            self._controller = None
        logger.info("a host left")

    def hang_up(self) -> None:
        if self._transport is not None:
            self._transport.close()


class AirServer:
    """Listens on ``host``:``port`` inside ``async with`` (port 0: any that is free, see :attr:`port`).

    Raises:
        OSError: on entering, when the port cannot be used.

    """

    def __init__(self, air: Air, host: str, port: int) -> None:
        self._air = air
        self._host = host
        self._port = port
        self._server: asyncio.Server | None = None
        self._clients: list[_RemoteHost] = []

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._port

    async def __aenter__(self) -> Self:
        self._server = await asyncio.get_running_loop().create_server(self._welcome, self._host, self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            for client in self._clients:
                client.hang_up()
            await self._server.wait_closed()
            await asyncio.sleep(0)  # the connections end in the loop's next turn

    def _welcome(self) -> _RemoteHost:
        client = _RemoteHost(self._air)
        self._clients.append(client)
        return client
