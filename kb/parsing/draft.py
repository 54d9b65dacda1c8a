"""What a foreign document gives before a person has looked at it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

#: Longest text taken from one document, in characters (a thick book has about a million).
MOST_CHARACTERS: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Draft:
    """Title and text (Markdown, ``##`` headings) of a document, and what it says of itself; empty = it does not say."""

    title: str
    markdown: str
    publisher: str = ""
    licence: str = ""
    dated: str = ""
    """ISO date."""

    def to_message(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Draft:
        """Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what :meth:`to_message` cannot have made."""
        texts = {name: message[name] for name in ("title", "markdown", "publisher", "licence", "dated")}
        if not all(isinstance(text, str) for text in texts.values()):
            raise TypeError("a draft is made of texts")
        if texts["dated"]:
            date.fromisoformat(texts["dated"])
        return cls(**{**texts, "markdown": texts["markdown"][:MOST_CHARACTERS]})
