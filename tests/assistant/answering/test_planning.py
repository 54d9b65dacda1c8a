"""What a question needs, read off its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Language
from assistant.planning import detect_language, plan
from device_io.reading import ReadingKind
from kb.library import LONGEST_QUERY

PRESSURE, SUGAR, SENSOR = ReadingKind.BLOOD_PRESSURE, ReadingKind.GLUCOSE, ReadingKind.CONTINUOUS_GLUCOSE


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("What was my last blood pressure?", (PRESSURE,)),
        ("我今天的血压高吗？", (PRESSURE,)),
        ("最近血糖和血压怎么样", (PRESSURE, SUGAR, SENSOR)),
        ("What is my body fat?", (ReadingKind.BODY_COMPOSITION,)),
        ("How much do I weigh?", (ReadingKind.WEIGHT,)),
        ("Is my pulse too fast?", (ReadingKind.HEART_RATE,)),
        ("What is a normal blood pressure?", ()),
        ("血压多少算正常？", ()),
        ("Do I need a visa?", ()),
    ],
)
def test_own_figures_are_wanted_only_for_a_question_about_oneself(question, kinds) -> None:
    assert plan(question, None).own_kinds == kinds


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我的 BP 是多少", Language.ZH),
        ("how is my 血压 today, please tell me", Language.EN),
        ("128/79", Language.EN),
        ("", Language.EN),
        ("血压？", Language.ZH),
    ],
)
def test_the_language_is_that_of_most_words(text, language) -> None:
    assert detect_language(text) is language


def test_a_chosen_language_is_kept() -> None:
    assert plan("血压？", Language.EN).language is Language.EN


@given(st.text(max_size=5_000))
def test_any_text_makes_a_query_that_the_library_takes(text: str) -> None:
    planned = plan(text, None)
    assert len(planned.query) <= LONGEST_QUERY
    assert planned.query in text
