"""Cyclic garbage is collected on Qt's thread alone, and much of it only while nothing moves there.

Python collects on whichever thread happens to allocate. If that is a worker and the garbage holds a Qt object,
the object dies on the wrong thread and takes the process along. And whatever a worker loads (rules, libraries: half
a million objects at once) would be looked through in the middle of an answer, which costs frames.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QTimer

#: How often it is looked whether there is enough to collect, in milliseconds.
_INTERVAL_MS: Final = 1000
#: So many young objects are looked through in the time of a tenth of a frame, about 2 ms on a slow machine.
LITTLE: Final = 20_000
#: How many times older or more garbage waits for rest; then the memory matters more than a frame.
PATIENCE: Final = 120


class Collector:
    """Collects as often as Python itself would. ``busy`` says whether something is being drawn or done."""

    def __init__(self, busy: Callable[[], bool]) -> None:
        self._busy = busy
        self._waited = 0

    def collect_when_due(self) -> None:
        """Collect the oldest generation that is past its threshold; while busy, only a few young objects."""
        counts = gc.get_count()
        due = zip(counts, gc.get_threshold(), strict=True)
        oldest = max((age for age, (count, limit) in enumerate(due) if 0 < limit < count), default=None)
        if oldest is None:
            return
        much = oldest > 0 or counts[0] > LITTLE
        if much and self._waited < PATIENCE and self._busy():
            self._waited += 1
            if counts[0] > LITTLE:
                return
            oldest = 0
        else:
            self._waited = 0
        gc.collect(oldest)


@contextmanager
def collected_on_this_thread(busy: Callable[[], bool] = lambda: False) -> Iterator[Collector]:
    """Collect by a timer of this thread's event loop; then as before."""
    keep_what_lives()
    gc.disable()
    collector = Collector(busy)
    timer = QTimer()
    timer.timeout.connect(collector.collect_when_due)
    timer.start(_INTERVAL_MS)
    try:
        yield collector
    finally:
        timer.stop()
        gc.collect()
        gc.unfreeze()
        gc.enable()


def keep_what_lives() -> None:
    """Leave what lives now out of all later collections: it stays, and looking at it would cost frames."""
    gc.collect()
    gc.freeze()
