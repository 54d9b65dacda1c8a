"""When a reminder is due: local days and times, turned into moments in the zone the household is in now.

An occasion is named by its local day and time, not by a moment: when the zone changes or the clocks are put
forward or back, 8:00 stays 8:00 on that day, and what was done stays done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from device_io.reading import ReadingKind

#: So long after its time an occasion can still be made up for; then it counts as missed. Our rules.
MEASURE_GRACE: Final = timedelta(hours=3)
MEDICINE_GRACE: Final = timedelta(hours=3)
RECHECK_GRACE: Final = timedelta(days=14)
#: A reading taken this long before the time counts for it. Our rule.
EARLY: Final = timedelta(hours=1)
#: After a snooze there is at least so much time.
SNOOZE_GRACE: Final = timedelta(hours=1)


class Purpose(StrEnum):
    """What is reminded of."""

    MEASURE = "measure"
    MEDICINE = "medicine"
    RECHECK = "recheck"


_GRACE: Final = {
    Purpose.MEASURE: MEASURE_GRACE,
    Purpose.MEDICINE: MEDICINE_GRACE,
    Purpose.RECHECK: RECHECK_GRACE,
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """A plan: ``times`` on every ``every_days``-th day from ``first_day`` to ``last_day`` (included).

    Occasions before ``since``, when it was made, do not count. ``kind`` is what to measure. ``title`` is the medicine with its dose, or what to have checked again.
    ``protocol`` names the guideline's plan it belongs to; ``report_id`` the report it comes from.
    """

    id: str
    person_id: str
    purpose: Purpose
    times: tuple[time, ...]
    first_day: date
    since: datetime
    last_day: date | None = None
    every_days: int = 1
    kind: ReadingKind | None = None
    title: str = ""
    protocol: str = ""
    report_id: str | None = None

    @property
    def grace(self) -> timedelta:
        """How long after its time an occasion can be made up for."""
        return _GRACE[self.purpose]

    def falls_on(self, day: date) -> bool:
        """Whether there are occasions on ``day``."""
        if day < self.first_day or (self.last_day is not None and day > self.last_day):
            return False
        return (day - self.first_day).days % self.every_days == 0


@dataclass(frozen=True, slots=True, order=True)
class Occasion:
    """One time on one day, as the clocks on the wall show it."""

    day: date
    at: time

    def moment(self, zone: ZoneInfo) -> datetime:
        """Return the moment in ``zone``.

        A time that the clocks leap over is that much later; one that comes twice is the first of the two
        (PEP 495, ``fold`` 0).
        """
        return datetime.combine(self.day, self.at, tzinfo=zone).astimezone(UTC)


def occasions(reminder: Reminder, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[Occasion]:
    """Yield the occasions whose moment lies from ``start`` (included) to ``end`` (not included), in order."""
    day = start.astimezone(zone).date() - timedelta(days=1)
    last = end.astimezone(zone).date() + timedelta(days=1)
    while day <= last:
        if reminder.falls_on(day):
            for at in sorted(reminder.times):
                occasion = Occasion(day, at)
                if max(start, reminder.since) <= occasion.moment(zone) < end:
                    yield occasion
        day += timedelta(days=1)


class State(StrEnum):
    """How an occasion stands."""

    UPCOMING = "upcoming"
    DUE = "due"
    SNOOZED = "snoozed"
    DONE = "done"
    SKIPPED = "skipped"
    MISSED = "missed"


class Event(StrEnum):
    """What happened to an occasion. ``REOPENED`` takes back what was said of it."""

    TOLD = "told"
    SNOOZED = "snoozed"
    DONE = "done"
    SKIPPED = "skipped"
    REOPENED = "reopened"
    MISSED_TOLD = "missed_told"


@dataclass(frozen=True, slots=True)
class Happened:
    """An event with its moment; ``until`` ends a snooze."""

    event: Event
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of an occasion, and whether it has been told since it became due (or missed)."""

    state: State
    told: bool
    until: datetime | None = None


def standing(
    reminder: Reminder, moment: datetime, happened: Iterable[Happened], now: datetime, *, measured: bool
) -> Standing:
    """Work out how an occasion stands at ``now`` from what happened to it, oldest first.

    ``measured``: a reading was taken that counts for it.
    """
    told = missed_told = False
    closed: State | None = None
    until: datetime | None = None
    for one in happened:
        match one.event:
            case Event.TOLD:
                told = True
            case Event.MISSED_TOLD:
                missed_told = True
            case Event.SNOOZED:
                told, until, closed = False, one.until, None
            case Event.DONE:
                closed = State.DONE
            case Event.SKIPPED:
                closed = State.SKIPPED
            case Event.REOPENED:
                told, missed_told, until, closed = False, False, None, None
    if closed is not None or measured:
        return Standing(closed or State.DONE, told)
    if until is not None and now < until:
        return Standing(State.SNOOZED, told, until)
    if now < moment:
        return Standing(State.UPCOMING, told)
    if now < expires(reminder, moment, until):
        return Standing(State.DUE, told, until)
    return Standing(State.MISSED, missed_told, until)


def expires(reminder: Reminder, moment: datetime, until: datetime | None) -> datetime:
    """Return when an occasion counts as missed."""
    end = moment + reminder.grace
    return end if until is None else max(end, until + SNOOZE_GRACE)
