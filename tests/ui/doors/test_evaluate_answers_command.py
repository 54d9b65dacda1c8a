"""``listenwell evaluate answers``: from a file of questions to the figures that are kept."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "questions.jsonl"
    rows = [
        {
            "question": "What was my last blood pressure?",
            "lang": "en",
            "facts": ["Your last blood pressure was 128/79 mmHg."],
        },
        {"question": "木星有几颗卫星", "lang": "zh", "answerable": False},
        {"question": "How do I measure my blood pressure?", "lang": "en", "answerable": False},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def test_the_figures_are_printed_and_failures_named(listenwell, questions):
    ended = listenwell("evaluate", "answers", str(questions), "--json")
    assert ended.status == 0
    kept = {"n", "grounded_numbers", "citation_coverage", "refused_when_nothing", "first_sentence_ms_p50"}
    assert kept <= ended.json.keys()
    assert (ended.json["n"], ended.json["grounded_numbers"], ended.json["refused_when_nothing"]) == (
        3,
        1.0,
        0.5,
    )
    assert "claims something though nothing is known" in ended.err
    assert listenwell("evaluate", "answers", str(questions), "--json", "--limit", "2").json["n"] == 2


def test_a_model_that_is_not_here_is_one_sentence(listenwell, questions):
    ended = listenwell("evaluate", "answers", str(questions), "--model", "nonsense")
    assert ended.status == 1
    assert "There is no model 'nonsense'" in ended.err


def test_a_line_that_cannot_be_used_is_named(listenwell, tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"lang": "en"}')
    ended = listenwell("evaluate", "answers", str(path))
    assert ended.status == 1
    assert "Line 1" in ended.err
