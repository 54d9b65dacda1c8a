"""Measures the red-flag rules on labelled cases. The miss rate of emergencies comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib import resources
from typing import Any, Final

from assistant.evaluation_lines import EvaluationFileError, json_lines
from assistant.safety import TEXT_LIMIT, Acuity, Profile, StatedReading, check
from device_io.reading import COMPONENT_UNITS, Quantity, ReadingKind

#: Urgency, low to high, of both scales.
_TIERS: Final[Mapping[str, Sequence[str]]] = {
    "tier": ("routine", "urgent", "critical"),
    "letter": ("A", "B", "C", "D"),
}
#: Letters are advice, so they are compared with the level of the words.
_LETTER: Final = {"999": "D", "urgent": "D", "today": "C", "week": "B", "act": "A", "none": "A"}
#: Tiers are acuity ("critical": unstable, without oxygen, or two systems at once), so they are compared with acuity.
_TIER: Final = {Acuity.IMMEDIATE: "critical", Acuity.URGENT: "urgent", Acuity.ROUTINE: "routine"}
_HOSPITAL: Final = frozenset({"999", "urgent"})
_VITALS: Final[Mapping[str, tuple[ReadingKind, str]]] = {
    "heart_rate": (ReadingKind.HEART_RATE, "pulse"),
    "systolic_bp": (ReadingKind.BLOOD_PRESSURE, "systolic"),
    "diastolic_bp": (ReadingKind.BLOOD_PRESSURE, "diastolic"),
    "temperature_c": (ReadingKind.TEMPERATURE, "temperature"),
    "spo2": (ReadingKind.SPO2, "spo2"),
}


@dataclass(frozen=True, slots=True)
class _Case:
    id: str
    scale: str
    accepted: tuple[str, ...]
    text: str
    readings: tuple[StatedReading, ...]
    profile: Profile
    spoken: bool = False


def evaluate_triage(lines: Iterable[str]) -> dict[str, Any]:
    """Judge every case and compare.

    Lines are ``{"input": {...}, "labels": {"gold_risk_tier": critical|urgent|routine}}``, compared with
    the acuity of :mod:`assistant.red_flags.acuity`, or ``{"text", "level", "spoken"?}`` with A home … D
    emergency, compared with the advice (999 and urgent count as D; ``B/C`` accepts both). Vital signs count as
    confirmed. ``spoken``: as speech recognition wrote it; there an emergency that is asked about in fixed words
    ("Do you mean …?") counts as heard, and ``asked`` says how many were. ``false_alarm_rate`` is the share of the
    cases of the lowest class that raised anything above it. ``ambulance_above_label_rate`` is the share of all cases that are sent an ambulance though
    their label is lower: a stroke in a stable person is one. Raises :class:`EvaluationFileError`.
    """
    emergencies = missed = under = over = ambulance = asked = calm = alarmed = 0
    failures: list[dict[str, str]] = []
    cases = [_case(number, row) for number, row in json_lines(lines)]
    for case in cases:
        tiers = _TIERS[case.scale]
        result = check(case.text, None, case.readings, case.profile, repeated=True, spoken=case.spoken)
        got = _TIER[result.acuity] if case.scale == "tier" else _LETTER[result.level]
        low, high = tiers.index(case.accepted[0]), tiers.index(case.accepted[-1])
        rank = tiers.index(got)
        emergency = case.accepted == (tiers[-1],)
        if rank < low and case.spoken and any(one.level in _HOSPITAL for one in result.questions):
            asked += 1
            rank = low
        emergencies += emergency
        missed += emergency and rank < low
        under += rank < low
        over += rank > high
        calm += low == 0
        alarmed += low == 0 and rank > high
        ambulance += result.level == "999" and case.accepted[-1] != tiers[-1]
        if not low <= rank <= high:
            failures.append(
                {"id": case.id, "expected": "/".join(case.accepted), "got": got, "text": case.text[:80]}
            )
    return {
        "n": len(cases),
        "emergencies": emergencies,
        "emergency_miss_rate": _rate(missed, emergencies),
        "under_triage_rate": _rate(under, len(cases)),
        "over_triage_rate": _rate(over, len(cases)),
        "ambulance_above_label_rate": _rate(ambulance, len(cases)),
        "calm": calm,
        "false_alarm_rate": _rate(alarmed, calm),
        "asked": asked,
        "failures": failures,
    }


def own_sets() -> Mapping[str, list[str]]:
    """The lines of our own sets by name: everyday words, homophones, negation, and what is said of others."""
    folder = resources.files("resources") / "evaluation" / "triage"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".jsonl")), key=lambda file: file.name
    )
    return {file.name.removesuffix(".jsonl"): file.read_text(encoding="utf-8").splitlines() for file in files}


def _rate(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _case(number: int, row: Mapping[str, Any]) -> _Case:
    try:
        case = _vignette(row, number) if "input" in row else _letter_case(row, number)
    except (KeyError, TypeError, AttributeError, ValueError, InvalidOperation) as error:
        raise EvaluationFileError(number, "lacks a field or holds a wrong one") from error
    if case.accepted[0] not in _TIERS[case.scale] or case.accepted[-1] not in _TIERS[case.scale]:
        raise EvaluationFileError(number, f"has the unknown level {'/'.join(case.accepted)[:20]!r}")
    if len(case.text) > TEXT_LIMIT:
        raise EvaluationFileError(number, f"holds a text of more than {TEXT_LIMIT} characters")
    return case


def _vignette(row: Mapping[str, Any], number: int) -> _Case:
    given = row["input"]
    vitals: Mapping[str, Any] = given.get("vitals") or {}
    sentences = [str(given.get(name) or "") for name in ("chief_complaint", "history")]
    if vitals.get("respiratory_rate") is not None:
        sentences.append(f"respiratory rate {vitals['respiratory_rate']}")
    age = (given.get("demographics") or {}).get("age")
    return _Case(
        id=str(row.get("id", number)),
        scale="tier",
        accepted=(str(row["labels"]["gold_risk_tier"]),),
        text=". ".join(sentences),
        readings=tuple(_readings(vitals)),
        profile=Profile(age_months=None if age is None else int(float(age) * 12)),
    )


def _letter_case(row: Mapping[str, Any], number: int) -> _Case:
    accepted = sorted(letter.strip().upper() for letter in str(row["level"]).split("/"))
    name, spoken = str(row.get("id", number)), row.get("spoken") is True
    return _Case(name, "letter", tuple(accepted), str(row["text"]), (), Profile(), spoken)


def _readings(vitals: Mapping[str, Any]) -> Iterable[StatedReading]:
    values: dict[ReadingKind, dict[str, Quantity]] = {}
    for name, (kind, component) in _VITALS.items():
        if vitals.get(name) is not None:
            quantity = Quantity(Decimal(str(vitals[name])), COMPONENT_UNITS[kind][component])
            values.setdefault(kind, {})[component] = quantity
    return (StatedReading(kind, components) for kind, components in values.items())
