"""A week of readings in the morning and in the evening: its plan, how far it is, and what counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from app.coaching.rules import PARTS, WeekRules

_DAY: Final = timedelta(days=1)


class SlotState(StrEnum):
    """How a morning or an evening of the plan stands."""

    DONE = "done"
    PART = "part"
    MISSED = "missed"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Week:
    """A plan that begins on ``first_day``; ``ended_on`` is the day on which it was given up."""

    id: str
    person_id: str
    first_day: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class DoneSitting:
    """A sitting as the week sees it: when it began (local), and how many readings it gave that count."""

    began: datetime
    readings: int
    rested: bool = True


@dataclass(frozen=True, slots=True)
class Slot:
    """A ``part`` of ``day`` with ``readings`` that count; ``unrested`` more were taken without the rest."""

    day: date
    part: str
    state: SlotState
    readings: int
    unrested: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a week is.

    ``readings`` and ``days`` count what was measured as the plan wants it; ``dropped_day`` is the day that the
    average leaves out, ``enough`` whether the rest suffices for a label (our rule). ``next_slot`` is the one to
    measure in now or next, ``None`` when the week is over.
    """

    slots: tuple[Slot, ...]
    readings: int
    wanted: int
    days: int
    dropped_day: date | None
    enough: bool
    over: bool
    next_slot: Slot | None

    @property
    def done(self) -> int:
        """How many mornings and evenings are whole."""
        return sum(slot.state is SlotState.DONE for slot in self.slots)


def part_of_day(local: datetime, rules: WeekRules) -> str | None:
    """Return the part of the day that ``local`` falls in, the grace included, or ``None``."""
    for part, start, end in rules.hours:
        opens, closes = _open(local.date(), start, end, rules)
        if opens <= local.replace(tzinfo=None) < closes:
            return part
    return None


def progress(week: Week, sittings: Iterable[DoneSitting], rules: WeekRules, now: datetime) -> Progress:
    """Return how far ``week`` is at local time ``now``."""
    taken = list(sittings)
    days = [week.first_day + number * _DAY for number in range(rules.average.days)]
    slots = tuple(_slot(day, part, taken, rules, now) for day in days for part in PARTS)
    measured = sorted({slot.day for slot in slots if slot.readings})
    dropped = measured[0] if rules.average.drops_first_day and measured else None
    readings = sum(slot.readings for slot in slots)
    over = week.ended_on is not None or all(
        slot.state in (SlotState.DONE, SlotState.PART, SlotState.MISSED) for slot in slots
    )
    open_slots = (slot for slot in slots if slot.state in (SlotState.NOW, SlotState.AHEAD))
    return Progress(
        slots=slots,
        readings=readings,
        wanted=len(slots) * rules.readings,
        days=len(measured),
        dropped_day=dropped,
        enough=readings >= rules.average.least_readings and len(measured) >= rules.average.least_days,
        over=over,
        next_slot=None if over else next(open_slots, None),
    )


def _slot(day: date, part: str, sittings: list[DoneSitting], rules: WeekRules, now: datetime) -> Slot:
    here = [one for one in sittings if one.began.date() == day and part_of_day(one.began, rules) == part]
    readings = sum(one.readings for one in here if one.rested)
    unrested = sum(one.readings for one in here if not one.rested)
    return Slot(day, part, _state(day, part, readings, rules, now), readings, unrested)


def _state(day: date, part: str, readings: int, rules: WeekRules, now: datetime) -> SlotState:
    if readings >= rules.readings:
        return SlotState.DONE
    start, end = next((start, end) for name, start, end in rules.hours if name == part)
    opens, closes = _open(day, start, end, rules)
    wall = now.replace(tzinfo=None)
    if wall < opens:
        return SlotState.AHEAD
    if wall < closes:
        return SlotState.NOW
    return SlotState.PART if readings else SlotState.MISSED


def _open(day: date, start: int, end: int, rules: WeekRules) -> tuple[datetime, datetime]:
    return (
        datetime.combine(day, time(start)) - rules.grace,
        datetime.combine(day, time(end)) + rules.grace,
    )
