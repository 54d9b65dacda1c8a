"""Finding and driving what a window shows, the way a person does."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow


def shown_items(window: QQuickWindow) -> list[QQuickItem]:
    """All visible items, sheets included, as they are now: whoever walks them may let some go meanwhile.

    Ask an item for `inherits`, its name or a property, never for its `metaObject()`: PySide keeps what it wrapped by
    address, and a component's meta object is let go with it, so that the next item there was taken for one.
    """
    found, waiting = [], [window.contentItem()]
    while waiting:
        item = waiting.pop()
        if item.isVisible():
            found.append(item)
            waiting.extend(reversed(item.childItems()))
    return found


def find(window: QQuickWindow, name: str) -> QQuickItem:
    """The visible item with an object name."""
    for item in shown_items(window):
        if item.objectName() == name:
            return item
    raise AssertionError(f"nothing called {name!r} is shown")


def texts(window: QQuickWindow) -> str:
    """Everything that is written, one text a line."""
    written = (item.property("text") for item in shown_items(window))
    return "\n".join(text for text in written if isinstance(text, str) and text)


def buttons(window: QQuickWindow) -> list[QQuickItem]:
    """What takes the keyboard focus."""
    return [
        item for item in shown_items(window) if item.activeFocusOnTab() or item.property("focusPolicy") == 11
    ]


def accessible_name(item: QQuickItem) -> str:
    """What a screen reader says of an item."""
    return QAccessible.queryAccessibleInterface(item).text(QAccessible.Text.Name)


def accessible_role(item: QQuickItem) -> QAccessible.Role:
    """What a screen reader takes an item for."""
    return QAccessible.queryAccessibleInterface(item).role()


def place(item: QQuickItem) -> QRectF:
    """Where an item lies in the window."""
    return QRectF(item.mapToScene(QPointF(0, 0)), item.size())


def press(window: QQuickWindow, key: Qt.Key, text: str = "") -> None:
    """Press and release a key."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(window, QKeyEvent(kind, int(key), Qt.KeyboardModifier.NoModifier, text))


def write(window: QQuickWindow, text: str) -> None:
    """Type a text."""
    for character in text:
        press(window, Qt.Key.Key_unknown, character)
