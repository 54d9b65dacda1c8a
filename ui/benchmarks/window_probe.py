"""What :mod:`ui.benchmarks.window` starts as a program of its own: a window that measures itself, one JSON line.

``empty`` is the smallest window of the same Qt, ``frame`` ours up to its first frame, ``living`` ours with a household
behind it, at rest and at work, ``bare`` the smallest window in which as long a text grows; ``chart`` ours beside a bare
chart, both over a million points.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from assistant.conversation import Language
    from ui.desktop import Desktop
    from ui.view_models.ports import ConversationPort, EntryPort, OnEvent, WindowPorts

_EMPTY: Final = b"""
import QtQuick
import QtQuick.Controls.Basic
ApplicationWindow { width: 1280; height: 800; Label { text: "Listenwell" } }
"""
_BARE: Final = b"""
import QtQuick
import QtQuick.Controls.Basic
ApplicationWindow {
    width: 1280; height: 800; visible: true
    property alias text: answer.text
    ScrollView {
        anchors.fill: parent; contentWidth: availableWidth
        Label { id: answer; width: parent.width; wrapMode: Text.Wrap; font.pixelSize: 28 }
    }
}
"""
#: What comes while the answer streams.
_QUESTION: Final = "How is my blood pressure today?"
_READINGS: Final = 102
_SENTENCES: Final = 60
_SCREENS: Final = ("conversation", "home", "trends")
_EVERY_S: Final = 0.05
_REST_S: Final = 4.0
_POINTS: Final = 1_000_000


def main() -> None:
    """Do what the first argument names; the second is a folder to work in."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_QUICK_BACKEND"] = "software"
    kinds = {"empty": _empty, "frame": _frame, "living": _living, "bare": _bare, "chart": _chart}
    kinds[sys.argv[1]](sys.argv[2])


def _tell(**figures: float) -> None:
    print(json.dumps(figures), flush=True)  # noqa: T201  # the parent process reads it


def _figures() -> dict[str, float]:
    return {"at": time.monotonic(), "cpu_s": time.process_time(), "memory_mb": _memory_mb()}


def _memory_mb() -> float:
    """The largest resident size so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _empty(_folder: str) -> None:
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQml import QQmlApplicationEngine
    from PySide6.QtQuick import QQuickWindow

    application = QGuiApplication([])
    engine = QQmlApplicationEngine()
    engine.loadData(_EMPTY)
    window = engine.rootObjects()[0]
    assert isinstance(window, QQuickWindow)
    window.show()

    def drawn() -> None:
        _tell(**_figures())
        os._exit(0)

    window.frameSwapped.connect(drawn)
    application.exec()


def _frame(folder: str) -> None:
    """``listenwell run`` as a person starts it, up to the first frame."""
    from ui.command_line import main as listenwell

    arguments = ["run", "--offscreen", "--data", folder]

    def drawn(_window: object) -> None:
        _tell(**_figures())
        os._exit(0)

    import ui.window

    ui.window.Window.wait_until_drawn = drawn_then(ui.window.Window.wait_until_drawn, drawn)  # type: ignore[assignment,method-assign]
    sys.exit(listenwell(arguments))


def drawn_then(wait: Callable[[Any], None], done: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return ``wait`` followed by ``done``."""

    def both(window: Any) -> None:
        wait(window)
        done(window)

    return both


def _living(folder: str) -> None:
    """The whole window over a household in ``folder``: ready, at rest, and while much happens at once."""
    from contextlib import asynccontextmanager
    from dataclasses import replace
    from pathlib import Path
    from typing import cast

    from app.folders import open_folders
    from ui import window_loop
    from ui.commands.run import household
    from ui.view_models.shell import Appearance

    started = time.monotonic()

    keep: list[EntryPort] = []

    @asynccontextmanager
    async def entered() -> AsyncIterator[WindowPorts]:
        async with household(open_folders(Path(folder)), None)() as ports:
            keep.append(ports.entry)
            yield replace(ports, conversation=cast("ConversationPort", _Streaming(ports.conversation)))

    async def play(desktop: Desktop) -> None:
        await _measure_living(desktop, keep[0], started)

    window_loop.run(entered, play, appearance=Appearance(theme="light"), offscreen=True)


class _Streaming:
    """A conversation whose answer comes sentence by sentence, as a model on a slow machine makes it."""

    def __init__(self, conversation: ConversationPort) -> None:
        self._conversation = conversation

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conversation, name)

    async def ask(self, question: str, language: Language, on_event: OnEvent) -> None:
        """Answer with sixty sentences in three seconds."""
        import asyncio

        from ui.view_models.ports import Answered, Sentence

        for number in range(_SENTENCES):
            on_event(Sentence(_sentence(number, question, language.value)))
            await asyncio.sleep(_EVERY_S)
        on_event(Answered((), (), "local", "bench"))


def _sentence(number: int, question: str, language: str) -> str:
    return f"Sentence {number} of an answer to {question}, in {language}. "


def _bare(_folder: str) -> None:
    """The same text grows in the smallest window, on the same loop: the frames that are Qt's own."""
    import asyncio

    import qasync  # type: ignore[import-untyped]
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtQml import QQmlApplicationEngine

    application = QGuiApplication([])
    engine = QQmlApplicationEngine()
    engine.loadData(_BARE)
    window = engine.rootObjects()[0]

    async def stream() -> None:
        text = ""
        for number in range(_SENTENCES):
            text += _sentence(number, _QUESTION, "en")
            window.setProperty("text", text)
            await asyncio.sleep(_EVERY_S)

    async def whole() -> None:
        await asyncio.sleep(1)
        _tell(worst_ms=await _longest(stream()))

    with qasync.QEventLoop(application) as loop:
        loop.run_until_complete(whole())


async def _measure_living(desktop: Desktop, entry: EntryPort, started: float) -> None:
    import asyncio

    await desktop.settle()
    ready = time.monotonic() - started
    await asyncio.sleep(_REST_S)  # the red-flag rules and the copy of the records are made meanwhile
    cpu, clock = time.process_time(), time.monotonic()
    await asyncio.sleep(_REST_S)
    idle = 100 * (time.process_time() - cpu) / (time.monotonic() - clock)
    worst = {}
    for screen in _SCREENS:
        desktop.show(screen)
        await desktop.settle()
        worst[f"worst_{screen}_ms"] = await _worst_frame(desktop, entry)
    _tell(ready_s=ready, idle_percent=idle, memory_mb=_memory_mb(), **worst)


async def _worst_frame(desktop: Desktop, entry: EntryPort) -> float:
    """The longest the window's thread worked without a pause while an answer streams and readings arrive."""
    import asyncio

    async def arrive() -> None:
        count = _READINGS // len(_SCREENS)
        for number in range(count):
            values = {"systolic": str(120 + number % 20), "diastolic": "80", "pulse": "70"}
            await asyncio.to_thread(entry.save, "blood_pressure", values, desktop.shell.appearance.language)
            await asyncio.sleep(_EVERY_S * _SENTENCES / count)

    desktop.conversation.ask(_QUESTION)
    return await _longest(arrive())


async def _longest(work: Coroutine[Any, Any, None]) -> float:
    """The longest this thread computed without a pause during ``work``, in milliseconds."""
    import asyncio

    beats: list[float] = []

    async def beat() -> None:
        before = time.thread_time()
        while True:
            await asyncio.sleep(0.001)
            now = time.thread_time()
            beats.append(now - before)
            before = now

    pulse = asyncio.create_task(beat())
    await work
    pulse.cancel()
    return max(beats) * 1000


def _chart(_folder: str) -> None:
    """Both charts paint a million points; times are of the processor, in milliseconds."""
    import numpy as np
    from PySide6.QtCore import QSizeF
    from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen

    from ui.paint.trend_item import TrendItem
    from ui.paint.trend_series import TrendSeries, course

    application = QGuiApplication([])
    chance = np.random.default_rng(1)
    seconds = np.arange(_POINTS) * 60.0 + 1.6e9
    values = 125 + 10 * np.sin(seconds / 86_400) + chance.normal(0, 6, _POINTS)
    table = np.column_stack((seconds, values, values > 150))
    image = QImage(1000, 400, QImage.Format.Format_ARGB32_Premultiplied)
    ink = QColor(11, 100, 96)
    item, series = TrendItem(), TrendSeries()
    item.setSize(QSizeF(1000, 400))
    item.setProperty("series", series)
    words = dict.fromkeys(("latestWord", "bandName", "usualName", "highWord", "lowWord"), "word")
    colours = dict.fromkeys(
        ("line", "surface", "band", "bandText", "grid", "text", "warn", "usual", "focus"), ink
    )
    sizes = {"font": 20, "lineWidth": 4, "dot": 20, "dayFormat": "d/M"}
    item.setProperty("look", {**words, **colours, **sizes})

    def milliseconds(work: Callable[[], object]) -> float:
        before = time.thread_time()
        work()
        return (time.thread_time() - before) * 1000

    def painted(paint: Callable[[QPainter], None]) -> None:
        painter = QPainter(image)
        paint(painter)
        painter.end()

    def bare(painter: QPainter) -> None:
        """The lowest and the highest value of each column, as one line, and nothing else."""
        starts = np.linspace(0, _POINTS, 1000, endpoint=False).astype(np.int64)
        low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
        painter.setPen(QPen(ink, 1))
        for x in range(1000):
            painter.drawLine(x, int(400 - low[x] * 2), x, int(400 - high[x] * 2))

    prepared = milliseconds(lambda: series.show(course(table, 90.0, 135.0)))
    first = milliseconds(lambda: painted(item.paint))
    moves = []
    for step in range(8):
        item.pick(100.0 * step)
        moves.append(milliseconds(lambda: painted(item.paint)))
    zooms = []
    for _ in range(8):
        item.zoom(1.5, 500.0)
        zooms.append(milliseconds(lambda: painted(item.paint)))
    peer = milliseconds(lambda: painted(bare))
    del application
    _tell(
        prepared_ms=prepared,
        first_ms=first,
        scrub_ms=max(moves),
        zoom_ms=max(zooms),
        bare_ms=peer,
    )


if __name__ == "__main__":
    main()
