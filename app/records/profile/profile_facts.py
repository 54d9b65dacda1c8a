"""What the assistant may say of a profile: the home average by its protocol, directions, and tags that hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Final

from app.records.profile import words
from app.records.profile.evidence import Evidence
from app.records.profile.figures import digits, pressure
from app.records.profile.glucose_report import glucose_report
from app.records.profile.home_pressure import home_pressure_view
from app.records.profile.tags.finding import TagState
from app.records.profile.tags.rules import TagRule, tag_rules
from app.records.profile.tags.tags import Tag, tags
from app.records.profile.trend_test import Direction
from app.records.units import unit_word
from assistant.conversation import Language
from assistant.facts import Fact
from device_io.reading import COMPONENT_UNITS, Quantity, ReadingKind

#: The number that stands for a tag, and its UCUM unit.
_FIGURES: Final[Mapping[str, tuple[str, str]]] = {
    "morning_bp_high": ("mean", "mm[Hg]"),
    "white_coat_gap": ("mean", "mm[Hg]"),
    "masked_gap": ("mean", "mm[Hg]"),
    "resting_hr_high": ("median", "/min"),
    "spo2_below_usual": ("lowest", "%"),
    "low_time_in_range": ("share", "%"),
    "too_many_lows": ("low", "%"),
    "glucose_unstable": ("cv", "%"),
    "fasting_glucose_above_target": ("median", "mmol/L"),
    "after_meal_glucose_above_target": ("median", "mmol/L"),
    "hba1c_due": ("value", "%"),
    "hf_fluid_gain": ("weight", "kg"),
    "fever_now": ("temperature", "Cel"),
}
#: Tags of a kind that a question about another kind is about too.
_ABOUT: Final[Mapping[str, frozenset[ReadingKind]]] = {
    "resting_hr_high": frozenset({ReadingKind.BLOOD_PRESSURE, ReadingKind.HEART_RATE}),
    "irregular_pulse_seen": frozenset({ReadingKind.BLOOD_PRESSURE, ReadingKind.HEART_RATE}),
    "low_time_in_range": frozenset({ReadingKind.GLUCOSE, ReadingKind.CONTINUOUS_GLUCOSE}),
    "too_many_lows": frozenset({ReadingKind.GLUCOSE, ReadingKind.CONTINUOUS_GLUCOSE}),
    "glucose_unstable": frozenset({ReadingKind.GLUCOSE, ReadingKind.CONTINUOUS_GLUCOSE}),
    "recent_severe_low": frozenset({ReadingKind.GLUCOSE, ReadingKind.CONTINUOUS_GLUCOSE}),
}
#: Said by a fact of its own, or about the data and not the person.
_NOT_FACTS: Final = frozenset({"home_bp_above_target", "bp_rising", "data_gap", "device_disagree"})


def profile_facts(evidence: Evidence, kinds: Sequence[ReadingKind], language: Language) -> tuple[Fact, ...]:
    """Return the facts about ``kinds``, what was measured before what was concluded."""
    found: list[Fact] = []
    if ReadingKind.BLOOD_PRESSURE in kinds:
        found += _home_average(evidence, language)
    for kind in kinds:
        found += _directions(evidence, kind, language)
    if ReadingKind.GLUCOSE in kinds or ReadingKind.CONTINUOUS_GLUCOSE in kinds:
        found += _time_in_range(evidence, language)
    found += [
        _tag_fact(tag, evidence, language)
        for tag in tags(evidence, language, _rules_about(kinds))
        if tag.state is TagState.PRESENT
    ]
    return tuple(found)


def _rules_about(kinds: Sequence[ReadingKind]) -> list[TagRule]:
    return [
        rule
        for rule in tag_rules().values()
        if rule.id not in _NOT_FACTS and not _ABOUT.get(rule.id, frozenset({rule.kind})).isdisjoint(kinds)
    ]


def _home_average(evidence: Evidence, language: Language) -> Iterator[Fact]:
    view = home_pressure_view(evidence, language)
    if view is None or not view.average.enough or view.average.mean is None:
        return
    mean = view.average.mean
    yield Fact(
        source=f"average:blood_pressure:{view.average.rule.id}",
        kind=ReadingKind.BLOOD_PRESSURE,
        figure=f"{pressure(mean.systolic, mean.diastolic)} mmHg",
        sentence=_with_practice(view.sentence, view.average.simulated, language),
        values={
            "systolic": Quantity(mean.systolic, "mm[Hg]"),
            "diastolic": Quantity(mean.diastolic, "mm[Hg]"),
        },
        taken_at=_moment(evidence, view.average.window.last),
    )


def _directions(evidence: Evidence, kind: ReadingKind, language: Language) -> Iterator[Fact]:
    for component, unit in COMPONENT_UNITS[kind].items():
        result, last = evidence.trend(kind, component), evidence.last_day(kind)
        if result is None or last is None or result.slope is None:
            continue
        if result.direction not in {Direction.RISING, Direction.FALLING}:
            continue
        figure = f"{digits(abs(result.slope), 1)} {unit_word(unit, language)}"
        weeks = (len(result.weeks), result.rule.least_weeks)
        yield Fact(
            source=f"trend:{kind.value}:{component}",
            kind=kind,
            figure=figure,
            sentence=words.direction(component, result.direction, weeks, figure, language),
            values={},
            taken_at=_moment(evidence, last),
        )


def _time_in_range(evidence: Evidence, language: Language) -> Iterator[Fact]:
    report = glucose_report(evidence, language)
    if report is None or not report.profile.enough or report.profile.shares is None:
        return
    yield Fact(
        source="glucose_profile:14",
        kind=ReadingKind.CONTINUOUS_GLUCOSE,
        figure=f"{digits(report.profile.shares.in_range)}%",
        sentence=_with_practice(report.sentence, report.profile.simulated, language),
        values={},
        taken_at=report.profile.until,
    )


def _tag_fact(tag: Tag, evidence: Evidence, language: Language) -> Fact:
    name, unit = _FIGURES.get(tag.id, ("", ""))
    number = tag.numbers.get(name, "")
    gap = "" if unit == "%" else " "
    return Fact(
        source=f"tag:{tag.id}",
        kind=tag.kind,
        figure=f"{number}{gap}{unit_word(unit, language)}" if number else tag.name,
        sentence=_with_practice(words.named(tag.name, tag.sentence, language), tag.simulated, language),
        values={},
        taken_at=_moment(evidence, tag.seen_on) if tag.seen_on else evidence.now,
    )


def _with_practice(sentence: str, simulated: bool, language: Language) -> str:
    note = words.practice(simulated, 0, language)
    return f"{sentence}{'' if language is Language.ZH else ' '}{note}" if note else sentence


def _moment(evidence: Evidence, day: date) -> datetime:
    """Return the last moment of ``day`` that is not after now."""
    return min(datetime.combine(day, time.max, UTC), evidence.now)
