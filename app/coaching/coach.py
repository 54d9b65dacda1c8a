"""The coach of a household: keeps each person's sitting and week, and takes readings as they reach the records."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.coaching.averages import observation
from app.coaching.events import Began, Finished, Measured, NotMeasured, PutAway, RestSkipped, SittingEvent
from app.coaching.rules import SittingRules, WeekRules, sitting_rules, week_rules
from app.coaching.sitting import Ending, Sitting, Step, replay
from app.coaching.store import CoachingStore, KeptSitting
from app.coaching.week import DoneSitting, Progress, Week, part_of_day, progress
from app.people import Person
from app.records.attribution.clues import SeenBy
from app.records.clean import CleanReading
from app.records.profile.observations import without_practice
from app.records.profile.protocol_average import ProtocolAverage, protocol_average
from app.records.records import Records
from app.records.thresholds import RuleSet, home_pressure
from device_io.reading import ReadingKind

#: Readings that a sitting can have brought since the records were last looked at.
_LATEST: Final = 12


@dataclass(frozen=True, slots=True)
class CoachedSitting:
    """The sitting of a person at one moment; ``ending`` is set once it is over."""

    id: str
    sitting: Sitting
    step: Step
    ending: Ending | None


@dataclass(frozen=True, slots=True)
class CoachedWeek:
    """The week of a person at one moment."""

    week: Week
    progress: Progress
    average: ProtocolAverage


class Coach:
    """Sittings and weeks. Synchronous, callable from any thread; clock and zone are passed in.

    All methods raise :class:`app.records.errors.RecordsError` where the records cannot be used.
    """

    def __init__(
        self,
        store: CoachingStore,
        records: Records,
        rule_set: RuleSet,
        now: Callable[[], datetime],
        zone: ZoneInfo,
    ) -> None:
        self._store, self._records, self._now, self._zone = store, records, now, zone
        self._rule_set: RuleSet = rule_set
        self._lock = threading.RLock()
        self._noted: tuple[str, int] | None = None

    def rule_set(self, person: Person) -> RuleSet:
        """Whose rules hold for ``person``: their own, or the household's."""
        return person.profile.rule_set or self._rule_set

    def rules(self, person: Person) -> SittingRules:
        """How a sitting of ``person`` goes."""
        return sitting_rules(self.rule_set(person))

    def week_rules(self, person: Person) -> WeekRules:
        """How a week of ``person`` goes."""
        return week_rules(self.rule_set(person))

    def sitting(self, person: Person) -> CoachedSitting | None:
        """Return the sitting that goes on, or the one that ended and was not put away yet.

        Readings that reached the records meanwhile are in it.
        """
        with self._lock:
            kept = self._store.newest(person.id)
            if kept is None:
                return None
            sitting = self._with_new_readings(person, kept)
            now = self._now()
            ending = sitting.ending(now)
            # What was left alone, or ended long ago, is no longer news; the week still counts it.
            gone = now >= sitting.ready_at + sitting.rules.over_after
            if sitting.put_away or (ending is not None and (gone or not sitting.attempts)):
                return None
            step = sitting.step(now)
            if step is Step.MEASURE:
                self._note_presence(person, (kept.id, len(sitting.attempts)))
            return CoachedSitting(kept.id, sitting, step, ending)

    def begin(self, person: Person, *, rested: bool = False) -> None:
        """Begin a sitting, unless one goes on already; ``rested``: by their own word, the rest is behind them."""
        with self._lock:
            current = self.sitting(person)
            if current is not None and current.ending is None:
                return
            self._store.begin(person.id, Began(at=self._now(), rested=rested))

    def skip_rest(self, person: Person) -> None:
        """The person does not want to rest to the end."""
        self._happened(person, RestSkipped(at=self._now()))

    def not_measured(self, person: Person) -> None:
        """The monitor gave an error instead of a reading."""
        self._happened(person, NotMeasured(at=self._now()))

    def finish(self, person: Person) -> None:
        """The person ends the sitting with what there is."""
        self._happened(person, Finished(at=self._now()))

    def put_away(self, person: Person) -> None:
        """The result was seen."""
        self._happened(person, PutAway(at=self._now()))

    def start_week(self, person: Person) -> None:
        """Begin a week today; one that goes on ends."""
        now = self._now()
        self._store.start_week(person.id, now.astimezone(self._zone).date(), now)

    def end_week(self, person: Person) -> None:
        """Give the week up; what was measured stays."""
        week = self._store.week(person.id)
        if week is not None:
            self._store.end_week(week.id, self._now().astimezone(self._zone).date())

    def week(self, person: Person) -> CoachedWeek | None:
        """Return the person's week and how far it is."""
        week = self._store.week(person.id)
        if week is None:
            return None
        since = datetime.combine(week.first_day, time(), self._zone)
        sittings = [
            replay(kept.began, kept.events, self.rules(person))
            for kept in self._store.since(person.id, since)
        ]
        done = [
            DoneSitting(one.began_at.astimezone(self._zone), len(one.counted), one.counts_in_week)
            for one in sittings
        ]
        rules = self.week_rules(person)
        far = progress(week, done, rules, self._now().astimezone(self._zone))
        return CoachedWeek(week, far, self._average(week, sittings, rules, self.rule_set(person)))

    def _average(
        self, week: Week, sittings: list[Sitting], rules: WeekRules, rule_set: RuleSet
    ) -> ProtocolAverage:
        rows = [
            observation(reading, self._zone)
            for sitting in sittings
            if sitting.counts_in_week
            and part_of_day(sitting.began_at.astimezone(self._zone), rules) is not None
            for reading in sitting.counted
        ]
        last = week.first_day + timedelta(days=rules.average.days - 1)
        limit = home_pressure(rule_set)
        return protocol_average(
            without_practice(tuple(rows)), last, rule_set, (limit.systolic, limit.diastolic)
        )

    def _note_presence(self, person: Person, turn: tuple[str, int]) -> None:
        """The next reading is asked for: whoever sits here is the one who takes it."""
        if turn != self._noted:
            self._noted = turn
            self._records.attribution.saw(person, SeenBy.PRESSED)

    def _happened(self, person: Person, event: SittingEvent) -> None:
        with self._lock:
            kept = self._store.newest(person.id)
            if kept is None:
                return
            sitting = self._with_new_readings(person, kept)
            if sitting.after(event) != sitting:
                self._store.append(kept.id, event)

    def _with_new_readings(self, person: Person, kept: KeptSitting) -> Sitting:
        sitting = replay(kept.began, kept.events, self.rules(person))
        if sitting.ending(self._now()) is not None:
            return sitting
        known = {event.reading_id for event in kept.events if isinstance(event, Measured)}
        latest = self._records.readings(person, ReadingKind.BLOOD_PRESSURE, _LATEST)
        for reading in sorted(
            latest, key=lambda one: (one.reading.received_at, one.reading.taken_at, one.id)
        ):
            event = _measured(reading)
            if reading.id in known or not sitting.belongs(event.moment, event.at):
                continue
            after = sitting.after(event)
            if after != sitting:
                self._store.append(kept.id, event)
                sitting = after
        return sitting


def _measured(clean: CleanReading) -> Measured:
    reading = clean.reading
    pulse = reading.values.get("pulse")
    return Measured(
        at=reading.received_at,
        taken_at=reading.taken_at,
        reading_id=clean.id,
        systolic=reading.values["systolic"].value,
        diastolic=reading.values["diastolic"].value,
        pulse=None if pulse is None else pulse.value,
        flags=reading.flags,
        simulated=clean.simulated,
    )
