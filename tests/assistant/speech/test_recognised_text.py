"""What is done to the words that come out of the recogniser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.chinese_text import tidied_chinese
from assistant.speech.repetition import without_repetition


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("我最近一次血压,是多少? 高不高?", "我最近一次血压，是多少？高不高？"),
        ("血压是138,心率72.", "血压是138，心率72."),
        ("血糖 5.7 mmol/L", "血糖5.7 mmol/L"),
        ("血压１３８", "血压138"),
        ("我有点头晕,。", "我有点头晕。"),
    ],
)
def test_chinese_marks_stand_beside_chinese_words(heard, written):
    assert tidied_chinese(heard) == written


@given(st.text(alphabet="血压高ab 0123456789.,?!", max_size=60))
def test_letters_and_digits_stay(text):
    kept = [character for character in text if character.isalnum()]
    assert [character for character in tidied_chinese(text) if character.isalnum()] == kept


@pytest.mark.parametrize(
    ("heard", "kept"),
    [
        (
            "今天有点头晕。需要去医院吗？今天有点头晕。需要去医院吗？今天有点头晕。需要去医院吗。",
            "今天有点头晕。需要去医院吗？",
        ),
        ("Thank you. Thank you. Thank you.", "Thank you."),
        ("It was 135 this morning It was 135 this morning", "It was 135 this morning"),
        ("是，是，我头晕。", "是，是，我头晕。"),
        ("My pressure was 128. My pulse was 72.", "My pressure was 128. My pulse was 72."),
        ("", ""),
    ],
)
def test_circles_are_kept_once(heard, kept):
    assert without_repetition(heard) == kept


@given(st.lists(st.sampled_from(["one two", "血压高", "five six"]), unique=True))
def test_text_without_circles_stays(sentences):
    text = " ".join(f"{sentence}." for sentence in sentences)
    assert without_repetition(text) == text
