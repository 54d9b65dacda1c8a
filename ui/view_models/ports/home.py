"""What the home screen asks for: the latest readings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe

Verdict = Literal["ok", "attention", "none"]


@dataclass(frozen=True, slots=True)
class HomeTile:
    """The latest reading of one kind. ``kind`` is a ``ReadingKind`` value; it chooses the icon."""

    kind: str
    title: str
    value: str
    unit: str
    verdict: Verdict
    verdict_text: str
    when: str
    simulated: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeSnapshot:
    """The home screen at one moment; ``greeting_name`` may be empty.

    ``notices`` say what the household has to know of its records: damage that was mended, a disk that fills up.
    """

    greeting_name: str
    tiles: tuple[HomeTile, ...] = ()
    notices: tuple[str, ...] = ()


class HomePort(Protocol):
    """The latest readings."""

    def snapshot(self, language: Language) -> HomeSnapshot:
        """Return what the home screen shows now. Raises ``PortFailed``."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change, from any thread; called on the loop. Returns the way out."""
        ...
