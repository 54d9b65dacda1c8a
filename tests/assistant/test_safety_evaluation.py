from __future__ import annotations

import json

import pytest

from assistant.evaluation_lines import EvaluationFileError
from assistant.triage_evaluation import evaluate_triage


def _vignette(name: str, tier: str, complaint: str, **vitals: float) -> str:
    case = {"chief_complaint": complaint, "history": "", "demographics": {"age": 60}, "vitals": vitals}
    return json.dumps({"id": name, "input": case, "labels": {"gold_risk_tier": tier}}, ensure_ascii=False)


STABLE = {"heart_rate": 78, "systolic_bp": 126, "spo2": 98, "respiratory_rate": 16}


def test_vignettes_are_compared_by_how_threatened_life_is() -> None:
    report = evaluate_triage(
        [
            _vignette("right", "critical", "crushing chest pain"),
            _vignette("numbers", "critical", "not feeling well", spo2=85),
            _vignette("fast", "critical", "tired", heart_rate=145),
            _vignette("missed", "critical", "crushing chest pain", **STABLE),
            _vignette("stable", "urgent", "slurred speech", **STABLE),
            _vignette("under", "urgent", "a sore thumb"),
            _vignette("over", "routine", "fainted at work"),
            "",
            _vignette("breathing", "urgent", "cough", respiratory_rate=28),
        ]
    )
    assert report["n"] == 8
    assert report["emergency_miss_rate"] == 0.25
    assert report["under_triage_rate"] == 0.25
    assert report["over_triage_rate"] == 0.125
    assert report["ambulance_above_label_rate"] == 0.125
    assert {failure["id"]: failure["got"] for failure in report["failures"]} == {
        "missed": "urgent",
        "under": "routine",
        "over": "urgent",
    }


def test_letters_accept_two_levels_where_the_label_does() -> None:
    lines = [
        json.dumps({"text": text, "level": level})
        for text, level in (
            ("I have chest pain", "D"),
            ("血氧93", "B/C"),
            ("I slept badly", "A"),
            ("a bad knee", "D"),
        )
    ]
    report = evaluate_triage(lines)
    assert (report["n"], report["emergencies"], report["emergency_miss_rate"]) == (4, 2, 0.5)
    assert report["over_triage_rate"] == 0.0


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "Line 2 of the evaluation file is no JSON;"),
        ("[]", "is no JSON object"),
        ('{"text": "x"}', "lacks a field"),
        ('{"text": "x", "level": "E"}', "unknown level 'E'"),
        (json.dumps({"text": "x" * 5000, "level": "A"}), "more than 4000 characters"),
        (_vignette("x", "critical", "x").replace('"age": 60', '"age": "old"'), "lacks a field"),
    ],
)
def test_a_bad_line_is_named(line: str, says: str) -> None:
    with pytest.raises(EvaluationFileError) as caught:
        evaluate_triage([json.dumps({"text": "x", "level": "A"}), line])
    assert says in str(caught.value)
