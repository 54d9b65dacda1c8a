from __future__ import annotations

import json

import pytest

from assistant.evaluation_lines import EvaluationFileError
from assistant.privacy_evaluation import evaluate_privacy


def _line(language: str, text: str, *secrets: tuple[str, str], known: list[str] | None = None) -> str:
    spans = [
        {"start": text.index(secret), "end": text.index(secret) + len(secret), "kind": kind}
        for secret, kind in secrets
    ]
    return json.dumps({"lang": language, "text": text, "spans": spans, **({"known": known} if known else {})})


def test_recall_counts_whole_spans_by_language_and_kind() -> None:
    report = evaluate_privacy(
        [
            _line("zh", "我叫王桂芳，电话13812345678", ("王桂芳", "NAME"), ("13812345678", "PHONE")),
            _line("zh", "翠竹小屋的花开了", ("翠竹小屋", "ADDR")),
            _line("zh", "翠竹小屋的花开了", ("翠竹小屋", "ADDR"), known=["翠竹小屋"]),
            _line("en", "SSN 123-45-6789", ("123-45-6789", "SSN")),
            _line("en", "LDL 131 mg/dL"),
            _line("zh", "血压 148/92"),
        ]
    )
    assert report["n"] == 6
    assert report["recall"] == {"en": 1.0, "zh": 0.75}
    assert report["recall_by_kind"] == {"ADDR": 0.5, "NAME": 1.0, "PHONE": 1.0, "SSN": 1.0}
    assert report["clean_masked"] == {"en": 0.0, "zh": 0.0}
    assert report["failures"] == [{"sentence": 2, "kind": "ADDR", "lang": "zh"}]
    assert report["ms_per_sentence"] > 0


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"lang": "en"}', "lacks a field"),
        ('{"lang": "en", "text": "x", "spans": [{"start": 0, "end": 9, "kind": "ID"}]}', "outside its text"),
        ("nonsense", "is no JSON"),
    ],
)
def test_a_bad_line_is_named(line: str, says: str) -> None:
    with pytest.raises(EvaluationFileError, match=f"Line 1 of the evaluation file .*{says}"):
        evaluate_privacy([line])
