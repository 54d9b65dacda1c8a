"""Whether somebody is at the window: keys, touches and the mouse, told at most every few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject

#: A private profile stays open for minutes; telling more often would only cost time.
EVERY_S: Final = 5.0
_USES: Final = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel}
)


class Attention(QObject):
    """Watches the object it is installed on as an event filter; every event goes on as it came."""

    def __init__(self, used: Callable[[], None], seconds: Callable[[], float] = time.monotonic) -> None:
        """``used`` is called when somebody does something; ``seconds`` is a clock that only goes forward."""
        super().__init__()
        self._used, self._seconds = used, seconds
        self._told_at = float("-inf")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """See an event and let it pass."""
        if event.type() in _USES and self._seconds() - self._told_at >= EVERY_S:
            self._told_at = self._seconds()
            self._used()
        return False
