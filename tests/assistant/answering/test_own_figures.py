"""Which of the person's figures a question wants, and answers that are the figure and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assistant.facts import Fact
from assistant.own_figures import own_figures
from device_io.reading import Quantity, ReadingKind

PRESSURE, PULSE = ReadingKind.BLOOD_PRESSURE, ReadingKind.HEART_RATE
PRESSURE_FACT = Fact(
    "reading:9",
    PRESSURE,
    "128/79 mmHg",
    "Your latest blood pressure is 128/79 mmHg, pulse 68 bpm.",
    {"systolic": Quantity(Decimal(128), "mm[Hg]"), "diastolic": Quantity(Decimal(79), "mm[Hg]")},
    datetime(2026, 1, 2, 8, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What was my last blood pressure?", PRESSURE),
        ("How has my blood pressure been this month?", PRESSURE),
        ("my bp today", PRESSURE),
        ("What is my pulse right now?", PULSE),
        ("How much do I weigh now?", ReadingKind.WEIGHT),
        ("我上次血压是多少？", PRESSURE),
        ("帮我看看昨天的血压", PRESSURE),
        ("我的心率是多少", PULSE),
        ("我现在多重？", ReadingKind.WEIGHT),
        ("我 血压怎么样 上周", PRESSURE),
    ],
)
def test_a_question_for_a_figure_wants_nothing_else(question: str, kind: ReadingKind) -> None:
    wanted = own_figures(question)
    assert wanted.kinds == (kind,)
    assert wanted.alone


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Is my blood pressure too high?", PRESSURE),
        ("How is my blood pressure?", PRESSURE),
        ("我的血压怎么样？", PRESSURE),
        ("Do I have a fever?", ReadingKind.TEMPERATURE),
        ("Is my heart rate normal?", PULSE),
        ("我的血压高不高？", PRESSURE),
        ("我发烧了吗？", ReadingKind.TEMPERATURE),
        ("我的心率是不是太慢了？", PULSE),
    ],
)
def test_whether_a_figure_is_all_right_takes_the_library_too(question: str, kind: ReadingKind) -> None:
    wanted = own_figures(question)
    assert (wanted.kinds, wanted.alone, wanted.judged) == ((kind,), False, True)


@pytest.mark.parametrize(
    "question",
    [
        "My blood pressure is normal now, can I stop my tablets?",
        "Why is my blood pressure higher in the morning?",
        "Do I have hypertension?",
        "我的血压为什么早上高？",
    ],
)
def test_figures_stand_beside_the_library_where_more_is_asked(question: str) -> None:
    wanted = own_figures(question)
    assert wanted.kinds == (PRESSURE,)
    assert (wanted.alone, wanted.judged) == (False, False)


@pytest.mark.parametrize(
    "question",
    [
        "How should I sit when I measure my blood pressure?",
        "When is the best time to take my blood pressure?",
        "How often should I check my blood sugar?",
        "Can I take ibuprofen with my blood pressure pills?",
        "Which blood pressure monitor should I buy?",
        "我量血压的时候应该怎么坐？",
        "我几点量血压最好？",
        "我的血压计怎么换电池？",
        "我是高血压病人，能喝酒吗？",
    ],
)
def test_measuring_medicines_and_devices_are_no_matter_of_figures(question: str) -> None:
    assert own_figures(question).kinds == ()


def test_each_sentence_wants_its_own() -> None:
    assert own_figures("我这算发烧吗？体温要怎么量才准？").kinds == (ReadingKind.TEMPERATURE,)


def test_the_latest_is_not_a_span_of_days() -> None:
    assert own_figures("What was my last blood pressure?").latest
    assert own_figures("我最近一次血糖是多少").latest
    assert not own_figures("What was my blood pressure last week?").latest


async def test_the_figure_is_the_whole_answer(house) -> None:
    answered = await house.ask("What was my last blood pressure?")
    assert house.shown == ["Your last blood pressure was 128/79 mmHg."]
    assert answered.request.passages == ()


async def test_a_pulse_may_have_been_measured_with_the_pressure(house) -> None:
    with_pulse = replace(
        PRESSURE_FACT, values={**PRESSURE_FACT.values, "pulse": Quantity(Decimal(68), "/min")}
    )
    house.facts_held = (with_pulse,)
    await house.ask("What is my pulse?")
    assert house.shown == [with_pulse.sentence]


@pytest.mark.parametrize("question", ["What is my weight?", "Is my oxygen normal?", "我的体重是多少？"])
async def test_a_figure_that_nobody_measured_is_said_to_be_missing(house, question: str) -> None:
    answered = await house.ask(question)
    assert "type one in" in house.shown[0] or "手动输入" in house.shown[0]
    assert answered.answer.text.startswith(house.shown[0])


async def test_general_questions_are_told_nothing_of_missing_figures(house) -> None:
    await house.ask("I have a fever, what can I drink?")
    assert not any("type one in" in sentence for sentence in house.shown)
