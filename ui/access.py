"""Other ways to press than a finger: what the pointer rests on, and a single switch that things come to.

Dwell: a pointer (head mouse, eye tracker, joystick) that rests on a button presses it. Scanning: the keyboard focus
moves on by itself; the switch, which is Space, Enter or a tap anywhere, presses what has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Property, QEvent, QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow

#: A pointer that trembles less than this many pixels rests.
_TREMOR_PX: Final = 12.0


class Access(QObject):
    """Watches one window. Times are in seconds; 0 is off."""

    changed = Signal()

    def __init__(self, window: QQuickWindow) -> None:
        super().__init__()
        self._window = window
        self._dwell_s = self._scan_s = 0.0
        self._aimed: QQuickItem | None = None
        self._pressed: QQuickItem | None = None
        self._at = QPointF()
        self._dwell = QTimer(self)
        self._dwell.setSingleShot(True)
        self._dwell.timeout.connect(self._press_aimed)
        self._scan = QTimer(self)
        self._scan.timeout.connect(self._move_on)

    @Property(QRectF, notify=changed)
    def aim(self) -> QRectF:
        """Where the button lies that is about to be pressed; empty where there is none."""
        item = self._aimed
        return QRectF() if item is None else QRectF(item.mapToScene(QPointF(0, 0)), item.size())

    @Property(float, notify=changed)
    def dwellSeconds(self) -> float:  # noqa: N802
        """How long the pointer has to rest."""
        return self._dwell_s

    def choose(self, dwell_seconds: float, scan_seconds: float) -> None:
        """Use these times from now on."""
        self._dwell_s, self._scan_s = dwell_seconds, scan_seconds
        self._aim_at(None)
        self._scan.stop()
        if scan_seconds > 0:
            self._scan.start(round(scan_seconds * 1000))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """See what the person does; a tap while scanning is the switch and goes no further."""
        kind = event.type()
        if self._scan_s > 0 and kind in {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease}:
            if kind is QEvent.Type.MouseButtonPress:
                self._switch()
            return True
        if self._scan_s > 0 and isinstance(event, QKeyEvent) and kind is QEvent.Type.KeyPress:
            self._scan.start()
        if self._dwell_s > 0 and isinstance(event, QMouseEvent) and kind is QEvent.Type.MouseMove:
            self._rest(event.position())
        elif kind in {QEvent.Type.Leave, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress}:
            self._aim_at(None)
        return False

    def _rest(self, at: QPointF) -> None:
        button = _button_at(self._window.contentItem(), at)
        if button is self._pressed and (at - self._at).manhattanLength() < _TREMOR_PX:
            return  # pressed once; the pointer has to leave before it presses again
        self._pressed = None
        self._at = at
        if button is not self._aimed:
            self._aim_at(button)

    def _aim_at(self, button: QQuickItem | None) -> None:
        if button is None and self._aimed is None:
            return
        self._aimed = button
        self._dwell.stop()
        if button is not None:
            self._dwell.start(round(self._dwell_s * 1000))
        self.changed.emit()

    def _press_aimed(self) -> None:
        button, self._aimed = self._aimed, None
        self._pressed = button
        self.changed.emit()
        if button is not None:
            button.click()  # type: ignore[attr-defined]  # a button of Qt Quick Controls

    def _move_on(self) -> None:
        """Give the keyboard focus to the next button, as the Tab key does."""
        press = QKeyEvent(QEvent.Type.KeyPress, int(Qt.Key.Key_Tab), Qt.KeyboardModifier.NoModifier)
        self._send(press)

    def _switch(self) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            self._send(QKeyEvent(kind, int(Qt.Key.Key_Space), Qt.KeyboardModifier.NoModifier, " "))
        self._scan.start()

    def _send(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import QCoreApplication

        watching, self._scan_s = self._scan_s, 0.0  # what is sent from here does not put the next step off
        QCoreApplication.sendEvent(self._window, event)
        self._scan_s = watching


def _button_at(root: QQuickItem, at: QPointF) -> QQuickItem | None:
    """Return the topmost enabled button at a point of the window."""
    return next((item for item in _items_at(root, at) if _is_button(item)), None)


def _items_at(item: QQuickItem, at: QPointF) -> Iterator[QQuickItem]:
    """Visible items at a point, topmost first."""
    children = sorted(enumerate(item.childItems()), key=lambda child: (child[1].z(), child[0]), reverse=True)
    for _, child in children:
        if not child.isVisible():
            continue
        local = child.mapFromScene(at)
        if child.clip() and not child.contains(local):
            continue
        yield from _items_at(child, at)
        if child.contains(local):
            yield child


def _is_button(item: QQuickItem) -> bool:
    return item.isEnabled() and item.inherits("QQuickAbstractButton")
