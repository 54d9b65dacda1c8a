"""Figures that were written wrongly in ways that can be told are put right; others are not touched."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies

from assistant.conversation import Language
from assistant.number_words import digits_to_words
from assistant.speech.heard_figures import normalised
from assistant.speech.misheard_figures import impossible, likeliest, numerals_by_sound, tens_parted
from assistant.speech.spoken_entry import agreed, entry_question, spoken_entry

ZH, EN = Language.ZH, Language.EN


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("高压128毫米，低压其实就毫米", "高压128毫米，低压79毫米"),
        ("高压一百二十八，低压起十九毫米", "高压128，低压79毫米"),
        ("高压118，低压起16毫米公主", "高压118，低压76毫米公主"),
        ("低压起是6。", "低压76。"),
        ("低压70就毫米", "低压79毫米"),
        ("血压138和816", "血压138/86"),
        ("您的体重是612.3公斤。", "您的体重是62.3公斤。"),
        ("您的空腹血糖是4.4毫磨2美省。", "您的空腹血糖是4.4毫摩尔每升。"),
        ("血压是高压128毫米汞柱。第二起时就毫米汞柱", "血压是高压128毫米汞柱。低压79毫米汞柱"),
        ("高压142毫米，第2916毫米", "高压142毫米，低压96毫米"),
        ("我体温三十八肚子，咳嗽", "我体温38.4度，咳嗽"),
        ("血糖气点霸。", "血糖7.8。"),
        ("心跳每分钟1112次", "心跳每分钟112次"),
        # Words stay words, and possible figures stay as they are.
        ("高压142毫米，低压96毫米，第2组90毫米", "高压142毫米，低压96毫米，第2组90毫米"),
        ("我三十八读书", "我38读书"),
        ("血糖有点高", "血糖有点高"),
        ("低压其实就正常", "低压其实就正常"),
        ("低压其实就，嗯", "低压其实就，嗯"),
        ("高压118毫米，低压76毫米", "高压118毫米，低压76毫米"),
        ("我的体重是112.3公斤", "我的体重是112.3公斤"),
        ("医生说低压不要紧", "医生说低压不要紧"),
    ],
)
def test_what_was_meant_is_written(heard, meant):
    assert normalised(heard, ZH) == meant


def test_english_is_not_touched():
    assert numerals_by_sound("低压起16毫米", EN) == "低压起16毫米"
    assert tens_parted("体重612公斤", EN) == "体重612公斤"


@given(strategies.integers(50, 260), strategies.integers(20, 200))
def test_every_pressure_in_words_stays_itself(high, low):
    said = (
        f"高压{digits_to_words(Decimal(high), ZH)}毫米汞柱，低压{digits_to_words(Decimal(low), ZH)}毫米汞柱"
    )
    assert normalised(said, ZH) == f"高压{high}毫米汞柱，低压{low}毫米汞柱"


@given(strategies.text(alphabet="高低血压是其实就起七十九一百6138%毫米，。 ", max_size=30))
def test_any_words_are_taken(text):
    assert isinstance(normalised(text, ZH), str)
    impossible(text)


def test_a_figure_that_no_body_has_gives_way_to_the_next_guess():
    same = ("体重是912.5公斤", "体重是92.5公斤。", "体重是9.5公斤")
    assert likeliest(same, lambda text: text) == 1
    assert likeliest(("体重是912.5公斤", "今天吃了92.5公斤"), lambda text: text) == 0  # other words
    assert likeliest(("心率是每分钟1112次", "心率是每分钟112次"), lambda text: text) == 1
    assert likeliest(("高压118毫米汞柱，第2期16毫米", "高压118毫米汞柱，低压76毫米"), lambda text: text) == 1
    assert likeliest(("体重是62公斤", "体重是63公斤"), lambda text: text) == 0
    assert likeliest(("高压120%，低压80", "高压128，低压80"), lambda text: text) == 1


@pytest.mark.parametrize(
    ("text", "components", "language", "values"),
    [
        ("One twenty-eight over eighty-six.", ("systolic", "diastolic", "pulse"), EN, ["128", "86"]),
        ("128 over 86, pulse 72", ("systolic", "diastolic", "pulse"), EN, ["128", "86", "72"]),
        ("一百二十八，八十六", ("systolic", "diastolic", "pulse"), ZH, ["128", "86"]),
        ("七点八", ("glucose",), ZH, ["7.8"]),
        ("seventy point five", ("weight",), EN, ["70.5"]),
        ("good morning", ("weight",), EN, []),
    ],
)
def test_numbers_that_are_said_fill_the_fields(text, components, language, values):
    entry = spoken_entry(text, components, language)
    assert [str(value) for value in entry.values.values()] == values
    assert entry.impossible is None


@pytest.mark.parametrize(
    ("text", "components", "wrong"),
    [("816", ("spo2",), "816"), ("80 over 120", ("systolic", "diastolic"), "120")],
)
def test_a_number_that_cannot_be_is_asked_for_again(text, components, wrong):
    entry = spoken_entry(text, components, EN)
    assert (dict(entry.values), entry.impossible) == ({}, Decimal(wrong))


def test_numbers_are_read_back():
    values = {"systolic": Decimal(128), "diastolic": Decimal(86), "pulse": Decimal(72)}
    assert entry_question(values, EN) == "128 over 86, pulse 72: save?"
    assert entry_question(values, ZH) == "高压128，低压86，脉搏72，存下来吗？"
    assert entry_question({"glucose": Decimal("7.8")}, EN) == "7.8: save?"


@pytest.mark.parametrize(
    ("said", "language", "meant"),
    [
        ("Yes, please.", EN, True),
        ("No, that's not right.", EN, False),
        ("hmm", EN, None),
        ("对，存下来。", ZH, True),
        ("不对。", ZH, False),
        ("今天天气", ZH, None),
    ],
)
def test_yes_and_no(said, language, meant):
    assert agreed(said, language) is meant
