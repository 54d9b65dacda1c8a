"""Tags of blood pressure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from app.records import wording
from app.records.marks import Mark
from app.records.profile.evidence import Evidence
from app.records.profile.figures import digits, pressure
from app.records.profile.observations import Observations
from app.records.profile.protocol_average import (
    PressureMean,
    ProtocolAverage,
    averaging_rule,
    in_hours,
    mean_of,
)
from app.records.profile.tags.finding import NOT_APPLICABLE, Finding, Need, TagState, Term, nothing_yet
from app.records.profile.tags.finding import settled as settle
from app.records.profile.tags.rules import TagRule
from app.records.profile.trend_test import Direction, TrendResult, trend_rule
from app.records.profile.window import ChangeKind, Window, adapted
from app.records.thresholds import out_of_office
from device_io.reading import ReadingKind

_BP: Final = ReadingKind.BLOOD_PRESSURE
_MEDICINES: Final = frozenset({ChangeKind.MEDICINE_STARTED, ChangeKind.MEDICINE_STOPPED})


def home_bp_above_target(evidence: Evidence, rule: TagRule) -> Finding:
    """The protocol mean of the person's rule set against their own target, else the home reference."""
    if not evidence.subject.adult:
        return NOT_APPLICABLE
    average = evidence.home_average()
    if average is None:
        return replace(nothing_yet(rule.minimum), numbers=_target(evidence))
    goal = evidence.subject.pressure_goal()
    return _of_average(
        average,
        reached(average.mean, goal.limit),
        {**_target(evidence), **_mean_terms(average)},
    )


def morning_bp_high(evidence: Evidence, rule: TagRule) -> Finding:
    """The mean of the mornings of a week; a doctor's target takes the place of the guideline's limit."""
    if not evidence.subject.adult:
        return NOT_APPLICABLE
    goal, morning = evidence.subject.pressure_goal(), out_of_office(rule.provenance.source, "morning_home")
    limit = goal.limit if goal.set_by else morning
    home = evidence.home_readings()
    mornings = replace(home, rows=in_hours(home.rows, "morning"))
    target = {"target": pressure(*limit)}
    if not mornings.rows:
        return replace(nothing_yet(rule.minimum), numbers=target)
    least = rule.minimum["days"]
    window = adapted(
        mornings.days[-1],
        rule.window_days or 1,
        evidence.changes(_BP),
        lambda one: len(mornings.between(one.first, one.last).days) >= least,
    )
    seen = mornings.between(window.first, window.last)
    mean = mean_of(seen.rows)
    return settle(
        [Need("days", len(seen.days), least)],
        seen,
        holds=reached(mean, limit),
        window=window,
        numbers={
            **target,
            "days": str(len(seen.days)),
            "readings": str(len(seen.rows)),
            "mean": pressure(mean.systolic, mean.diastolic) if mean else "",
        },
    )


def bp_rising(evidence: Evidence, rule: TagRule) -> Finding:
    """Either pressure rises by the weekly-mean test."""
    found = {component: evidence.trend(_BP, component) for component in ("systolic", "diastolic")}
    results = {component: one for component, one in found.items() if one is not None}
    useful = trend_rule("systolic")
    step = {"step": digits(useful.useful) if useful else ""}
    if not results:
        return replace(nothing_yet(rule.minimum), numbers=step)
    rising = [name for name, one in results.items() if one.direction is Direction.RISING]
    component = rising[0] if rising else "systolic"
    result = results.get(component) or next(iter(results.values()))
    return _of_trend(evidence, rule, component, result, step)


def bp_after_medicine_change(evidence: Evidence, rule: TagRule) -> Finding:
    """The protocol means before and after the newest change of medicine."""
    changes = [one for one in evidence.changes(_BP) if one.kind in _MEDICINES]
    if not changes:
        return NOT_APPLICABLE
    newest = changes[-1]
    before = evidence.home_average_until(newest.day - timedelta(days=1))
    after = evidence.home_average()
    waited = (evidence.today - newest.day).days >= rule.value("wait_days")
    if before is None or after is None or before.mean is None or after.mean is None:
        return nothing_yet(rule.minimum)
    if after.window.first < newest.day or not (waited and before.enough and after.enough):
        return Finding(TagState.NOT_ENOUGH, needs=_needs(after), seen_on=after.window.last)
    finding = _of_average(
        after,
        holds=True,
        numbers={
            "before": pressure(before.mean.systolic, before.mean.diastolic),
            "after": pressure(after.mean.systolic, after.mean.diastolic),
        },
    )
    return replace(finding, readings=(*before.seen, *after.seen))


def white_coat_gap(evidence: Evidence, rule: TagRule) -> Finding:
    """High where it was measured in a clinic, not at home."""
    return _gap(evidence, rule, high_in_clinic=True)


def masked_gap(evidence: Evidence, rule: TagRule) -> Finding:
    """High at home, not in a clinic."""
    return _gap(evidence, rule, high_in_clinic=False)


def reached(mean: PressureMean | None, limit: tuple[Decimal, Decimal]) -> bool:
    """Tell whether a mean, rounded as it is shown, is at or above ``limit`` in either pressure."""
    if mean is None:
        return False
    return Decimal(digits(mean.systolic)) >= limit[0] or Decimal(digits(mean.diastolic)) >= limit[1]


def _gap(evidence: Evidence, rule: TagRule, *, high_in_clinic: bool) -> Finding:
    if not evidence.subject.adult:
        return NOT_APPLICABLE
    average, office = evidence.home_average(), _office(evidence, int(rule.value("office_days")))
    if average is None or average.mean is None:
        return nothing_yet(rule.minimum)
    needs = (*_needs(average), Need("office", len(office.rows), rule.minimum["office"]))
    in_clinic = mean_of(office.rows)
    if in_clinic is None or not average.enough:
        return replace(_of_average(average, holds=False, numbers={}), state=TagState.NOT_ENOUGH, needs=needs)
    office_high = reached(in_clinic, _limit(rule, "office"))
    home_high = reached(average.mean, _limit(rule, "home"))
    holds = office_high and not home_high if high_in_clinic else home_high and not office_high
    finding = _of_average(
        average,
        holds,
        {
            "office": pressure(in_clinic.systolic, in_clinic.diastolic),
            "mean": pressure(average.mean.systolic, average.mean.diastolic),
        },
    )
    return replace(
        finding,
        readings=(*average.seen, *office.ids),
        needs=needs,
        simulated=average.simulated or office.simulated,
    )


def _limit(rule: TagRule, where: str) -> tuple[Decimal, Decimal]:
    return Decimal(str(rule.value(f"{where}_systolic"))), Decimal(str(rule.value(f"{where}_diastolic")))


def _office(evidence: Evidence, days: int) -> Observations:
    last = evidence.last_day(_BP)
    if last is None:
        return Observations(())
    found = evidence.readings((_BP,), last - timedelta(days=days - 1), last)
    return replace(found, rows=tuple(row for row in found.rows if Mark.IN_CLINIC in row.marks))


def _target(evidence: Evidence) -> dict[str, Term]:
    goal, method = evidence.subject.pressure_goal(), averaging_rule(evidence.subject.rule_set)
    return {"target": goal.text, "method": dict(method.provenance.titles)}


def _mean_terms(average: ProtocolAverage) -> dict[str, Term]:
    mean = average.mean
    return {
        "days": str(mean.days if mean else 0),
        "readings": str(mean.n if mean else 0),
        "mean": pressure(mean.systolic, mean.diastolic) if mean else "",
    }


def _needs(average: ProtocolAverage) -> tuple[Need, ...]:
    return (
        Need("readings", average.n, average.rule.least_readings),
        Need("days", average.days, average.rule.least_days),
    )


def _of_average(average: ProtocolAverage, holds: bool, numbers: Mapping[str, Term]) -> Finding:
    state = TagState.PRESENT if holds else TagState.ABSENT
    return Finding(
        state=state if average.enough else TagState.NOT_ENOUGH,
        seen_on=average.window.last,
        window=average.window,
        readings=average.seen,
        numbers=numbers,
        needs=_needs(average),
        simulated=average.simulated,
        left_out=average.left_out,
    )


def _of_trend(
    evidence: Evidence,
    rule: TagRule,
    component: str,
    result: TrendResult,
    numbers: Mapping[str, Term],
) -> Finding:
    states = {Direction.RISING: TagState.PRESENT, Direction.NOT_ENOUGH: TagState.NOT_ENOUGH}
    last = evidence.last_day(_BP)
    if last is None:
        return nothing_yet(rule.minimum)
    first = result.weeks[0].first if result.weeks else last
    seen = evidence.readings((_BP,), first, last)
    return Finding(
        state=states.get(result.direction, TagState.ABSENT),
        seen_on=last,
        window=Window(first, last, rule.window_days or 1, result.cut_by),
        readings=seen.ids if result.weeks else (),
        numbers={
            **numbers,
            "weeks": str(len(result.weeks)),
            "component": dict(wording.COMPONENT_NAMES[component]),
            "slope": "" if result.slope is None else digits(result.slope, 1),
        },
        needs=(Need("weeks", len(result.weeks), rule.minimum["weeks"]),),
        simulated=seen.simulated,
        left_out=seen.left_out,
    )
