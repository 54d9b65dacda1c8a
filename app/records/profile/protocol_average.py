"""The home blood pressure average by the protocol of a guideline, with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from app.records.profile.observations import Observation, Observations
from app.records.profile.window import KnownChange, Window, adapted
from app.records.thresholds import Provenance, RuleSet, clinical_row, provenance

#: Raise it when a rule below changes.
RULE_VERSION: Final = 1
#: Means are kept to this many places; people see whole mmHg.
PLACES: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class AveragingRule:
    """How a guideline averages a week of home readings; ``least_*`` is what a label needs (our rule)."""

    id: str
    days: int
    drops_first_day: bool
    least_days: int
    least_readings: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PressureMean:
    """The mean of ``n`` readings on ``days`` days, in mmHg and beats a minute."""

    systolic: Decimal
    diastolic: Decimal
    pulse: Decimal | None
    n: int
    days: int


@dataclass(frozen=True, slots=True)
class ProtocolAverage:
    """A week of home readings. ``mean`` is that of ``rule``, ``other_mean`` that of ``other_rule``, for comparison.

    ``n`` and ``days`` count the whole window, a dropped first day included; ``used`` names the rows in the mean and
    ``seen`` all rows of the window. ``mean`` stands also where ``enough`` is false; it is then no label.
    ``share_at_or_above`` is the share (0-1) of readings at or above the limit that was given.
    """

    rule: AveragingRule
    window: Window
    n: int
    days: int
    enough: bool
    dropped_day: date | None
    mean: PressureMean | None
    morning: PressureMean | None
    evening: PressureMean | None
    highest: Observation | None
    lowest: Observation | None
    share_at_or_above: Decimal | None
    other_rule: AveragingRule
    other_mean: PressureMean | None
    used: tuple[int, ...]
    seen: tuple[int, ...]
    devices: tuple[str, ...]
    simulated: bool
    left_out: int
    set_aside: int = 0


@lru_cache(maxsize=8)
def averaging_rule(rule_set: RuleSet) -> AveragingRule:
    """Return the protocol that ``rule_set`` shows."""
    return _named(str(clinical_row("blood_pressure", "home_averaging", "by_rule_set")[rule_set]))


@lru_cache(maxsize=8)
def other_rule(rule_set: RuleSet) -> AveragingRule:
    """Return the protocol that is worked out beside it: the same week can give two answers."""
    return averaging_rule("CN" if rule_set == "US" else "US")


def protocol_average(
    readings: Observations,
    last: date,
    rule_set: RuleSet,
    limit: tuple[Decimal, Decimal],
    changes: tuple[KnownChange, ...] = (),
) -> ProtocolAverage:
    """Average the home ``readings`` of the week that ends on ``last``.

    ``readings`` should reach two weeks back: a week with too few is stretched. ``limit`` is (systolic, diastolic)
    in mmHg; a reading counts as above where either reaches it.
    """
    rule, other = averaging_rule(rule_set), other_rule(rule_set)
    window = adapted(last, rule.days, changes, lambda one: _enough(_within(readings, one), rule))
    rows = _within(readings, window)
    kept, dropped = _kept(rows, rule)
    return ProtocolAverage(
        rule=rule,
        window=window,
        n=len(rows),
        days=_days(rows),
        enough=_enough(rows, rule),
        dropped_day=dropped,
        mean=mean_of(kept),
        morning=mean_of(in_hours(kept, "morning")),
        evening=mean_of(in_hours(kept, "evening")),
        highest=max(rows, key=_height, default=None),
        lowest=min(rows, key=_height, default=None),
        share_at_or_above=_share(kept, limit),
        other_rule=other,
        other_mean=mean_of(_kept(rows, other)[0]),
        used=tuple(row.id for row in kept),
        seen=tuple(row.id for row in rows),
        devices=tuple(sorted({row.device_id for row in rows if row.device_id})),
        simulated=readings.simulated and bool(rows),
        left_out=readings.left_out,
        set_aside=readings.set_aside,
    )


def mean_of(rows: Sequence[Observation]) -> PressureMean | None:
    """Return the mean of ``rows``, or ``None`` where there are none."""
    if not rows:
        return None
    pulses = [row.values["pulse"] for row in rows if "pulse" in row.values]
    return PressureMean(
        systolic=_mean(row.values["systolic"] for row in rows),
        diastolic=_mean(row.values["diastolic"] for row in rows),
        pulse=_mean(pulses) if pulses else None,
        n=len(rows),
        days=_days(rows),
    )


def in_hours(rows: Sequence[Observation], part: str) -> tuple[Observation, ...]:
    """Return the rows of the ``"morning"`` or the ``"evening"``."""
    start, end = hours(part)
    return tuple(row for row in rows if start <= row.local.hour < end)


def hours(part: str) -> tuple[int, int]:
    """Return from which hour until which (not included) the ``"morning"`` or ``"evening"`` lasts."""
    row = clinical_row("blood_pressure", "home_averaging", "hours", part)
    return int(row["from"]), int(row["until"])


def _named(name: str) -> AveragingRule:
    row: Any = clinical_row("blood_pressure", "home_averaging", name)
    least: Any = clinical_row("blood_pressure", "home_averaging", "label_minimum")
    return AveragingRule(
        id=name,
        days=int(row["days_best"]),
        drops_first_day=bool(row["drop_day_1"]),
        least_days=int(least["days"]),
        least_readings=int(least["readings"]),
        provenance=provenance(row["src"], row["st"]),
    )


def _within(readings: Observations, window: Window) -> tuple[Observation, ...]:
    return readings.between(window.first, window.last).rows


def _kept(rows: Sequence[Observation], rule: AveragingRule) -> tuple[tuple[Observation, ...], date | None]:
    """Return the rows a rule averages and the day it drops; a single day is not dropped, for nothing would be left."""
    first = min((row.day for row in rows), default=None)
    if not rule.drops_first_day or _days(rows) < 2:
        return tuple(rows), None
    return tuple(row for row in rows if row.day != first), first


def _enough(rows: Sequence[Observation], rule: AveragingRule) -> bool:
    return len(rows) >= rule.least_readings and _days(rows) >= rule.least_days


def _days(rows: Iterable[Observation]) -> int:
    return len({row.day for row in rows})


def _mean(values: Iterable[Decimal]) -> Decimal:
    numbers = list(values)
    return (sum(numbers, Decimal(0)) / len(numbers)).quantize(PLACES)


def _height(row: Observation) -> tuple[Decimal, Decimal, int]:
    return row.values["systolic"], row.values["diastolic"], row.id


def _share(rows: Sequence[Observation], limit: tuple[Decimal, Decimal]) -> Decimal | None:
    if not rows:
        return None
    above = sum(row.values["systolic"] >= limit[0] or row.values["diastolic"] >= limit[1] for row in rows)
    return (Decimal(above) / len(rows)).quantize(Decimal("0.001"))
