"""What the records say of last week and of two months beside each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.people import Person
from app.records.records import Records
from assistant import figures
from assistant.conversation import Language
from assistant.periods import periods_named
from device_io.journal import RawFrame
from device_io.reading import ReadingKind

ZH, EN = Language.ZH, Language.EN
BP = ReadingKind.BLOOD_PRESSURE
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # a Tuesday, 9:00 in Shanghai
Frame = Callable[..., RawFrame]


@pytest.fixture
def two_months(records: Records, frame: Frame) -> Records:
    """Two readings last week (140, 142), two in October (150, 154), one this morning (128)."""
    days = ((0, 128), (3, 140), (4, 142), (30, 150), (35, 154))
    for back, systolic in days:
        at = NOW - timedelta(days=back, minutes=30)
        assert records.refine(records.journal.append(frame(systolic, 80, at=at))) is not None
    return records


def _facts(records: Records, person: Person, question: str, language: Language) -> list[tuple[str, str]]:
    found = records.facts(person, [BP], language, NOW, periods_named(question))
    return [(fact.figure, fact.sentence) for fact in found]


def test_last_week_is_its_own_mean(two_months: Records, person: Person) -> None:
    assert _facts(two_months, person, "last week", EN) == [
        (
            "141/80 mmHg",
            "Your mean blood pressure last week (16 Nov to 22 Nov) is 141/80 mmHg, of 2 readings.",
        )
    ]
    assert _facts(two_months, person, "上周", ZH) == [
        ("141/80 mmHg", "上周（11月16日至11月22日）量了 2 次血压，平均 141/80 mmHg。")
    ]


def test_two_spans_are_compared_by_code(two_months: Records, person: Person) -> None:
    (_, now), (_, before), (difference, words) = _facts(
        two_months, person, "last week compared with last month", EN
    )
    assert "141/80 mmHg" in now
    assert "152/80 mmHg" in before
    assert difference == "systolic pressure 11 mmHg lower, diastolic pressure the same"
    assert words == f"The mean blood pressure of last week against last month: {difference}."
    *_, (_, chinese) = _facts(two_months, person, "上周和上个月比", ZH)
    assert "低 11 mmHg" in chinese


def test_an_empty_span_is_said_to_be_empty(two_months: Records, person: Person) -> None:
    assert _facts(two_months, person, "last year", EN) == [
        (
            "no blood pressure readings",
            "There are no blood pressure readings last year (1 Jan to 31 Dec).",
        )
    ]
    assert len(_facts(two_months, person, "yesterday and last week", EN)) == 2  # nothing to compare


@pytest.mark.parametrize("question", ["last week and last month", "today", "上周和上个月", "最近三十天"])
@pytest.mark.parametrize("language", list(Language))
def test_every_sentence_is_said_as_it_is_written(
    two_months: Records, person: Person, question: str, language: Language
) -> None:
    for figure, sentence in _facts(two_months, person, question, language):
        assert figure in sentence
        assert figures.said_alike(sentence, language)


def test_a_single_reading_is_no_mean(two_months: Records, person: Person) -> None:
    ((_, words),) = _facts(two_months, person, "today", EN)
    assert words == "Your only blood pressure reading today (24 Nov) is 128/80 mmHg."
