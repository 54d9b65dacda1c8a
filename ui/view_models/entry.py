"""Typing a reading in: one field for each number, checked when it is kept."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import DictationPort, EntryField, EntryPort, PortFailed, VoicePort
from ui.view_models.row_model import RowModel
from ui.view_models.tasks import Tasks


class EntryViewModel(QObject):
    """``failure`` says what to change, ``kept`` what was kept.

    A reading may be said, too: ``hearing`` is then ``number`` or ``answer``, and ``question`` reads it back; nothing
    is kept before a yes or a tap.
    """

    changed = Signal()
    opened = Signal()
    kept = Signal(str)
    #: Numbers that were said stand in ``values`` now.
    filled = Signal()

    def __init__(
        self,
        port: EntryPort,
        tasks: Tasks,
        language: Language,
        dictation: DictationPort,
        voice: VoicePort,
    ) -> None:
        super().__init__()
        self._dictation, self._voice = dictation, voice
        self._saying: asyncio.Task[None] | None = None
        self._hearing = self._question = ""
        self._port, self._tasks, self._language = port, tasks, language
        self._fields: RowModel[EntryField] = RowModel(EntryField, self)
        self._values: dict[str, str] = {}
        self._kind = ""
        self._failure = ""

    @Property(QObject, constant=True)
    def fields(self) -> RowModel[EntryField]:
        """The numbers to type."""
        return self._fields

    @Property(str, notify=changed)
    def kind(self) -> str:
        """What is typed (a ``ReadingKind`` value)."""
        return self._kind

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to change, or empty."""
        return self._failure

    @Property(str, notify=changed)
    def hearing(self) -> str:
        """What is listened for: ``number``, ``answer``, or nothing."""
        return self._hearing

    @Property(str, notify=changed)
    def question(self) -> str:
        """What was said, read back, or empty."""
        return self._question

    @Property("QVariantMap", notify=filled)  # type: ignore[arg-type] # Qt's name
    def values(self) -> dict[str, str]:
        """What stands in the fields, by their names."""
        return dict(self._values)

    def set_language(self, language: Language) -> None:
        """Name the fields in ``language``."""
        self._language = language
        if self._kind:
            self._fields.set_rows(self._port.fields(self._kind, language))

    @Slot(str)
    def begin(self, kind: str) -> None:
        """Type a reading of ``kind``; without a kind, blood pressure."""
        self.leave()
        self._kind, self._failure = kind or "blood_pressure", ""
        self._values = {}
        self._fields.set_rows(self._port.fields(self._kind, self._language))
        self.changed.emit()
        self.opened.emit()

    @Slot(str, str)
    def setValue(self, name: str, text: str) -> None:  # noqa: N802
        """What stands in a field."""
        self._values[name] = text

    @Slot()
    def say(self) -> None:
        """Say the reading instead of typing it; once more: stop."""
        if self._saying is not None:
            self.leave()
            return
        self._failure = self._question = ""
        self._saying = self._tasks.start(self._say())

    @Slot()
    def leave(self) -> None:
        """Nothing is listened for any more."""
        saying, self._saying = self._saying, None
        if saying is not None:
            self._dictation.stop()
            self._voice.stop()
            saying.cancel()
        self._hear("", "")

    @Slot()
    def save(self) -> None:
        """Keep what was typed."""
        if self._saying is not asyncio.current_task():
            self.leave()
        values = {field.name: self._values.get(field.name, "") for field in self._fields.rows}
        self._tasks.start(self._save(values))

    async def _save(self, values: dict[str, str]) -> None:
        try:
            sentence = await asyncio.to_thread(self._port.save, self._kind, values, self._language)
        except PortFailed as error:
            self._failure = error.sentence
            self.changed.emit()
            return
        self._failure = ""
        self.changed.emit()
        self.kept.emit(sentence)

    async def _say(self) -> None:
        try:
            self._hear("number", "")
            text = await self._dictation.hear(self._language)
            if not text:
                return
            said = await asyncio.to_thread(self._port.heard, self._kind, text, self._language)
            self._values |= said.values
            self.filled.emit()
            self._hear("", said.question)
            await self._voice.say(said.question, self._language)
            self._hear("answer", said.question)
            answer = await self._dictation.hear(self._language)
            agreed = self._port.agrees(answer, self._language)
            self._hear("", said.question if agreed is None else "")
            if agreed:
                self.save()
        except PortFailed as error:
            self._failure = error.sentence
        finally:
            if self._saying is asyncio.current_task():
                self._saying = None
                self._hear("", self._question)

    def _hear(self, hearing: str, question: str) -> None:
        self._hearing, self._question = hearing, question
        self.changed.emit()
