"""Whose reading is this: the card of questions, moving a reading, and undoing either."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import PortFailed
from ui.view_models.ports.owners import OwnedReading, OwnerAnswer, OwnerQuestionView, OwnersPort
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.tasks import Rereading, Tasks


class OwnersViewModel(QObject):
    """One question at a time; ``done`` says what was just decided and can be undone."""

    changed = Signal()

    def __init__(self, port: OwnersPort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._questions: tuple[OwnerQuestionView, ...] = ()
        self._readings: RowModel[OwnedReading] = RowModel(OwnedReading, self)
        self._others: tuple[OwnerAnswer, ...] = ()
        self._always = False
        self._moving = ""
        self._act = self._done = self._failure = ""
        self._busy = self._loaded = False
        #: Why the port could not be read the last time; gone with the next reading.
        self._unread = ""
        self._rereading = Rereading(tasks, self._read)
        self._unsubscribe = port.subscribe(tasks.on_loop(self.refresh))

    @Property(dict, notify=changed)
    def question(self) -> object:
        """The question that is asked now, or empty."""
        return for_qml(self._questions[0]) if self._questions else {}

    @Property(int, notify=changed)
    def count(self) -> int:
        """How many questions there are."""
        return len(self._questions)

    @Property(bool, notify=changed)
    def always(self) -> bool:
        """Whether the answer holds for the device from now on."""
        return self._always

    @Property(QObject, constant=True)
    def readings(self) -> RowModel[OwnedReading]:
        """The latest readings of whoever uses Listenwell."""
        return self._readings

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        """Read, and there is no reading."""
        return self._loaded and not self._failure and not self._readings.rows

    @Property(list, notify=changed)
    def others(self) -> object:
        """To whom a reading can be moved."""
        return for_qml(self._others)

    @Property(str, notify=changed)
    def moving(self) -> str:
        """The reading that is being moved, or empty."""
        return self._moving

    @Property(str, notify=changed)
    def done(self) -> str:
        """To whom a reading was just given (empty name: nobody), worded by the screen; empty: nothing to undo."""
        return self._done

    @Property(bool, notify=changed)
    def undoable(self) -> bool:
        """Whether there is something to undo."""
        return bool(self._act)

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """An answer is being kept."""
        return self._busy

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to do after something failed, or empty."""
        return self._failure

    def set_language(self, language: Language) -> None:
        """Ask again in ``language``."""
        self._language = language
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the port."""
        self._rereading.ask()

    def close(self) -> None:
        """Follow no longer."""
        self._unsubscribe()

    @Slot(bool)
    def setAlways(self, on: bool) -> None:  # noqa: N802
        """Whether the next answer shall hold for the device from now on."""
        self._always = on
        self.changed.emit()

    @Slot(str)
    def answer(self, person: str) -> None:
        """It was ``person``; empty: somebody who does not live here."""
        if self._questions and not self._busy:
            question, always = self._questions[0], self._always and bool(person)
            name = next((one.name for one in question.choices if one.person == person), "")
            self._run(self._decide(name, question.key, person, always=always))

    @Slot(str)
    def beginMove(self, key: str) -> None:  # noqa: N802
        """Choose to whom a reading goes; an empty key leaves that."""
        self._moving = key
        self.changed.emit()

    @Slot(str)
    def moveTo(self, person: str) -> None:  # noqa: N802
        """Give the reading that is being moved to ``person``; empty: nobody yet."""
        if self._moving and not self._busy:
            name = next((one.name for one in self._others if one.person == person), "")
            key, self._moving = self._moving, ""
            self._run(self._move(name, key, person))

    @Slot()
    def undo(self) -> None:
        """Take the last answer or move back."""
        if self._act and not self._busy:
            self._run(self._undo())

    @Slot()
    def leave(self) -> None:
        """What was decided stays."""
        self._act = self._done = ""
        self.changed.emit()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._busy, self._failure = True, ""
        self.changed.emit()
        self._tasks.start(self._guarded(work))

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except PortFailed as error:
            self._failure = error.sentence
        finally:
            self._busy = False
            self.changed.emit()
        self.refresh()

    async def _decide(self, name: str, key: str, person: str, *, always: bool) -> None:
        self._act = await asyncio.to_thread(
            lambda: self._port.answer(key, person, self._language, always=always)
        )
        self._done, self._always = name, False
        self._questions = tuple(one for one in self._questions if one.key != key)

    async def _move(self, name: str, key: str, person: str) -> None:
        self._act = await asyncio.to_thread(self._port.move, key, person, self._language)
        self._done = name

    async def _undo(self) -> None:
        act, self._act, self._done = self._act, "", ""
        await asyncio.to_thread(self._port.undo, act, self._language)

    async def _read(self) -> None:
        before = (self._loaded, self._failure, self._questions, self._readings.rows, self._others)
        try:
            questions = await asyncio.to_thread(self._port.questions, self._language)
            readings = await asyncio.to_thread(self._port.readings, self._language)
            self._others = await asyncio.to_thread(self._port.others, self._language)
        except PortFailed as error:
            self._failure = self._unread = error.sentence
        else:
            if self._failure == self._unread:
                self._failure = ""
            self._unread = ""
            self._questions = questions
            if readings != self._readings.rows:
                self._readings.set_rows(readings)
        self._loaded = True
        # What is the same stays as it is on the screen, with the keyboard focus in it.
        if before != (True, self._failure, self._questions, self._readings.rows, self._others):
            self.changed.emit()
