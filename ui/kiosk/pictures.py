"""A picture of every page of a station, in both languages, driven as a visitor and the staff would."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from PySide6.QtCore import QSize, SignalInstance

from app.kiosk import wire
from app.kiosk.client import StationClient, connected
from app.kiosk.serving import Serving
from app.kiosk.station import Station
from assistant.conversation import Language
from ui.kiosk.process import TABLE_TEXT_SCALE, TEXT_SCALE, StationWindow
from ui.kiosk.staff_process import StaffHouse, StaffPlace, panel
from ui.kiosk.visit_process import VisitHouse, VisitPlace, visit
from ui.view_models.staff import TABS
from ui.view_models.visit import ASKS_AFTER_S

if TYPE_CHECKING:
    from ui.view_models.row_model import RowModel

#: The PIN of the manager in the pictures.
_PIN: Final = "274905"
#: How long the virtual devices may take to send their readings.
_MEASURED_WITHIN_S: Final = 45.0
#: So many kinds of readings are waited for.
_ENOUGH: Final = 4
#: A standing screen and one on a table.
_WIDE: Final = QSize(1280, 800)


@asynccontextmanager
async def at(serving: Serving, part: str) -> AsyncIterator[StationClient]:
    """A connection to ``serving`` in this process, as a visit or the staff."""
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours, limit=wire.MAX_LINE_BYTES)
    serve = serving.serve_visit if part == "visit" else serving.serve_staff
    served = asyncio.create_task(serve(reader, writer))
    async with connected(theirs) as client:
        yield client
    await served


async def every_page(station: Station, place_of: Callable[[Language], VisitPlace], folder: Path) -> None:
    """Write the pictures into ``folder``; ``place_of`` gives each visit its own place."""
    serving = Serving(station)
    for language in Language:
        async with at(serving, "visit") as client, AsyncExitStack() as stack:
            inside = await visit(place_of(language), client, stack, offscreen=True)
            await _visit(inside, language, folder)
        async with at(serving, "staff") as client, AsyncExitStack() as stack:
            house = place_of(language).services()
            stack.callback(house.close)
            place = StaffPlace(house, folder, language)
            shown = await panel(client, stack, place, offscreen=True, closes=True)
            await _staff(shown, station, language, folder)


async def both_ways(window: StationWindow, folder: Path, name: str) -> None:
    """Write a picture of a standing screen, and one of a screen that lies (``…_wide.png``)."""
    root, shell = window.window.root, window.window.shell
    window.window.grab(folder / f"{name}.png")
    upright = root.size()
    root.resize(_WIDE)
    shell.setTextScale(TABLE_TEXT_SCALE)
    await window.window.rest()
    window.window.grab(folder / f"{name}_wide.png")
    root.resize(upright)
    shell.setTextScale(TEXT_SCALE)
    await window.window.rest()


async def _staff(shown: StaffHouse, station: Station, language: Language, folder: Path) -> None:
    async def picture(name: str) -> None:
        await shown.settle()
        await both_ways(shown.window, folder, f"staff_{name}_{language.value}")

    shown.window.show()
    await picture("door")
    if station.staff.members():
        shown.staff.signIn(station.staff.members()[0].id, _PIN)
    else:
        shown.staff.setUp("Wang", _PIN)
    await _so(shown.staff.changed, lambda: bool(shown.staff.open))
    for tab in TABS:
        shown.staff.showTab(tab)
        await picture(tab)


async def _visit(inside: VisitHouse, language: Language, folder: Path) -> None:
    visit_ = inside.visit

    async def picture(name: str) -> None:
        await inside.settle()
        await both_ways(inside.window, folder, f"visit_{name}_{language.value}")

    inside.window.show()
    await picture("attract")
    visit_.start(language.value)
    await picture("consent")
    visit_.agree()
    await _so(visit_.changed, lambda: str(visit_.page) == "choose")
    await picture("choose")
    visit_.choose("measure")
    await _so(inside.visit.changed, lambda: bool(_rows(inside.visit.devices)))
    await picture("measuring")
    await _so(inside.home.changed, lambda: len(_rows(inside.home.tiles)) >= _ENOUGH, _MEASURED_WITHIN_S)
    await picture("measured")
    visit_.choose("talk")
    await picture("talk")
    visit_.choose("photo")
    await picture("photo")
    visit_.choose("take_away")
    visit_.seal()
    await _so(visit_.changed, lambda: bool(visit_.code))
    visit_.handOver()
    await _so(visit_.changed, lambda: bool(visit_.handed))
    await picture("take_away")
    for _ in range(ASKS_AFTER_S + 5):
        visit_.second()
    await picture("still_there")
    visit_.touched()
    visit_.finish()
    await picture("ended")


def _rows(model: object) -> tuple[Any, ...]:
    return cast("RowModel[Any]", model).rows


async def _so(changed: SignalInstance, true: Callable[[], bool], within_s: float = 10.0) -> None:
    """Wait until something is so, looking again at each change; after ``within_s`` go on as it is."""
    happened = asyncio.Event()
    changed.connect(happened.set)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not true():
                    happened.clear()
                    await happened.wait()
    finally:
        changed.disconnect(happened.set)
