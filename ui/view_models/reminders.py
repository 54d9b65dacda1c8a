"""The reminders screen, and the bar that tells on every screen what is due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, Literal, get_args

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import PortFailed, VoicePort
from ui.view_models.ports.reminders import (
    OccasionView,
    ReminderDue,
    ReminderPlan,
    RemindersPort,
    SuggestionView,
)
from ui.view_models.row_model import Row, RowModel, for_qml
from ui.view_models.speaking import Speaking
from ui.view_models.tasks import Rereading, Tasks

Event = Literal["done", "skip", "snooze", "reopen"]
#: How often, in milliseconds, it is looked how the occasions of today stand.
LOOK_MS: Final = 60_000
#: Times of day are chosen in quarters of an hour; a new one stands at breakfast.
QUARTER: Final = 15
DAY_MINUTES: Final = 24 * 60
FIRST_TIME: Final = 8 * 60
MOST_TIMES: Final = 6


class RemindersViewModel(QObject):
    """``adding`` is ``medicine``, ``measure`` or empty; ``due`` stays until it was answered."""

    changed = Signal()
    due_changed = Signal()
    times_changed = Signal()

    def __init__(self, port: RemindersPort, voice: VoicePort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._speaking = Speaking(voice, tasks)
        self._occasions: RowModel[OccasionView] = RowModel(OccasionView, self)
        self._plans: RowModel[ReminderPlan] = RowModel(ReminderPlan, self)
        self._suggestions: RowModel[SuggestionView] = RowModel(SuggestionView, self)
        self._due: Callable[[Language], ReminderDue] | None = None
        self._adding = self._kind = ""
        self._times: list[int] = []
        self._ended: tuple[str, str] = ("", "")
        self._failure = ""
        self._loaded = False
        self._rereading = Rereading(tasks, self._read)
        self._stops = (port.subscribe(tasks.on_loop(self.refresh)), port.listen(tasks.on_loop(self._tell)))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        self._timer.start(LOOK_MS)

    @Property(QObject, constant=True)
    def occasions(self) -> RowModel[OccasionView]:
        """Today."""
        return self._occasions

    @Property(QObject, constant=True)
    def plans(self) -> RowModel[ReminderPlan]:
        """Medicines and reminders."""
        return self._plans

    @Property(QObject, constant=True)
    def suggestions(self) -> RowModel[SuggestionView]:
        """What is offered."""
        return self._suggestions

    @Property(list, notify=changed)
    def kinds(self) -> object:
        """What one can be reminded to measure."""
        return for_qml(self._port.kinds(self._language))

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        """Read, and nothing is planned today."""
        return self._loaded and not self._failure and not self._occasions.rows

    @Property(bool, notify=changed)
    def loaded(self) -> bool:
        """Whether it was read."""
        return self._loaded

    @Property(int, notify=changed)
    def waiting(self) -> int:
        """How many occasions of today are due now."""
        return sum(one.state == "due" for one in self._occasions.rows)

    @Property(str, notify=due_changed)
    def dueWords(self) -> str:  # noqa: N802
        """What is due now, or empty."""
        return "" if self._due is None else self._due(self._language).words

    @Property(bool, notify=due_changed)
    def dueAnswerable(self) -> bool:  # noqa: N802
        """Whether what is due can be answered from the bar (what was missed can only be read)."""
        return self._due is not None and bool(self._due(self._language).keys)

    @Property(str, notify=changed)
    def adding(self) -> str:
        """What is being added."""
        return self._adding

    @Property(str, notify=changed)
    def kind(self) -> str:
        """What shall be measured."""
        return self._kind

    @Property(list, notify=times_changed)
    def times(self) -> list[str]:
        """The times chosen for what is being added, as ``8:00``."""
        return [f"{minute // 60}:{minute % 60:02}" for minute in self._times]

    @Property(bool, notify=times_changed)
    def moreTimes(self) -> bool:  # noqa: N802
        """Whether another time can be added."""
        return len(self._times) < MOST_TIMES

    @Property(str, notify=changed)
    def ended(self) -> str:
        """What was just ended and can be taken up again, or empty."""
        return self._ended[1]

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to do after something failed, or empty."""
        return self._failure

    def set_language(self, language: Language) -> None:
        """Ask again in ``language``."""
        self._language = language
        self.due_changed.emit()
        self.changed.emit()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the port."""
        self._rereading.ask()

    def close(self) -> None:
        """Follow no longer."""
        self._timer.stop()
        self._speaking.stop()
        for stop in self._stops:
            stop()

    # --- what is due ---

    @Slot(str, str)
    def note(self, key: str, event: str) -> None:
        """What became of an occasion (``done``, ``skip``, ``snooze``, ``reopen``)."""
        known = event_of(event)
        self._write(lambda: self._port.note(key, known, self._language))

    @Slot(str)
    def answerDue(self, event: str) -> None:  # noqa: N802
        """What became of all that the bar tells of."""
        known = event_of(event)
        if self._due is None:
            return
        keys, self._due = self._due(self._language).keys, None
        self._speaking.stop()
        self.due_changed.emit()

        def write() -> None:
            for key in keys:
                self._port.note(key, known, self._language)

        self._write(write)

    @Slot()
    def dismissDue(self) -> None:  # noqa: N802
        """The bar was read."""
        self._due = None
        self._speaking.stop()
        self.due_changed.emit()

    @Slot()
    def readAloud(self) -> None:  # noqa: N802
        """Say again what is due."""
        if self._due is not None:
            self._speaking.say(self._due(self._language).words, self._language)

    def _tell(self, due: Callable[[Language], ReminderDue]) -> None:
        self._due = due
        self.due_changed.emit()
        self.readAloud()

    # --- plans ---

    @Slot(str)
    def beginAdding(self, what: str) -> None:  # noqa: N802
        """Add a ``medicine`` or a ``measure``; empty leaves that."""
        self._adding, self._failure = what, ""
        self._kind = "blood_pressure" if what == "measure" else ""
        self._times = [FIRST_TIME] if what else []
        self.times_changed.emit()
        self.changed.emit()

    @Slot(str)
    def setKind(self, kind: str) -> None:  # noqa: N802
        """What shall be measured."""
        self._kind = kind
        self.changed.emit()

    @Slot()
    def addTime(self) -> None:  # noqa: N802
        """One more time, four hours after the last."""
        if len(self._times) < MOST_TIMES:
            last = self._times[-1] if self._times else FIRST_TIME - 240
            self._times.append((last + 240) % DAY_MINUTES)
            self.times_changed.emit()

    @Slot(int)
    def dropTime(self, index: int) -> None:  # noqa: N802
        """One time less; the last stays."""
        if len(self._times) > 1 and 0 <= index < len(self._times):
            del self._times[index]
            self.times_changed.emit()

    @Slot(int, int)
    def moveTime(self, index: int, quarters: int) -> None:  # noqa: N802
        """A time earlier or later by quarters of an hour."""
        if 0 <= index < len(self._times):
            self._times[index] = (self._times[index] + quarters * QUARTER) % DAY_MINUTES
            self.times_changed.emit()

    @Slot(str, str)
    def saveAdding(self, name: str, dose: str) -> None:  # noqa: N802
        """Keep what is being added; a measurement needs no name."""
        times = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in sorted(set(self._times)))
        kind = self._kind
        if self._adding == "medicine":
            self._write(lambda: self._port.medicine(name, dose, times, self._language), leave=True)
        elif self._adding == "measure":
            self._write(lambda: self._port.measure(kind, times, self._language), leave=True)

    @Slot(str)
    def accept(self, key: str) -> None:
        """Make a reminder of a suggestion."""
        self._write(lambda: self._port.accept(key, self._language))

    @Slot(str, str)
    def end(self, key: str, title: str) -> None:
        """Stop a plan; it can be taken up again."""
        self._ended = (key, title)
        self._write(lambda: self._port.end(key, self._language))

    @Slot()
    def resume(self) -> None:
        """Take up again what was just ended."""
        key, self._ended = self._ended[0], ("", "")
        if key:
            self._write(lambda: self._port.resume(key, self._language))

    def _write(self, write: Callable[[], None], *, leave: bool = False) -> None:
        self._tasks.start(self._written(write, leave=leave))

    async def _written(self, write: Callable[[], None], *, leave: bool) -> None:
        try:
            await asyncio.to_thread(write)
        except PortFailed as error:
            self._failure = error.sentence
            self.changed.emit()
            return
        self._failure = ""
        if leave:
            self.beginAdding("")
        self.refresh()

    async def _read(self) -> None:
        before = (self._loaded, self._failure)
        changed = False
        try:
            snapshot = await asyncio.to_thread(self._port.snapshot, self._language)
        except PortFailed as error:
            self._failure = error.sentence
        else:
            self._failure = ""
            changed = any(
                (
                    _show(self._occasions, snapshot.occasions),
                    _show(self._plans, snapshot.plans),
                    _show(self._suggestions, snapshot.suggestions),
                )
            )
        self._loaded = True
        if changed or before != (True, self._failure):
            self.changed.emit()


def _show(model: RowModel[Row], rows: tuple[Row, ...]) -> bool:
    """Show ``rows`` unless they are shown already; returns whether they were new."""
    if rows == model.rows:
        return False
    model.set_rows(rows)
    return True


def event_of(name: str) -> Event:
    """Return the event called ``name``. Raises ``ValueError`` for one that does not exist."""
    found: Event | None = next((one for one in get_args(Event) if one == name), None)
    if found is None:
        raise ValueError(f"An occasion cannot be {name!r}; choose one of {', '.join(get_args(Event))}.")
    return found
