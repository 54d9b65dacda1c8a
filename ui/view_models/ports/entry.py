"""What typing a reading in asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from assistant.conversation import Language


@dataclass(frozen=True, slots=True)
class EntryField:
    """A number to type: its name in the records, what it is called, its unit."""

    name: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class SpokenReading:
    """Numbers that were said, by the names of their fields, and the question that reads them back."""

    values: Mapping[str, str]
    question: str


class EntryPort(Protocol):
    """Readings of devices that cannot tell them themselves."""

    def fields(self, kind: str, language: Language) -> tuple[EntryField, ...]:
        """Return what is typed for a ``ReadingKind`` value, nothing where it cannot be; never blocks."""
        ...

    def heard(self, kind: str, text: str, language: Language) -> SpokenReading:
        """What was said of a reading, to be read back. Raises ``PortFailed`` when it holds no possible number."""
        ...

    def agrees(self, said: str, language: Language) -> bool | None:
        """Whether ``said`` answers the question with yes; ``None`` for neither yes nor no. Never blocks."""
        ...

    def save(self, kind: str, values: Mapping[str, str], language: Language) -> str:
        """Keep what was typed; returns the sentence to show. Raises ``PortFailed`` saying what to change."""
        ...
