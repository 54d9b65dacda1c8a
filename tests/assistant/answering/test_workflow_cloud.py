"""A cloud answer passes the checks of a local one, whole or not at all."""

from __future__ import annotations

import pytest

from assistant.conversation import Route
from assistant.models.engine import EngineError

OWN_QUESTION = "Is my blood pressure too high? Should I rest before I measure it?"


@pytest.fixture
async def answered(house):
    """A local answer, after which the cloud may be asked."""
    local = await house.ask(OWN_QUESTION, "Ask someone.")
    house.shown.clear()
    return local


async def test_a_cloud_answer_is_checked_filled_and_cited(house, answered, scripted) -> None:
    cloud = scripted(["You had {F1}. Take 500 mg. ", "Rest for 5 minutes. [1]"], route=Route.CLOUD)
    answer = await house.workflow.ask_cloud(answered, cloud, house.shown.append)
    assert house.shown == ["You had 128/79 mmHg.", "Rest for 5 minutes. [1]"]
    assert answer.text == " ".join(house.shown)
    assert answer.route is Route.CLOUD
    assert answer.withheld_sentences == 1
    assert answer.citations[0].quote in answered.request.passages[0].text
    assert cloud.asked == [answered.request]


async def test_a_cloud_answer_that_breaks_off_shows_nothing(house, answered, scripted) -> None:
    cloud = scripted(["Do not rest. ", "Unless"], error=EngineError("The answer was not whole."))
    with pytest.raises(EngineError, match="not whole"):
        await house.workflow.ask_cloud(answered, cloud, house.shown.append)
    assert house.shown == []


async def test_a_cloud_answer_without_one_sourced_sentence_shows_nothing(house, answered, scripted) -> None:
    with pytest.raises(EngineError, match="local answer still stands"):
        await house.workflow.ask_cloud(answered, scripted(["Take 500 mg. Cite [7]."]), house.shown.append)
    assert house.shown == []


async def test_a_placeholder_of_the_envelope_is_no_number_and_an_invented_one_is(
    house, answered, scripted
) -> None:
    cloud = scripted(["Rest, [NAME-1]. ", "Take [DOSE-500] of it. ", "Hello [NAME-2]."])
    answer = await house.workflow.ask_cloud(answered, cloud, house.shown.append, ["[NAME-1]"])
    assert house.shown == ["Rest, [NAME-1]. [1]"]
    assert answer.withheld_sentences == 2


async def test_the_flag_of_the_local_answer_stays_with_the_cloud_answer(house, scripted) -> None:
    local = await house.ask("My blood pressure is 185/125. What should I do?", "Ask someone.")
    answer = await house.workflow.ask_cloud(local, scripted(["Rest."]), house.shown.append)
    assert answer.red_flag == local.answer.red_flag
    assert answer.red_flag is not None


async def test_an_emergency_seen_by_the_cloud_shows_the_fixed_words_alone(house, answered, scripted) -> None:
    cloud = scripted(["Rest. ", "Your chest pain with sweating may be a heart attack."], route=Route.CLOUD)
    answer = await house.workflow.ask_cloud(answered, cloud, house.shown.append)
    assert answer.red_flag is not None
    assert (answer.red_flag.id, answer.red_flag.level) == ("chest_pain", "999")
    assert house.shown == [answer.text]
    assert "120" in answer.text
    assert "Rest." not in answer.text
    assert answer.citations == ()
