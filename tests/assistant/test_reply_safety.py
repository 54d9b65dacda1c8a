"""Red flags in what a model replied: said of the person they count, repeated advice does not."""

from __future__ import annotations

import pytest

from assistant.conversation import Language, RedFlag
from assistant.reply_safety import check_reply
from assistant.safety import TEXT_LIMIT, Profile

PERSON = Profile(rule_set="CN", region="CN")


def level_of(reply: str, language: Language, known: RedFlag | None = None) -> str | None:
    flag = check_reply([reply], language, PERSON, known=known).flag
    return flag.level if flag is not None else None


@pytest.mark.parametrize(
    ("reply", "level"),
    [
        ("Your chest pain with sweating may be a heart attack.", "999"),
        ("You may be having a stroke: your face is drooping on one side.", "999"),
        ("Rest a little. What you describe is crushing chest pain.", "999"),
        ("You have passed black tarry stools.", "urgent"),
        ("您胸口压榨样疼痛还出冷汗，可能是心梗。", "999"),
        ("您这是突然嘴歪、说话不清，像中风。", "999"),
        ("先坐下。您拉了黑便。", "urgent"),
    ],
)
def test_an_emergency_that_the_reply_sees_in_the_person_is_one(reply: str, level: str) -> None:
    language = Language.EN if reply.isascii() else Language.ZH
    assert level_of(reply, language) == level
    assert check_reply([reply], language, PERSON).words


@pytest.mark.parametrize(
    "reply",
    [
        "Call the emergency number for chest pain or a crooked face.",
        "If you have chest pain, call the emergency number.",
        "The signs of a stroke are a crooked face and unclear speech.",
        "Sit down when you feel faint.",
        "Your doctor wants to know about chest pain.",
        "Your upper value was 185/125 mmHg.",
        "出现胸痛、嘴歪，请马上拨打急救电话。",
        "如果您胸痛，请打120。",
        "您最高的一次是185/125 mmHg。",
    ],
)
def test_advice_and_figures_of_the_records_raise_nothing(reply: str) -> None:
    assert level_of(reply, Language.EN if reply.isascii() else Language.ZH) is None


def test_what_the_question_raised_already_is_not_raised_again() -> None:
    reply = "Your chest pain with sweating may be a heart attack."
    assert level_of(reply, Language.EN, RedFlag("chest_pain", "999")) is None
    assert level_of(reply, Language.EN, RedFlag("see_today", "today")) == "999"


def test_a_reply_longer_than_can_be_judged_at_once_is_judged_to_its_end() -> None:
    calm = "Rest on a chair with a back. " * (TEXT_LIMIT // 20)
    assert level_of(f"{calm}Your chest pain with sweating may be a heart attack.", Language.EN) == "999"
    found = check_reply([f"{calm}Should I stop taking my pills?"], Language.EN, PERSON)
    assert found.referrals
