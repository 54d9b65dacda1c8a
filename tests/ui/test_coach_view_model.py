"""The coach on the screen: the countdown, what is said and when, what is pressed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone

import pytest
from fake_coach import COACH_READINGS
from fake_ports import FakeHousehold
from waiting import until

from assistant.conversation import Language
from ui.view_models.coach import CoachViewModel
from ui.view_models.tasks import Tasks

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=timezone(timedelta(hours=8)))


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks(lambda: None)
    yield tasks
    await tasks.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def coach(household: FakeHousehold, tasks: Tasks, clock: Clock) -> AsyncIterator[CoachViewModel]:
    model = CoachViewModel(household.coach, household.voice, tasks, Language.EN, clock)
    model.refresh()
    await until(model.changed, lambda: bool(model.shown["sentence"]))
    yield model
    model.close()


def rest(household: FakeHousehold) -> None:
    household.coach.show(
        step="rest", cue="1:rest", sentence="Rest quietly.", begun=NOW, until=NOW + timedelta(minutes=5)
    )


async def test_it_begins_with_how_to_sit_and_the_week(coach, household, tasks) -> None:
    assert coach.step == "start"
    assert coach.postures.rows[0].picture == "posture-back"
    assert coach.planned
    assert coach.plan["nextText"] == "The evening reading is due now."
    assert len(coach.days.rows) == 7
    assert household.voice.said == []  # nobody has opened the screen
    coach.opened()
    await tasks.idle()
    assert household.voice.said == [household.coach.shown[Language.EN].sentence]


async def test_the_rest_is_counted_down_and_read_again_at_its_end(coach, household, clock) -> None:
    rest(household)
    await until(coach.changed, lambda: coach.step == "rest")
    assert (coach.remaining, coach.fraction) == ("5:00", 0.0)
    clock.now = NOW + timedelta(seconds=90)
    coach.tick()
    assert (coach.remaining, coach.fraction) == ("3:30", 0.3)
    clock.now = NOW + timedelta(minutes=5)
    coach.tick()
    assert coach.remaining == "0:00"
    household.coach.show(step="measure", cue="1:measure", sentence="Press start.", until=None)
    await until(coach.changed, lambda: coach.step == "measure")
    assert coach.remaining == ""


async def test_each_new_step_is_said_once_and_danger_first(coach, household, tasks) -> None:
    rest(household)
    await until(coach.changed, lambda: coach.step == "rest")
    household.coach.announce()
    await tasks.idle()
    assert household.voice.said == ["Rest quietly."]
    household.coach.show(
        step="pause", cue="1:pause", sentence="Noted.", danger_level="urgent", danger_words="Call a doctor."
    )
    await until(coach.changed, lambda: coach.step == "pause")
    await tasks.idle()
    assert household.voice.said[-1] == "Call a doctor. Noted."


async def test_it_works_without_voice(coach, household, tasks) -> None:
    coach.setVoiced(False)
    rest(household)
    await until(coach.changed, lambda: coach.step == "rest")
    await tasks.idle()
    assert household.voice.said == []
    assert coach.shown["sentence"] == "Rest quietly."
    coach.sayAgain()
    await tasks.idle()
    assert household.voice.said == ["Rest quietly."]


async def test_what_is_pressed_reaches_the_coach(coach, household, tasks) -> None:
    for press in (
        coach.begin,
        coach.alreadyRested,
        coach.skipRest,
        coach.notMeasured,
        coach.finish,
        coach.leave,
        coach.startPlan,
        coach.endPlan,
    ):
        press()
        await tasks.idle()
    assert household.coach.done == [
        "begin",
        "rested",
        "skip",
        "error",
        "finish",
        "leave",
        "start plan",
        "end plan",
    ]
    assert coach.skipSentence == "Without the rest it is often higher."


async def test_readings_and_result_are_shown(coach, household) -> None:
    household.coach.show(
        step="result", cue="1:over", readings=COACH_READINGS[Language.EN], mean="135/81", mean_unit="mmHg"
    )
    await until(coach.changed, lambda: coach.step == "result")
    assert [(one.value, one.counted) for one in coach.readings.rows] == [
        ("142/90", False),
        ("128/79", True),
        ("141/82", True),
    ]
    assert coach.shown["mean"] == "135/81"


async def test_what_does_not_work_is_told_and_another_language_asked(coach, household, tasks) -> None:
    coach.set_language(Language.ZH)
    await until(coach.changed, lambda: coach.shown["sentence"].startswith("先静坐"))
    assert coach.postures.rows[0].title == "坐好，后背靠住"
    household.coach.failure = "记录暂时不能用。"
    coach.refresh()
    await until(coach.changed, lambda: coach.failure == "记录暂时不能用。")
