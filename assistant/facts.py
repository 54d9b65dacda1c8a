"""What the assistant needs from the rooms above it, as protocols."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.conversation import Language
from assistant.periods import Period
from device_io.reading import Quantity, ReadingKind


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the records say about the person, already worded by code in the asked language.

    ``figure`` is the number as it is shown and spoken ("128/79 mmHg"); ``sentence`` is a whole
    sentence around it; ``source`` names the row (``reading:ID``, ``summary:KIND:DAYS``).
    ``taken_at`` is aware UTC.
    """

    source: str
    kind: ReadingKind
    figure: str
    sentence: str
    values: Mapping[str, Quantity]
    taken_at: datetime


class RecordFacts(Protocol):
    """The person's own figures."""

    def facts(
        self, kinds: Collection[ReadingKind], language: Language, periods: Sequence[Period] = ()
    ) -> Sequence[Fact]:
        """What the records say of ``kinds`` for the person who asks.

        Of ``periods``, when any are asked for: the mean of each, and how two of them compare. Else the latest reading
        and a summary of each kind, newest first.
        """
        ...
