"""``listenwell run --gallery``: every component of the design with its states, in every theme and size."""

from __future__ import annotations

from pathlib import Path

from ui.view_models.shell import Appearance
from ui.window import Window
from ui.window_loop import choose_platform, qt_application


def show_gallery(appearance: Appearance, pictures: Path | None, *, offscreen: bool) -> None:
    """Show it until it is closed; with ``pictures`` write one of it from top to bottom instead."""
    import qasync  # type: ignore[import-untyped]

    in_memory = choose_platform(offscreen=offscreen)
    application = qt_application()

    async def whole() -> None:
        gallery = open_gallery(appearance, offscreen=in_memory)
        try:
            if pictures is None:
                await gallery.closed()
                return
            await gallery.rest()
            await picture_gallery(gallery, pictures)
        finally:
            await gallery.close()

    with qasync.QEventLoop(application) as loop:
        loop.run_until_complete(whole())


def open_gallery(appearance: Appearance, *, offscreen: bool) -> Window:
    """Open the gallery on the running event loop. Raises ``WindowError``."""
    window = Window(appearance, offscreen=offscreen, frame="Gallery.qml")
    window.open()
    return window


async def picture_gallery(gallery: Window, folder: Path) -> list[Path]:
    """Write pictures of the gallery, one a windowful."""
    page = gallery.item("gallery")
    height = page.height()
    written: list[Path] = []
    count = max(1, -(-int(page.property("contentHeight")) // int(height)))
    for number in range(count):
        page.setProperty("contentY", min(number * height, page.property("contentHeight") - height))
        await gallery.rest()
        written.append(folder / f"gallery-{number + 1}.png")
        gallery.grab(written[-1])
    return written
