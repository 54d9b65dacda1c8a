"""What the library reports of a search, of a build and of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.document import Hit


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, best first within each language, and the milliseconds it took."""

    hits: tuple[Hit, ...]
    ms: float


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: documents put in (new or changed), taken out, and left as they were."""

    indexed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class LibraryStats:
    """What the library holds. ``vectors`` counts passages that can be found by meaning."""

    documents: Mapping[str, int]
    """By language."""
    passages: int
    vectors: int
    embedder: str | None
    problems: tuple[str, ...]
    """Articles that were left out, one sentence each."""
    passages_read: int = 0
    """By a model, for terms that the table of concepts lacks."""
    own_concepts: int = 0
    """Those terms."""
