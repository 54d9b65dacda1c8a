"""The screen for files: import with a look beforehand, export, backup."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import PortFailed
from ui.view_models.ports.data import (
    BackupMade,
    ChooseColumns,
    DataPort,
    ImportChoice,
    ImportPreview,
    ImportView,
    TypeCode,
)
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.tasks import Rereading, Tasks

Found = TypeVar("Found")


class DataViewModel(QObject):
    """``step`` is ``start``, ``columns``, ``sealed``, ``preview`` or ``code``; ``busy`` names the work that goes on."""

    changed = Signal()

    def __init__(self, port: DataPort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._imports: RowModel[ImportView] = RowModel(ImportView, self)
        self._step, self._busy = "start", ""
        self._result = self._failure = self._code = ""
        self._path = Path()
        self._preview: ImportPreview | None = None
        self._columns: tuple[str, ...] = ()
        self._choice = ImportChoice()
        self._put_back_waits = False
        self._rereading = Rereading(tasks, self._read)

    @Property(QObject, constant=True)
    def imports(self) -> RowModel[ImportView]:
        """What was imported."""
        return self._imports

    @Property(str, notify=changed)
    def step(self) -> str:
        """What is shown."""
        return self._step

    @Property(str, notify=changed)
    def busy(self) -> str:
        """``reading``, ``storing``, ``undoing``, ``exporting``, ``backing_up``, ``verifying``, ``restoring`` or empty."""
        return self._busy

    @Property(dict, notify=changed)
    def preview(self) -> object:
        """What the chosen file would bring, or empty."""
        return {} if self._preview is None else for_qml(self._preview)

    @Property(list, notify=changed)
    def columns(self) -> list[dict[str, str]]:
        """Headings whose meaning has to be chosen, with what was chosen."""
        return [{"heading": one, "meaning": self._choice.meanings.get(one, "")} for one in self._columns]

    @Property(str, notify=changed)
    def order(self) -> str:
        """Whether the day (``day_first``) or the month comes first in dates, or empty."""
        return self._choice.order

    @Property(list, notify=changed)
    def meanings(self) -> object:
        """What a column can mean."""
        return for_qml(self._port.meanings(self._language))

    @Property(str, notify=changed)
    def code(self) -> str:
        """The recovery code of the backup just made; it is forgotten when the step is left."""
        return self._code

    @Property(str, notify=changed)
    def result(self) -> str:
        """What went well, or empty."""
        return self._result

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to do after something failed, or empty."""
        return self._failure

    @Property(bool, notify=changed)
    def putBackWaits(self) -> bool:  # noqa: N802
        """Whether a backup takes the place of the records at the next start."""
        return self._put_back_waits

    def set_language(self, language: Language) -> None:
        """Speak ``language`` from now on."""
        self._language = language
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read what was imported."""
        self._rereading.ask()

    # --- import ---

    @Slot(QUrl)
    def choose(self, file: QUrl) -> None:
        """Look at a file."""
        self._path, self._choice = Path(file.toLocalFile()), ImportChoice()
        self._look()

    @Slot(str, str)
    def setMeaning(self, heading: str, meaning: str) -> None:  # noqa: N802
        """What a column means."""
        self._choice = replace(self._choice, meanings={**self._choice.meanings, heading: meaning})
        self.changed.emit()

    @Slot(str)
    def setOrder(self, order: str) -> None:  # noqa: N802
        """``day_first`` or ``month_first``."""
        self._choice = replace(self._choice, order=order)
        self.changed.emit()

    @Slot(str)
    def giveCode(self, code: str) -> None:  # noqa: N802
        """Open what was scanned at a station."""
        self._choice = replace(self._choice, code=code)
        self._look()

    @Slot()
    def lookAgain(self) -> None:  # noqa: N802
        """Look at the file with what was chosen."""
        self._look()

    @Slot()
    def changeColumns(self) -> None:  # noqa: N802
        """Choose the meanings anew; begins with how the columns were understood."""
        if self._preview is not None and self._preview.columns:
            understood = {one.heading: one.meaning for one in self._preview.columns}
            self._columns = tuple(understood)
            self._choice = replace(self._choice, meanings={**understood, **self._choice.meanings})
            self._step = "columns"
            self.changed.emit()

    @Slot()
    def store(self) -> None:
        """Keep what was looked at."""
        if self._preview is not None:
            key = self._preview.key
            self._work("storing", lambda: self._port.store(key, self._language), self._said)

    @Slot()
    def leave(self) -> None:
        """Back to the start; what was looked at or shown is forgotten."""
        self._step, self._preview, self._columns = "start", None, ()
        self._code = self._failure = self._result = ""
        self.changed.emit()

    @Slot(str)
    def undo(self, import_id: str) -> None:
        """Take an import back."""
        self._work("undoing", lambda: self._port.undo(import_id, self._language), self._said)

    # --- export and backup ---

    @Slot(QUrl, str)
    def export(self, file: QUrl, suffix: str) -> None:
        """Write the readings to a file; ``suffix`` is added to a name that has none."""
        path = _with_suffix(file, suffix)
        self._work("exporting", lambda: self._port.export(path, self._language), self._said)

    @Slot(QUrl)
    def backUp(self, file: QUrl) -> None:  # noqa: N802
        """Make a backup."""
        path = _with_suffix(file, ".listenwell")
        self._work("backing_up", lambda: self._port.back_up(path, self._language), self._backed_up)

    @Slot(QUrl, str)
    def verify(self, file: QUrl, secret: str) -> None:
        """Prove a backup."""
        path = Path(file.toLocalFile())
        self._work("verifying", lambda: self._port.verify(path, secret, self._language), self._said)

    @Slot(QUrl, str)
    def putBack(self, file: QUrl, secret: str) -> None:  # noqa: N802
        """Lay a backup ready to take the place of the records at the next start."""
        path = Path(file.toLocalFile())
        self._work("restoring", lambda: self._port.put_back(path, secret, self._language), self._said)

    @Slot()
    def leavePutBack(self) -> None:  # noqa: N802
        """Keep the records that are here after all."""
        self._work("undoing", lambda: self._port.leave_put_back(self._language), self._said)

    def _look(self) -> None:
        path, choice = self._path, self._choice
        self._work("reading", lambda: self._port.preview(path, choice, self._language), self._looked)

    def _looked(self, found: ImportPreview) -> None:
        self._preview, self._step = found, "preview"

    def _said(self, sentence: str) -> None:
        self._preview, self._columns, self._step, self._result = None, (), "start", sentence

    def _backed_up(self, made: BackupMade) -> None:
        self._step, self._code, self._result = "code", made.code, made.sentence

    def _work(self, busy: str, work: Callable[[], Found], then: Callable[[Found], None]) -> None:
        if self._busy:
            return
        self._busy, self._failure, self._result = busy, "", ""
        self.changed.emit()
        self._tasks.start(self._worked(work, then))

    async def _worked(self, work: Callable[[], Found], then: Callable[[Found], None]) -> None:
        try:
            then(await asyncio.to_thread(work))
        except ChooseColumns as error:
            self._columns, self._step, self._failure = error.columns, "columns", error.sentence
        except TypeCode as error:
            self._step, self._failure = "sealed", error.sentence if self._choice.code else ""
        except PortFailed as error:
            self._failure = error.sentence
        finally:
            self._busy = ""
            self.changed.emit()
        self.refresh()

    async def _read(self) -> None:
        try:
            found = await asyncio.to_thread(self._port.imports, self._language)
            self._put_back_waits = await asyncio.to_thread(self._port.put_back_waits)
        except PortFailed as error:
            self._failure = error.sentence
        else:
            if found != self._imports.rows:
                self._imports.set_rows(found)
        self.changed.emit()


def _with_suffix(file: QUrl, suffix: str) -> Path:
    path = Path(file.toLocalFile())
    return path if path.suffix else path.with_name(path.name + suffix)
