"""The window: Qt, its event loop and the view models are put together here and nowhere else.

asyncio runs on Qt's event loop (qasync). Five rules keep that sound: the loop runs before any window is
made; nothing opens a nested loop; closing a dialog does not end the program; slots start coroutines through
:class:`ui.view_models.tasks.Tasks`; garbage is collected on Qt's thread alone (:mod:`ui.garbage`).
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from ui.window_error import WindowError, missing_library

try:
    import qasync  # type: ignore[import-untyped]
    from PySide6.QtCore import QLocale, QObject, QUrl
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQml import QQmlApplicationEngine, QQmlError, qmlRegisterType
    from PySide6.QtQuick import QQuickWindow
    from PySide6.QtSvg import QSvgRenderer  # noqa: F401  # loaded here so that a missing library shows at once
except ImportError as error:
    raise missing_library(error) from error

from assistant.conversation import Language
from ui.attention import Attention
from ui.cameras import camera_names
from ui.drawings import DrawingProvider
from ui.garbage import collected_on_this_thread
from ui.icons import IconProvider
from ui.paint.glucose_item import GlucoseItem
from ui.paint.trend_item import TrendItem
from ui.sheet_pages import SheetPageProvider
from ui.theme import Theme
from ui.translation import LOCALES, LinguistTranslator
from ui.view_models.add_device import AddDeviceViewModel
from ui.view_models.article import ArticleViewModel
from ui.view_models.coach import CoachViewModel
from ui.view_models.conversation import ConversationViewModel
from ui.view_models.devices import DevicesViewModel
from ui.view_models.entry import EntryViewModel
from ui.view_models.home import HomeViewModel
from ui.view_models.household import HouseholdViewModels
from ui.view_models.library import LibraryViewModel
from ui.view_models.library_review import LibraryReviewViewModel
from ui.view_models.ports import WindowPorts
from ui.view_models.profile import ProfileViewModel
from ui.view_models.report import ReportViewModel
from ui.view_models.shell import Appearance, ShellViewModel
from ui.view_models.tasks import Tasks
from ui.view_models.trends import TrendsViewModel
from ui.view_models.visit_sheet import VisitSheetViewModel

_log = logging.getLogger(__name__)

OpenPorts = Callable[[], AbstractAsyncContextManager[WindowPorts]]
Main = Callable[["Desktop"], Awaitable[None]]


def local_now() -> datetime:
    """Return aware local time."""
    return datetime.now().astimezone()


class Desktop:
    """One window on the running event loop. ``view models`` are attributes, so that a script can drive them."""

    def __init__(
        self,
        ports: WindowPorts,
        *,
        language: Language = Language.ZH,
        theme: str = "system",
        text_scale: float = 1.0,
        offscreen: bool = False,
        on_appearance: Callable[[Appearance], None] | None = None,
        now: Callable[[], datetime] = local_now,
    ) -> None:
        """Make the view models. ``offscreen`` also stills all motion, so that pictures are repeatable.

        ``on_appearance`` is called after the person chose another language, theme or text size.
        """
        self.warnings: list[str] = []
        self._remember = on_appearance
        self._theme = Theme(motion=not offscreen)
        self._tasks = Tasks(lambda: self.shell.notice.emit(""))
        self._translator: LinguistTranslator | None = None
        self._engine: QQmlApplicationEngine | None = None
        self._window: QQuickWindow | None = None
        self._closed = asyncio.Event()
        self._left = False
        self._household_language = language
        self._last_person: str | None = None
        self._switching = False
        appearance = Appearance(language, theme, text_scale)
        self.shell = ShellViewModel(appearance, self._look, camera=not offscreen and camera_present())
        self.home = HomeViewModel(ports.home, self._tasks, language, now)
        self.conversation = ConversationViewModel(ports.conversation, self._tasks, language)
        self.trends = TrendsViewModel(ports.trends, ports.voice, self._tasks, language)
        self.profile = ProfileViewModel(ports.profile, ports.voice, self._tasks, language)
        self.visit_sheet = VisitSheetViewModel(ports.visit_sheet, self._tasks, language)
        self.library = LibraryViewModel(ports.library, ports.conversation, self._tasks, language)
        self.article = ArticleViewModel(ports.library, ports.voice, self._tasks, language, self.shell.show)
        self.library_review = LibraryReviewViewModel(ports.library_review, self._tasks, language)
        self.report = ReportViewModel(ports.report, self._tasks, language)
        self.devices = DevicesViewModel(ports.devices, self._tasks, language)
        self.entry = EntryViewModel(ports.entry, self._tasks, language)
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
        self.household.people.switched.connect(self._changed_hands)
        self._attention = Attention(self.household.people.used)

    @property
    def window(self) -> QQuickWindow:
        """The window. Raises ``WindowError`` before :meth:`start`."""
        if self._window is None:
            raise WindowError("The window is not open; start it first.")
        return self._window

    def start(self) -> None:
        """Open the window and fill the screens. Raises ``WindowError`` if the screens cannot be loaded."""
        qmlRegisterType(TrendItem, "Listenwell", 1, 0, "TrendItem")  # type: ignore[call-overload] # str is right
        self._apply(self.shell.appearance)
        qmlRegisterType(GlucoseItem, "Listenwell", 1, 0, "GlucoseItem")  # type: ignore[call-overload] # str is right
        engine = QQmlApplicationEngine()
        engine.warnings.connect(self._warn)
        engine.addImageProvider("icon", IconProvider())
        engine.addImageProvider("drawing", DrawingProvider())
        engine.addImageProvider("visit-sheet", SheetPageProvider(lambda: self.visit_sheet.page_image))
        engine.rootContext().setContextProperty("Theme", self._theme.values)
        engine.setInitialProperties(self._view_models())
        engine.load(QUrl.fromLocalFile(str(files("ui") / "qml" / "Main.qml")))
        roots = engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            engine.deleteLater()
            raise WindowError(
                f"The window could not be built; install Listenwell again. ({self._first_warning()})"
            )
        self._engine, self._window = engine, roots[0]
        self._window.visibleChanged.connect(self._visible_changed)
        self._window.installEventFilter(self._attention)
        self._window.show()
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

    async def settle(self) -> None:
        """Let what was started end (a second at most) and movements and drawing come to rest."""
        await self._tasks.idle()
        movement = float(self._theme.values.value("motionPage")) / 1000
        await asyncio.sleep(movement + 0.05)

    def grab(self, path: Path) -> None:
        """Write what the window shows to ``path``, a ``.png``. Raises ``WindowError``."""
        image = self.window.grabWindow()
        path.parent.mkdir(parents=True, exist_ok=True)
        if image.isNull() or not image.save(str(path)):
            raise WindowError(
                f"The picture {path.name} cannot be written; choose a folder that you can write to."
            )

    async def closed(self) -> None:
        """Wait until the person closes the window."""
        await self._closed.wait()

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
        ):
            view_model.close()
        self.household.close()
        await self._tasks.close()
        if self._window is not None:
            self._window.close()
        engine, self._engine, self._window = self._engine, None, None
        if engine is not None:
            engine.deleteLater()
            await asyncio.sleep(0)
        if self._translator is not None:
            QGuiApplication.removeTranslator(self._translator)
            self._translator = None
        self._closed.set()

    def _view_models(self) -> dict[str, QObject]:
        return {
            "shell": self.shell,
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
            **self.household.by_name(),
        }

    def _look(self, appearance: Appearance) -> None:
        self._apply(appearance)
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
        ):
            view_model.set_language(appearance.language)
        self.household.set_language(appearance.language)
        if self._switching:
            return  # a person's own language is not the household's
        if self.household.people.current.language is None:
            self._household_language = appearance.language
        if self._remember is not None:
            self._remember(replace(appearance, language=self._household_language))

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

    def _apply(self, appearance: Appearance) -> None:
        self._theme.apply(appearance.theme, appearance.text_scale)
        QGuiApplication.setFont(self._theme.font())
        locale = LOCALES[appearance.language.value]
        QLocale.setDefault(QLocale(locale))
        if self._translator is not None:
            QGuiApplication.removeTranslator(self._translator)
            self._translator = None
        if appearance.language is not Language.EN:
            self._translator = LinguistTranslator(locale)
            QGuiApplication.installTranslator(self._translator)
        if self._engine is not None:
            self._engine.retranslate()

    def _visible_changed(self, visible: bool) -> None:
        if not visible:
            self._closed.set()

    def _warn(self, warnings: list[QQmlError]) -> None:
        for warning in warnings:
            self.warnings.append(warning.toString())
            _log.warning("%s", warning.toString())

    def _first_warning(self) -> str:
        return self.warnings[0] if self.warnings else "no reason was given"


def camera_present() -> bool:
    """Whether a photo can be taken here."""
    try:
        return bool(camera_names())
    except ImportError:  # libpulse0 is missing: everything but the camera still works
        return False


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


def run(
    open_ports: OpenPorts,
    main: Main | None = None,
    *,
    language: Language = Language.ZH,
    theme: str = "system",
    text_scale: float = 1.0,
    offscreen: bool = False,
    on_appearance: Callable[[Appearance], None] | None = None,
) -> None:
    """Open the window and return when it is closed, or when ``main`` (which may drive it) returns.

    ``open_ports`` is entered on the event loop and left after the window has closed. Exceptions of ``open_ports``
    and ``main`` come through; raises ``WindowError``.
    """
    in_memory = choose_platform(offscreen=offscreen)
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    if not isinstance(application, QGuiApplication):
        raise WindowError(
            "Another part of this program already uses Qt without a screen; start the window on its own."
        )
    application.setApplicationName("listenwell")
    application.setQuitOnLastWindowClosed(False)

    async def whole() -> None:
        async with open_ports() as ports:
            desktop = Desktop(
                ports,
                language=language,
                theme=theme,
                text_scale=text_scale,
                offscreen=in_memory,
                on_appearance=on_appearance,
            )
            try:
                desktop.start()
                await (desktop.closed() if main is None else main(desktop))
            finally:
                await desktop.close()

    with qasync.QEventLoop(application) as loop, collected_on_this_thread():
        loop.run_until_complete(whole())
