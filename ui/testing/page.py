"""The window as a person has it: things with names that are touched, words that are read, keys and speech.

Nothing here reaches behind the screen: what :class:`Page` does goes through Qt's events, and what it reads is what is
shown. Names are the object names or the accessible names of things (``README.md`` of :mod:`ui` lists the first).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from ui.desktop import Desktop

#: How long a person waits for something before they say that it is missing.
PATIENCE_S: Final = 20.0
_LOOK_EVERY_S: Final = 0.02
_KEYS: Final = {
    "Tab": Qt.Key.Key_Tab,
    "Enter": Qt.Key.Key_Return,
    "Space": Qt.Key.Key_Space,
    "Escape": Qt.Key.Key_Escape,
    "Left": Qt.Key.Key_Left,
    "Right": Qt.Key.Key_Right,
    "Up": Qt.Key.Key_Up,
    "Down": Qt.Key.Key_Down,
    "Home": Qt.Key.Key_Home,
    "+": Qt.Key.Key_Plus,
    "-": Qt.Key.Key_Minus,
}


class NotShown(AssertionError):
    """Something a person would look for is not on the screen; the message says what is there instead."""


class Page:
    """What is on the screen now."""

    def __init__(self, desktop: Desktop, listen_to: Callable[[Path], None] | None = None) -> None:
        """``listen_to`` lets the microphone hear a recording."""
        self.desktop = desktop
        self._listen_to = listen_to
        self._finger = QTest.createTouchDevice()

    # --- what a person does ---

    async def go(self, screen: str) -> None:
        """Touch a screen in the navigation."""
        await self.touch(f"nav-{screen}")

    async def touch(self, name: str) -> None:
        """Touch a thing in its middle, scrolling to it first. Raises :class:`NotShown`."""
        item = await self._wait_for(name)
        await self._scroll_to(item)
        await self._tap(self.place(item).center())

    async def touch_at(self, name: str, share: float) -> None:
        """Touch a thing a share (0 to 1) of its width from the left."""
        item = await self._wait_for(name)
        place = self.place(item)
        await self._tap(QPointF(place.left() + share * place.width(), place.center().y()))

    async def press(self, *keys: str) -> None:
        """Press keys one after another: ``Tab``, ``Enter``, ``Left`` …, or a character."""
        for key in keys:
            code = _KEYS.get(key, Qt.Key.Key_unknown)
            text = key if len(key) == 1 else " " if key == "Space" else ""
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, int(code), Qt.KeyboardModifier.NoModifier, text)
                QCoreApplication.sendEvent(self.window, event)
        await self.desktop.settle()

    async def write(self, name: str, text: str) -> None:
        """Type ``text`` into a field."""
        item = await self._wait_for(name)
        item.forceActiveFocus()
        await self.press(*text)

    async def tab_to(self, name: str, most: int = 80) -> None:
        """Go to a thing with the Tab key alone. Raises :class:`NotShown` if it cannot be reached so."""
        for _ in range(most):
            await self.press("Tab")
            item = self.window.activeFocusItem()
            if item is not None and name in {item.objectName(), accessible_name(item)}:
                return
        raise NotShown(f"The Tab key does not lead to {name!r}.")

    async def say(self, recording: Path) -> None:
        """Tap the microphone and say what is in a WAV file."""
        if self._listen_to is None:
            raise NotShown("This window has no microphone to speak into.")
        self._listen_to(recording)
        await self.go("conversation")
        await self.touch("orb")

    async def _tap(self, at: QPointF) -> None:
        spot = at.toPoint()
        # Not processed here: a loop inside a coroutine would lose the tasks of asyncio.
        QTest.touchEvent(self.window, self._finger, False).press(0, spot, self.window).commit(False)  # noqa: FBT003
        QTest.touchEvent(self.window, self._finger, False).release(0, spot, self.window).commit(False)  # noqa: FBT003
        await self.desktop.settle()

    # --- what a person sees ---

    @property
    def window(self) -> QQuickWindow:
        """The window of Qt."""
        return self.desktop.window

    @property
    def text(self) -> str:
        """Everything that is written on the screen, one text a line."""
        written = (item.property("text") for item in self.items())
        return "\n".join(text for text in written if isinstance(text, str) and text)

    def shows(self, words: str) -> bool:
        """Whether ``words`` are on the screen, or are the name of something on it."""
        return words in self.text or self.find(words) is not None

    async def sees(self, words: str, seconds: float = PATIENCE_S) -> None:
        """Wait until ``words`` are on the screen. Raises :class:`NotShown`."""
        await self._until(lambda: self.shows(words), f"{words!r} does not come", seconds)

    async def sees_no(self, words: str, seconds: float = PATIENCE_S) -> None:
        """Wait until ``words`` are no longer on the screen. Raises :class:`NotShown`."""
        await self._until(lambda: not self.shows(words), f"{words!r} stays", seconds)

    def items(self) -> Iterator[QQuickItem]:
        """All visible things, sheets included."""
        waiting = [self.window.contentItem()]
        while waiting:
            item = waiting.pop()
            if item.isVisible():
                yield item
                waiting.extend(reversed(item.childItems()))

    def find(self, name: str) -> QQuickItem | None:
        """The visible thing with this object name, else with this accessible name."""
        named = None
        for item in self.items():
            if item.objectName() == name:
                return item
            if named is None and _pressable(item) and accessible_name(item) == name:
                named = item
        return named

    def place(self, item: QQuickItem) -> QRectF:
        """Where a thing lies in the window."""
        return QRectF(item.mapToScene(QPointF(0, 0)), item.size())

    # --- waiting ---

    async def _wait_for(self, name: str) -> QQuickItem:
        await self._until(
            lambda: self.find(name) is not None, f"nothing called {name!r} is shown", PATIENCE_S
        )
        found = self.find(name)
        assert found is not None
        return found

    async def _until(self, reached: Callable[[], bool], complaint: str, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not reached():  # a person looks again and again  # noqa: ASYNC110
                    await asyncio.sleep(_LOOK_EVERY_S)
        except TimeoutError:
            raise NotShown(f"After {seconds:.0f} s {complaint}. On the screen:\n{self.text}") from None

    async def _scroll_to(self, item: QQuickItem) -> None:
        """Scroll as a person does, until the middle of ``item`` is inside the window."""
        above: QQuickItem | None = item
        while above is not None:
            scrolls = above.property("contentY") is not None and above.property("interactive")
            if scrolls and not above.contains(above.mapFromScene(self.place(item).center())):
                inside = item.mapToItem(above, QPointF(0, item.height() / 2)).y()
                wanted = above.property("contentY") + inside - above.height() / 2
                most = max(0.0, above.property("contentHeight") - above.height())
                above.setProperty("contentY", min(max(0.0, wanted), most))
                await asyncio.sleep(0)
            above = above.parentItem()


def accessible_name(item: QQuickItem) -> str:
    """What a screen reader says of a thing; empty where it says nothing."""
    found = QAccessible.queryAccessibleInterface(item)
    return found.text(QAccessible.Text.Name) if found is not None else ""


def _pressable(item: QQuickItem) -> bool:
    return item.inherits("QQuickAbstractButton") or item.inherits("QQuickTextInput")
