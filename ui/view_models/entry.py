"""Typing a reading in: one field for each number, checked when it is kept."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import EntryField, EntryPort, PortFailed
from ui.view_models.row_model import RowModel
from ui.view_models.tasks import Tasks


class EntryViewModel(QObject):
    """``open`` while something is being typed; ``saved`` says what was kept, ``failure`` what to change."""

    changed = Signal()
    opened = Signal()
    kept = Signal(str)

    def __init__(self, port: EntryPort, tasks: Tasks, language: Language) -> None:
        super().__init__()
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

    def set_language(self, language: Language) -> None:
        """Name the fields in ``language``."""
        self._language = language
        if self._kind:
            self._fields.set_rows(self._port.fields(self._kind, language))

    @Slot(str)
    def begin(self, kind: str) -> None:
        """Type a reading of ``kind``; without a kind, blood pressure."""
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
    def save(self) -> None:
        """Keep what was typed."""
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
