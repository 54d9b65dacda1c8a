"""What the help page asks for: the manual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.conversation import Language


@dataclass(frozen=True, slots=True)
class ManualView:
    """What the manual says about one thing."""

    title: str
    text: str


class ManualPort(Protocol):
    """The manual in both languages."""

    def all(self, language: Language) -> tuple[ManualView, ...]:
        """Return the whole manual."""
        ...

    def find(self, question: str, language: Language) -> tuple[ManualView, ...]:
        """Return what answers ``question``, the best first; may be nothing. Raises ``PortFailed``."""
        ...
