"""The library screen: browse by theme, search, see what answers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import (
    DictationPort,
    HitView,
    LibraryPort,
    LibraryStatus,
    PortFailed,
    ShelfView,
    ThemeView,
    TitleView,
)
from ui.view_models.row_model import RowModel
from ui.view_models.tasks import Rereading, Tasks

#: Longest question that can be typed.
MAX_QUERY_LENGTH: Final = 300
#: Most titles listed at once; a theme with more is searched.
MOST_TITLES: Final = 300
_EVERYTHING: Final = "all"


@dataclass(frozen=True, slots=True)
class HitRow:
    """A passage that was found. ``pieces`` are maps of ``html`` (escaped) and ``marked``; ``plain`` is all of it."""

    passage: str
    title: str
    heading: str
    plain: str
    pieces: tuple[dict[str, Any], ...]
    publisher: str
    date: str
    why: str
    label: str


class LibraryViewModel(QObject):
    """``state`` is ``loading``, ``browsing``, ``searching``, ``found``, ``nothing`` or ``failed``.

    The answer to a search that was overtaken by a newer one is ignored.
    """

    changed = Signal()
    query_changed = Signal()
    status_changed = Signal()

    def __init__(self, port: LibraryPort, dictation: DictationPort, tasks: Tasks, language: Language) -> None:
        """``dictation`` hears a question that is spoken instead of typed."""
        super().__init__()
        self._port, self._dictation = port, dictation
        self._tasks, self._language = tasks, language
        self._hearing: asyncio.Task[None] | None = None
        self._trouble = ""
        self._titles: RowModel[TitleView] = RowModel(TitleView, self)
        self._themes: RowModel[ThemeView] = RowModel(ThemeView, self)
        self._hits: RowModel[HitRow] = RowModel(HitRow, self)
        self._shelf = ShelfView((), ())
        self._status = LibraryStatus(0, 0, being_made=False)
        self._state, self._failure = "loading", ""
        self._theme, self._query = _EVERYTHING, ""
        self._number = 0
        self._reading: asyncio.Task[None] | None = None
        self._rereading = Rereading(tasks, self._reread)
        self._unsubscribe = port.subscribe(tasks.on_loop(self._rereading.ask))

    @Property(QObject, constant=True)
    def titles(self) -> RowModel[TitleView]:
        """The articles of the chosen theme."""
        return self._titles

    @Property(QObject, constant=True)
    def themes(self) -> RowModel[ThemeView]:
        """What can be browsed by."""
        return self._themes

    @Property(QObject, constant=True)
    def hits(self) -> RowModel[HitRow]:
        """What was found, best first."""
        return self._hits

    @Property(str, notify=changed)
    def state(self) -> str:
        """What the screen shows."""
        return self._state

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to do, in the state ``failed``."""
        return self._failure

    @Property(str, notify=query_changed)
    def query(self) -> str:
        """What was asked, empty while browsing."""
        return self._query

    @Property(bool, notify=changed)
    def listening(self) -> bool:
        """The microphone is on."""
        return self._hearing is not None

    @Property(str, notify=changed)
    def trouble(self) -> str:
        """What to do after a spoken question was not understood; empty otherwise."""
        return self._trouble

    @Property(str, notify=changed)
    def theme(self) -> str:
        """The chosen theme, ``all`` for every article."""
        return self._theme

    @Property(bool, notify=changed)
    def more(self) -> bool:
        """Not all titles of the theme are listed."""
        return len(self._of_theme()) > MOST_TITLES

    @Property(int, notify=changed)
    def articles(self) -> int:
        """How many articles there are in the person's language."""
        return len(self._shelf.titles)

    @Property(int, constant=True)
    def longestQuery(self) -> int:  # noqa: N802
        """How many characters can be typed."""
        return MAX_QUERY_LENGTH

    @Property(int, notify=status_changed)
    def passages(self) -> int:
        """How many passages the library has."""
        return self._status.passages

    @Property(int, notify=status_changed)
    def vectors(self) -> int:
        """How many of them can be found by meaning."""
        return self._status.vectors

    @Property(bool, notify=status_changed)
    def preparing(self) -> bool:
        """More of them are being made ready for that."""
        return self._status.being_made and self._status.vectors < self._status.passages

    @Property(list, notify=status_changed)
    def problems(self) -> list[str]:
        """Articles that were left out, one sentence each."""
        return list(self._status.problems)

    def set_language(self, language: Language) -> None:
        """Browse and search in ``language``; what was asked is asked again."""
        self._language = language
        self.refresh()

    def close(self) -> None:
        """Hear of no change any more."""
        self._unsubscribe()

    @Slot()
    def refresh(self) -> None:
        """Read again what is shown."""
        if self._query:
            self.search(self._query)
        self._rereading.ask()

    @Slot(str)
    def search(self, question: str) -> None:
        """Look for passages; an empty question leads back to browsing."""
        question = question.strip()[:MAX_QUERY_LENGTH]
        if not question:
            self.clear()
            return
        self._ask(question)
        self._set_state("searching")
        self._start(self._search(question, self._next()))

    @Slot()
    def listen(self) -> None:
        """Hear a question and search for it, or stop listening."""
        self._trouble = ""
        if self._hearing is None:
            self._hearing = self._tasks.start(self._hear())
        else:
            self._dictation.stop()
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """Put the search away."""
        self._next()
        self._ask("")
        self._hits.set_rows(())
        if self._shelf.titles or self._state != "loading":
            self._set_state("browsing")

    @Slot(str)
    def chooseTheme(self, theme: str) -> None:  # noqa: N802
        """Show the articles of ``theme``, of all themes for ``all``."""
        self._theme = theme
        self._titles.set_rows(self._of_theme()[:MOST_TITLES])
        self.changed.emit()

    def _ask(self, question: str) -> None:
        if question != self._query:
            self._query = question
            self.query_changed.emit()

    def _of_theme(self) -> tuple[TitleView, ...]:
        if self._theme == _EVERYTHING:
            return self._shelf.titles
        return tuple(title for title in self._shelf.titles if title.theme == self._theme)

    def _next(self) -> int:
        self._number += 1
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        return self._number

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._reading = self._tasks.start(work)

    async def _hear(self) -> None:
        try:
            question = await self._dictation.hear(self._language)
        except PortFailed as error:
            question, self._trouble = "", error.sentence
        self._hearing = None
        self.changed.emit()
        if question.strip():
            self.search(question)

    async def _search(self, question: str, number: int) -> None:
        try:
            hits = await asyncio.to_thread(self._port.search, question, self._language)
        except PortFailed as error:
            if number == self._number:
                self._set_state("failed", error.sentence)
            return
        if number == self._number:
            self._hits.set_rows([_row(hit) for hit in hits])
            self._set_state("found" if hits else "nothing")

    async def _reread(self) -> None:
        language = self._language
        try:
            shelf = await asyncio.to_thread(self._port.shelf, language)
            status = await asyncio.to_thread(self._port.status, language)
        except PortFailed as error:
            if not self._query:
                self._set_state("failed", error.sentence)
            return
        if status != self._status:
            self._status = status
            self.status_changed.emit()
        if shelf != self._shelf:
            self._shelf = shelf
            everything = ThemeView(_EVERYTHING, "", len(shelf.titles))
            self._themes.set_rows((everything, *shelf.themes) if shelf.themes else ())
            if self._theme not in {theme.key for theme in self._themes.rows}:
                self._theme = _EVERYTHING
            self._titles.set_rows(self._of_theme()[:MOST_TITLES])
            self.changed.emit()
        if self._state in {"loading", "failed"} and not self._query:
            self._set_state("browsing")

    def _set_state(self, state: str, failure: str = "") -> None:
        self._state, self._failure = state, failure
        self.changed.emit()


def _row(hit: HitView) -> HitRow:
    return HitRow(
        hit.passage,
        hit.title,
        hit.heading,
        "".join(piece.text for piece in hit.pieces),
        tuple({"html": escape(piece.text), "marked": piece.marked} for piece in hit.pieces),
        hit.publisher,
        hit.date,
        hit.why,
        hit.label,
    )
