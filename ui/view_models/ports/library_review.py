"""What the library's review screen asks for: documents that wait, articles of the household's own, packs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe
from ui.view_models.ports.library import LinkView

LineKind = Literal["place", "removed", "added", "same"]


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A document that waits. ``note`` says what it is and where it comes from."""

    number: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A line of the difference to the edition in the library."""

    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class DocumentReview:
    """What is known of a waiting document.

    ``duplicates``, ``replaces``, ``remarks`` are sentences; ``instructions`` the words in it that look meant for
    a program; ``hidden`` a sentence about invisible characters; ``quality`` a word. ``text`` is its beginning, and
    ``cut`` tells that it goes on.
    """

    number: str
    title: str
    publisher: str
    licence: str
    dated: str
    origin: str
    language: str
    quality: str
    good: bool
    duplicates: tuple[str, ...]
    replaces: str
    difference: tuple[DifferenceLine, ...]
    remarks: tuple[str, ...]
    instructions: tuple[str, ...]
    hidden: str
    text: str
    cut: bool


@dataclass(frozen=True, slots=True)
class PackView:
    """An installed pack of articles; ``earlier`` is the version that a step back leads to, zero for none."""

    name: str
    version: int
    earlier: int


@dataclass(frozen=True, slots=True)
class ReadingView:
    """Whether the local model may read the library along, whether there is one that could, and how far it is."""

    on: bool = False
    possible: bool = False
    line: str = ""


@dataclass(frozen=True, slots=True)
class ReviewShelf:
    """All the review screen lists."""

    waiting: tuple[WaitingView, ...]
    own: tuple[LinkView, ...]
    packs: tuple[PackView, ...]
    reading: ReadingView = ReadingView()


class LibraryReviewPort(Protocol):
    """What comes into the library and what goes. Every method raises ``PortFailed``."""

    def shelf(self, language: Language) -> ReviewShelf:
        """What waits, what is the household's own, which packs are installed."""
        ...

    def files(self, paths: tuple[Path, ...], language: Language) -> tuple[Path, ...]:
        """The documents among ``paths``; of folders, those within."""
        ...

    def addresses(self, text: str, language: Language) -> tuple[str, ...]:
        """The addresses in ``text``, one a line."""
        ...

    def take_file(self, path: Path, language: Language) -> None:
        """Read a document and let it wait. Takes up to a minute and a half."""
        ...

    def take_address(self, address: str, language: Language) -> None:
        """Fetch a document, read it and let it wait."""
        ...

    def review(self, number: str, language: Language) -> DocumentReview:
        """What is known of a waiting document."""
        ...

    def admit(self, number: str, corrections: Mapping[str, str], language: Language) -> LinkView:
        """Let it into the library with ``corrections`` to title, publisher, licence, dated; it is found at once."""
        ...

    def refuse(self, number: str, language: Language) -> None:
        """Forget a waiting document, until :meth:`undo`."""
        ...

    def remove(self, document: str, language: Language) -> None:
        """Delete an article of the household's own from folder and indexes, until :meth:`undo`."""
        ...

    def undo(self, language: Language) -> None:
        """Bring back what was refused or removed last; what went before that is gone for good."""
        ...

    def install_pack(self, path: Path, language: Language) -> None:
        """Verify a pack and use it."""
        ...

    def roll_back(self, name: str, language: Language) -> None:
        """Use a pack's version before."""
        ...

    def remove_pack(self, name: str, language: Language) -> None:
        """Delete a pack, until :meth:`undo` brings back the version that counted."""
        ...

    def let_read(self, on: bool, language: Language) -> None:
        """Let the local model read along in its idle time, or no longer."""
        ...

    def subscribe(self, on_change: Callable[[], None]) -> Unsubscribe:
        """Call ``on_change`` after anything in :meth:`shelf` changed."""
        ...
