"""What lives in the window: the view models, over the ports of one house, and the screens that show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtQml import qmlRegisterType
from PySide6.QtQuick import QQuickWindow

from assistant.conversation import Language
from ui.access import Access
from ui.attention import Attention
from ui.drawings import DrawingProvider
from ui.paint.glucose_item import GlucoseItem
from ui.paint.trend_item import TrendItem
from ui.sheet_pages import SheetPageProvider
from ui.view_models.add_device import AddDeviceViewModel
from ui.view_models.article import ArticleViewModel
from ui.view_models.captions import CaptionedVoice
from ui.view_models.coach import CoachViewModel
from ui.view_models.conversation import ConversationViewModel
from ui.view_models.devices import DevicesViewModel
from ui.view_models.entry import EntryViewModel
from ui.view_models.hands_free import HandsFree
from ui.view_models.help import HelpViewModel
from ui.view_models.home import HomeViewModel
from ui.view_models.household import HouseholdViewModels
from ui.view_models.library import LibraryViewModel
from ui.view_models.library_review import LibraryReviewViewModel
from ui.view_models.models import ModelsViewModel
from ui.view_models.ports import WindowPorts
from ui.view_models.profile import ProfileViewModel
from ui.view_models.report import ReportViewModel
from ui.view_models.shell import Appearance
from ui.view_models.tasks import Tasks
from ui.view_models.trends import TrendsViewModel
from ui.view_models.visit_sheet import VisitSheetViewModel
from ui.view_models.voice_settings import VoiceSettingsViewModel
from ui.view_models.welcome import WelcomeViewModel
from ui.window import Window


def local_now() -> datetime:
    """Return aware local time."""
    return datetime.now().astimezone()


class Desktop:
    """One window on the running event loop. ``view models`` are attributes, so that a script can drive them."""

    def __init__(
        self,
        ports: WindowPorts,
        *,
        window: Window | None = None,
        appearance: Appearance | None = None,
        offscreen: bool = False,
        on_appearance: Callable[[Appearance], None] | None = None,
        now: Callable[[], datetime] = local_now,
    ) -> None:
        """Make the view models, for ``window`` or for one of their own, which looks like ``appearance``.

        ``on_appearance`` is called after the person chose another language, theme, text size …
        """
        self._frame = window or Window(
            appearance or Appearance(), offscreen=offscreen, on_appearance=on_appearance
        )
        self._remember, self._frame.on_appearance = self._frame.on_appearance, self._look
        self.shell = self._frame.shell
        self._tasks = Tasks(lambda: self.shell.notice.emit(""))
        self._left = False
        language = self.shell.appearance.language
        self._household_language = self._spoken = language
        self._last_person: str | None = None
        self._switching = False
        ports = replace(ports, voice=CaptionedVoice(ports.voice, self.shell.show_caption))
        self.home = HomeViewModel(ports.home, self._tasks, language, now)
        self.conversation = ConversationViewModel(ports.conversation, self._tasks, language)
        self.trends = TrendsViewModel(ports.trends, ports.voice, self._tasks, language)
        self.profile = ProfileViewModel(ports.profile, ports.voice, self._tasks, language)
        self.visit_sheet = VisitSheetViewModel(ports.visit_sheet, self._tasks, language)
        self.library = LibraryViewModel(ports.library, ports.conversation, self._tasks, language)
        self.article = ArticleViewModel(ports.library, ports.voice, self._tasks, language, self.shell.show)
        self.library_review = LibraryReviewViewModel(ports.library_review, self._tasks, language)
        self.report = ReportViewModel(ports.report, self._tasks, language, ports.voice)
        self.devices = DevicesViewModel(ports.devices, self._tasks, language)
        self.entry = EntryViewModel(ports.entry, self._tasks, language, ports.conversation, ports.voice)
        self.adding = AddDeviceViewModel(
            ports.devices,
            ports.voice,
            self._tasks,
            language,
            on_left=self.devices.added,
            on_entry=self.entry.begin,
        )
        self.devices.adding_wanted.connect(self.adding.start)
        self.devices.pairing_wanted.connect(self.adding.pairAgain)
        self.coach = CoachViewModel(ports.coach, ports.voice, self._tasks, language, now)
        self.household = HouseholdViewModels(ports, self._tasks, language)
        self.help = HelpViewModel(ports.manual, ports.conversation, ports.voice, self._tasks, language)
        self.models = ModelsViewModel(ports.models, self._tasks, language)
        self.welcome = WelcomeViewModel(ports.welcome, ports.voice, self._tasks, language, self.shell.show)
        self.voice_settings = VoiceSettingsViewModel(ports.voice_settings, self._tasks, language)
        self.voice_settings.chosen.connect(self.conversation.wakeAnew)
        self.hands_free = HandsFree(self.shell, self.trends, self.adding, self.entry)
        self.conversation.command_heard.connect(self.hands_free.perform)
        self.welcome.named.connect(self.home.refresh)
        self.household.people.switched.connect(self._changed_hands)
        self.shell.screen_changed.connect(self._looked_at)
        self._looked_at()
        self._attention = Attention(self.household.people.used)

    @property
    def window(self) -> QQuickWindow:
        """The window. Raises ``WindowError`` before :meth:`start`."""
        return self._frame.root

    @property
    def warnings(self) -> list[str]:
        """What Qt had to say about the screens."""
        return self._frame.warnings

    def start(self) -> None:
        """Show the screens and fill them. Raises ``WindowError`` if they cannot be loaded."""
        qmlRegisterType(TrendItem, "Listenwell", 1, 0, "TrendItem")  # type: ignore[call-overload] # str is right
        qmlRegisterType(GlucoseItem, "Listenwell", 1, 0, "GlucoseItem")  # type: ignore[call-overload] # str is right
        if not self._frame.opened:
            self._frame.open()
        engine = self._frame.engine
        engine.addImageProvider("drawing", DrawingProvider())
        engine.addImageProvider("visit-sheet", SheetPageProvider(lambda: self.visit_sheet.page_image))
        self._access = Access(self.window)
        self._use(self.shell.appearance)
        if self.welcome.wanted:
            self.shell.show("welcome")
        self._frame.move_in(self._view_models())
        self.window.installEventFilter(self._attention)
        self.window.installEventFilter(self._access)
        self.household.refresh()
        for view_model in (
            self.home,
            self.library,
            self.library_review,
            self.trends,
            self.profile,
            self.devices,
            self.coach,
        ):
            view_model.refresh()

    def show(self, screen: str) -> None:
        """Show one of :data:`ui.view_models.shell.SCREENS` or :data:`ui.view_models.shell.PAGES`."""
        self.shell.show(screen)

    def set_language(self, language: Language) -> None:
        """Switch everything on the screen to ``language``, at once."""
        self.shell.setLanguage(language.value)

    def set_theme(self, theme: str) -> None:
        """Look ``light``, ``dark``, ``contrast``, or as the ``system`` does."""
        self.shell.setTheme(theme)

    def set_text_scale(self, scale: float) -> None:
        """Grow the text to 1.0, 1.15, 1.3 or 1.5 times its size."""
        self.shell.setTextScale(scale)

    async def settle(self, seconds: float = 1.0) -> None:
        """Let what was started end (some ``seconds`` at most) and movements and drawing come to rest."""
        await self._tasks.idle(seconds)
        await self._frame.rest()

    def grab(self, path: Path) -> None:
        """Write what the window shows to ``path``, a ``.png``. Raises ``WindowError``."""
        self._frame.grab(path)

    async def closed(self) -> None:
        """Wait until the person closes the window."""
        await self._frame.closed()

    async def close(self) -> None:
        """Close the window, end what it started, and let go of the ports. Does no harm twice."""
        if self._left:
            return
        self._left = True
        self.conversation.stop()
        for view_model in (
            self.home,
            self.trends,
            self.profile,
            self.visit_sheet,
            self.devices,
            self.coach,
            self.report,
        ):
            view_model.close()
        self.household.close()
        await self._tasks.close()
        await self._frame.close()

    def _view_models(self) -> dict[str, QObject]:
        return {
            "home": self.home,
            "conversation": self.conversation,
            "trends": self.trends,
            "profile": self.profile,
            "visitSheet": self.visit_sheet,
            "report": self.report,
            "library": self.library,
            "article": self.article,
            "libraryReview": self.library_review,
            "devices": self.devices,
            "adding": self.adding,
            "entry": self.entry,
            "coach": self.coach,
            "manual": self.help,
            "models": self.models,
            "welcome": self.welcome,
            "voiceSettings": self.voice_settings,
            "access": self._access,
            **self.household.by_name(),
        }

    def _looked_at(self) -> None:
        """What takes long to read follows only while it is on the screen."""
        self.trends.look(self.shell.present == "trends")
        self.profile.look(self.shell.present == "profile")

    def _use(self, appearance: Appearance) -> None:
        self._access.choose(appearance.dwell_seconds, appearance.scan_seconds)

    def _look(self, appearance: Appearance) -> None:
        self._use(appearance)
        if appearance.language is not self._spoken:
            self._spoken = appearance.language
            self._speak(appearance.language)
        if self._switching:
            return  # a person's own language is not the household's
        if self.household.people.current.language is None:
            self._household_language = appearance.language
        if self._remember is not None:
            self._remember(replace(appearance, language=self._household_language))

    def _speak(self, language: Language) -> None:
        for view_model in (
            self.home,
            self.conversation,
            self.trends,
            self.profile,
            self.visit_sheet,
            self.report,
            self.library,
            self.article,
            self.library_review,
            self.devices,
            self.adding,
            self.entry,
            self.coach,
            self.help,
            self.models,
            self.welcome,
            self.voice_settings,
        ):
            view_model.set_language(language)
        self.household.set_language(language)

    def _changed_hands(self) -> None:
        """Show what is of whoever is in front of the window now, in their language."""
        person = self.household.people.current
        self._switching = True
        self.shell.setLanguage((person.language or self._household_language).value)
        self._switching = False
        before, self._last_person = self._last_person, person.id
        if before in (None, person.id):
            return
        self.conversation.forget()
        self.report.startOver()
        for view_model in (self.home, self.trends, self.profile, self.visit_sheet, self.devices, self.coach):
            view_model.refresh()
        self.household.changed_hands()
