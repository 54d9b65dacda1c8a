"""The process of a staff panel: in place of a visit, or on a screen of its own on the same machine."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from app.kiosk.client import StationClient
from app.services import Services
from assistant.conversation import Language
from ui.adapters.staff import StaffAdapter
from ui.kiosk.alarm import sound_alarm
from ui.kiosk.process import TEXT_SCALE, Look, StationWindow
from ui.kiosk.staff_devices import StaffDevices, device_adding
from ui.paper import paper_state
from ui.system_voice import SystemVoices
from ui.view_models.shell import Appearance
from ui.view_models.staff import StaffViewModel
from ui.view_models.tasks import Tasks


class StaffHouse:
    """What lives in the window of a staff panel."""

    def __init__(
        self,
        port: StaffAdapter,
        devices: StaffDevices,
        window: StationWindow,
        language: Language,
        *,
        closes: bool,
    ) -> None:
        self.over, self.window = asyncio.Event(), window
        shell = window.window.shell
        self._tasks = Tasks(lambda: shell.notice.emit(""))
        self.staff = StaffViewModel(
            port, self._tasks, language, left=self.over.set, alarm=sound_alarm, closes=closes
        )
        self.adding = devices.view_model(self._tasks, language, self.staff.set_adding)
        self.staff.adding_wanted.connect(self.adding.start)
        self._port = port
        window.on_use = self.staff.touched
        window.window.on_appearance = lambda look: self.staff.set_language(look.language)
        self.staff.refresh()

    def view_models(self) -> dict[str, QObject]:
        """Return them by the names the window knows them under."""
        return {"staff": self.staff, "adding": self.adding}

    def begin(self) -> None:
        """From now on the window may be seen."""
        self._port.at_turn(self.window.show)

    async def settle(self) -> None:
        """Let what was started end and movements come to rest."""
        await self._tasks.idle()
        await self.window.window.rest()

    async def close(self) -> None:
        """End what was begun."""
        self.staff.close()
        await self._tasks.close()


@dataclass(frozen=True, slots=True)
class StaffPlace:
    """Where a panel lives: ``house`` is in memory, ``export_folder`` where files for the clinic go."""

    house: Services
    export_folder: Path
    language: Language
    scenario: str | None = None


async def panel(
    station: StationClient, stack: AsyncExitStack, place: StaffPlace, *, offscreen: bool, closes: bool
) -> StaffHouse:
    """Make the window of a staff panel; ``stack`` ends it. ``closes``: when nobody uses it."""
    house, language = place.house, place.language
    house.speech.system_voice = SystemVoices().voice
    look = Look("kiosk/Frame.qml", "kiosk/Staff.qml", Appearance(language, text_scale=TEXT_SCALE))
    window = StationWindow(look, offscreen=offscreen)
    port = StaffAdapter(station, house.now, house.zone, place.export_folder, paper_state)
    devices = await device_adding(port, house, stack, place.scenario)
    inside = StaffHouse(port, devices, window, language, closes=closes)
    stack.push_async_callback(window.close)
    stack.push_async_callback(inside.close)
    window.open(inside.view_models())
    inside.begin()
    if not closes:
        window.show()
    return inside
