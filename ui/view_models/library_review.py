"""The review screen of the library: what waits, what is known of it, admitting, refusing, packs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import (
    DocumentReview,
    LibraryReviewPort,
    LinkView,
    PackView,
    PortFailed,
    ReadingView,
    ReviewShelf,
    WaitingView,
)
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.tasks import Rereading, Tasks

#: What a reviewer may put right.
FIELDS: Final = ("title", "publisher", "licence", "dated")
#: Longest entry of a field, and of a list of addresses.
LONGEST_FIELD: Final = 200
LONGEST_LIST: Final = 60_000
#: Files whose reading failed that are told at once; of the others only the number.
_TOLD: Final = 5


class LibraryReviewViewModel(QObject):
    """``state`` is ``loading``, ``list``, ``opening``, ``document`` or ``failed``.

    One change runs at a time (``busy``). Files and addresses are read one after the other (``adding``), and what is
    read stays when that is stopped.
    """

    changed = Signal()
    document_changed = Signal()
    adding_changed = Signal()
    admitted = Signal(str)

    def __init__(self, port: LibraryReviewPort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._waiting: RowModel[WaitingView] = RowModel(WaitingView, self)
        self._own: RowModel[LinkView] = RowModel(LinkView, self)
        self._packs: RowModel[PackView] = RowModel(PackView, self)
        self._state, self._failure, self._undoable = "loading", "", ""
        self._document: DocumentReview | None = None
        self._fields: dict[str, str] = {}
        self._busy = False
        self._adding: asyncio.Task[None] | None = None
        self._at = self._of = 0
        self._problems: list[str] = []
        self._reading = ReadingView()
        self._rereading = Rereading(tasks, self._reread)
        self._unsubscribe = port.subscribe(tasks.on_loop(self._rereading.ask))

    @Property(QObject, constant=True)
    def waiting(self) -> RowModel[WaitingView]:
        """Documents that wait, the oldest first."""
        return self._waiting

    @Property(QObject, constant=True)
    def own(self) -> RowModel[LinkView]:
        """Articles of the household's own."""
        return self._own

    @Property(QObject, constant=True)
    def packs(self) -> RowModel[PackView]:
        """Packs of articles."""
        return self._packs

    @Property(str, notify=changed)
    def state(self) -> str:
        """What the screen shows."""
        return self._state

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to do after the last thing did not work; empty when it did."""
        return self._failure

    @Property(str, notify=changed)
    def undoable(self) -> str:
        """The title of what was taken away last, while it can be brought back."""
        return self._undoable

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """A change is under way."""
        return self._busy

    @Property("QVariantMap", notify=document_changed)  # type: ignore[arg-type] # Qt's name
    def document(self) -> dict[str, Any]:
        """What is known of the open document; empty when none is open."""
        value = for_qml(self._document) if self._document else {}
        return value if isinstance(value, dict) else {}

    @Property(int, constant=True)
    def longestField(self) -> int:  # noqa: N802
        """How many characters a field takes."""
        return LONGEST_FIELD

    @Property(bool, notify=changed)
    def admissible(self) -> bool:
        """Title, publisher and licence are given."""
        return all(self._field(name) for name in ("title", "publisher", "licence"))

    @Property(bool, notify=changed)
    def readAlong(self) -> bool:  # noqa: N802
        """The local model may read the library in its idle time."""
        return self._reading.on

    @Property(bool, notify=changed)
    def canReadAlong(self) -> bool:  # noqa: N802
        """There is a model that could."""
        return self._reading.possible

    @Property(str, notify=changed)
    def readAlongLine(self) -> str:  # noqa: N802
        """How far it is, or what is needed."""
        return self._reading.line

    @Property(bool, notify=adding_changed)
    def adding(self) -> bool:
        """Documents are being read."""
        return self._adding is not None

    @Property(int, notify=adding_changed)
    def at(self) -> int:
        """Which of them, from one."""
        return self._at

    @Property(int, notify=adding_changed)
    def of(self) -> int:
        """How many they are."""
        return self._of

    @Property(list, notify=adding_changed)
    def problems(self) -> list[str]:
        """Documents that could not be taken in: their names with what to do, some at most."""
        return self._problems[:_TOLD]

    @Property(int, notify=adding_changed)
    def moreProblems(self) -> int:  # noqa: N802
        """How many others could not be."""
        return max(0, len(self._problems) - _TOLD)

    def set_language(self, language: Language) -> None:
        """Say everything in ``language``."""
        self._language = language
        self._problems = []
        self.adding_changed.emit()
        if self._document is not None:
            self.open(self._document.number)
        self._rereading.ask()

    @Slot()
    def refresh(self) -> None:
        """Read again what is listed."""
        self._rereading.ask()

    def close(self) -> None:
        """Hear of no change any more."""
        self._unsubscribe()

    @Slot(list)
    def addFiles(self, addresses: list[QUrl]) -> None:  # noqa: N802
        """Read files and folders at ``file:`` addresses; other addresses are ignored."""
        paths = tuple(Path(address.toLocalFile()) for address in addresses if address.isLocalFile())
        if paths:
            self._add(lambda: self._port.files(paths, self._language), self._port.take_file, lambda p: p.name)

    @Slot(str)
    def addAddresses(self, text: str) -> None:  # noqa: N802
        """Fetch and read what lies at the addresses in ``text``, one a line."""
        if text := text.strip()[:LONGEST_LIST]:
            self._add(lambda: self._port.addresses(text, self._language), self._port.take_address, str)

    @Slot()
    def stopAdding(self) -> None:  # noqa: N802
        """Read no further; the document that is being read is still taken in."""
        if self._adding is not None:
            self._adding.cancel()
            self._adding = None
            self.adding_changed.emit()

    @Slot(str)
    def open(self, number: str) -> None:
        """Show what is known of a waiting document."""
        if self._document is None or self._document.number != number:
            self._fields = {}
            self._set_document(None)
        self._failure, self._state = "", "opening"
        self.changed.emit()
        self._tasks.start(self._open(number))

    @Slot()
    def back(self) -> None:
        """Close the document; it goes on waiting."""
        self._fields = {}
        self._state, self._failure = "list", ""
        self.changed.emit()
        self._set_document(None)

    @Slot(str, str)
    def setField(self, name: str, text: str) -> None:  # noqa: N802
        """Put ``title``, ``publisher``, ``licence`` or ``dated`` right."""
        if name not in FIELDS:
            raise ValueError(f"There is no field called {name!r}; the fields are {', '.join(FIELDS)}.")
        text = " ".join(text.split())[:LONGEST_FIELD]
        if text != self._field(name):
            self._fields[name] = text
            self.changed.emit()

    @Slot()
    def admit(self) -> None:
        """Let the open document into the library."""
        document = self._document
        if document is None or not self.admissible:
            return
        corrections = {name: text for name, text in self._fields.items() if text}

        def done(article: LinkView) -> None:
            self.back()
            self.admitted.emit(article.title)

        self._change(lambda: self._port.admit(document.number, corrections, self._language), done)

    @Slot()
    def refuse(self) -> None:
        """Forget the open document."""
        document = self._document
        if document is None:
            return

        def done(_: None) -> None:
            self._undoable = document.title
            self.back()

        self._change(lambda: self._port.refuse(document.number, self._language), done)

    @Slot(str, str)
    def remove(self, article: str, title: str) -> None:
        """Delete an article of the household's own."""
        self._change(lambda: self._port.remove(article, self._language), lambda _: self._took_away(title))

    @Slot()
    def undo(self) -> None:
        """Bring back what was taken away last."""
        if self._undoable:
            self._change(lambda: self._port.undo(self._language), lambda _: self._took_away(""))

    @Slot(QUrl)
    def installPack(self, file: QUrl) -> None:  # noqa: N802
        """Verify the pack at a ``file:`` address and use it."""
        if file.isLocalFile():
            path = Path(file.toLocalFile())
            self._change(lambda: self._port.install_pack(path, self._language))

    @Slot(str)
    def rollBack(self, name: str) -> None:  # noqa: N802
        """Use a pack's version before."""
        self._change(lambda: self._port.roll_back(name, self._language))

    @Slot(str)
    def removePack(self, name: str) -> None:  # noqa: N802
        """Delete a pack."""
        self._change(lambda: self._port.remove_pack(name, self._language), lambda _: self._took_away(name))

    @Slot(bool)
    def letRead(self, on: bool) -> None:  # noqa: N802
        """Let the local model read along, or no longer."""
        self._change(lambda: self._port.let_read(on, self._language))

    def _set_document(self, document: DocumentReview | None) -> None:
        if document != self._document:
            self._document = document
            self.document_changed.emit()

    def _field(self, name: str) -> str:
        given = self._fields.get(name)
        return given if given is not None else str(getattr(self._document, name, ""))

    def _took_away(self, title: str) -> None:
        self._undoable = title
        self.changed.emit()

    def _change(self, work: Callable[[], Any], done: Callable[[Any], object] = lambda _: None) -> None:
        if not self._busy:
            self._busy, self._failure = True, ""
            self.changed.emit()
            self._tasks.start(self._changing(work, done))

    async def _changing(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        try:
            done(await asyncio.to_thread(work))
        except PortFailed as error:
            self._failure = error.sentence
        finally:
            self._busy = False
            self.changed.emit()

    async def _open(self, number: str) -> None:
        try:
            document = await asyncio.to_thread(self._port.review, number, self._language)
        except PortFailed as error:
            self._state, self._failure = "list", error.sentence
            self._set_document(None)
        else:
            self._state = "document"
            self._set_document(document)
        self.changed.emit()

    def _add(
        self,
        sources: Callable[[], tuple[Any, ...]],
        take: Callable[[Any, Language], None],
        name: Callable[[Any], str],
    ) -> None:
        if self._adding is None:
            self._problems, self._failure = [], ""
            self._at = self._of = 0
            self._adding = self._tasks.start(self._take_all(sources, take, name))
            self.adding_changed.emit()
            self.changed.emit()

    async def _take_all(
        self,
        sources: Callable[[], tuple[Any, ...]],
        take: Callable[[Any, Language], None],
        name: Callable[[Any], str],
    ) -> None:
        try:
            found = await asyncio.to_thread(sources)
            self._of = len(found)
            for number, source in enumerate(found, 1):
                self._at = number
                self.adding_changed.emit()
                try:
                    await asyncio.to_thread(take, source, self._language)
                except PortFailed as error:
                    self._problems.append(f"{name(source)}: {error.sentence}")
        except PortFailed as error:
            self._failure = error.sentence
            self.changed.emit()
        self._adding = None
        self.adding_changed.emit()

    async def _reread(self) -> None:
        try:
            shelf = await asyncio.to_thread(self._port.shelf, self._language)
        except PortFailed as error:
            self._state = "failed" if self._state in {"loading", "failed"} else self._state
            self._failure = error.sentence
        else:
            self._show(shelf)
            if self._state in {"loading", "failed"}:
                self._state, self._failure = "list", ""
        self.changed.emit()

    def _show(self, shelf: ReviewShelf) -> None:
        self._reading = shelf.reading
        for model, rows in (
            (self._waiting, shelf.waiting),
            (self._own, shelf.own),
            (self._packs, shelf.packs),
        ):
            if model.rows != rows:
                model.set_rows(rows)  # type: ignore[arg-type] # each model with its own rows
