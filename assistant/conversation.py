"""What is said between a person and Listenwell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.language import Language as Language


class Route(StrEnum):
    """Who answered: fixed rules, a local model, the cloud endpoint, or passages put into sentences by code."""

    RULES = "rules"
    LOCAL = "local"
    CLOUD = "cloud"
    EXCERPTS = "excerpts"


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage an answer rests on. ``quote`` is verbatim from the passage."""

    number: int
    passage: str
    title: str
    source: str
    quote: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in an answer with where it came from: ``reading:ID``, ``summary:…``, ``report:ID`` or ``passage:ID``."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A red flag that fired. ``level`` is one of ``999 urgent today week act`` (``resources/clinical``)."""

    id: str
    level: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer, every sentence of it released by the checks.

    ``notice`` tells the person that the local model fell, and what that means for this answer.
    """

    text: str
    language: Language
    route: Route
    engine: str
    red_flag: RedFlag | None = None
    citations: tuple[Citation, ...] = ()
    figures: tuple[Figure, ...] = ()
    transcript: str | None = None
    withheld_sentences: int = 0
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    notice: str = ""
