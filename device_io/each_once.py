"""Two subscriptions to the same values, joined so that each value counts once."""

from __future__ import annotations

from collections import Counter

from device_io.radio import FrameListener


class EachOnce:
    """Joins two sources of the same values, of which either may miss some: each value counts once.

    With two subscribers bluetoothd tells every value to both; what comes before the second has subscribed, only one
    hears. A value that the device sends twice comes twice from a source and is passed on twice.
    """

    def __init__(self, listener: FrameListener) -> None:
        self._listener = listener
        self._seen: tuple[Counter[bytes], Counter[bytes]] = (Counter(), Counter())
        self._passed: Counter[bytes] = Counter()

    def first(self, payload: bytes) -> None:
        """Take a value from the one source."""
        self._take(0, payload)

    def second(self, payload: bytes) -> None:
        """Take a value from the other."""
        self._take(1, payload)

    def _take(self, source: int, payload: bytes) -> None:
        self._seen[source][payload] += 1
        if self._seen[source][payload] > self._passed[payload]:
            self._passed[payload] += 1
            self._listener(payload)
