"""The report screen: choose a photo, wait, answer what is in doubt, look at the results."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, cast

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot

from assistant.conversation import Language
from ui.view_models.capture import CaptureGuide
from ui.view_models.ports import (
    PortFailed,
    ReportPort,
    ReportRowView,
    ReportSnapshot,
    ReportSource,
    VoicePort,
)
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.speaking import Speaking
from ui.view_models.tasks import Tasks


class ReportViewModel(QObject):
    """``state`` is ``empty``, ``reading``, ``done`` or ``failed``."""

    changed = Signal()
    refused = Signal(str)
    """What was typed cannot be kept; one sentence says why."""

    def __init__(
        self, port: ReportPort, tasks: Tasks, language: Language, voice: VoicePort | None = None
    ) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._speaking = None if voice is None else Speaking(voice, tasks)
        self._guide = CaptureGuide(self)
        self._sources: RowModel[ReportSource] = RowModel(ReportSource, self)
        self._report = ReportSnapshot((), (), (), "")
        self._rows: RowModel[ReportRowView] = RowModel(ReportRowView, self)
        self._state = "empty"
        self._stage = ""
        self._failure = ""
        self._photo = QUrl()
        self._paths: tuple[str, ...] = ()
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

    @Property(QObject, constant=True)
    def guide(self) -> CaptureGuide:
        """What to do before the photo is taken."""
        return self._guide

    @Property(QObject, constant=True)
    def sources(self) -> RowModel[ReportSource]:
        """Passages that explain the results out of range."""
        return self._sources

    @Property(list, notify=changed)
    def summary(self) -> list[str]:
        """The report in a few sentences."""
        return list(self._report.summary)

    @Property(list, notify=changed)
    def warnings(self) -> list[str]:
        """What to be careful about."""
        return list(self._report.warnings)

    @Property(list, notify=changed)
    def changes(self) -> list[str]:
        """What changed since last time."""
        return list(self._report.changes)

    @Property(list, notify=changed)
    def findings(self) -> list[str]:
        """The sentences of a report in prose."""
        return list(self._report.findings)

    @Property(list, notify=changed)
    def previews(self) -> list[str]:
        """The pages as pictures."""
        return list(self._report.previews)

    @Property(str, notify=changed)
    def about(self) -> str:
        """Where and when the report is from."""
        return self._report.about

    @Property(str, notify=changed)
    def readers(self) -> str:
        """Who read it."""
        return self._report.readers

    @Property(int, notify=changed)
    def doubts(self) -> int:
        """How many results the person should compare with the paper."""
        return sum(row.in_doubt for row in self._rows.rows)

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type] # Qt's name
    def question(self) -> dict[str, object]:
        """The result asked about, its fields as in :attr:`rows`; empty when nothing is asked."""
        index = self._asked_index()
        return {} if index is None else cast("dict[str, object]", for_qml(self._rows.rows[index]))

    def _asked_index(self) -> int | None:
        return next((index for index, row in enumerate(self._rows.rows) if row.in_doubt), None)

    @Slot(str)
    def answer(self, value: str) -> None:
        """Keep ``value`` as the result that is asked about."""
        index = self._asked_index()
        if index is not None and value.strip() and self._state == "done":
            self._keep(self._port.correct(index, value.strip(), self._language))

    @Slot(str)
    def nameIt(self, key: str) -> None:  # noqa: N802
        """The result that is asked about is the test ``key`` of its meanings."""
        index = self._asked_index()
        if index is not None and self._state == "done":
            self._keep(self._port.name(index, key, self._language))

    @Slot(int, str)
    def putRight(self, index: int, value: str) -> None:  # noqa: N802
        """Keep ``value`` as the result of row ``index``."""
        if 0 <= index < len(self._rows.rows) and value.strip() and self._state == "done":
            self._keep(self._port.correct(index, value.strip(), self._language))

    @Slot()
    def askAloud(self) -> None:  # noqa: N802
        """Speak the question."""
        index = self._asked_index()
        if index is not None and self._speaking is not None:
            self._speaking.say(_question(self._rows.rows[index], self._language), self._language)

    def set_language(self, language: Language) -> None:
        """Later reports are explained in ``language``; one that is shown is read again."""
        self._language = language
        if self._state == "done":
            self._start(self._paths)

    @Slot(QUrl)
    def readFile(self, photo: QUrl) -> None:  # noqa: N802
        """Read the picture at a ``file:`` address; other addresses are ignored."""
        self.readFiles([photo])

    @Slot("QVariantList")
    def readFiles(self, photos: list[QUrl]) -> None:  # noqa: N802
        """Read the pages of one report at ``file:`` addresses (also of a folder); other addresses are ignored."""
        paths = tuple(photo.toLocalFile() for photo in photos if photo.isLocalFile())
        if paths:
            self._photo = photos[0]
            self._start(paths)

    def _start(self, paths: tuple[str, ...]) -> None:
        self._cancel()
        self._paths = paths
        self._state, self._stage, self._failure = "reading", "", ""
        self.changed.emit()
        self._task = self._tasks.start(self._read(paths))

    @Slot()
    def startOver(self) -> None:  # noqa: N802
        """Put the report away."""
        self._cancel()
        self._state, self._photo, self._paths = "empty", QUrl(), ()
        self._report = ReportSnapshot((), (), (), "")
        self._rows.set_rows(())
        self._sources.set_rows(())
        self.changed.emit()

    def close(self) -> None:
        """End what judges the camera's frames."""
        self._guide.close()

    async def _read(self, paths: tuple[str, ...]) -> None:
        wanted = paths[0] if len(paths) == 1 else paths
        try:
            report = await self._port.read(wanted, self._language, self._tasks.on_loop(self._at_stage))
        except PortFailed as error:
            self._state, self._failure = "failed", error.sentence
            self._task = None
            self.changed.emit()
            return
        finally:
            self._guide.discard()
        self._show(report)
        self.askAloud()
        await self._explain()

    async def _explain(self) -> None:
        """Look the results out of range up; the report stands without it."""
        sources = await self._port.sources(self._language)
        if self._state == "done":
            self._sources.set_rows(sources)
            self.changed.emit()

    def _keep(self, work: Coroutine[Any, Any, ReportSnapshot]) -> None:
        self._task = self._tasks.start(self._kept(work))

    async def _kept(self, work: Coroutine[Any, Any, ReportSnapshot]) -> None:
        try:
            report = await work
        except PortFailed as error:
            self.refused.emit(error.sentence)
            return
        if self._state == "done":
            self._show(report)
            self.askAloud()

    def _show(self, report: ReportSnapshot) -> None:
        self._report = report
        self._rows.set_rows(report.rows)
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


def _question(row: ReportRowView, language: Language) -> str:
    """The question about a doubtful result, to be spoken."""
    value = f"{row.value} {row.unit}".strip()
    titles = [one.title for one in row.meanings]
    if titles and language is Language.ZH:
        return f"{row.name}，是哪一项检查？" + "，还是".join(titles) + "？"
    if titles:
        return f"{row.name}: which test is it, " + " or ".join(titles) + "?"
    if language is Language.ZH:
        return f"{row.name}，读到的是{value}" + (f"，还是{row.other}？" if row.other else "，对吗？")
    return f"{row.name} was read as {value}" + (
        f", or is it {row.other}?" if row.other else ". Is that right?"
    )
