"""Follow-up questions are put in full from what the same person asked before, and from nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation_memory import (
    FOLLOWED_UP,
    LONGEST_REMEMBERED,
    MOST_PEOPLE,
    ConversationMemory,
    Remembered,
)
from assistant.follow_ups import FollowUpKind, resolve
from assistant.planning import plan
from assistant.workflow import AnsweringWorkflow, Question
from device_io.reading import ReadingKind

PRESSURE, SUGAR, SENSOR = ReadingKind.BLOOD_PRESSURE, ReadingKind.GLUCOSE, ReadingKind.CONTINUOUS_GLUCOSE


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 1, 2, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.mark.parametrize(
    ("first", "then", "kind", "whole", "own_kinds"),
    [
        (
            "What was my blood pressure this week?",
            "And last week?",
            FollowUpKind.PERIOD,
            "What was my blood pressure last week",
            (PRESSURE,),
        ),
        ("我这周血压怎么样？", "那上周呢？", FollowUpKind.PERIOD, "我 血压怎么样 上周", (PRESSURE,)),
        (
            "What was my blood pressure?",
            "what about my sugar?",
            FollowUpKind.SUBJECT,
            "What was my sugar?",
            (SUGAR, SENSOR),
        ),
        ("我的血压怎么样？", "那血糖呢？", FollowUpKind.SUBJECT, "我的血糖怎么样？", (SUGAR, SENSOR)),
        (
            "How do I measure my blood pressure?",
            "And my pulse?",
            FollowUpKind.SUBJECT,
            "How do I measure my pulse?",
            (),
        ),
        (
            "What was my blood pressure?",
            "Is that dangerous?",
            FollowUpKind.REFERENCE,
            "What was my blood pressure? Is that dangerous?",
            (PRESSURE,),
        ),
        ("我的血压怎么样？", "要紧吗？", FollowUpKind.REFERENCE, "我的血压怎么样？ 要紧吗？", (PRESSURE,)),
        (
            "What is a normal pulse?",
            "And at night?",
            FollowUpKind.PERIOD,
            "What is a normal pulse at night",
            (),
        ),
    ],
)
def test_what_was_left_out_is_put_in(first, then, kind, whole, own_kinds) -> None:
    before = plan(first, None)
    planned = plan(then, None, before.remembered)
    assert planned.follow_up is not None
    assert (planned.follow_up.kind, planned.question) == (kind, whole)
    assert planned.own_kinds == own_kinds
    assert planned.query == whole
    assert planned.language is before.language


def test_a_thread_goes_on() -> None:
    planned = plan("What was my blood pressure this week?", None)
    for then in ("and last week?", "what about my sugar?", "and yesterday?"):
        planned = plan(then, None, planned.remembered)
    assert planned.question == "What was my sugar yesterday"
    assert planned.own_kinds == (SUGAR, SENSOR)


@pytest.mark.parametrize(
    "question",
    [
        "How much salt may I eat?",
        "Is it safe to drink coffee with my tablets?",
        "And my foot?",
        "What is a normal blood pressure?",
        "我能喝咖啡吗？",
        "血压多少算正常？",
        "",
        "And " + "a very long story " * 10,
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(question) -> None:
    before = Remembered("What was my blood sugar?", (SUGAR, SENSOR), own=True)
    assert resolve(question, before) is None
    assert plan(question, None, before).question == question


def test_nothing_is_put_in_without_a_question_before() -> None:
    for question in ("And last week?", "那上周呢？", "Is that bad?"):
        planned = plan(question, None, None)
        assert planned.follow_up is None
        assert planned.question == question


@given(st.text(max_size=400), st.text(max_size=80))
def test_any_two_questions_make_a_plan(first: str, then: str) -> None:
    planned = plan(then, None, plan(first, None).remembered)
    assert len(planned.question) <= len(first) + len(then) + 80


# --- memory ---


def asked(text: str) -> Remembered:
    return Remembered(text, (PRESSURE,), own=True)


def test_each_person_has_a_memory_of_their_own() -> None:
    memory = ConversationMemory(Clock())
    memory.of("wang").keep(asked("Wang's question"))
    assert memory.of("li").last is None
    memory.of("li").keep(asked("Li's question"))
    memory.of("wang").forget()
    assert memory.last("wang") is None
    assert memory.last("li") == asked("Li's question")


def test_it_is_bounded_in_time_length_and_people() -> None:
    clock = Clock()
    memory = ConversationMemory(clock)
    memory.keep("wang", asked("Early"))
    clock.at += FOLLOWED_UP + timedelta(seconds=1)
    assert memory.last("wang") is None
    clock.at -= timedelta(hours=2)
    memory.keep("wang", asked("x" * (LONGEST_REMEMBERED + 1)))
    assert memory.last("wang") is None
    for number in range(MOST_PEOPLE + 5):
        memory.keep(f"person {number}", asked("Hello"))
    held = [number for number in range(MOST_PEOPLE + 5) if memory.last(f"person {number}")]
    assert held == list(range(5, MOST_PEOPLE + 5))


def test_a_clock_that_is_set_back_ends_the_conversation() -> None:
    clock = Clock()
    memory = ConversationMemory(clock)
    memory.keep("wang", asked("Later"))
    clock.at -= timedelta(days=1)
    assert memory.last("wang") is None


# --- in the workflow ---


@pytest.fixture
def memory() -> ConversationMemory:
    return ConversationMemory(Clock())


def door(house, memory: ConversationMemory, person: str) -> AnsweringWorkflow:
    made = house.workflow
    made._conversation = memory.of(person)
    return made


async def test_a_follow_up_brings_the_figures_of_the_question_before(house, memory) -> None:
    house.engine = type(house.engine)(["It was {F1}."])
    await door(house, memory, "wang").ask(Question("What was my blood pressure?"), house.shown.append)
    answered = await door(house, memory, "wang").ask(Question("And last week?"), house.shown.append)
    assert house.shown[-1] == "It was 128/79 mmHg."
    assert answered.request.question == "What was my blood pressure last week"


async def test_nothing_of_one_person_reaches_another(house, memory) -> None:
    await door(house, memory, "wang").ask(Question("What was my blood pressure?"), house.shown.append)
    answered = await door(house, memory, "li").ask(Question("And last week?"), house.shown.append)
    assert answered.request.question == "And last week?"
    assert answered.request.facts == ()


async def test_nothing_is_built_on_what_was_said_in_an_emergency(house, memory) -> None:
    wang = door(house, memory, "wang")
    await wang.ask(Question("What was my blood pressure?"), house.shown.append)
    await wang.ask(Question("I have crushing chest pain"), house.shown.append)
    assert memory.last("wang") is None


async def test_safety_sees_only_what_was_said_now(house, memory) -> None:
    """An old question in the memory raises no flag again."""
    memory.keep("wang", asked("I have crushing chest pain"))
    answered = await door(house, memory, "wang").ask(Question("Is that bad?"), house.shown.append)
    assert answered.answer.red_flag is None
