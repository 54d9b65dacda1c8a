"""Numbers in texts: read by value, unit and direction, and traced so in every sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import figures
from assistant.conversation import Language
from assistant.number_words import digits_to_words
from assistant.numbers_in_text import Direction, agree, numbers
from kb.document import Passage


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("5 minutes", "5", "minute"),
        ("五分钟", None, None),  # a lone numeral before 分 counts
        ("二十分钟", "20", "minute"),
        ("一百三十五", "135", None),
        ("一百三", "130", None),
        ("一万二千", "12000", None),
        ("twenty-five times", "25", "times"),
        ("one hundred and thirty-five", "135", None),
        ("one point five litres", "1.5", "L"),
        ("a third", "1/3", None),
        ("三分之一", "1/3", None),
        ("百分之五", "5", "%"),
        ("5.6 %", "5.6", "%"),
        ("1,234 steps", "1234", None),
        ("half an hour", "1/2", None),
        ("半小时", "1/2", "hour"),
        ("½ cup", "1/2", None),
        ("５片", "5", "tablet"),
        ("24 kg/m2", "24", "kg/m2"),
    ],
)
def test_a_number_in_any_form(text: str, values: str | None, unit: str | None) -> None:
    found = numbers(text)
    if values is None:
        assert [number.values for number in found] == [(Fraction(5),)]
        return
    assert [number.values for number in found] == [(Fraction(values),)]
    assert found[0].unit == unit


@pytest.mark.parametrize(
    "text", ["十分高兴", "千万不要着急", "万一不舒服", "一下子", "just this one", "SpO2 and HbA1c"]
)
def test_words_that_hold_a_numeral_are_no_numbers(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("128/79 mmHg", (128, 79)),
        ("2026-11-24", (2026, 11, 24)),
        ("11月24日", (11, 24)),
        ("07:30", (7, 30)),
    ],
)
def test_numbers_that_belong_together(text: str, values: tuple[int, ...]) -> None:
    assert [number.values for number in numbers(text)] == [tuple(map(Fraction, values))]


def test_the_unit_of_a_range_belongs_to_both() -> None:
    assert [(one.values[0], one.unit) for one in numbers("5 to 10 minutes")] == [
        (5, "minute"),
        (10, "minute"),
    ]
    assert [(one.values[0], one.unit) for one in numbers("5-10分钟")] == [(5, "minute"), (10, "minute")]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("below 5.6", Direction.UP_TO),
        ("不超过6克", Direction.UP_TO),
        ("6克以下", Direction.UP_TO),
        ("135/85 mmHg or more", Direction.FROM),
        ("至少30分钟", Direction.FROM),
        ("about 5", None),
    ],
)
def test_limits_know_their_direction(text: str, direction: Direction | None) -> None:
    assert [number.direction for number in numbers(text)] == [direction]


def _passage(text: str) -> Passage:
    return Passage("en/x#1", "en/x", "Title", "Heading", "en", "Publisher", text)


@pytest.mark.parametrize(
    ("source", "sentence", "released"),
    [
        ("Rest for 5 minutes.", "Rest for five minutes. [1]", True),
        ("Rest for 5 minutes.", "休息五分钟。[1]", True),
        ("Rest for 5 minutes.", "Rest for 5 hours. [1]", False),
        ("Rest for 5 minutes.", "Rest for 5 %. [1]", False),
        ("Eat less than 6 g of salt.", "Eat at least 6 g of salt. [1]", False),
        ("Eat less than 6 g of salt.", "Eat under 6 g of salt. [1]", True),
        ("每天盐不超过6克。", "每天盐至少6克。[1]", False),
        ("One in three, 1/3 of people.", "A third of people. [1]", True),
        ("Walk 5 to 10 minutes.", "Walk 10 minutes. [1]", True),
        ("Measure at 07:30.", "Measure at 08:30. [1]", False),
        ("On 2026-11-24.", "On 2026-11-25. [1]", False),
        ("Twenty people.", "Twelve people. [1]", False),
        ("三分之一的人。", "三分之二的人。[1]", False),
    ],
)
def test_a_number_is_traced_by_value_unit_and_direction(source: str, sentence: str, released: bool) -> None:
    assert (figures.check(sentence, (), [_passage(source)]).text is not None) is released


_VALUES = st.integers(0, 9_999) | st.decimals(0, 500, places=1)


@given(_VALUES, st.sampled_from(Language))
def test_a_number_in_words_is_the_number_in_digits(value: int | Decimal, language: Language) -> None:
    """Only a lone 零 to 九 and "one" count nothing by themselves."""
    said = digits_to_words(Decimal(value), language)
    found = numbers(f" {said} ")
    if not found:
        assert Decimal(value) < 10
        return
    assert [number.values for number in found] == [(Fraction(value),)]


@given(st.lists(_VALUES, min_size=1, max_size=4), _VALUES)
def test_a_number_that_no_source_holds_is_never_released(
    held: list[int | Decimal], said: int | Decimal
) -> None:
    source = _passage("; ".join(f"value {one} mg" for one in held))
    checked = figures.check(f"It is {said} mg. [1]", (), [source])
    assert (checked.text is not None) == (Fraction(said) in {Fraction(one) for one in held})


@given(st.text(max_size=120))
def test_every_number_of_a_text_agrees_with_itself(text: str) -> None:
    assert all(agree(number, number) for number in numbers(text))


_WRITTEN = st.one_of(
    st.builds("{}/{} mmHg".format, st.integers(100, 220), st.integers(50, 99)),
    st.builds("{} mmol/L".format, st.decimals(Decimal("2.0"), 30, places=1)),
    st.builds("{}%".format, st.integers(1, 100)),
    st.builds("{:%Y-%m-%d}".format, st.dates(date(2000, 1, 1), date(2040, 12, 31))),
    st.builds("{:02}:{:02}".format, st.integers(1, 23), st.integers(0, 59)),
    st.builds("{}-{} kg".format, st.integers(1, 50), st.integers(51, 99)),
    st.builds("{} Nov".format, st.integers(1, 30)),
)


@given(st.lists(_WRITTEN, min_size=1, max_size=3), st.sampled_from(Language))
def test_what_a_voice_says_holds_the_same_numbers(written: list[str], language: Language) -> None:
    assert figures.said_alike(" ; ".join(written), language)


@pytest.mark.parametrize(
    "text",
    [
        "HbA1c of 6.5% or more",
        "Call 120 now, then 5 minutes",
        "WBC 6.2 ×10^9/L",
        "at 13:00 on 24 Nov 2026",
        "24.5 kg/m2",
    ],
)
def test_names_telephones_and_powers_are_said_in_their_own_way(text: str) -> None:
    assert figures.said_alike(text, Language.EN)


def test_a_voice_that_would_say_another_number_is_caught(monkeypatch) -> None:
    monkeypatch.setattr(figures, "text_for_speech", lambda text, _language: text.replace("128", "182"))
    assert not figures.said_alike("It is 128/79 mmHg.", Language.EN)
    assert figures.said_alike("It is 118/79 mmHg.", Language.EN)
