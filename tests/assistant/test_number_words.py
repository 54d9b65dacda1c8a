"""Rows of number words, by value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Language
from assistant.number_words import (
    MOST_SAID,
    ZH_SIZES,
    ZH_VALUES,
    chinese_whole,
    digits_to_words,
    english_numbers,
)


@pytest.mark.parametrize(
    ("words", "value", "regular"),
    [
        ("一百三", 130, True),
        ("一百零三", 103, True),
        ("一万二", 12_000, True),
        ("十二万零一十五", 120_015, True),
        ("一百万", 1_000_000, True),
        ("一三五", 135, True),
        ("三四十", 40, False),
        ("一百三十五八十五", 215, False),
        ("三百一千", 1300, False),
        ("一万二万", 120_000_000, False),
    ],
)
def test_chinese_rows(words: str, value: int, regular: bool) -> None:
    found = chinese_whole(words)
    assert (found.value if regular else found.regular) == (value if regular else False)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("one thirty-five", ["135"]),
        ("one oh five", ["105"]),
        ("twenty thirty", ["20", "30"]),
        ("two thousand and six", ["2006"]),
        ("three hundred thousand two hundred", ["300200"]),
        ("a hundred and two", ["102"]),
        ("five hundred two hundred", ["500", "200"]),
        ("seven point oh eight six", ["7.086"]),
        ("one point", None),
        ("and nobody", None),
    ],
)
def test_english_rows(words: str, values: list[str] | None) -> None:
    found = english_numbers(words.replace("-", " ").split())
    assert (None if found is None else list(map(str, found))) == values


@given(st.integers(0, MOST_SAID))
def test_every_whole_number_that_is_said_is_read(number: int) -> None:
    chinese = chinese_whole(digits_to_words(Decimal(number), Language.ZH))
    assert (chinese.value, chinese.regular) == (number, True)
    english = digits_to_words(Decimal(number), Language.EN).replace("-", " ").split()
    assert english_numbers(english) == [Decimal(number)]


@given(st.text(alphabet=[*ZH_VALUES, *ZH_SIZES], max_size=20))
def test_any_row_of_chinese_numerals_has_a_value(words: str) -> None:
    assert chinese_whole(words).value >= 0
