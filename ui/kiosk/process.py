"""A process of a station: Qt, asyncio on it, and the connection that it was handed."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ui.window_error import WindowError, missing_library

try:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QGuiApplication
except ImportError as error:
    raise missing_library(error) from error

from app.kiosk.client import StationClient, connected
from ui.drawings import DrawingProvider
from ui.kiosk.lockdown import Lockdown, keep_links
from ui.view_models.shell import Appearance
from ui.window import Window
from ui.window_loop import choose_platform

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A standing screen is looked at from further away than one on a table. Our rule, after the sizes of the design.
TEXT_SCALE, TABLE_TEXT_SCALE = 1.3, 1.0


@dataclass(frozen=True, slots=True)
class Look:
    """The files of a window, and how it looks."""

    frame: str
    house: str
    appearance: Appearance


class StationWindow:
    """The window of a process: made at once, seen from its turn on, gone with the process."""

    def __init__(self, look: Look, *, offscreen: bool) -> None:
        self.window = Window(look.appearance, offscreen=offscreen, frame=look.frame, house=look.house)
        #: Seen until its process is gone, so that the screen is never empty for long.
        self.stays = False
        self.offscreen = offscreen
        self._lockdown = Lockdown(lambda: self.on_use())
        self.call_wanted = self._lockdown.call_wanted
        self.on_use: Callable[[], None] = lambda: None

    def open(self, view_models: Mapping[str, QObject]) -> None:
        """Make it, unseen."""
        application = QGuiApplication.instance()
        if application is None:
            raise WindowError("Qt was not started; start the station with listenwell run --kiosk.")
        application.installEventFilter(self._lockdown)
        keep_links(self._lockdown)
        self.window.open(shown=False)
        self.window.engine.addImageProvider("drawing", DrawingProvider())
        self.window.move_in(view_models)

    def show(self) -> None:
        """From now on it is the one that is seen."""
        if self.offscreen:
            self.window.root.show()
            return
        room = self.window.root.screen().size()
        if room.width() > room.height():
            self.window.shell.setTextScale(TABLE_TEXT_SCALE)
        self.window.root.showFullScreen()

    async def close(self) -> None:
        """Let go of it; what was copied goes, too."""
        self._lockdown.leaving = True
        if (clipboard := QGuiApplication.clipboard()) is not None:
            clipboard.clear()
        if not self.stays:
            await self.window.close()


def keep_temporary_files_in(folder: Path) -> None:
    """Let every temporary file of this process, also a photo that is being taken, lie in ``folder``."""
    folder.mkdir(mode=0o700, exist_ok=True)
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None  # asked for anew


def live(
    channel: int | Path,
    whole: Callable[[StationClient, AsyncExitStack], Awaitable[asyncio.Event]],
    *,
    offscreen: bool,
    gone: bool = False,
) -> None:
    """Run ``whole`` on Qt's loop with the connection ``channel``: a file number, or the path of a station.

    It makes a window and returns what is set when that is to close; a station that is gone closes it, too. With
    ``gone`` the process ends there and then, with its window: to take Qt and Python down piece by piece would only
    keep whoever comes next waiting.
    """

    async def run() -> None:
        handed = channel if isinstance(channel, Path) else socket.socket(fileno=channel)
        async with connected(handed) as client, AsyncExitStack() as stack:
            over = await whole(client, stack)
            ends = {asyncio.create_task(over.wait()), asyncio.create_task(client.lost.wait())}
            _, left = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for one in left:
                one.cancel()
        if gone:
            os._exit(0)

    alone(run, offscreen=offscreen)


def alone(whole: Callable[[], Awaitable[None]], *, offscreen: bool) -> None:
    """Run ``whole`` on Qt's loop."""
    import qasync  # type: ignore[import-untyped]

    from assistant.deidentification.crash_dumps import leave_no_dump
    from ui.garbage import collected_on_this_thread

    leave_no_dump()
    choose_platform(offscreen=offscreen)
    os.environ.setdefault("QT_IM_MODULE", "qtvirtualkeyboard")
    os.environ.setdefault("QT_WAYLAND_DISABLE_WINDOWDECORATION", "1")
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    if not isinstance(application, QGuiApplication):
        raise WindowError("Another part of this program already uses Qt without a screen.")
    application.setApplicationName("listenwell")
    application.setQuitOnLastWindowClosed(False)

    with qasync.QEventLoop(application) as loop, collected_on_this_thread():
        loop.run_until_complete(whole())
