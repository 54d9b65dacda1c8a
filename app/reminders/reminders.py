"""The door: plans of reminders, how each occasion stands, and what to say now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from app.people import Household, Person
from app.records.database import Connection, Database
from app.records.errors import InvalidEntry
from app.records.timestamps import to_text
from app.reminders.occasion import (
    EARLY,
    Event,
    Occasion,
    Purpose,
    Reminder,
    Standing,
    State,
    expires,
    occasions,
    standing,
)
from app.reminders.rows import day_text, events_since, reminders_of, times_text, was_measured
from app.reminders.sentences import due_sentence, missed_sentence
from assistant.conversation import Language
from device_io.reading import ReadingKind

if TYPE_CHECKING:
    from app.reminders.suggestions import Suggestion

MAX_REMINDERS: Final = 100
MAX_TIMES_A_DAY: Final = 24
MAX_TITLE_LENGTH: Final = 100
SNOOZE: Final = timedelta(minutes=15)
LONGEST_SNOOZE: Final = timedelta(hours=12)
RECHECK_AT: Final = time(9)
#: What was missed longer ago than this is not told any more. Our rule.
TELL_MISSED_WITHIN: Final = timedelta(hours=48)
#: How far ahead the next occasion is looked for.
_AHEAD: Final = timedelta(days=8)
#: An event from further ahead than this was written down while the clock was wrong.
_CLOCK_TOLERANCE: Final = timedelta(minutes=2)
_FURTHEST: Final = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Due:
    """One occasion of a reminder and how it stands; ``moment`` is aware UTC."""

    reminder: Reminder
    occasion: Occasion
    moment: datetime
    standing: Standing

    @property
    def state(self) -> State:
        """How it stands."""
        return self.standing.state


@dataclass(frozen=True, slots=True)
class Announcement:
    """What to show and speak to one person now; ``missed`` ones are told once, calmly."""

    person: Person
    due: tuple[Due, ...]
    missed: tuple[Due, ...]
    words: Mapping[Language, str]


class Reminders:
    """The reminders of everybody in the household."""

    def __init__(
        self,
        database: Database,
        household: Household,
        sources: tuple[Callable[[], datetime], Callable[[], str]],
        zone: Callable[[], ZoneInfo],
    ) -> None:
        """``sources`` are the clock and the ids."""
        self._database, self._household = database, household
        self._now, self._new_id = sources
        #: Gives the zone that the household is in now.
        self.zone = zone

    # --- plans ---

    def of(self, person: Person) -> tuple[Reminder, ...]:
        """Return the person's reminders, those of medicines included."""
        with self._database.snapshot() as connection:
            return tuple(reminders_of(connection, [person.id]))

    def add(
        self,
        person: Person,
        kind: ReadingKind,
        times: Sequence[time],
        first_day: date | None = None,
        last_day: date | None = None,
        *,
        every_days: int = 1,
        protocol: str = "",
    ) -> Reminder:
        """Remind ``person`` to measure ``kind``. Raises :class:`app.records.errors.InvalidEntry`."""
        plan = Reminder(
            id=self._new_id(),
            person_id=person.id,
            purpose=Purpose.MEASURE,
            times=_checked_times(times),
            first_day=first_day or self._today(),
            since=self._now(),
            last_day=last_day,
            every_days=every_days,
            kind=kind,
            protocol=protocol,
        )
        return self._insert(plan)

    def add_recheck(
        self, person: Person, title: str, on: date, at: time = RECHECK_AT, report_id: str | None = None
    ) -> Reminder:
        """Remind ``person`` to have ``title`` checked again. Raises :class:`app.records.errors.InvalidEntry`."""
        title = title.strip()
        if not title or len(title) > MAX_TITLE_LENGTH or not title.isprintable():
            raise InvalidEntry(f"Say what to check again in at most {MAX_TITLE_LENGTH} printable characters.")
        plan = Reminder(
            id=self._new_id(),
            person_id=person.id,
            purpose=Purpose.RECHECK,
            times=_checked_times([at]),
            first_day=on,
            since=self._now(),
            last_day=on,
            title=title,
            report_id=report_id,
        )
        return self._insert(plan)

    def accept(self, person: Person, suggestion: Suggestion) -> Reminder:
        """Make a reminder of a suggestion."""
        if suggestion.purpose is Purpose.RECHECK:
            at = suggestion.times[0]
            return self.add_recheck(person, suggestion.title, suggestion.first_day, at, suggestion.report_id)
        if suggestion.kind is None:
            raise InvalidEntry("This suggestion does not say what to measure: choose another one.")
        return self.add(
            person,
            suggestion.kind,
            suggestion.times,
            suggestion.first_day,
            suggestion.last_day,
            protocol=suggestion.protocol,
        )

    def change(self, reminder: Reminder, times: Sequence[time], last_day: date | None) -> Reminder:
        """Give a reminder other times or another end; what happened so far stays.

        The times of a medicine are changed with the medicine. Raises :class:`app.records.errors.InvalidEntry`.
        """
        changed = replace(reminder, times=_checked_times(times), last_day=last_day)
        _check_days(changed, self._today())
        self._update(reminder.id, "times = ?, last_day = ?", (times_text(changed.times), day_text(last_day)))
        return changed

    def remove(self, reminder_id: str) -> None:
        """Stop reminding; :meth:`restore` undoes it. Raises :class:`app.records.errors.InvalidEntry`."""
        self._update(reminder_id, "removed_at = ?", (to_text(self._now()),))

    def restore(self, reminder_id: str) -> None:
        """Undo :meth:`remove`."""
        self._update(reminder_id, "removed_at = NULL", ())

    # --- occasions ---

    def agenda(self, person: Person | None = None) -> tuple[Due, ...]:
        """Return today's occasions and what is due from before, of ``person`` or of everybody, in time order."""
        zone, now = self.zone(), self._now()
        today = now.astimezone(zone).date()
        people = self._household.people() if person is None else (person,)
        with self._database.snapshot() as connection:
            found = [
                one
                for one in self._occasions(connection, people, now + timedelta(days=1))
                if one.occasion.day == today or one.state in (State.DUE, State.SNOOZED)
            ]
        return tuple(sorted(found, key=lambda one: (one.moment, one.reminder.id)))

    def next_at(self) -> datetime | None:
        """Return when something has to be said next, ``None`` if nothing is planned in the next days."""
        now = self._now()
        moments: list[datetime] = []
        with self._database.snapshot() as connection:
            for one in self._occasions(connection, self._household.people(), now + _AHEAD):
                match one.state:
                    case State.UPCOMING:
                        moments.append(one.moment)
                    case State.SNOOZED if one.standing.until is not None:
                        moments.append(one.standing.until)
                    case State.DUE:
                        end = expires(one.reminder, one.moment, one.standing.until)
                        moments.append(end if one.standing.told else now)
        return min(moments, default=None)

    def announce(self) -> tuple[Announcement, ...]:
        """Return what to say now, once: it is written down as told, so that a restart does not repeat it."""
        now = self._now()
        people = self._household.people()
        with self._database.transaction() as connection:
            found = [one for one in self._occasions(connection, people, now) if not one.standing.told]
            due = [one for one in found if one.state is State.DUE]
            missed = [
                one
                for one in found
                if one.state is State.MISSED
                and now - expires(one.reminder, one.moment, one.standing.until) <= TELL_MISSED_WITHIN
            ]
            for one in due:
                self._happened(connection, one.reminder.id, one.occasion, Event.TOLD)
            for one in missed:
                self._happened(connection, one.reminder.id, one.occasion, Event.MISSED_TOLD)
        announcements = []
        for person in people:
            own_due = tuple(one for one in due if one.reminder.person_id == person.id)
            own_missed = tuple(one for one in missed if one.reminder.person_id == person.id)
            if own_due or own_missed:
                announcements.append(self._announcement(person, own_due, own_missed, now))
        return tuple(announcements)

    def done(self, reminder_id: str, occasion: Occasion) -> None:
        """It was done. Raises :class:`app.records.errors.InvalidEntry` for an occasion that is not planned."""
        self._note(reminder_id, occasion, Event.DONE)

    def skip(self, reminder_id: str, occasion: Occasion) -> None:
        """It is left out this time."""
        self._note(reminder_id, occasion, Event.SKIPPED)

    def snooze(self, reminder_id: str, occasion: Occasion, wait: timedelta = SNOOZE) -> datetime:
        """Remind again after ``wait``; returns when. Raises :class:`app.records.errors.InvalidEntry`."""
        if not timedelta(minutes=1) <= wait <= LONGEST_SNOOZE:
            raise InvalidEntry("A reminder can wait from a minute to twelve hours: choose a time in between.")
        until = self._now() + wait
        self._note(reminder_id, occasion, Event.SNOOZED, until)
        return until

    def reopen(self, reminder_id: str, occasion: Occasion) -> None:
        """Take back :meth:`done`, :meth:`skip` or :meth:`snooze`."""
        self._note(reminder_id, occasion, Event.REOPENED)

    def _announcement(
        self, person: Person, due: tuple[Due, ...], missed: tuple[Due, ...], now: datetime
    ) -> Announcement:
        words = {}
        for language in Language:
            parts = []
            if due:
                parts.append(due_sentence(person, [one.reminder for one in due], language))
            if missed:
                told = [(one.reminder, one.moment) for one in missed]
                parts.append(missed_sentence(person, told, self.zone(), now, language))
            words[language] = ("" if language is Language.ZH else " ").join(parts)
        return Announcement(person, due, missed, words)

    def _occasions(self, connection: Connection, people: Iterable[Person], until: datetime) -> Iterator[Due]:
        """Yield the occasions up to ``until`` (included) that may still matter, and how they stand now."""
        zone, now = self.zone(), self._now()
        for reminder in reminders_of(connection, [person.id for person in people]):
            start = now - reminder.grace - LONGEST_SNOOZE - TELL_MISSED_WITHIN
            planned = list(occasions(reminder, start, until + timedelta(microseconds=1), zone))
            if not planned:
                continue
            events = events_since(connection, reminder.id, planned[0].day, now + _CLOCK_TOLERANCE)
            for occasion in planned:
                moment = occasion.moment(zone)
                measured = moment - EARLY <= now and was_measured(connection, reminder, moment)
                found = standing(reminder, moment, events.get(occasion, ()), now, measured=measured)
                yield Due(reminder, occasion, moment, found)

    def _note(
        self, reminder_id: str, occasion: Occasion, event: Event, until: datetime | None = None
    ) -> None:
        with self._database.transaction() as connection:
            everybody = [person.id for person in self._household.people()]
            plan = next((one for one in reminders_of(connection, everybody) if one.id == reminder_id), None)
            if plan is None or not plan.falls_on(occasion.day) or occasion.at not in plan.times:
                raise InvalidEntry(
                    "There is no such reminder at this time: list the reminders and choose one."
                )
            self._happened(connection, reminder_id, occasion, event, until)

    def _happened(
        self,
        connection: Connection,
        reminder_id: str,
        occasion: Occasion,
        event: Event,
        until: datetime | None = None,
    ) -> None:
        connection.execute(
            "INSERT INTO reminder_event (reminder_id, local_day, local_time, event, happened_at, until) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                reminder_id,
                occasion.day.isoformat(),
                occasion.at.isoformat("minutes"),
                event.value,
                to_text(self._now()),
                None if until is None else to_text(until),
            ),
        )

    def _insert(self, plan: Reminder) -> Reminder:
        _check_days(plan, self._today())
        with self._database.transaction() as connection:
            count = connection.execute(
                "SELECT count(*) FROM reminder WHERE person_id = ? AND removed_at IS NULL", (plan.person_id,)
            ).fetchone()[0]
            if count >= MAX_REMINDERS:
                raise InvalidEntry(f"There are {MAX_REMINDERS} reminders already: remove one first.")
            connection.execute(
                "INSERT INTO reminder (id, person_id, purpose, reading_kind, title, protocol, report_id, times, "
                "first_day, last_day, every_days, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    plan.id,
                    plan.person_id,
                    plan.purpose.value,
                    None if plan.kind is None else plan.kind.value,
                    plan.title,
                    plan.protocol,
                    plan.report_id,
                    times_text(plan.times),
                    plan.first_day.isoformat(),
                    day_text(plan.last_day),
                    plan.every_days,
                    to_text(plan.since),
                ),
            )
        return plan

    def _update(self, reminder_id: str, columns: str, values: Sequence[str | None]) -> None:
        with self._database.transaction() as connection:
            changed = connection.execute(
                f"UPDATE reminder SET {columns} WHERE id = ?", (*values, reminder_id)
            ).rowcount
        if not changed:
            raise InvalidEntry(
                "This reminder belongs to a medicine or is not here: change the medicine instead."
            )

    def _today(self) -> date:
        return self._now().astimezone(self.zone()).date()


def _checked_times(times: Sequence[time]) -> tuple[time, ...]:
    whole = tuple(sorted({one.replace(second=0, microsecond=0) for one in times}))
    if not 1 <= len(whole) <= MAX_TIMES_A_DAY or any(one.tzinfo is not None for one in whole):
        raise InvalidEntry(f"Give 1 to {MAX_TIMES_A_DAY} local times of day, such as 08:00.")
    return whole


def _check_days(plan: Reminder, today: date) -> None:
    if not 1 <= plan.every_days <= 366:
        raise InvalidEntry("A reminder comes every 1 to 366 days: choose a number in between.")
    if not today - _FURTHEST <= plan.first_day <= today + _FURTHEST:
        raise InvalidEntry("The first day of a reminder lies within ten years: type it again.")
    if plan.last_day is not None and plan.last_day < plan.first_day:
        raise InvalidEntry("The last day of a reminder comes after its first: type them again.")
