"""The door to a person's profile: averages, trend screens, glucose profile, tags and the quality of the data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from app.medicines import Medicines
from app.people import Person
from app.records import clean
from app.records.clean import CleanReading
from app.records.database import Database
from app.records.marks import Marks
from app.records.profile.course import Course, Span, course
from app.records.profile.data_quality import DataQuality, data_quality
from app.records.profile.evidence import Evidence
from app.records.profile.glucose_report import GlucoseReport, glucose_report
from app.records.profile.home_pressure import HomePressure, home_pressure_view
from app.records.profile.profile_facts import profile_facts
from app.records.profile.subject import subject_of
from app.records.profile.tags.finding import TagState
from app.records.profile.tags.tags import Tag, tags
from app.records.thresholds import RuleSet, home_pressure
from app.records.views import ViewContext
from assistant.conversation import Language
from assistant.facts import Fact
from device_io.reading import COMPONENT_UNITS, ReadingKind

#: The days a view of the data's quality reaches back, and the most it may.
QUALITY_DAYS = 30
MAX_QUALITY_DAYS = 3660


class Profiles:
    """What the readings of one person show over time. Synchronous, callable from any thread.

    ``marks`` keeps what a person says about a reading ("fasting", "in the clinic").
    """

    def __init__(
        self,
        database: Database,
        medicines: Medicines,
        rule_set: RuleSet,
        zone: ZoneInfo,
        now: Callable[[], datetime],
    ) -> None:
        """``rule_set`` is the household's; a person may have their own."""
        self._database, self._medicines = database, medicines
        self._rule_set: RuleSet = rule_set
        self._zone = zone
        self.marks = Marks(database, now)

    def tags(
        self, person: Person, language: Language, now: datetime, *, every: bool = False
    ) -> tuple[Tag, ...]:
        """Return the tags that hold at ``now``, or ``every`` one that may be shown with its state."""
        with self.evidence(person, now) as evidence:
            found = tags(evidence, language)
        return found if every else tuple(one for one in found if one.state is TagState.PRESENT)

    def course(
        self, person: Person, kind: ReadingKind, component: str, span: Span, language: Language, now: datetime
    ) -> Course:
        """Return the trend screen of a component. Raises ``ValueError`` for one the kind lacks."""
        if component not in COMPONENT_UNITS[kind]:
            raise ValueError(f"no course of {component} in {kind.value}")
        with self.evidence(person, now) as evidence:
            reference = home_pressure(evidence.subject.rule_set)
            context = ViewContext(person.id, language, now, self._zone, reference)
            return course(evidence, context, kind, component, span)

    def home_pressure(self, person: Person, language: Language, now: datetime) -> HomePressure | None:
        """Return the protocol average of the last home week, or ``None`` where nothing was measured at home."""
        with self.evidence(person, now) as evidence:
            return home_pressure_view(evidence, language)

    def glucose(self, person: Person, language: Language, now: datetime) -> GlucoseReport | None:
        """Return the ambulatory glucose profile, or ``None`` where there is no sensor."""
        with self.evidence(person, now) as evidence:
            return glucose_report(evidence, language)

    def quality(
        self, person: Person, language: Language, now: datetime, days: int = QUALITY_DAYS
    ) -> DataQuality:
        """Return how far the data of the last ``days`` can be trusted. Raises ``ValueError`` for no such span."""
        if not 1 <= days <= MAX_QUALITY_DAYS:
            raise ValueError(f"no view of the data over {days} days")
        with self.evidence(person, now) as evidence:
            return data_quality(evidence, language, days)

    def facts(
        self, person: Person, kinds: Sequence[ReadingKind], language: Language, now: datetime
    ) -> tuple[Fact, ...]:
        """Return what the assistant may say of ``kinds`` beside single readings and means."""
        with self.evidence(person, now) as evidence:
            return profile_facts(evidence, kinds, language)

    def measured(self, person: Person) -> tuple[tuple[ReadingKind, str], ...]:
        """Return every kind and component there is a course of, in the order of :data:`COMPONENT_UNITS`."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT DISTINCT kind, component FROM daily WHERE person_id = ?", (person.id,)
            ).fetchall()
        found = {(row["kind"], row["component"]) for row in rows}
        return tuple(
            (kind, component)
            for kind, components in COMPONENT_UNITS.items()
            for component in components
            if (kind.value, component) in found
        )

    def readings(self, person: Person, ids: Sequence[int], limit: int) -> tuple[CleanReading, ...]:
        """Return the newest ``limit`` of the person's readings ``ids`` that are still theirs."""
        with self._database.snapshot() as connection:
            return clean.load(
                connection,
                "c.person_id = ? AND c.id IN (SELECT value FROM json_each(?)) "
                "ORDER BY c.taken_at DESC, c.id DESC LIMIT ?",
                (person.id, json.dumps(list(ids)), limit),
            )

    @contextmanager
    def evidence(self, person: Person, now: datetime) -> Iterator[Evidence]:
        """Yield everything the rules may look at, all of one moment."""
        today = now.astimezone(self._zone).date()
        subject = subject_of(person, self._rule_set, self._medicines.of(person), today)
        with self._database.snapshot() as connection:
            yield Evidence(connection, subject, now, today)
