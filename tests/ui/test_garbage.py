"""Objects of Qt never die on a worker's thread."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from ui.garbage import LITTLE, PATIENCE, Collector, collected_on_this_thread


def leave_a_cycle(died_on: list[int]) -> None:
    """Make a Qt object that only the collector can free, and note the thread it dies on."""
    thing = QObject()
    thing.itself = thing  # type: ignore[attr-defined]
    weakref.finalize(thing, lambda: died_on.append(threading.get_ident()))


def allocate_much(kept: list[list[int]]) -> None:
    """Enough young objects to set off an automatic collection many times."""
    kept.extend([number] for number in range(50 * gc.get_threshold()[0]))


def test_a_busy_worker_collects_nothing_and_this_thread_does(qapp: QGuiApplication) -> None:
    died_on: list[int] = []
    kept: list[list[int]] = []
    with collected_on_this_thread() as collector:
        leave_a_cycle(died_on)
        worker = threading.Thread(target=allocate_much, args=(kept,))
        worker.start()
        worker.join()
        assert died_on == []
        collector.collect_when_due()
        assert died_on == [threading.get_ident()]


def test_little_garbage_waits(qapp: QGuiApplication) -> None:
    died_on: list[int] = []
    with collected_on_this_thread() as collector:
        gc.collect()
        leave_a_cycle(died_on)
        collector.collect_when_due()
        assert died_on == []
    assert died_on == [threading.get_ident()]


def test_python_collects_again_afterwards(qapp: QGuiApplication) -> None:
    with collected_on_this_thread():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_much_waits_until_the_window_rests(qapp: QGuiApplication) -> None:
    died_on: list[int] = []
    moving = True
    with collected_on_this_thread(lambda: moving) as collector:
        leave_a_cycle(died_on)
        kept = [[number] for number in range(2 * LITTLE)]
        collector.collect_when_due()
        assert died_on == []
        moving = False
        collector.collect_when_due()
        assert died_on == [threading.get_ident()]
    assert len(kept) == 2 * LITTLE


def test_a_little_is_collected_while_it_moves(qapp: QGuiApplication) -> None:
    died_on: list[int] = []
    with collected_on_this_thread(lambda: True) as collector:
        leave_a_cycle(died_on)
        kept = [[number] for number in range(LITTLE // 2)]
        collector.collect_when_due()
        assert died_on == [threading.get_ident()]
    assert len(kept) == LITTLE // 2


def test_a_window_that_never_rests_does_not_keep_everything(qapp: QGuiApplication) -> None:
    died_on: list[int] = []
    gc.collect()
    leave_a_cycle(died_on)
    kept = [[number] for number in range(2 * LITTLE)]
    collector = Collector(lambda: True)
    for _ in range(PATIENCE):
        collector.collect_when_due()
    assert died_on == []
    collector.collect_when_due()
    assert died_on == [threading.get_ident()]
    assert len(kept) == 2 * LITTLE
