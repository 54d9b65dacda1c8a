"""Numbers as people say them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Language
from assistant.number_words import digits_to_words
from assistant.speech.spoken_numbers import words_to_digits


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("一百三十五", "135"),
        ("八十六", "86"),
        ("一百零五", "105"),
        ("一百三", "130"),
        ("两百二", "220"),
        ("两百", "200"),
        ("十二", "12"),
        ("十", "10"),
        ("一千二百", "1200"),
        ("一千零二", "1002"),
        ("三十七度五", "37.5度"),
        ("三十七度", "37度"),
        ("七点八", "7.8"),
        ("一三五", "135"),
        ("百分之五", "5%"),
        ("今天血压一百三十八和八十六", "今天血压138和86"),
    ],
)
def test_chinese_numbers(said, written):
    assert words_to_digits(said, Language.ZH) == written


@pytest.mark.parametrize(
    "text", ["休息一下", "万一头晕", "千万别急", "我最近一次的血压", "两个人", "血压138", ""]
)
def test_chinese_words_that_are_no_reading_stay(text):
    assert words_to_digits(text, Language.ZH) == text


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("one thirty-five over eighty-five", "135 over 85"),
        ("one hundred and twenty eight over seventy nine", "128 over 79"),
        ("one oh five over seventy", "105 over 70"),
        ("a hundred and two", "102"),
        ("One Hundred Twenty", "120"),
        ("ninety-eight point six", "98.6"),
        ("five point oh seven", "5.07"),
        ("one two eight", "128"),
        ("it was eighty and ninety", "it was 80 and 90"),
        ("two hundred and five", "205"),
        ("for two weeks", "for 2 weeks"),
    ],
)
def test_english_numbers(said, written):
    assert words_to_digits(said, Language.EN) == written


@pytest.mark.parametrize("text", ["this one is fine", "someone", "often", "at this point", "128 over 79", ""])
def test_english_words_that_are_no_reading_stay(text):
    assert words_to_digits(text, Language.EN) == text


readings = st.decimals(0, Decimal("999.9"), places=1) | st.integers(0, 9999).map(Decimal)


@given(readings)
def test_what_is_put_into_chinese_words_comes_back(number):
    words = digits_to_words(number, Language.ZH)
    if len(words) > 1:
        assert Decimal(words_to_digits(words, Language.ZH)) == number


@given(st.decimals(0, Decimal("999.9"), places=1).filter(lambda number: number != 1))
def test_what_is_put_into_english_words_comes_back(number):
    assert Decimal(words_to_digits(digits_to_words(number, Language.EN), Language.EN)) == number


@given(st.text(max_size=80), st.sampled_from(Language))
def test_any_text_can_be_searched_for_numbers(text, language):
    assert isinstance(words_to_digits(text, language), str)


@given(st.text(alphabet="零一二三四五六七八九十百千两幺点度百分之 ab", max_size=30))
def test_any_row_of_chinese_numerals_gives_text(text):
    assert isinstance(words_to_digits(text, Language.ZH), str)


@given(
    st.lists(
        st.sampled_from(["one", "two", "oh", "ten", "forty", "hundred", "point", "and", "a", "zero", "x"]),
        max_size=12,
    )
)
def test_no_other_english_word_is_lost(words):
    text = " ".join(words)
    assert words_to_digits(text, Language.EN).count("x") == text.count("x")


@pytest.mark.parametrize("number", [Decimal(-1), Decimal("100000000")])
def test_numbers_that_are_not_put_into_words(number):
    with pytest.raises(ValueError, match="99,999,999"):
        digits_to_words(number, Language.ZH)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("10", "十"),
        ("118", "一百一十八"),
        ("20003", "二万零三"),
        ("120015", "十二万零一十五"),
        ("10000000", "一千万"),
    ],
)
def test_large_chinese_numbers_are_said_as_usual(number, words):
    assert digits_to_words(Decimal(number), Language.ZH) == words
