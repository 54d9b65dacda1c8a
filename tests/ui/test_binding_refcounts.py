"""PySide6 6.12.0 on Python 3.11 loses a reference to None on almost every call and aborts after a while."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal


class Bell(QObject):
    rung = Signal()


def test_qt_calls_keep_references_to_singletons() -> None:
    bell = Bell()

    def hear() -> None:
        pass

    before = [sys.getrefcount(value) for value in (None, True)]
    for _ in range(500):
        bell.rung.connect(hear)
        bell.rung.emit()
        bell.rung.disconnect(hear)
    after = [sys.getrefcount(value) for value in (None, True)]
    assert all(old - new < 5 for new, old in zip(after, before, strict=True)), (before, after)
