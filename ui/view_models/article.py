"""The article screen: one line, one paragraph, the rest; opened at its beginning or at a cited passage."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import ArticleView, BlockView, LibraryPort, PortFailed, VoicePort
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.speaking import Speaking
from ui.view_models.tasks import Tasks

#: Blocks shown at a time: a book is leafed through.
PAGE: Final = 150
_NO_LINK: Final[dict[str, str]] = {"document": "", "title": ""}


@dataclass(frozen=True, slots=True)
class _Place:
    """What is open: an article, the passage it was opened at, and the page of it that is shown."""

    document: str
    passage: str = ""
    page: int = 0


class ArticleViewModel(QObject):
    """``state`` is ``none``, ``loading``, ``shown`` or ``failed``. Articles opened from an article lie on it."""

    changed = Signal()

    def __init__(
        self,
        port: LibraryPort,
        voice: VoicePort,
        tasks: Tasks,
        language: Language,
        show: Callable[[str], None],
    ) -> None:
        """``show`` brings a screen of the window to the front."""
        super().__init__()
        self._port, self._tasks, self._language, self._show = port, tasks, language, show
        self._speaking = Speaking(voice, tasks)
        self._blocks: RowModel[BlockView] = RowModel(BlockView, self)
        self._article: ArticleView | None = None
        self._open: list[_Place] = []
        self._origin = "library"
        self._state, self._failure = "none", ""
        self._number = 0

    @Property(QObject, constant=True)
    def blocks(self) -> RowModel[BlockView]:
        """What is shown of the rest of the article."""
        return self._blocks

    @Property(str, notify=changed)
    def state(self) -> str:
        """What the screen shows."""
        return self._state

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to do, in the state ``failed``."""
        return self._failure

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type] # Qt's name
    def article(self) -> dict[str, Any]:
        """The article without its blocks; empty while none is shown."""
        if self._article is None:
            return {}
        value = for_qml(replace(self._article, blocks=()))
        assert isinstance(value, dict)
        return {**value, "otherLanguage": value["otherLanguage"] or _NO_LINK}

    @Property(bool, notify=changed)
    def foreign(self) -> bool:
        """The article is in another language than the window."""
        return self._article is not None and self._article.language is not self._language

    @Property(int, notify=changed)
    def page(self) -> int:
        """The page shown, from zero."""
        return self._open[-1].page if self._open else 0

    @Property(int, notify=changed)
    def pages(self) -> int:
        """How many pages there are."""
        return _pages(self._article)

    @Property(int, notify=changed)
    def citedBlock(self) -> int:  # noqa: N802
        """The first block on this page that is cited; -1 for none."""
        return next((number for number, block in enumerate(self._blocks.rows) if block.cited), -1)

    def set_language(self, language: Language) -> None:
        """Dates and failures in ``language``; the article stays in its own."""
        self._language = language
        if self._open:
            self._read()

    @Slot(str, str)
    def openArticle(self, document: str, origin: str) -> None:  # noqa: N802
        """Show an article; leaving it leads to the screen ``origin``."""
        self._begin(_Place(document), origin)

    @Slot(str, str)
    def openPassage(self, passage: str, origin: str) -> None:  # noqa: N802
        """Show the article of a passage (an id) at its place; leaving it leads to the screen ``origin``."""
        self._begin(_Place(passage.rpartition("#")[0], passage, -1), origin)

    @Slot(str)
    def follow(self, document: str) -> None:
        """Show another article; going back leads to this one."""
        self._speaking.stop()
        self._open.append(_Place(document))
        self._read()

    @Slot()
    def back(self) -> None:
        """Leave the article, for the one before or the screen it was opened from."""
        self._speaking.stop()
        if self._open:
            self._open.pop()
        if self._open:
            self._read()
        else:
            self._show(self._origin)

    @Slot(int)
    def turnTo(self, page: int) -> None:  # noqa: N802
        """Show another page."""
        if self._open and 0 <= page < _pages(self._article):
            self._open[-1] = replace(self._open[-1], page=page)
            self._lay_out()
            self.changed.emit()

    @Slot()
    def retry(self) -> None:
        """Read it again."""
        if self._open:
            self._read()

    @Slot()
    def readAloud(self) -> None:  # noqa: N802
        """Say the short form, or the page that is shown where there is none."""
        if self._article is None:
            return
        said = [self._article.title, self._article.line, self._article.paragraph]
        if not self._article.line:
            said += [block.text for block in self._blocks.rows]
        self._speaking.say("\n".join(part for part in said if part), self._article.language)

    @Slot()
    def hush(self) -> None:
        """Say no more."""
        self._speaking.stop()

    def _begin(self, place: _Place, origin: str) -> None:
        self._speaking.stop()
        self._open, self._origin = [place], origin
        self._read()
        self._show("article")

    def _read(self) -> None:
        self._number += 1
        if self._article is None or self._article.document != self._open[-1].document:
            self._article = None
            self._blocks.set_rows(())
            self._state = "loading"
            self.changed.emit()
        self._tasks.start(self._load(self._open[-1], self._number))

    async def _load(self, place: _Place, number: int) -> None:
        try:
            article = await asyncio.to_thread(
                self._port.article, place.document, self._language, place.passage
            )
        except PortFailed as error:
            if number == self._number:
                self._article, self._state, self._failure = None, "failed", error.sentence
                self.changed.emit()
            return
        if number != self._number:
            return
        self._article, self._state, self._failure = article, "shown", ""
        page = place.page if 0 <= place.page < _pages(article) else _page_of_citation(article)
        self._open[-1] = replace(place, page=page)
        self._lay_out()
        self.changed.emit()

    def _lay_out(self) -> None:
        first = self._open[-1].page * PAGE
        self._blocks.set_rows(self._article.blocks[first : first + PAGE] if self._article else ())


def _pages(article: ArticleView | None) -> int:
    return -(-len(article.blocks) // PAGE) if article is not None else 0


def _page_of_citation(article: ArticleView) -> int:
    return next((number for number, block in enumerate(article.blocks) if block.cited), 0) // PAGE
