"""What is asked about readings that nobody is named for, and about those of the wrong person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe


@dataclass(frozen=True, slots=True)
class OwnerAnswer:
    """An answer to tap: ``person`` is an id, empty for somebody who does not live here."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class OwnerQuestionView:
    """One short question about the readings of one sitting; ``device``: whether "always" can be said of it."""

    key: str
    text: str
    kind: str
    when: str
    choices: tuple[OwnerAnswer, ...]
    device: bool


@dataclass(frozen=True, slots=True)
class OwnedReading:
    """A reading of whoever uses Listenwell, worded, with the ``key`` to move it by."""

    key: str
    kind: str
    title: str
    figure: str
    when: str


class OwnersPort(Protocol):
    """Whose readings are. Everything may raise ``PortFailed``."""

    def questions(self, language: Language) -> tuple[OwnerQuestionView, ...]:
        """Return what has to be asked, the newest reading first."""
        ...

    def answer(self, key: str, person: str, language: Language, *, always: bool = False) -> str:
        """Take an answer; ``always`` makes the device theirs. Returns the act, for :meth:`undo`."""
        ...

    def readings(self, language: Language) -> tuple[OwnedReading, ...]:
        """Return the latest readings of whoever uses Listenwell, newest first."""
        ...

    def others(self, language: Language) -> tuple[OwnerAnswer, ...]:
        """Return to whom a reading can be moved; the last choice is nobody yet."""
        ...

    def move(self, key: str, person: str, language: Language) -> str:
        """Give a reading to ``person`` (empty: nobody yet). Returns the act, for :meth:`undo`."""
        ...

    def undo(self, act: str, language: Language) -> None:
        """Take an answer or a move back."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change, from any thread; called on the loop. Returns the way out."""
        ...
