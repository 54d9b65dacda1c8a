"""No key, click or menu leads out of the window of a station; whatever happens tells that somebody is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent

_USES: Final = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel}
)
#: Ways out that Qt itself offers, or that a desktop hands on: shortcuts, menus, dropped files.
_KEPT_AWAY: Final = frozenset(
    {
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
        QEvent.Type.Drop,
        QEvent.Type.Shortcut,
        QEvent.Type.ShortcutOverride,
    }
)
_MODIFIERS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_KEYS: Final = frozenset(
    {
        Qt.Key.Key_Menu,
        Qt.Key.Key_Print,
        Qt.Key.Key_Help,
        Qt.Key.Key_Super_L,
        Qt.Key.Key_Super_R,
        *(Qt.Key(Qt.Key.Key_F1.value + number) for number in range(24)),
    }
)


#: Addresses that Qt would hand to another program.
_SCHEMES: Final = ("tel", "http", "https", "file", "mailto", "ftp", "sms")


class Lockdown(QObject):
    """An event filter for the whole application. ``used`` is called whenever somebody does something.

    ``call_wanted`` tells that somebody wanted to telephone, which this machine cannot.
    """

    call_wanted = Signal()

    def __init__(self, used: Callable[[], None]) -> None:
        super().__init__()
        self._used = used
        #: The program itself may close its window.
        self.leaving = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep what leads out; let the rest pass."""
        kind = event.type()
        if kind in _USES:
            self._used()
        if kind is QEvent.Type.Close and not self.leaving:
            event.ignore()
            return True
        if kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride):
            return _leads_out(cast("QKeyEvent", event))
        return kind in _KEPT_AWAY

    @Slot(QUrl)
    def followed(self, address: QUrl) -> None:
        """An address was to be opened: no other program is started."""
        if address.scheme() == "tel":
            self.call_wanted.emit()


def keep_links(lockdown: Lockdown) -> None:
    """Let no address open another program from now on."""
    for scheme in _SCHEMES:
        QDesktopServices.setUrlHandler(scheme, lockdown, "followed")  # type: ignore[arg-type]  # takes a str


def _leads_out(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & _MODIFIERS) or event.key() in _KEYS
