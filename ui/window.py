"""The frame of the window: shown at once with navigation and help, long before the house is open behind it.

Nothing is imported here that the first frame does not need: asyncio, view models, rooms and their libraries come
later, while the frame is on the screen already.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from ui.pyside_features import leave_features_off
from ui.window_error import WindowError, missing_library

try:
    from PySide6.QtCore import QEventLoop, QLocale, QObject, QTimer, QUrl
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQml import QQmlApplicationEngine, QQmlComponent, QQmlError
    from PySide6.QtQuick import QQuickItem, QQuickWindow
    from PySide6.QtSvg import QSvgRenderer  # noqa: F401  # loaded here so that a missing library shows at once
except ImportError as error:
    raise missing_library(error) from error
else:
    leave_features_off()

from ui.icons import IconProvider
from ui.theme import Theme
from ui.translation import LOCALES, LinguistTranslator
from ui.view_models.shell import Appearance, ShellViewModel

_log = logging.getLogger(__name__)

#: A first frame that has not come by then is waited for no longer: a hidden window draws none.
_FIRST_FRAME_MS: Final = 2000
#: So long after its last frame a window is at rest: what moves draws thirty times a second.
_REST_S: Final = 0.5


class Window:
    """One window of one look. What happens in it is the business of whoever moves in."""

    def __init__(
        self,
        appearance: Appearance,
        *,
        offscreen: bool = False,
        on_appearance: Callable[[Appearance], None] | None = None,
        frame: str = "Main.qml",
        house: str = "House.qml",
    ) -> None:
        """``offscreen`` also stills all motion, so that pictures are repeatable.

        ``on_appearance`` is called after each change of the appearance, once the window shows it. ``frame`` and
        ``house`` are the files of the window and of what moves in.
        """
        self._frame_file, self._house_file = frame, house
        self.warnings: list[str] = []
        self.offscreen = offscreen
        self.on_appearance = on_appearance
        self.shell = ShellViewModel(
            appearance, self._look, camera=lambda: not offscreen and _camera_present()
        )
        self.theme = Theme(motion=not offscreen)
        self._translator: LinguistTranslator | None = None
        self._engine: QQmlApplicationEngine | None = None
        self._root: QQuickWindow | None = None
        self._house: QQuickItem | None = None
        self._drawn_at = 0.0
        self._shut = False
        self._on_shut: list[Callable[[], None]] = []

    @property
    def opened(self) -> bool:
        """Whether it is open."""
        return self._root is not None

    @property
    def moving(self) -> bool:
        """Whether something on it changed a moment ago."""
        return time.monotonic() - self._drawn_at < _REST_S

    @property
    def root(self) -> QQuickWindow:
        """The window of Qt. Raises ``WindowError`` before :meth:`open`."""
        if self._root is None:
            raise WindowError("The window is not open; start it first.")
        return self._root

    @property
    def engine(self) -> QQmlApplicationEngine:
        """What loads the screens. Raises ``WindowError`` before :meth:`open`."""
        if self._engine is None:
            raise WindowError("The window is not open; start it first.")
        return self._engine

    def item(self, name: str) -> QQuickItem:
        """Return the item with an object name. Raises ``WindowError`` where there is none."""
        found = self.root.findChild(QQuickItem, name)
        if not isinstance(found, QQuickItem):
            raise WindowError(f"The window has no part called {name!r}; install Listenwell again.")
        return found

    def open(self, *, shown: bool = True) -> None:
        """Show the frame, or only make it. Raises ``WindowError`` if it cannot be loaded."""
        self._apply(self.shell.appearance)
        engine = QQmlApplicationEngine()
        engine.warnings.connect(self._warn)
        engine.addImageProvider("icon", IconProvider())
        engine.rootContext().setContextProperty("Theme", self.theme.values)
        engine.setInitialProperties({"shell": self.shell})
        engine.load(_qml(self._frame_file))
        roots = engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            engine.deleteLater()
            raise self._unbuilt()
        self._engine, self._root = engine, roots[0]
        self._root.visibleChanged.connect(self._visible_changed)
        self._root.afterAnimating.connect(self._drawing)
        if shown:
            self._root.show()

    def wait_until_drawn(self) -> None:
        """Return when there is something to see. Only before there is an asyncio loop: this one turns by itself."""
        loop = QEventLoop()
        self.root.frameSwapped.connect(loop.quit)
        QTimer.singleShot(_FIRST_FRAME_MS, loop.quit)
        loop.exec()
        self.root.frameSwapped.disconnect(loop.quit)

    def move_in(self, view_models: Mapping[str, QObject]) -> None:
        """Show the screens over ``view_models``. Raises ``WindowError`` if they cannot be loaded."""
        component = QQmlComponent(self.engine, _qml(self._house_file))
        place = self.root.findChild(QQuickItem, "place")
        house = component.createWithInitialProperties(
            {**view_models, "parent": place, "shell": self.shell}, self.engine.rootContext()
        )
        if not isinstance(house, QQuickItem):
            self._warn(component.errors())
            raise self._unbuilt()
        house.setParent(self.root)
        self._house = house
        self.root.setProperty("house", house)

    def tell_failure(self, sentence: str) -> None:
        """Say why the house cannot be opened and what to do, in place of the screens."""
        self.root.setProperty("failure", sentence)

    def grab(self, path: Path) -> None:
        """Write what the window shows to ``path``, a ``.png``. Raises ``WindowError``."""
        image = self.root.grabWindow()
        path.parent.mkdir(parents=True, exist_ok=True)
        if image.isNull() or not image.save(str(path)):
            raise WindowError(
                f"The picture {path.name} cannot be written; choose a folder that you can write to."
            )

    async def rest(self) -> None:
        """Let movements and drawing come to rest."""
        import asyncio

        await asyncio.sleep(float(self.theme.values.value("motionPage")) / 1000 + 0.05)

    async def closed(self) -> None:
        """Wait until the person closes the window."""
        import asyncio

        if not self._shut:
            event = asyncio.Event()
            self._on_shut.append(event.set)
            await event.wait()

    async def close(self) -> None:
        """Close it and let go of everything of Qt. Does no harm twice."""
        import asyncio

        house, self._house = self._house, None
        if house is not None and self._root is not None:
            self._root.setProperty("house", None)
            house.deleteLater()
        if self._root is not None:
            self._root.close()
        engine, self._engine, self._root = self._engine, None, None
        if engine is not None:
            engine.deleteLater()
            await asyncio.sleep(0)
        if self._translator is not None:
            QGuiApplication.removeTranslator(self._translator)
            self._translator = None
        self._leave()

    def _look(self, appearance: Appearance) -> None:
        self._apply(appearance)
        if self.on_appearance is not None:
            self.on_appearance(appearance)

    def _apply(self, appearance: Appearance) -> None:
        self.theme.apply(appearance.theme, appearance.text_scale, less_motion=appearance.less_motion)
        QGuiApplication.setFont(self.theme.font())
        locale = LOCALES[appearance.language.value]
        QLocale.setDefault(QLocale(locale))
        if self._translator is not None:
            QGuiApplication.removeTranslator(self._translator)
            self._translator = None
        if appearance.language.value != "en":
            self._translator = LinguistTranslator(locale)
            QGuiApplication.installTranslator(self._translator)
        if self._engine is not None:
            self._engine.retranslate()

    def _drawing(self) -> None:  # as Qt calls it, on this thread
        self._drawn_at = time.monotonic()

    def _visible_changed(self, visible: bool) -> None:  # as Qt calls it
        if not visible:
            self._leave()

    def _leave(self) -> None:
        if not self._shut:
            self._shut = True
            for call in self._on_shut:
                call()

    def _warn(self, warnings: list[QQmlError]) -> None:
        for warning in warnings:
            self.warnings.append(warning.toString())
            _log.warning("%s", warning.toString())

    def _unbuilt(self) -> WindowError:
        why = self.warnings[0] if self.warnings else "no reason was given"
        return WindowError(f"The window could not be built; install Listenwell again. ({why})")


def _qml(name: str) -> QUrl:
    return QUrl.fromLocalFile(str(files("ui") / "qml" / name))


def _camera_present() -> bool:
    from ui.cameras import camera_names

    try:
        return bool(camera_names())
    except ImportError:  # libpulse0 is missing: everything but the camera still works
        return False
