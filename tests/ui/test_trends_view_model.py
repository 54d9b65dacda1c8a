"""The trends screen's view model: what can be chosen, what is shown, what is said."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from fake_devices import FakeVoice
from fake_trends import FIRST_DAY, METRICS, FakeTrends

from assistant.conversation import Language
from ui.view_models.tasks import Tasks
from ui.view_models.trends import TrendsViewModel


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks(lambda: None)
    yield tasks
    await tasks.close()


@pytest.fixture
def port() -> FakeTrends:
    return FakeTrends()


@pytest.fixture
def voice() -> FakeVoice:
    return FakeVoice()


async def opened(
    port: FakeTrends, voice: FakeVoice, tasks: Tasks, language: Language = Language.EN
) -> TrendsViewModel:
    trends = TrendsViewModel(port, voice, tasks, language)
    assert trends.loading
    trends.refresh()
    await tasks.idle()
    assert not trends.loading
    return trends


async def test_it_asks_for_what_was_chosen_and_for_nothing_else(port, voice, tasks) -> None:
    trends = await opened(port, voice, tasks)
    assert (trends.span, trends.metric) == ("week", "blood_pressure.systolic")
    for span in ("year", "century"):
        trends.chooseSpan(span)
    for metric in ("blood_pressure.pulse", "mood.good"):
        trends.chooseMetric(metric)
    await tasks.idle()
    assert port.asked[0] == ("week", "blood_pressure.systolic", Language.EN)
    assert port.asked[-1] == ("year", "blood_pressure.pulse", Language.EN)
    assert trends.series.course.values.tolist() == list(port.values)
    assert (trends.count, trends.few) == (14, False)


async def test_kinds_and_their_values_are_what_the_person_measured(port, voice, tasks) -> None:
    trends = await opened(port, voice, tasks)
    assert [one["text"] for one in trends.kinds] == ["Blood pressure", "Sensor glucose"]
    assert [one["text"] for one in trends.components] == ["Upper", "Pulse"]
    trends.chooseKind("continuous_glucose")
    await tasks.idle()
    assert (trends.kind, trends.components) == ("continuous_glucose", [])
    trends.set_language(Language.ZH)
    await tasks.idle()
    assert [one["text"] for one in trends.kinds] == ["血压", "动态血糖"]


async def test_a_metric_that_is_gone_gives_way_to_the_first(port, voice, tasks) -> None:
    trends = await opened(port, voice, tasks)
    trends.chooseKind("continuous_glucose")
    await tasks.idle()
    port.measured = METRICS[:1]
    port.announce()
    await tasks.idle()
    assert trends.metric == "blood_pressure.systolic"
    assert not trends.glucose.shown


async def test_bands_marks_and_words_come_with_the_course(port, voice, tasks) -> None:
    trends = await opened(port, voice, tasks)
    assert (trends.bandName, trends.hasUsual) == ("Normal range", True)
    assert trends.direction == "No clear change yet."
    assert trends.notes == ["A little above your usual."]
    assert trends.changes[0]["words"] == "amlodipine was started"
    assert trends.series.course.marks == (FIRST_DAY + 5 * 86_400,)
    assert trends.home["readings"] == 5
    assert trends.home["leastReadings"] == 12
    assert trends.table.rows[0].label == "23 Nov"


async def test_the_table_takes_the_place_of_the_chart(port, voice, tasks) -> None:
    trends = await opened(port, voice, tasks)
    told = []
    trends.changed.connect(lambda: told.append(trends.tabled))
    trends.showTable(tabled=True)
    trends.showTable(tabled=True)
    assert told == [True]


async def test_the_profile_of_a_sensor_comes_with_its_kind(port, voice, tasks) -> None:
    trends = await opened(port, voice, tasks)
    assert not trends.glucose.shown
    assert trends.glucose.bars == []
    trends.chooseKind("continuous_glucose")
    await tasks.idle()
    glucose = trends.glucose
    assert glucose.shown
    assert glucose.enough
    assert [bar["figure"] for bar in glucose.bars] == ["6.0%", "26.0%", "71.0%", "3.0%", "0.0%"]
    assert [len(run) for run in glucose.series.runs] == [40, 52]
    assert glucose.notes == ["Curves by 15-minute bin."]
    assert glucose.source.startswith("International consensus")


async def test_it_says_what_is_shown_and_falls_silent_when_left(port, voice, tasks) -> None:
    trends = await opened(port, voice, tasks, Language.ZH)
    trends.say()
    await tasks.idle()
    assert voice.said == ["大多正常，11月17日有一次偏高。还看不出明显变化。"]
    trends.say()
    trends.hush()
    assert voice.stops == 1


async def test_few_points_are_numbers_and_none_is_said(port, voice, tasks) -> None:
    port.values = (131, 142)
    trends = await opened(port, voice, tasks, Language.ZH)
    assert trends.few
    assert [(point["value"], point["outOfRange"]) for point in trends.fewPoints] == [
        (142, True),
        (131, False),
    ]
    port.values = ()
    port.announce()
    await tasks.idle()
    assert trends.empty
    assert not trends.nothing
    port.measured = ()
    port.announce()
    await tasks.idle()
    assert trends.nothing


async def test_a_failure_takes_everything_off_the_screen(port, voice, tasks) -> None:
    trends = await opened(port, voice, tasks)
    port.failure = "打不开记录。"
    port.announce()
    await tasks.idle()
    assert (trends.failure, trends.empty, trends.count) == ("打不开记录。", False, 0)
    assert trends.series.course.values.size == 0
    trends.close()
    assert port.callbacks == []
