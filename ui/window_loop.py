"""From nothing to a window: Qt, asyncio on its event loop, the frame at once, then the house behind it.

asyncio runs on Qt's event loop (qasync), which is loaded once the frame is drawn. Five rules keep that sound: Qt
turns by itself only before that loop exists; nothing opens a nested loop; closing a dialog does not end the program;
slots start coroutines through :class:`ui.view_models.tasks.Tasks`; garbage is collected on Qt's thread alone
(:mod:`ui.garbage`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from typing import TYPE_CHECKING

from ui.window_error import WindowError, missing_library

try:
    from PySide6.QtGui import QGuiApplication
except ImportError as error:
    raise missing_library(error) from error

from ui.view_models.shell import Appearance
from ui.window import Window

if TYPE_CHECKING:
    from datetime import datetime

    from ui.desktop import Desktop
    from ui.view_models.ports import WindowPorts

    OpenPorts = Callable[[], AbstractAsyncContextManager[WindowPorts]]
    Main = Callable[[Desktop], Awaitable[None]]


def choose_platform(*, offscreen: bool) -> bool:
    """Tell Qt to draw into memory if asked to or if there is no screen; returns whether it does.

    Call it before the first ``QGuiApplication``.
    """
    no_screen = sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if offscreen or no_screen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ.setdefault("QT_QUICK_BACKEND", "software")
    return os.environ.get("QT_QPA_PLATFORM") == "offscreen"


def qt_application() -> QGuiApplication:
    """Return Qt's application, made if there is none. Raises ``WindowError``."""
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    if not isinstance(application, QGuiApplication):
        raise WindowError(
            "Another part of this program already uses Qt without a screen; start the window on its own."
        )
    application.setApplicationName("listenwell")
    application.setQuitOnLastWindowClosed(False)
    return application


def run(
    open_ports: OpenPorts,
    main: Main | None = None,
    *,
    appearance: Appearance | None = None,
    offscreen: bool = False,
    on_appearance: Callable[[Appearance], None] | None = None,
    now: Callable[[], datetime] | None = None,
) -> None:
    """Open the window and return when it is closed, or when ``main`` (which may drive it) returns.

    ``open_ports`` is entered on the event loop once the frame is on the screen, and left after the window has
    closed. Exceptions of ``open_ports`` and ``main`` come through; on a screen, the window says first why it cannot
    open the house. Raises ``WindowError``.
    """
    in_memory = choose_platform(offscreen=offscreen)
    application = qt_application()
    window = Window(appearance or Appearance(), offscreen=in_memory, on_appearance=on_appearance)
    window.open()
    window.wait_until_drawn()
    _live(application, window, open_ports, main, now)


def _live(
    application: QGuiApplication,
    window: Window,
    open_ports: OpenPorts,
    main: Main | None,
    now: Callable[[], datetime] | None,
) -> None:
    """Open the house behind the frame and stay in it."""
    import asyncio

    import qasync  # type: ignore[import-untyped]

    from ui.garbage import collected_on_this_thread, keep_what_lives

    async def whole() -> None:
        try:
            # Loaded by a worker: the frame answers meanwhile.
            module = await asyncio.to_thread(import_module, "ui.desktop")
            async with _told(window, open_ports()) as ports:
                desktop = module.Desktop(ports, window=window, now=now or module.local_now)
                keep_what_lives()
                try:
                    desktop.start()
                    await (desktop.closed() if main is None else main(desktop))
                finally:
                    await desktop.close()
        finally:
            await window.close()

    with qasync.QEventLoop(application) as loop, collected_on_this_thread(lambda: window.moving):
        loop.run_until_complete(whole())


class _told:  # noqa: N801  # reads as what it does
    """Enters the house; where that fails, a person at a screen is told in the window, until they close it."""

    def __init__(self, window: Window, house: AbstractAsyncContextManager[WindowPorts]) -> None:
        self._window, self._house = window, house

    async def __aenter__(self) -> WindowPorts:
        from ui.errors import expected_errors

        try:
            return await self._house.__aenter__()
        except expected_errors() as error:
            if not self._window.offscreen:
                self._window.tell_failure(str(error))
                await self._window.closed()
            raise

    async def __aexit__(self, *raised: object) -> bool | None:
        return await self._house.__aexit__(*raised)  # type: ignore[arg-type]  # handed on as they come
