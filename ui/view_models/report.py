"""The report screen: choose a photo, wait, look at the results."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import PortFailed, ReportPort, ReportRowView
from ui.view_models.row_model import RowModel
from ui.view_models.tasks import Tasks


class ReportViewModel(QObject):
    """``state`` is ``empty``, ``reading``, ``done`` or ``failed``."""

    changed = Signal()

    def __init__(self, port: ReportPort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._rows: RowModel[ReportRowView] = RowModel(ReportRowView, self)
        self._state = "empty"
        self._stage = ""
        self._failure = ""
        self._photo = QUrl()
        self._summary: tuple[str, ...] = ()
        self._warnings: tuple[str, ...] = ()
        self._readers = ""
        self._task: asyncio.Task[None] | None = None

    @Property(QObject, constant=True)
    def rows(self) -> RowModel[ReportRowView]:
        """The results."""
        return self._rows

    @Property(str, notify=changed)
    def state(self) -> str:
        """What the screen shows."""
        return self._state

    @Property(str, notify=changed)
    def stage(self) -> str:
        """What is being done, while reading."""
        return self._stage

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to do, when reading failed."""
        return self._failure

    @Property(QUrl, notify=changed)
    def photo(self) -> QUrl:
        """The chosen picture."""
        return self._photo

    @Property(list, notify=changed)
    def summary(self) -> list[str]:
        """The report in a few sentences."""
        return list(self._summary)

    @Property(list, notify=changed)
    def warnings(self) -> list[str]:
        """What to be careful about."""
        return list(self._warnings)

    @Property(str, notify=changed)
    def readers(self) -> str:
        """Who read it."""
        return self._readers

    @Property(int, notify=changed)
    def doubts(self) -> int:
        """How many results the person should compare with the paper."""
        return sum(row.in_doubt for row in self._rows.rows)

    def set_language(self, language: Language) -> None:
        """Later reports are explained in ``language``; one that is shown is read again."""
        self._language = language
        if self._state == "done":
            self.readFile(self._photo)

    @Slot(QUrl)
    def readFile(self, photo: QUrl) -> None:  # noqa: N802
        """Read the picture at a ``file:`` address; other addresses are ignored."""
        if not photo.isLocalFile():
            return
        self._cancel()
        self._photo = photo
        self._state, self._stage, self._failure = "reading", "", ""
        self.changed.emit()
        self._task = self._tasks.start(self._read(Path(photo.toLocalFile())))

    @Slot()
    def startOver(self) -> None:  # noqa: N802
        """Put the report away."""
        self._cancel()
        self._state, self._photo = "empty", QUrl()
        self._rows.set_rows(())
        self.changed.emit()

    async def _read(self, path: Path) -> None:
        try:
            report = await self._port.read(str(path), self._language, self._tasks.on_loop(self._at_stage))
        except PortFailed as error:
            self._state, self._failure = "failed", error.sentence
        else:
            self._rows.set_rows(report.rows)
            self._summary, self._warnings, self._readers = report.summary, report.warnings, report.readers
            self._state = "done"
        self._task = None
        self.changed.emit()

    def _at_stage(self, sentence: str) -> None:
        if self._state == "reading":
            self._stage = sentence
            self.changed.emit()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
