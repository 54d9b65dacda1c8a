"""The visit sheet: the page to see, the questions to ask, and the ways to take it along."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QImage

from app.exchange.visit_sheet.content import MAX_QUESTION_LENGTH, MAX_QUESTIONS
from assistant.conversation import Language
from ui.view_models.ports import PortFailed, SheetPreview, SheetRequest, VisitSheetPort
from ui.view_models.tasks import Rereading, Tasks

#: The lengths of time to choose from, in days.
SPANS: Final = (14, 28, 84)


class VisitSheetViewModel(QObject):
    """``state`` is ``loading``, ``shown`` or ``failed``; ``work`` is empty, ``saving`` or ``printing``.

    The page is made when it is looked at (:meth:`enter`), and again after each change until :meth:`leave`.
    """

    changed = Signal()
    done = Signal(str, str)

    def __init__(self, port: VisitSheetPort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._questions = [""] * MAX_QUESTIONS
        self._days = SPANS[1]
        self._preview: SheetPreview | None = None
        self._page = QImage()
        self._number = 0
        self._printer: str | None = None
        self._failure = self._work = self._trouble = ""
        self._looking = False
        self._rereading = Rereading(tasks, self._read)
        self._unsubscribe = port.subscribe(tasks.on_loop(self.refresh))

    @Property(str, notify=changed)
    def state(self) -> str:
        """What is shown."""
        return "failed" if self._failure else "loading" if self._preview is None else "shown"

    @Property(str, notify=changed)
    def work(self) -> str:
        """What is being done."""
        return self._work

    @Property(str, notify=changed)
    def failure(self) -> str:
        """Why there is no page and what to do, or empty."""
        return self._failure

    @Property(str, notify=changed)
    def trouble(self) -> str:
        """Why the page was not saved or printed and what to do, or empty."""
        return self._trouble

    @Property(str, notify=changed)
    def page(self) -> str:
        """Where QML finds the page, another address for each new page; empty before the first."""
        return "" if self._page.isNull() else f"image://visit-sheet/{self._number}"

    @property
    def page_image(self) -> QImage:
        """The page."""
        return self._page

    @Property(str, notify=changed)
    def words(self) -> str:
        """What stands on the page."""
        return "" if self._preview is None else self._preview.words

    @Property(int, notify=changed)
    def days(self) -> int:
        """How many days the page looks back."""
        return self._days

    @Property(list, constant=True)
    def spans(self) -> list[int]:
        """The days to choose from."""
        return list(SPANS)

    @Property(list, notify=changed)
    def questions(self) -> list[str]:
        """The questions to ask, empty where there is none."""
        return list(self._questions)

    @Property(int, constant=True)
    def longestQuestion(self) -> int:  # noqa: N802
        """How many characters a question may have."""
        return MAX_QUESTION_LENGTH

    @Property(str, notify=changed)
    def printer(self) -> str:
        """The printer that would be used, empty where there is none or nobody looked yet."""
        return self._printer or ""

    @Property(bool, notify=changed)
    def printerMissing(self) -> bool:  # noqa: N802
        """Whether there was a look, and there is none."""
        return self._printer == ""

    @Slot()
    def enter(self) -> None:
        """The person looks at the page."""
        self._looking = True
        self.refresh()
        self._tasks.start(self._find_printer())

    @Slot()
    def leave(self) -> None:
        """The person looks elsewhere: pages nobody sees are not made."""
        self._looking = False

    @Slot(int)
    def chooseDays(self, days: int) -> None:  # noqa: N802
        """Look back ``days`` days."""
        if days in SPANS and days != self._days:
            self._days = days
            self.changed.emit()
            self.refresh()

    @Slot(int, str)
    def ask(self, position: int, question: str) -> None:
        """Put a question in place ``position`` (from 0); an empty one takes it off the page."""
        question = question.strip()[:MAX_QUESTION_LENGTH]
        if 0 <= position < MAX_QUESTIONS and question != self._questions[position]:
            self._questions[position] = question
            self.changed.emit()
            self.refresh()

    @Slot(QUrl)
    def save(self, file: QUrl) -> None:
        """Write the page as PDF; the file's name gets its ending where it lacks it."""
        path = Path(file.toLocalFile())
        if file.isLocalFile() and path.name and not self._work:
            self._begin("saving")
            self._tasks.start(self._save(path if path.suffix.lower() == ".pdf" else Path(f"{path}.pdf")))

    @Slot()
    def print(self) -> None:
        """Print the page."""
        if not self._work:
            self._begin("printing")
            self._tasks.start(self._print())

    def set_language(self, language: Language) -> None:
        """Make the page in ``language``."""
        self._language = language
        self._trouble = ""
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Make the page again, if anybody looks at it."""
        if self._looking:
            self._rereading.ask()

    def close(self) -> None:
        """Follow no longer."""
        self._unsubscribe()

    @property
    def _request(self) -> SheetRequest:
        return SheetRequest(tuple(question for question in self._questions if question), self._days)

    def _begin(self, work: str) -> None:
        self._work, self._trouble = work, ""
        self.changed.emit()

    async def _read(self) -> None:
        try:
            preview = await asyncio.to_thread(self._port.preview, self._request, self._language)
        except PortFailed as error:
            self._failure, self._preview, self._page = error.sentence, None, QImage()
        else:
            self._failure, self._preview = "", preview
            self._page = await asyncio.to_thread(QImage.fromData, preview.png)
            self._number += 1
        self.changed.emit()

    async def _find_printer(self) -> None:
        self._printer = await asyncio.to_thread(self._port.printer)
        self.changed.emit()

    async def _save(self, path: Path) -> None:
        try:
            await asyncio.to_thread(self._port.save, self._request, path, self._language)
        except PortFailed as error:
            self._trouble = error.sentence
        else:
            self.done.emit("saved", path.name)
        self._work = ""
        self.changed.emit()

    async def _print(self) -> None:
        try:
            printer = await asyncio.to_thread(self._port.print, self._request, self._language)
        except PortFailed as error:
            self._trouble = error.sentence
        else:
            self.done.emit("printed", printer)
        self._work = ""
        self.changed.emit()
