"""Tags of oxygen, weight and temperature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Final

from app.profile import Condition
from app.records import wording
from app.records.marks import Mark
from app.records.profile.evidence import Evidence
from app.records.profile.figures import digits
from app.records.profile.observations import Observation, Observations
from app.records.profile.tags.finding import NOT_APPLICABLE, Finding, Need, TagState, nothing_yet, settled
from app.records.profile.tags.rules import TagRule
from app.records.profile.window import Window, ending
from app.records.thresholds import clinical_rows
from assistant.conversation import Language
from device_io.reading import ReadingKind

_SITES: Final = (Mark.AXILLA, Mark.ORAL, Mark.RECTAL, Mark.EAR)
_FEVER_IS_OVER: Final = timedelta(hours=24)
_DAYS_A_WEEK: Final = 7


def spo2_below_usual(evidence: Evidence, rule: TagRule) -> Finding:
    """Days whose median lies below the person's own median of the days before."""
    last = evidence.last_day(ReadingKind.SPO2)
    numbers = {"points": digits(rule.value("points"))}
    if last is None:
        return replace(nothing_yet(rule.minimum), numbers=numbers)
    window = ending(last, rule.window_days or 1)
    base_first = window.first - timedelta(days=int(rule.value("base_days")))
    found = evidence.readings((ReadingKind.SPO2,), base_first, last)
    base, recent = (
        found.between(base_first, window.first - timedelta(days=1)),
        found.between(window.first, last),
    )
    needs = [Need("base_readings", len(base.rows), rule.minimum["base_readings"])]
    if not base.rows:
        return settled(needs, found, holds=False, window=window, numbers=numbers)
    usual = median(_values(base.rows, "spo2"))
    by_day = _medians(recent, "spo2")
    low = [value for value in by_day.values() if usual - value >= Decimal(str(rule.value("points")))]
    return settled(
        needs,
        found,
        holds=len(low) >= rule.value("on_days"),
        window=window,
        numbers={
            **numbers,
            "usual": digits(usual),
            "days": str(len(low)),
            "lowest": digits(min(by_day.values())),
        },
    )


def hf_fluid_gain(evidence: Evidence, rule: TagRule) -> Finding:
    """Today's weight against the median of some days before, on the same scale; only with heart failure."""
    if not evidence.subject.has(Condition.HEART_FAILURE):
        return NOT_APPLICABLE
    last = evidence.last_day(ReadingKind.WEIGHT)
    limit = {"limit": digits(rule.value("above_kg"))}
    if last is None:
        return replace(nothing_yet(rule.minimum), numbers=limit)
    window = ending(last, int(rule.value("base_from_days")) + 1, evidence.changes(ReadingKind.WEIGHT))
    found = evidence.readings((ReadingKind.WEIGHT,), window.first, last)
    base = found.between(window.first, last - timedelta(days=int(rule.value("base_until_days"))))
    needs = [Need("base_readings", len(base.rows), rule.minimum["base_readings"])]
    if not base.rows:
        return settled(needs, found, holds=False, window=window, numbers=limit)
    usual, weight = median(_values(base.rows, "weight")), _medians(found, "weight")[last]
    return settled(
        needs,
        found,
        holds=weight - usual > Decimal(str(rule.value("above_kg"))),
        window=window,
        numbers={
            **limit,
            "date": {language: wording.day_name(last, language) for language in Language},
            "weight": digits(weight, 1),
            "usual": digits(usual, 1),
        },
    )


def weight_falling(evidence: Evidence, rule: TagRule) -> Finding:
    """The first week's median against the last week's, half a year apart at most."""
    if not evidence.subject.adult:
        return NOT_APPLICABLE
    last = evidence.last_day(ReadingKind.WEIGHT)
    if last is None:
        return nothing_yet(rule.minimum)
    window = ending(last, rule.window_days or 1, evidence.changes(ReadingKind.WEIGHT))
    found = evidence.readings((ReadingKind.WEIGHT,), window.first, last)
    weeks = {(last - row.day).days // _DAYS_A_WEEK for row in found.rows}
    needs = [Need("weeks", len(weeks), rule.minimum["weeks"])]
    before, after = (
        median(row.values["weight"] for row in found.rows if (last - row.day).days // _DAYS_A_WEEK == week)
        for week in (max(weeks), min(weeks))
    )
    percent = 100 * (before - after) / before
    return settled(
        needs,
        found,
        holds=percent >= Decimal(str(rule.value("percent"))),
        window=window,
        numbers={
            "limit": digits(rule.value("percent")),
            "before": digits(before, 1),
            "after": digits(after, 1),
            "percent": digits(percent, 1),
        },
    )


def fever_now(evidence: Evidence, rule: TagRule) -> Finding:
    """The newest temperature of the last 24 hours against the threshold of its site."""
    last = evidence.last_day(ReadingKind.TEMPERATURE)
    if last is None:
        return nothing_yet(rule.minimum)
    found = evidence.readings((ReadingKind.TEMPERATURE,), last - timedelta(days=1), last)
    fresh = replace(
        found, rows=tuple(row for row in found.rows if evidence.now - row.taken_at < _FEVER_IS_OVER)
    )
    if not fresh.rows:
        return Finding(TagState.ABSENT, seen_on=last)
    newest = fresh.rows[-1]
    finding = settled(
        [Need("readings", 1, rule.minimum["readings"])],
        replace(fresh, rows=(newest,)),
        holds=is_fever(newest),
        window=Window(fresh.rows[0].day, newest.day, 1),
        numbers={
            "limit": digits(_threshold(newest), 1),
            "temperature": digits(newest.values["temperature"], 1),
            "time": f"{newest.local:%H:%M}",
        },
    )
    return replace(finding, expires_on=(newest.local + _FEVER_IS_OVER).date())


def fever_long(evidence: Evidence, rule: TagRule) -> Finding:
    """Days with a fever among the last seven."""
    numbers = {"limit": digits(rule.value("days"))}
    last = evidence.last_day(ReadingKind.TEMPERATURE)
    if last is None:
        return replace(nothing_yet(rule.minimum), numbers=numbers)
    window = ending(last, rule.window_days or 1)
    found = evidence.readings((ReadingKind.TEMPERATURE,), window.first, last)
    feverish = replace(found, rows=tuple(row for row in found.rows if is_fever(row)))
    return settled(
        [Need("readings", len(found.rows), rule.minimum["readings"])],
        feverish if feverish.rows else found,
        holds=len(feverish.days) >= rule.value("days"),
        window=window,
        numbers={**numbers, "days": str(len(feverish.days))},
    )


def is_fever(row: Observation) -> bool:
    """Tell whether a temperature is a fever at its site; one of the forehead alone is never called one (NG143)."""
    if Mark.FOREHEAD in row.marks:
        return False
    return Decimal(digits(row.values["temperature"], 1)) >= _threshold(row)


def _threshold(row: Observation) -> Decimal:
    sites = clinical_rows("temperature", "fever_by_site")
    site = next((one.value for one in _SITES if one in row.marks), "unknown")
    return Decimal(str(sites[site]["at_least"]))


def _medians(found: Observations, component: str) -> dict[date, Decimal]:
    return {
        day: median(_values((row for row in found.rows if row.day == day), component)) for day in found.days
    }


def _values(rows: Iterable[Observation], component: str) -> list[Decimal]:
    return [row.values[component] for row in rows]
