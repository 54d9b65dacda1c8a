"""The process of one visit: its window, its records in memory, and its end."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject

from app.folders import Folders
from app.keys import ephemeral_key
from app.kiosk.client import StationClient
from app.services import Services
from app.settings import Settings
from assistant.conversation import Language
from assistant.speech.microphone import Microphone
from assistant.speech.playback import Player
from device_io.bleak_radio import platform_radio
from device_io.radio import Radio
from ui.adapters.alerts import AlertsAdapter
from ui.adapters.conversation import ConversationAdapter, microphone_view
from ui.adapters.home import HomeAdapter
from ui.adapters.report import ReportAdapter
from ui.adapters.screen_voice import ScreenVoice
from ui.adapters.visit import VisitAdapter
from ui.adapters.visit_sheet import VisitSheetAdapter
from ui.kiosk.process import TEXT_SCALE, Look, StationWindow
from ui.system_voice import SystemVoices
from ui.view_models.alerts import AlertsViewModel
from ui.view_models.conversation import ConversationViewModel
from ui.view_models.home import HomeViewModel
from ui.view_models.report import ReportViewModel
from ui.view_models.shell import Appearance
from ui.view_models.tasks import Tasks
from ui.view_models.visit import VisitViewModel


@dataclass(frozen=True, slots=True)
class VisitPlace:
    """Where a visit lives: its own ``folder``, and what it shares with the ``station``."""

    folder: Path
    station: Folders
    settings: Settings
    scenario: str | None = None

    def services(self) -> Services:
        """Everything behind the window, with records that only this process can open, and no cloud."""
        data, config = self.folder / "data", self.folder / "config"
        for made in (data, config):
            made.mkdir(mode=0o700, exist_ok=True)
        folders = Folders(data=data, config=config, cache=self.station.cache, models=self.station.models)
        settings = self.settings.model_copy(
            update={"cloud": self.settings.cloud.model_copy(update={"enabled": False})}
        )
        house = Services(folders, settings, key=ephemeral_key())
        house.guest = True
        return house


class VisitHouse:
    """What lives in the window of a visit."""

    def __init__(
        self, house: Services, port: VisitAdapter, window: StationWindow, language: Language
    ) -> None:
        self.house, self._port, self.window = house, port, window
        self.over = asyncio.Event()
        shell = window.window.shell
        self._tasks = Tasks(lambda: shell.notice.emit(""))
        chosen = house.settings.speech
        conversation = ConversationAdapter(
            house,
            lambda: Microphone(chosen.microphone or None),
            Player(chosen.loudspeaker or None),
            microphone_view,
        )
        self.conversation = ConversationViewModel(conversation, self._tasks, language)
        self.report = ReportViewModel(ReportAdapter(house), self._tasks, language)
        self.home = HomeViewModel(HomeAdapter(house), self._tasks, language, house.now)
        self.alerts = AlertsViewModel(AlertsAdapter(house), conversation.voice, self._tasks, language)
        self.visit = VisitViewModel(
            port,
            self._tasks,
            language,
            speak=self._speak,
            voice=ScreenVoice(house, Player(chosen.loudspeaker or None)),
            left=self.over.set,
            busy=self._busy,
        )
        window.on_use = self.visit.touched
        window.call_wanted.connect(self.visit.wantCall)
        window.window.on_appearance = self._look

    def view_models(self) -> dict[str, QObject]:
        """Return them by the names the window knows them under."""
        return {
            "visit": self.visit,
            "home": self.home,
            "conversation": self.conversation,
            "report": self.report,
            "alerts": self.alerts,
        }

    def begin(self) -> None:
        """From now on the window may be seen."""
        self._port.at_turn(self._turn)

    async def settle(self) -> None:
        """Let what was started end and movements come to rest."""
        await self._tasks.idle()
        await self.window.window.rest()

    async def close(self) -> None:
        """End what was begun."""
        self.conversation.stop()
        for view_model in (self.visit, self.home, self.alerts, self.report):
            view_model.close()
        await self._tasks.close()

    def _turn(self) -> None:
        self.window.show()
        self.visit.turn()
        self.home.refresh()
        self.alerts.refresh()

    def _speak(self, language: Language) -> None:
        self.window.window.shell.setLanguage(language.value)

    def _look(self, appearance: Appearance) -> None:
        for view_model in (self.conversation, self.report, self.home, self.alerts):
            view_model.set_language(appearance.language)

    def _busy(self) -> bool:
        return bool(self.conversation.busy) or str(self.report.state) == "reading"


async def visit(
    place: VisitPlace, station: StationClient, stack: AsyncExitStack, *, offscreen: bool, stays: bool = False
) -> VisitHouse:
    """Make the window of a visit and wait for nothing; ``stack`` ends it, the window only unless it ``stays``."""
    house = await asyncio.to_thread(_opened, place)
    house.speech.system_voice = SystemVoices().voice
    language = house.language
    look = Look("kiosk/Frame.qml", "kiosk/Visit.qml", Appearance(language, text_scale=TEXT_SCALE))
    window = StationWindow(look, offscreen=offscreen)
    window.stays = stays
    # Goes last: its last page is seen until nothing of the visit is left but the process.
    stack.push_async_callback(window.close)
    stack.callback(house.close)
    stack.push_async_callback(house.close_engine)
    radio: Radio = platform_radio()
    display = None
    if place.scenario is not None:
        from device_io.virtual.opening import virtual_devices

        virtual = await stack.enter_async_context(
            virtual_devices(place.scenario, house.now, house.zone, place.folder / "virtual_devices")
        )
        radio, display = virtual.radio, virtual.display
    port = VisitAdapter(house, station, radio, VisitSheetAdapter(house), display)
    await stack.enter_async_context(port.at_station())
    inside = VisitHouse(house, port, window, language)
    stack.push_async_callback(inside.close)
    window.open(inside.view_models())
    inside.begin()
    return inside


def _opened(place: VisitPlace) -> Services:
    house = place.services()
    house.library.build()
    house.records  # noqa: B018  # open before somebody waits for it
    return house
