"""How often to measure blood pressure now: more often after a very high reading, less often once it is steady."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from app.records.profile.evidence import Evidence
from app.records.profile.observations import Observation
from app.records.profile.protocol_average import averaging_rule
from app.records.profile.tags.pressure import reached
from app.records.thresholds import Provenance, clinical_row, clinical_rows, provenance
from assistant.conversation import Language
from device_io.reading import ReadingKind

_BP: Final = ReadingKind.BLOOD_PRESSURE
_HOME: Final = ("blood_pressure", "home_averaging")
#: Whose limits hold for a rule set without limits of its own, as red flags have it.
_FALLBACK: Final = "CN"


class Pace(StrEnum):
    """How often to measure."""

    WATCH = "watch"
    PROTOCOL = "protocol"
    ONE_DAY_A_WEEK = "one_day_a_week"


@dataclass(frozen=True, slots=True)
class MeasuringPace:
    """The pace with its sentence and rule; ``because`` names the clean rows that made it, if it is not the usual."""

    pace: Pace
    sentence: str
    because: tuple[int, ...]
    provenance: Provenance


def measuring_pace(evidence: Evidence, language: Language) -> MeasuringPace:
    """Return the pace at this moment: watch before protocol, one day a week after enough steady weeks."""
    very_high = _very_high(evidence)
    if very_high:
        return _worded(Pace.WATCH, tuple(row.id for row in very_high), language)
    steady = _steady(evidence)
    return _worded(Pace.ONE_DAY_A_WEEK if steady else Pace.PROTOCOL, steady, language)


def _very_high(evidence: Evidence) -> list[Observation]:
    """Return the readings of the last hours that are as high as those of the red flag."""
    hours = int(clinical_row(*_HOME, "after_a_very_high_reading")["hours"])
    since = evidence.now - timedelta(hours=hours)
    first = evidence.today - timedelta(days=hours // 24 + 1)
    rows = evidence.readings((_BP,), first, evidence.today).rows
    return [row for row in rows if row.taken_at >= since and _reaches(row, evidence.subject.rule_set)]


def _reaches(row: Observation, rule_set: str) -> bool:
    sets = clinical_rows("bands", "bp_very_high", "rule_sets")
    conditions: list[dict[str, Any]] = sets.get(rule_set, sets[_FALLBACK])["any"]
    for condition in conditions:
        value = row.values[condition["component"]]
        if "at_least" in condition and value >= Decimal(str(condition["at_least"])):
            return True
        if "above" in condition and value > Decimal(str(condition["above"])):
            return True
    return False


def _steady(evidence: Evidence) -> tuple[int, ...]:
    """Return the readings of the last weeks where each had enough of them, a mean below the goal and no change."""
    weeks, days = (
        int(clinical_row(*_HOME, "once_stable")["windows"]),
        averaging_rule(evidence.subject.rule_set).days,
    )
    last = evidence.last_day(_BP)
    if last is None or (evidence.today - last).days >= days:
        return ()
    first = last - timedelta(days=weeks * days - 1)
    if any(first < change.day <= last for change in evidence.changes(_BP)):
        return ()
    goal = evidence.subject.pressure_goal()
    seen: list[int] = []
    for week in range(weeks):
        average = evidence.home_average_until(last - timedelta(days=week * days))
        if (
            average is None
            or not average.enough
            or average.window.stretched
            or reached(average.mean, goal.limit)
        ):
            return ()
        seen += average.seen
    return tuple(seen)


def _worded(pace: Pace, because: tuple[int, ...], language: Language) -> MeasuringPace:
    row = clinical_row(
        *_HOME,
        {
            Pace.WATCH: "after_a_very_high_reading",
            Pace.PROTOCOL: "CNHBPM2019",
            Pace.ONE_DAY_A_WEEK: "once_stable",
        }[pace],
    )
    zh = language is Language.ZH
    sentence = {
        Pace.WATCH: (
            "最近有一次血压很高，这三天请早晚各测，每次测两遍。"
            if zh
            else "A recent reading was very high: for three days measure twice each morning and evening."
        ),
        Pace.PROTOCOL: (
            "请连测 7 天，早晚各测两到三遍。"
            if zh
            else "Measure two or three times each morning and evening for seven days."
        ),
        Pace.ONE_DAY_A_WEEK: (
            "血压已稳定四周，每周测一天就够了，早晚各测两遍。"
            if zh
            else "Steady for four weeks: one day a week is enough, twice each morning and evening."
        ),
    }[pace]
    return MeasuringPace(pace, sentence, because, provenance(row["src"], row["st"]))
