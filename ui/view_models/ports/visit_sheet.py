"""What the visit sheet's screen asks for: the page as a picture, as a file, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """What shall stand on the sheet: questions in the person's words, and how many days up to today."""

    questions: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """The page as PNG, and what stands on it in sentences, for whoever cannot see it."""

    png: bytes
    words: str


class VisitSheetPort(Protocol):
    """The visit sheet of whoever uses Listenwell."""

    def preview(self, request: SheetRequest, language: Language) -> SheetPreview:
        """Return the page. Takes up to a second. Raises ``PortFailed``."""
        ...

    def save(self, request: SheetRequest, path: Path, language: Language) -> None:
        """Write the page to ``path`` as PDF; a file of that name is made anew. Raises ``PortFailed``."""
        ...

    def printer(self) -> str:
        """Return the name of the printer that would be used, or empty where there is none."""
        ...

    def print(self, request: SheetRequest, language: Language) -> str:
        """Print the page; returns the printer's name. Raises ``PortFailed``."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change, from any thread; called on the loop. Returns the way out."""
        ...
