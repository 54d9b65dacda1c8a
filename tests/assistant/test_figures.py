from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import figures
from assistant.facts import Fact
from device_io.reading import Quantity, ReadingKind
from kb.document import Passage

FACT = Fact(
    source="reading:7",
    kind=ReadingKind.BLOOD_PRESSURE,
    figure="128/79 mmHg",
    sentence="Your last blood pressure was 128/79 mmHg.",
    values={"systolic": Quantity(Decimal(128), "mm[Hg]"), "diastolic": Quantity(Decimal(79), "mm[Hg]")},
    taken_at=datetime(2026, 1, 2, 8, tzinfo=UTC),
)
PASSAGE = Passage(
    id="en/bp#1",
    document="en/bp",
    title="Blood pressure at home",
    heading="What the numbers mean",
    language="en",
    source="Example guideline",
    text="Sit and rest for 5 minutes. At home, 135/85 mmHg or more on average is high. 在家平均达到一百三十五算高。Take two readings.",
)


def check(sentence: str) -> figures.Checked:
    return figures.check(sentence, [FACT], [PASSAGE])


def test_a_placeholder_is_filled_by_code_and_keeps_its_source() -> None:
    checked = check("Your last value, {F1}, is below the reference. ")
    assert checked.text is not None
    assert "128/79 mmHg" in checked.text
    assert checked.figures == (figures.Figure("128/79 mmHg", "reading:7"),)


def test_a_whole_fact_sentence_can_be_asked_for() -> None:
    assert check("{S1}").text == FACT.sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Your blood pressure was 128/79.",  # a model may not copy the person's number
        "Rest for 10 minutes. [1]",  # not in the passage
        "Rest for 15 minutes. [1]",  # 5 stands there, 15 does not
        "Rest for 5 minutes.",  # in the passage, but not cited by this sentence
        "At home 85 is the limit. [1]",  # half of a pair
        "Take three readings. [1]",
        "平均达到一百五十算高。[1]",
        "每天吃两片。[1]",
        "See {F2}.",
        "See the guideline. [2]",
        "See the guideline. [0]",
    ],
)
def test_a_number_or_reference_without_a_source_is_withheld(sentence: str) -> None:
    assert check(sentence).text is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Rest for 5 minutes. [1]",
        "Take two readings. [1]",
        "平均达到一百三十五算高。[1]",
        "135/85 is the limit. [1]",
        "Sit down and rest.",
    ],
)
def test_a_sentence_whose_numbers_stand_in_the_cited_passage_passes(sentence: str) -> None:
    assert check(sentence).text == sentence


@given(st.text(max_size=200))
def test_no_digit_ever_passes_without_facts_and_passages(text: str) -> None:
    checked = figures.check(text, [], [])
    assert checked.text is None or not any(character in "0123456789" for character in checked.text)


@given(st.text(max_size=200))
def test_any_draft_is_either_released_or_refused_with_a_reason(text: str) -> None:
    checked = check(text)
    assert (checked.text is None) == bool(checked.reason)
