"""Documents of the library and the passages they are cited by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the text below it. ``path`` is the trail of headings from the title down."""

    path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One article. ``id`` is stable across editions and languages differ in id (``zh/blood-pressure-at-home``).

    ``topic`` is shared by the language versions of an article; ``sources`` are the works its facts
    come from, as printed to the reader.
    """

    id: str
    topic: str
    title: str
    language: str
    publisher: str
    licence: str
    reviewed: date
    sources: tuple[str, ...]
    sections: tuple[Section, ...]
    related: tuple[str, ...] = ()
    """Topics that a reader may want next; not all of them need be in the library."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable piece of a document. ``id`` is ``DOCUMENT#N``; ``text`` is verbatim from the document."""

    id: str
    document: str
    title: str
    heading: str
    language: str
    source: str
    text: str

    @property
    def headed(self) -> str:
        """The title of its document with the trail of headings."""
        return f"{self.title} › {self.heading}" if self.heading else self.title

    @property
    def whole(self) -> str:
        """Its headings and its text."""
        return f"{self.headed}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query.

    ``why`` holds the score (0..1) of each channel that found it: ``keyword``, ``vector``, ``concept``.
    ``spans`` are the places in its text that answer to the question; ``translated`` tells that the question
    was said in the passage's language by its concepts.
    """

    passage: Passage
    score: float
    why: Mapping[str, float] = field(default_factory=dict)
    spans: tuple[tuple[int, int], ...] = ()
    translated: bool = False
