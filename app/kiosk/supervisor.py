"""Runs a station: one process a visit, the next one ready before the last one goes, and nothing kept of any."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from app.kiosk import wire
from app.kiosk.serving import Serving
from app.kiosk.station import Station
from app.kiosk.visit_folder import sweep, visit_folder

_log = logging.getLogger(__name__)

SOCKET: Final = "station.sock"
#: How long a process may take to leave by itself once its connection is closed.
LEAVES_WITHIN_S: Final = 5.0
#: Pauses after processes that broke at once, so that a broken machine does not spin.
PAUSES_S: Final = (0.0, 1.0, 2.0, 5.0, 10.0, 30.0)

Part = Literal["visit", "staff"]
#: The command of a process: its part, its folder, and the file number of its connection.
CommandOf = Callable[[Part, Path, int], Sequence[str]]


@dataclass(slots=True, eq=False)
class _Child:
    process: asyncio.subprocess.Process
    writer: asyncio.StreamWriter
    served: asyncio.Task[None]
    folder: ExitStack

    def take_turn(self) -> None:
        """Let it show itself."""
        self.writer.write(wire.line_of(wire.News(news="turn")))

    async def end(self) -> None:
        """Let it leave, and remove its folder."""
        try:
            self.writer.close()
            await _gone(self.process)
            self.served.cancel()
            await asyncio.wait({self.served})
        finally:
            self.folder.close()


class Supervisor:
    """The processes of one station."""

    def __init__(self, station: Station, folder: Path, home: Path, command_of: CommandOf) -> None:
        """``folder`` is the station's own; visits lie in ``home`` (:func:`app.kiosk.visit_folder.visits_home`)."""
        self.serving = Serving(station)
        self._folder, self._home, self._command_of = folder, home, command_of
        self.visits = 0

    async def run(self) -> None:
        """Run until the staff, or the system (SIGTERM), close the station."""
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, self.serving.closing.set)
        left = sweep(self._home)
        if left:
            _log.warning("%d visits that a switched-off station left behind were removed", left)
        async with self._panels():
            closing = asyncio.create_task(self.serving.closing.wait())
            working = asyncio.create_task(self._visits())
            await asyncio.wait({closing, working}, return_when=asyncio.FIRST_COMPLETED)
            closing.cancel()
            working.cancel()
            await asyncio.wait({closing, working})
            if not working.cancelled():
                working.result()

    async def _visits(self) -> None:
        broken = 0
        present: set[_Child] = set()
        try:
            standby = await self._start("visit", present)
            while True:
                child = standby
                child.take_turn()
                # The next one starts while somebody is here, and shows itself when they are gone.
                standby = await self._start("visit", present)
                status = await self._left(child, present)
                self.visits += 1
                broken = broken + 1 if status else 0
                await asyncio.sleep(PAUSES_S[min(broken, len(PAUSES_S) - 1)])
                if self.serving.staff_wanted:
                    self.serving.staff_wanted = False
                    panel = await self._start("staff", present)
                    panel.take_turn()
                    await self._left(panel, present)
        finally:
            for child in present:
                await child.end()

    async def _left(self, child: _Child, present: set[_Child]) -> int:
        status = await child.process.wait()
        present.discard(child)
        await child.end()
        return status

    async def _start(self, part: Part, present: set[_Child]) -> _Child:
        with ExitStack() as stack:
            folder = stack.enter_context(visit_folder(self._home))
            ours, theirs = socket.socketpair()
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    *self._command_of(part, folder, theirs.fileno()), pass_fds=(theirs.fileno(),)
                )
            reader, writer = await asyncio.open_connection(sock=ours, limit=wire.MAX_LINE_BYTES)
            serve = self.serving.serve_visit if part == "visit" else self.serving.serve_staff
            child = _Child(process, writer, asyncio.create_task(serve(reader, writer)), stack.pop_all())
        present.add(child)
        return child

    @asynccontextmanager
    async def _panels(self) -> AsyncIterator[None]:
        """Listen for staff panels on this machine, at a place that only this user can reach."""
        path = self._folder / SOCKET
        path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            server = await asyncio.start_unix_server(
                self.serving.serve_staff, path, limit=wire.MAX_LINE_BYTES
            )
        finally:
            os.umask(before)
        try:
            yield
        finally:
            server.close()
            path.unlink(missing_ok=True)


async def _gone(process: asyncio.subprocess.Process) -> None:
    """Wait until a process left; make it leave where it does not."""
    try:
        async with asyncio.timeout(LEAVES_WITHIN_S):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
