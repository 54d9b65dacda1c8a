"""The coach screen: rest, measure, pause and result, each with its sentence, shown and spoken."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import (
    CoachPort,
    CoachReadingView,
    CoachSnapshot,
    PlanDayView,
    PortFailed,
    PostureView,
    VoicePort,
)
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.speaking import Speaking
from ui.view_models.tasks import Rereading, Tasks

TICK_MS: Final = 1000
_NOTHING: Final = CoachSnapshot("start", "", "")


class CoachViewModel(QObject):
    """Follows the port. While there is something to wait for it counts the seconds; nothing else moves."""

    changed = Signal()
    ticked = Signal()

    def __init__(
        self, port: CoachPort, voice: VoicePort, tasks: Tasks, language: Language, now: Callable[[], datetime]
    ) -> None:
        """``now`` gives aware time; the countdown follows it."""
        super().__init__()
        self._port, self._tasks, self._language, self._now = port, tasks, language, now
        self._speaking = Speaking(voice, tasks)
        self._voiced = True
        self._shown = _NOTHING
        self._failure = ""
        self._postures: RowModel[PostureView] = RowModel(PostureView, self)
        self._postures.set_rows(port.postures(language))
        self._readings: RowModel[CoachReadingView] = RowModel(CoachReadingView, self)
        self._days: RowModel[PlanDayView] = RowModel(PlanDayView, self)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._rereading = Rereading(tasks, self._read)
        self._unsubscribe = port.subscribe(tasks.on_loop(self.refresh))

    @Property(QObject, constant=True)
    def postures(self) -> RowModel[PostureView]:
        """How to sit."""
        return self._postures

    @Property(QObject, constant=True)
    def readings(self) -> RowModel[CoachReadingView]:
        """The readings of this sitting."""
        return self._readings

    @Property(QObject, constant=True)
    def days(self) -> RowModel[PlanDayView]:
        """The days of the week."""
        return self._days

    @Property(str, notify=changed)
    def step(self) -> str:
        """``start``, ``rest``, ``measure``, ``pause`` or ``result``."""
        return self._shown.step

    @Property(dict, notify=changed)
    def shown(self) -> object:
        """All that is said now (:class:`ui.view_models.ports.CoachSnapshot`), without rows and times."""
        one = self._shown
        return {
            "sentence": one.sentence,
            "detail": one.detail,
            "picture": one.picture,
            "number": one.number,
            "wanted": one.wanted,
            "mean": one.mean,
            "meanUnit": one.mean_unit,
            "rule": one.rule,
            "notes": list(one.notes),
            "dangerLevel": one.danger_level,
            "dangerWords": one.danger_words,
        }

    @Property(dict, notify=changed)
    def plan(self) -> object:
        """The week without its days; empty where there is none."""
        plan = self._shown.plan
        if plan is None:
            return {}
        return {
            key: for_qml(getattr(plan, name))
            for key, name in (
                ("progress", "progress"),
                ("summary", "summary"),
                ("nextText", "next_text"),
                ("mean", "mean"),
                ("rule", "rule"),
                ("finished", "finished"),
            )
        }

    @Property(bool, notify=changed)
    def planned(self) -> bool:
        """There is a week."""
        return self._shown.plan is not None

    @Property(str, notify=changed)
    def skipSentence(self) -> str:  # noqa: N802
        """What skipping the rest means."""
        return self._port.skip_sentence(self._language)

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to do after something failed, or empty."""
        return self._failure

    @Property(bool, notify=changed)
    def voiced(self) -> bool:
        """The sentences are spoken, too."""
        return self._voiced

    @Property(str, notify=ticked)
    def remaining(self) -> str:
        """``4:59``, or empty where there is nothing to wait for."""
        seconds = self._seconds()
        return "" if self._shown.until is None else f"{seconds // 60}:{seconds % 60:02}"

    @Property(float, notify=ticked)
    def fraction(self) -> float:
        """How much of the rest or the pause is over, 0 to 1."""
        begun, until = self._shown.begun, self._shown.until
        if begun is None or until is None or until <= begun:
            return 0.0
        return min(1.0, max(0.0, (self._now() - begun) / (until - begun)))

    def set_language(self, language: Language) -> None:
        """Ask again in ``language``."""
        self._language = language
        self._postures.set_rows(self._port.postures(language))
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the port."""
        self._rereading.ask()

    @Slot()
    def opened(self) -> None:
        """The screen was opened: say where things stand."""
        self.refresh()
        self._say()

    @Slot()
    def tick(self) -> None:
        """A second has passed."""
        self.ticked.emit()
        if self._shown.until is not None and self._seconds() == 0:
            self.refresh()

    @Slot()
    def begin(self) -> None:
        """Begin with the rest."""
        self._do(lambda: self._port.begin(rested=False))

    @Slot()
    def alreadyRested(self) -> None:  # noqa: N802
        """Begin with the first measurement: the rest is behind the person."""
        self._do(lambda: self._port.begin(rested=True))

    @Slot()
    def skipRest(self) -> None:  # noqa: N802
        """End the rest early."""
        self._do(self._port.skip_rest)

    @Slot()
    def notMeasured(self) -> None:  # noqa: N802
        """The monitor showed an error."""
        self._do(self._port.not_measured)

    @Slot()
    def finish(self) -> None:
        """End the sitting with what there is."""
        self._do(self._port.finish)

    @Slot()
    def leave(self) -> None:
        """Put the result away."""
        self._do(self._port.leave)

    @Slot()
    def startPlan(self) -> None:  # noqa: N802
        """Begin the week."""
        self._do(self._port.start_plan)

    @Slot()
    def endPlan(self) -> None:  # noqa: N802
        """Give the week up."""
        self._do(self._port.end_plan)

    @Slot()
    def sayAgain(self) -> None:  # noqa: N802
        """Say the sentence once more, also where the voice is off."""
        self._speaking.say(self._words(), self._language)

    @Slot(bool)
    def setVoiced(self, voiced: bool) -> None:  # noqa: N802
        """Speak, or only show."""
        self._voiced = voiced
        if not voiced:
            self._speaking.stop()
        self.changed.emit()

    def close(self) -> None:
        """Follow no longer."""
        self._timer.stop()
        self._speaking.stop()
        self._unsubscribe()

    def _do(self, work: Callable[[], None]) -> None:
        self._tasks.start(self._done(work))

    async def _done(self, work: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(work)
            self._failure = ""
        except PortFailed as error:
            self._failure = error.sentence
        self.refresh()

    async def _read(self) -> None:
        try:
            found = await asyncio.to_thread(self._port.snapshot, self._language)
        except PortFailed as error:
            self._failure = error.sentence
            self.changed.emit()
            return
        before, self._shown = self._shown, found
        if found.readings != self._readings.rows:
            self._readings.set_rows(found.readings)
        days = found.plan.days if found.plan is not None else ()
        if days != self._days.rows:
            self._days.set_rows(days)
        if found.until is None:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
        self.changed.emit()
        self.ticked.emit()
        # What was found at the start of the program is shown; it is said when the screen is opened.
        if before.cue and found.cue != before.cue and found.step != "start":
            self._say()

    def _say(self) -> None:
        if self._voiced:
            self._speaking.say(self._words(), self._language)

    def _words(self) -> str:
        """What is said: danger before anything else."""
        one = self._shown
        mean = f"{one.mean} {one.mean_unit}" if one.mean else ""
        return " ".join(
            part for part in (one.danger_words, one.sentence, one.detail, mean, *one.notes) if part
        )

    def _seconds(self) -> int:
        until = self._shown.until
        return 0 if until is None else max(0, math.ceil((until - self._now()).total_seconds()))
