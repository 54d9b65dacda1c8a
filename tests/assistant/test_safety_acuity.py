"""How threatened life is, apart from the words that are said."""

from __future__ import annotations

import pytest

from assistant.conversation import Language
from assistant.safety import Acuity, Condition, Profile, SafetyResult, check, parse_reading

CALM = ("heart_rate=78", "blood_pressure=126/78", "spo2=98")
BREATHS = " respiratory rate 16."


def judge(text: str, *readings: str, profile: Profile | None = None) -> SafetyResult:
    parsed = [parse_reading(one) for one in readings]
    return check(text, None, parsed, profile or Profile(), repeated=True)


@pytest.mark.parametrize(
    "text", ["crushing chest pain.", "slurred speech.", "he can't catch his breath.", "嘴歪了，右手没力气。"]
)
def test_one_emergency_with_calm_vital_signs_is_urgent_and_keeps_its_words(text: str) -> None:
    alone, stable = judge(text), judge(text + BREATHS, *CALM)
    assert alone.acuity is Acuity.IMMEDIATE
    assert stable.acuity is Acuity.URGENT
    assert (stable.level, stable.words[Language.EN]) == ("999", alone.words[Language.EN])


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_vital_sign_nobody_measured_keeps_an_emergency_immediate(missing: int) -> None:
    measured = [one for place, one in enumerate(CALM) if place != missing]
    assert judge("chest pain." + BREATHS, *measured).acuity is Acuity.IMMEDIATE
    assert judge("chest pain.", *CALM).acuity is Acuity.IMMEDIATE


@pytest.mark.parametrize(
    "text", ["chest pain and slurred speech.", "I passed out and now my chest hurts.", "black tarry stools and fainted."]
)  # fmt: skip
def test_two_systems_at_once_are_immediate(text: str) -> None:
    assert judge(text + BREATHS, *CALM).acuity is Acuity.IMMEDIATE


@pytest.mark.parametrize(
    "text", ["he is not breathing.", "she took too many pills.", "I want to die.", "血止不住。"]
)
def test_some_emergencies_no_vital_sign_calms(text: str) -> None:
    assert judge(text + BREATHS, *CALM).acuity is Acuity.IMMEDIATE


@pytest.mark.parametrize("reading", ["blood_pressure=82/50", "heart_rate=140", "heart_rate=36", "spo2=88"])
def test_failing_circulation_or_oxygen_is_immediate_by_itself_once_confirmed(reading: str) -> None:
    assert judge("a refill please", reading).acuity is Acuity.IMMEDIATE
    once = check("a refill please", None, [parse_reading(reading)], Profile())
    assert once.acuity is not Acuity.ROUTINE


def test_the_figures_of_children_and_of_a_set_oxygen_target_are_not_judged_as_an_adults() -> None:
    assert judge("", "heart_rate=140", profile=Profile(age_months=14)).acuity is Acuity.ROUTINE
    target = Profile(conditions=frozenset({Condition.COPD_TARGET}))
    assert judge("", "spo2=89", profile=target).acuity is Acuity.ROUTINE


def test_lesser_flags_are_urgent_and_none_is_routine() -> None:
    assert judge("I fainted").acuity is Acuity.URGENT
    assert judge("", "blood_pressure=185/100").acuity is Acuity.URGENT
    assert judge("血糖3.5").acuity is Acuity.ROUTINE
    assert judge("a sore thumb").acuity is Acuity.ROUTINE
