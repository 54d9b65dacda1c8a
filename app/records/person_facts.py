"""What the assistant may know about one person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.people import Person
from assistant.conversation import Language
from assistant.facts import Fact
from assistant.periods import Period
from device_io.reading import ReadingKind

if TYPE_CHECKING:
    from app.records.records import Records


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """The facts of one person (:class:`assistant.facts.RecordFacts`)."""

    records: Records
    person: Person

    def facts(
        self, kinds: Collection[ReadingKind], language: Language, periods: Sequence[Period] = ()
    ) -> Sequence[Fact]:
        """See :class:`assistant.facts.RecordFacts`."""
        return self.records.facts(self.person, kinds, language, self.records.now(), periods)
