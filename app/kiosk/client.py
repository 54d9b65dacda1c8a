"""The other end of the connection: how a visit or a staff panel speaks with its station."""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from app.kiosk import wire

#: Longer than a PIN takes to check on the slowest machine; then the station is taken for lost.
ANSWER_WITHIN_S: Final = 20.0


class StationError(Exception):
    """The station did not do it; the message is one sentence saying why."""


class StationLost(StationError):
    """The connection ended."""


class StationClient:
    """Calls the station. ``on_news`` hears what happens there, on the event loop."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Use :func:`connected`."""
        self._reader, self._writer = reader, writer
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self.on_news: Callable[[str], None] = lambda _: None
        self._turn = False
        self._at_turn: Callable[[], None] = lambda: None
        self.lost = asyncio.Event()

    async def call(self, body: wire.Call) -> Any:
        """Do ``body`` and return what it gives. Raises :class:`StationError`."""
        if self.lost.is_set():
            raise StationLost(_LOST)
        number = next(self._numbers)
        answer = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            self._writer.write(wire.line_of(wire.Request(number=number, body=body)))
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._writer.drain()
                return await answer
        except (TimeoutError, ConnectionError) as error:
            raise StationLost(_LOST) from error
        finally:
            self._waiting.pop(number, None)

    def at_turn(self, call: Callable[[], None]) -> None:
        """Call back when this process is the one to be seen; its turn may have come already."""
        self._at_turn = call
        if self._turn:
            call()

    def _hear(self, news: str) -> None:
        if news == "turn":
            self._turn = True
            self._at_turn()
        else:
            self.on_news(news)

    async def listen(self) -> None:
        """Receive until the connection ends."""
        try:
            while (message := await wire.read_from_station(self._reader)) is not None:
                if isinstance(message, wire.News):
                    self._hear(message.news)
                    continue
                answer = self._waiting.get(message.number)
                if answer is None or answer.done():
                    continue
                if message.error is None:
                    answer.set_result(message.result)
                else:
                    answer.set_exception(StationError(message.error))
        except (wire.WireError, ConnectionError):
            pass  # the same as an end: whoever waits is told below
        finally:
            self.lost.set()
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(StationLost(_LOST))


_LOST: Final = "The station does not answer: it starts again by itself in a moment."


@asynccontextmanager
async def connected(channel: socket.socket | Path) -> AsyncIterator[StationClient]:
    """Speak over a socket that was handed down, or with the station that listens at a path.

    Raises :class:`StationLost` where nobody listens.
    """
    try:
        if isinstance(channel, Path):
            reader, writer = await asyncio.open_unix_connection(channel, limit=wire.MAX_LINE_BYTES)
        else:
            reader, writer = await asyncio.open_connection(sock=channel, limit=wire.MAX_LINE_BYTES)
    except OSError as error:
        raise StationLost("No station runs here: start one with listenwell run --kiosk.") from error
    client = StationClient(reader, writer)
    listening = asyncio.create_task(client.listen())
    try:
        yield client
    finally:
        writer.close()
        listening.cancel()
        await asyncio.wait({listening})
