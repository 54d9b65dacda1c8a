"""Cyclic garbage is collected on Qt's thread alone.

Python collects on whichever thread happens to allocate. If that is a worker and the garbage holds a Qt object,
the object dies on the wrong thread and takes the process along.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QTimer

#: How often it is looked whether there is enough to collect, in milliseconds.
_INTERVAL_MS: Final = 1000


@contextmanager
def collected_on_this_thread() -> Iterator[None]:
    """Collect by a timer of this thread's event loop, as often as Python itself would; then as before."""
    keep_what_lives()
    gc.disable()
    timer = QTimer()
    timer.timeout.connect(collect_when_due)
    timer.start(_INTERVAL_MS)
    try:
        yield
    finally:
        timer.stop()
        gc.collect()
        gc.unfreeze()
        gc.enable()


def keep_what_lives() -> None:
    """Leave what lives now out of all later collections: it stays, and looking at it would cost frames."""
    gc.collect()
    gc.freeze()


def collect_when_due() -> None:
    """Collect the oldest generation that is past its threshold."""
    due = zip(gc.get_count(), gc.get_threshold(), strict=True)
    oldest = max((age for age, (count, limit) in enumerate(due) if 0 < limit < count), default=None)
    if oldest is not None:
        gc.collect(oldest)
