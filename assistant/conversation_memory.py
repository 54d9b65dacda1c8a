"""What is remembered of a conversation: for each person the last question, in full, and what it was about.

A follow-up is resolved against it (:mod:`assistant.follow_ups`) and takes its place, so the whole
thread is summed up in one sentence. It lives in memory only, for a short time, and can be erased.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from device_io.reading import ReadingKind

#: Our rules: how long a question can be followed up, its longest form (characters), and most people.
FOLLOWED_UP: Final = timedelta(minutes=10)
LONGEST_REMEMBERED: Final = 300
MOST_PEOPLE: Final = 50


@dataclass(frozen=True, slots=True)
class Remembered:
    """A question in full. ``kinds`` are the readings it speaks of; ``own``: it was about the person's own."""

    question: str
    kinds: tuple[ReadingKind, ...]
    own: bool


class ConversationMemory:
    """The last question of each person. Nothing of one person is ever given for another."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """``now`` gives aware UTC."""
        self._now = now
        self._last: dict[str, tuple[datetime, Remembered]] = {}

    def last(self, person_id: str) -> Remembered | None:
        """What ``person_id`` asked last, unless that was too long ago."""
        held = self._last.get(person_id)
        if held is None:
            return None
        # A clock that was set back makes the question look as if it came from the future.
        if not timedelta(0) <= self._now() - held[0] <= FOLLOWED_UP:
            self.forget(person_id)
            return None
        return held[1]

    def keep(self, person_id: str, asked: Remembered) -> None:
        """Remember ``asked`` in place of what was before; a question that is too long is not followed up."""
        self.forget(person_id)
        if len(asked.question) > LONGEST_REMEMBERED:
            return
        while len(self._last) >= MOST_PEOPLE:
            del self._last[next(iter(self._last))]
        self._last[person_id] = (self._now(), asked)

    def forget(self, person_id: str) -> None:
        """Erase what is remembered of ``person_id``."""
        self._last.pop(person_id, None)

    def forget_everyone(self) -> None:
        """Erase all that is remembered, when somebody else comes to the machine."""
        self._last.clear()

    def of(self, person_id: str) -> Conversation:
        """The memory of one person alone, to hand to whatever answers them."""
        return Conversation(self, person_id)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person's part of the memory."""

    memory: ConversationMemory
    person_id: str

    @property
    def last(self) -> Remembered | None:
        """What this person asked last."""
        return self.memory.last(self.person_id)

    def keep(self, asked: Remembered) -> None:
        """Remember ``asked``."""
        self.memory.keep(self.person_id, asked)

    def forget(self) -> None:
        """Erase what is remembered."""
        self.memory.forget(self.person_id)
