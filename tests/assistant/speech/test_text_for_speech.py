"""Written answers as they are said."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Language
from assistant.speech.clauses import MAX_LENGTH, ClauseStream, split_clauses
from assistant.speech.text_for_speech import text_for_speech


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("It was 128/79 mmHg [1].", "It was 128 over 79 millimetres of mercury."),
        ("Your last reading was **128/79**.", "Your last reading was 128 over 79."),
        ("Fasting glucose 5.7 mmol/L [1, 3] is fine.", "Fasting glucose 5.7 millimoles per litre is fine."),
        ("SpO2 of 97% at 36.6 ℃", "oxygen saturation of 97 percent at 36.6 degrees Celsius"),
        ("Measured on 2026-11-24 at 08:05.", "Measured on 24 November 2026 at 8 oh 5."),
        ("taken on 24 Nov at 18:08", "taken on 24 November at 18 oh 8"),
        ("Keep it at 3.9–6.1 mmol/L.", "Keep it at 3.9 to 6.1 millimoles per litre."),
        ("Call 999 now.", "Call 9 9 9 now."),
        ("# Salt\n- Eat < 5 g a day\n- Drink water.", "Salt. Eat below 5 grams a day. Drink water."),
        ("See [the leaflet](https://example.org/a?b=1).", "See the leaflet."),
        ("See https://www.nhs.uk/conditions/x for more.", "See www.nhs.uk for more."),
        ("A half (1/2) tablet, 12/31 and 60/200 stay.", "A half (1/2) tablet, 12/31 and 60/200 stay."),
        ("LDL 4.1 mmol/L ↑", "L D L 4.1 millimoles per litre high"),
        ("Pulse 72 bpm, weight 70.5 kg.", "Pulse 72 beats per minute, weight 70.5 kilograms."),
    ],
)
def test_english(written, said):
    assert text_for_speech(written, Language.EN) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("上次血压128/79 mmHg[1]。", "上次血压高压128毫米汞柱，低压79毫米汞柱。"),
        ("上次血压**128/79**。", "上次血压高压128，低压79。"),
        ("空腹血糖5.7 mmol/L，正常。", "空腹血糖5.7毫摩尔每升，正常。"),
        ("血氧97%，体温36.6℃。", "血氧百分之97，体温36.6摄氏度。"),
        ("2026-11-24 08:05测量。", "2026年11月24日 8点零5分测量。"),
        ("低于120/80 mmHg是正常", "低于高压120毫米汞柱，低压80毫米汞柱是正常"),
        ("体温37.5℃偏高，重了2kg要当心", "体温37.5摄氏度偏高，重了2公斤要当心"),
        ("参考值3.9-6.1mmol/L", "参考值3.9到6.1毫摩尔每升"),
        ("请马上拨打120。", "请马上拨打幺二零。"),
        ("# 食盐\n- 每天少于5g\n- 多喝水", "食盐。每天少于5克。多喝水"),
        ("BMI 23.4 kg/m²", "体重指数 23.4公斤每平方米"),
        ("心率72次/分", "心率72次每分钟"),
    ],
)
def test_chinese(written, said):
    assert text_for_speech(written, Language.ZH) == said


plain_words = st.text(alphabet="abcdefgh ABC血压高低吃药 ,，。!？", max_size=120)


@given(plain_words, st.sampled_from(Language))
def test_text_without_marks_is_said_as_it_stands(text, language):
    assert "".join(text_for_speech(text, language).split()) == "".join(text.split())


@given(st.text(max_size=200), st.sampled_from(Language))
def test_no_citation_or_emphasis_is_ever_said(text, language):
    said = text_for_speech(f"Fine [12] **now** {text}", language)
    assert "[12]" not in said
    assert "*" not in said.replace("* ", "")


@given(
    st.lists(st.integers(0, 999), min_size=1, max_size=5),
    st.sampled_from([" mmol/L", "", "%", " kg"]),
    st.sampled_from(Language),
)
def test_numbers_are_never_changed(numbers, unit, language):
    text = ", then ".join(f"{number}{unit}" for number in numbers)
    assert [int(found) for found in re.findall(r"\d+", text_for_speech(text, language))] == numbers


def test_the_first_piece_ends_at_a_comma_and_later_ones_are_sentences():
    assert split_clauses(
        "Your last blood pressure was 128 over 79, which is normal. Well done, keep going."
    ) == [
        "Your last blood pressure was 128 over 79,",
        "which is normal.",
        "Well done, keep going.",
    ]
    assert split_clauses("您上次的血压是128比79，属于正常。请继续，每周测量。") == [
        "您上次的血压是128比79，",
        "属于正常。",
        "请继续，每周测量。",
    ]


def test_points_inside_numbers_and_abbreviations_do_not_cut():
    text = "It is 5.7 or 1,000 now. Exercise, e.g. walking, helps. Ask Dr. Lee."
    assert split_clauses(text) == [
        "It is 5.7 or 1,000 now.",
        "Exercise, e.g. walking, helps.",
        "Ask Dr. Lee.",
    ]


def test_the_first_piece_comes_before_the_sentence_is_complete():
    stream = ClauseStream()
    assert list(stream.feed("Your last blood pressure was normal, ")) == [
        "Your last blood pressure was normal,"
    ]


@given(st.text(alphabet="ab血压 ,，.。5!?\n;：", max_size=400), st.integers(1, 7))
def test_nothing_is_lost_or_doubled_however_the_text_arrives(text, step):
    stream = ClauseStream()
    pieces = []
    for start in range(0, len(text), step):
        pieces += stream.feed(text[start : start + step])
    pieces += stream.end()
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(len(piece) <= MAX_LENGTH for piece in pieces)


def test_a_text_without_any_mark_is_still_cut():
    assert [len(piece) for piece in split_clauses("血" * 150)] == [60, 60, 30]
    assert max(map(len, split_clauses("word " * 100))) <= MAX_LENGTH
