"""What the library and article screens ask for: browsing, searching, reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe

BlockKind = Literal["heading", "subheading", "text", "item", "row"]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme to browse by, and how many articles of the person's language it has."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class TitleView:
    """An article as browsing lists it; ``line`` is the article in one line, where it has one."""

    document: str
    title: str
    line: str
    theme: str


@dataclass(frozen=True, slots=True)
class ShelfView:
    """All that can be browsed in one language."""

    themes: tuple[ThemeView, ...]
    titles: tuple[TitleView, ...]


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """How the library stands: of ``passages`` ``vectors`` can be found by meaning, and more are ``being_made``.

    ``problems`` are articles that were left out, one sentence each.
    """

    passages: int
    vectors: int
    being_made: bool
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A run of text; ``marked`` where it answers to what was asked."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class HitView:
    """A passage that was found. ``label`` tells that it is in another language than the question."""

    passage: str
    title: str
    heading: str
    pieces: tuple[TextPiece, ...]
    publisher: str
    date: str
    why: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class BlockView:
    """A heading, paragraph, list entry or table row; ``cited`` where the passage that was asked for stands."""

    kind: BlockKind
    text: str
    cited: bool = False


@dataclass(frozen=True, slots=True)
class LinkView:
    """Another article."""

    document: str
    title: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article in three layers: ``line``, ``paragraph`` and ``blocks``, the rest.

    One that has no short form has its text in ``blocks`` alone. ``other_language`` is the same article in the
    other language, where there is one.
    """

    document: str
    title: str
    language: Language
    line: str
    paragraph: str
    short_cited: bool
    blocks: tuple[BlockView, ...]
    sources: tuple[str, ...]
    publisher: str
    reviewed: str
    licence: str
    related: tuple[LinkView, ...]
    other_language: LinkView | None = None


class LibraryPort(Protocol):
    """The library as it stands; what is admitted or removed meanwhile counts at the next question."""

    def shelf(self, language: Language) -> ShelfView:
        """All articles in ``language``. Raises ``PortFailed``."""
        ...

    def status(self, language: Language) -> LibraryStatus:
        """How the library stands. Raises ``PortFailed``."""
        ...

    def search(self, question: str, language: Language) -> tuple[HitView, ...]:
        """The best passages, none where nothing speaks to the question. Raises ``PortFailed``."""
        ...

    def article(self, document: str, language: Language, passage: str = "") -> ArticleView:
        """An article, with ``passage`` (an id) marked in it. Raises ``PortFailed``, also for one that is gone."""
        ...

    def subscribe(self, on_change: Callable[[], None]) -> Unsubscribe:
        """Call ``on_change`` after articles came or went and while vectors are made."""
        ...
