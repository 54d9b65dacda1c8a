"""Safety comes first: fixed words before, and at the highest levels instead of, any answer."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assistant import safety
from assistant.conversation import Language, Route
from assistant.models.engine import EngineError
from assistant.safety import TextTooLong
from device_io.reading import Quantity, Reading, ReadingKind
from kb.errors import IndexUnusable

NOW = datetime(2026, 1, 2, 8, tzinfo=UTC)
UNIT_EN = "Which unit is this sugar value in: mmol/L or mg/dL?"


def pressure(systolic: int, diastolic: int) -> Reading:
    values = {
        "systolic": Quantity(Decimal(systolic), "mm[Hg]"),
        "diastolic": Quantity(Decimal(diastolic), "mm[Hg]"),
    }
    return Reading(ReadingKind.BLOOD_PRESSURE, values, NOW, NOW)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I have crushing chest pain and my left arm hurts.", Language.EN),
        ("我胸口疼得厉害，喘不上气。", Language.ZH),
    ],
)
async def test_an_emergency_is_answered_by_its_fixed_words_alone(house, scripted, text, language) -> None:
    house.engine = scripted(["Rest a little."])
    answered = await house.ask(text)
    expected = safety.check(text, language, (), house.profile()).words[language]
    assert house.shown == [expected]
    assert answered.answer.text == expected
    assert "120" in expected
    assert (answered.answer.route, answered.answer.language) == (Route.RULES, language)
    assert answered.answer.red_flag is not None
    assert answered.answer.red_flag.level == "999"
    assert house.engine.asked == []
    assert not answered.offer.made


async def test_nothing_but_the_rules_is_needed_for_an_emergency(house, scripted) -> None:
    """Neither library nor records nor engine is touched."""
    house.library = house.facts_held = None
    house.engine = scripted(error=AssertionError("the engine was called"))
    answered = await house.ask("I think I am having a stroke")
    assert answered.answer.red_flag is not None
    assert answered.answer.red_flag.level == "999"


async def test_a_reading_of_a_moment_ago_counts_beside_the_words(house) -> None:
    question = "How do I measure my blood pressure?"
    calm = await house.ask(question, "Keep calm.")
    assert calm.answer.red_flag is None
    house.readings = (pressure(186, 124),)
    high = await house.ask(question, "Keep calm.")
    assert high.answer.red_flag is not None
    assert high.answer.red_flag.level == "today"


async def test_words_for_today_come_before_the_answer(house) -> None:
    text = "My blood pressure is 185/125. What should I do?"
    answered = await house.ask(text, "Your own record says {F1}.")
    words = safety.check(text, Language.EN, (), house.profile()).words[Language.EN]
    assert house.shown == [words, "Your own record says 128/79 mmHg."]
    assert answered.answer.text == "\n".join(house.shown)
    assert answered.answer.red_flag is not None
    assert answered.answer.red_flag.level == "today"
    assert answered.answer.route is Route.LOCAL


async def test_words_for_today_stay_when_the_engine_fails(house, scripted) -> None:
    house.engine = scripted(error=EngineError("The model broke down."))
    answered = await house.ask("My blood pressure is 185/125. What should I do?")
    assert "doctor today" in house.shown[0]
    assert answered.answer.text.startswith(house.shown[0])
    assert answered.answer.text.count(house.shown[0]) == 1
    assert answered.answer.route is Route.EXCERPTS


async def test_words_for_today_are_said_even_when_the_library_is_unusable(house, monkeypatch) -> None:
    def broken(*_arguments: object) -> None:
        raise IndexUnusable("The library cannot be written.")

    monkeypatch.setattr(house.library, "build", broken)
    with pytest.raises(IndexUnusable):
        await house.ask("My blood pressure is 185/125. What should I do?")
    assert len(house.shown) == 1
    assert "doctor today" in house.shown[0]


async def test_an_emergency_in_doubt_is_asked_about_before_the_answer(house) -> None:
    answered = await house.ask(
        "I had chest pain last year. How do I measure my blood pressure?", "Sit and rest."
    )
    assert "chest pain right now" in house.shown[0]
    assert house.shown[1:] == ["Sit and rest. [1]"]
    assert answered.answer.red_flag is None  # a question is no flag
    assert answered.answer.text == "\n".join(house.shown)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("血糖30", "mmol/L"),
        ("my sugar is 30", UNIT_EN),
        ("我的血糖是30，怎么办？", "mmol/L"),
    ],
)
async def test_a_sugar_value_without_a_unit_is_asked_about(house, text, question) -> None:
    await house.ask(text, "Stay calm.")
    assert question in house.shown[0]
    assert "mg/dL" in house.shown[0]
    # Advice about low and about high sugar are opposites: nothing is quoted before the unit is known.
    assert house.shown[1:] == []


async def test_an_emergency_in_doubt_is_asked_about_before_words_of_a_lower_level(house) -> None:
    await house.ask("I had chest pain last year, and my blood pressure is 185/125.", "Of course.")
    question, words, answer = house.shown
    assert "chest pain right now" in question
    assert "doctor today" in words
    assert answer == "Of course."


async def test_words_heard_as_speech_are_matched_by_their_sound(house) -> None:
    """A recogniser writes 胸痛 as 胸通, which sounds alike."""
    typed = await house.ask("我胸通", "好。")
    assert typed.answer.red_flag is None
    assert "120" not in typed.answer.text
    house.shown.clear()
    await house.ask("我胸通", "好。", spoken=True)
    assert "胸痛" in house.shown[0]
    assert "120" in house.shown[0]


@pytest.mark.parametrize("text", ["血压" * 50_000, "a" * 100_000, "chest pain " * 10_000])
async def test_a_question_of_a_hundred_thousand_characters_is_refused_in_a_sentence(
    house, scripted, text
) -> None:
    house.engine = scripted(["Fine."])
    with pytest.raises(TextTooLong, match="please keep it under 4000"):
        await house.ask(text)
    assert house.shown == []
    assert house.engine.asked == []


async def test_a_long_question_that_can_be_judged_is_answered(house) -> None:
    text = "How do I measure my blood pressure? " + "I have thought about it for a while. " * 80
    assert len(text) > 2_500
    answered = await house.ask(text, "Keep the cuff at heart height. [1]")
    assert answered.answer.citations


async def test_a_request_for_a_dose_is_pointed_to_a_clinician_before_the_answer(house) -> None:
    answered = await house.ask(
        "Should I take a double dose of my blood pressure pills?", "Rest for 5 minutes. [1]"
    )
    words = safety.check("double my pills", None, (), safety.Profile()).referrals[0].words[Language.EN]
    assert answered.answer.text.startswith(words)
    assert "pharmacist" in words
    chinese = await house.ask("降压药能不能停药", "量血压之前安静坐5分钟。[1]")
    assert chinese.answer.text.startswith("停药或换药，请先问开药的医生")
    emergency = await house.ask("My chest hurts, should I stop my pills?")
    assert "pharmacist" not in emergency.answer.text
    assert emergency.answer.route is Route.RULES
