"""Tags of glucose: from a sensor, from finger-sticks, and of the laboratory's HbA1c."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Final

from app.profile import Occasion
from app.records import gaps, reports, wording
from app.records.marks import Mark
from app.records.profile import hba1c
from app.records.profile.evidence import Evidence
from app.records.profile.figures import digits
from app.records.profile.glucose_profile import GlucoseProfile, SensorValue
from app.records.profile.observations import Observation, Observations
from app.records.profile.tags.finding import (
    NOT_APPLICABLE,
    Finding,
    Need,
    TagState,
    Term,
    nothing_yet,
    settled,
)
from app.records.profile.tags.rules import TagRule
from app.records.profile.window import Window, adapted, ending
from app.records.thresholds import clinical_row
from assistant.conversation import Language
from device_io.findings.glucose import MG_PER_DL_PER_MMOL_PER_L
from device_io.reading import ReadingKind

_GLUCOSE: Final = ReadingKind.GLUCOSE
_SENSOR: Final = ReadingKind.CONTINUOUS_GLUCOSE
#: So many reports are looked through for an HbA1c.
_REPORTS: Final = 200


@dataclass(frozen=True, slots=True)
class _LowEvent:
    day: date
    ids: tuple[int, ...]
    simulated: bool


def low_time_in_range(evidence: Evidence, rule: TagRule) -> Finding:
    """Too few of a sensor's values lie in the range."""
    profile = evidence.glucose
    if profile is None or profile.shares is None:
        return nothing_yet(rule.minimum)
    target = profile.targets.in_range_above
    if target is None:
        return NOT_APPLICABLE
    numbers = {"target": str(target), "share": digits(profile.shares.in_range)}
    return _of_profile(profile, rule, numbers, holds=profile.shares.in_range < target)


def too_many_lows(evidence: Evidence, rule: TagRule) -> Finding:
    """Too many values are low or very low; very low ones are told early."""
    profile = evidence.glucose
    if profile is None or profile.shares is None:
        return nothing_yet(rule.minimum)
    target = profile.targets.low_below
    if target is None:
        return NOT_APPLICABLE
    low, very_low = profile.shares.below_range, profile.shares.very_low
    danger = very_low >= rule.value("very_low_percent")
    numbers = {"low_target": str(target), "low": digits(low, 1), "very_low": digits(very_low, 1)}
    finding = _of_profile(profile, rule, numbers, holds=low >= target or danger)
    early = finding.state is TagState.NOT_ENOUGH and danger and len(profile.days) >= rule.value("early_days")
    return replace(finding, state=TagState.PRESENT, early=True) if early else finding


def glucose_unstable(evidence: Evidence, rule: TagRule) -> Finding:
    """The values swing more than in most people."""
    profile = evidence.glucose
    if profile is None or profile.cv_percent is None:
        return nothing_yet(rule.minimum)
    limit = float(clinical_row("cgm", "cv")["stable_at_most_percent"])
    numbers = {"limit": digits(limit), "cv": digits(profile.cv_percent)}
    return _of_profile(profile, rule, numbers, holds=profile.cv_percent > limit)


def fasting_glucose_above_target(evidence: Evidence, rule: TagRule) -> Finding:
    """The median of fasting finger-sticks; a doctor's target takes the place of the guideline's."""
    limit = _target(evidence, "fasting", "fasting_above")
    return _meal(evidence, rule, Mark.FASTING, limit, inclusive=False)


def after_meal_glucose_above_target(evidence: Evidence, rule: TagRule) -> Finding:
    """The median of finger-sticks two hours after meals."""
    limit = _target(evidence, "after_meal", "after_meal_at_least")
    return _meal(evidence, rule, Mark.AFTER_MEAL, limit, inclusive=True)


def recent_severe_low(evidence: Evidence, rule: TagRule) -> Finding:
    """A level 2 or level 3 low: the newest one, and how many within the window before it."""
    lows = evidence.newest(_GLUCOSE, _lookback(rule))
    events = sorted(
        [*_finger_lows(lows), *_sensor_lows(evidence, _lookback(rule))], key=lambda event: event.day
    )
    if not events:
        last = evidence.last_day(_GLUCOSE, _SENSOR)
        return Finding(TagState.ABSENT if last else TagState.NOT_ENOUGH, seen_on=last)
    newest = events[-1]
    window = ending(newest.day, rule.window_days or 1)
    inside = [event for event in events if event.day >= window.first]
    return Finding(
        TagState.PRESENT,
        seen_on=newest.day,
        window=window,
        readings=tuple(reading for event in inside for reading in event.ids),
        numbers={"date": _day(newest.day), "events": str(len(inside))},
        simulated=any(event.simulated for event in inside),
        left_out=lows.left_out,
    )


def hba1c_due(evidence: Evidence, rule: TagRule) -> Finding:
    """The last laboratory HbA1c is old; only for people with diabetes."""
    if not evidence.subject.diabetic:
        return NOT_APPLICABLE
    numbers: dict[str, Term] = {
        name: digits(rule.value(name)) for name in ("unstable_months", "stable_months")
    }
    reported = reports.load(evidence.connection, evidence.subject.person_id, _REPORTS)
    last = hba1c.newest(reported)
    if last is None:
        return replace(nothing_yet(rule.minimum), numbers=numbers)
    due = hba1c.due_on(last, rule) <= evidence.today
    return Finding(
        TagState.PRESENT if due else TagState.ABSENT,
        seen_on=last.day,
        numbers={**numbers, "date": _day(last.day), "value": digits(last.percent, 1)},
        needs=(Need("results", 1, 1),),
    )


def _of_profile(profile: GlucoseProfile, rule: TagRule, numbers: dict[str, str], *, holds: bool) -> Finding:
    need = Need("active_percent", int(profile.active_percent), rule.minimum["active_percent"])
    last = profile.days[-1].day
    state = TagState.PRESENT if holds else TagState.ABSENT
    return Finding(
        state=state if profile.enough else TagState.NOT_ENOUGH,
        seen_on=last,
        window=Window(profile.days[0].day, last, rule.window_days or 1),
        readings=profile.ids,
        numbers=dict(numbers),
        needs=(need,),
        simulated=profile.simulated,
        left_out=profile.left_out,
    )


def _meal(evidence: Evidence, rule: TagRule, mark: Mark, limit: Decimal, *, inclusive: bool) -> Finding:
    days, least = rule.window_days or 1, rule.minimum["readings"]
    found = evidence.newest(_GLUCOSE, 2 * days)
    marked = replace(found, rows=tuple(row for row in found.rows if mark in row.marks))
    numbers = {"target": digits(limit, 1)}
    if not marked.rows:
        return replace(nothing_yet(rule.minimum), numbers=numbers)
    window = adapted(
        marked.days[-1],
        days,
        evidence.changes(_GLUCOSE),
        lambda one: len(marked.between(one.first, one.last).rows) >= least,
    )
    seen = marked.between(window.first, window.last)
    middle = median([row.values["glucose"] for row in seen.rows])
    shown = Decimal(digits(middle, 1))
    return settled(
        [Need("readings", len(seen.rows), least)],
        seen,
        holds=shown >= limit if inclusive else shown > limit,
        window=window,
        numbers={**numbers, "readings": str(len(seen.rows)), "median": digits(middle, 1)},
    )


def _target(evidence: Evidence, occasion: Occasion, row: str) -> Decimal:
    own = evidence.subject.profile.target("glucose", occasion)
    if own is not None and own.high is not None:
        return own.high
    return Decimal(str(clinical_row("glucose", "home_targets")[row]))


def _lookback(rule: TagRule) -> int:
    """Return the days in which a low may have been that is still told, and its window before it."""
    return (rule.lasts_days or 1) + (rule.window_days or 1)


def _level_2(mmol: Decimal) -> bool:
    """Tell whether a value is a level 2 low, judged in whole mg/dL."""
    below = int(clinical_row("glucose", "level_2_low")["below_mg_dl"])
    return Decimal(digits(mmol * MG_PER_DL_PER_MMOL_PER_L)) < below


def _finger_lows(lows: Observations) -> list[_LowEvent]:
    def counts(row: Observation) -> bool:
        return Mark.HELP_NEEDED in row.marks or _level_2(row.values["glucose"])

    return [_LowEvent(row.day, (row.id,), row.simulated) for row in lows.rows if counts(row)]


def _sensor_lows(evidence: Evidence, days: int) -> list[_LowEvent]:
    """Return the runs of very low sensor values that last long enough to be no dip of the sensor."""
    rule = clinical_row("glucose", "level_2_low")
    last = evidence.last_day(_SENSOR)
    if last is None:
        return []
    # Whole mg/dL decide; whatever rounds to less is below this in mmol/L.
    below = int(rule["below_mg_dl"]) / float(MG_PER_DL_PER_MMOL_PER_L)
    found = evidence.sensor_below(below, last - timedelta(days=days - 1), last)
    low = [value for value in found if _level_2(Decimal(repr(value.mmol)))]
    shortest = timedelta(minutes=int(clinical_row("glucose", "level_2_low_on_a_sensor")["minutes"]))
    return [
        _LowEvent(run[-1].day, tuple(value.id for value in run), evidence.sensor.simulated)
        for run in _runs(low, _joined_within(evidence))
        if run[-1].taken_at - run[0].taken_at >= shortest
    ]


def _joined_within(evidence: Evidence) -> timedelta:
    """Return how far apart two values may be and still be neighbours: half an interval more than the usual one."""
    usual = gaps.usual_interval([value.taken_at for value in evidence.sensor.values])
    return timedelta(0) if usual is None else usual * 3 / 2


def _runs(values: Sequence[SensorValue], within: timedelta) -> list[list[SensorValue]]:
    runs: list[list[SensorValue]] = []
    for value in values:
        if runs and value.taken_at - runs[-1][-1].taken_at <= within:
            runs[-1].append(value)
        else:
            runs.append([value])
    return runs


def _day(day: date) -> Term:
    return {language: wording.day_name(day, language) for language in Language}
