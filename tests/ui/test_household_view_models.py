"""Alerts, reminders and files behind the screens, without Qt Quick."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fake_devices import FakeVoice
from fake_people import FakeAlerts
from fake_reminders import FakeData, FakeReminders
from PySide6.QtCore import QUrl

from assistant.conversation import Language
from ui.view_models.alerts import AlertsViewModel
from ui.view_models.data import DataViewModel
from ui.view_models.reminders import RemindersViewModel
from ui.view_models.tasks import Tasks

EN = Language.EN


@pytest.fixture
async def tasks(qapp) -> AsyncIterator[Tasks]:
    failures: list[str] = []
    made = Tasks(lambda: failures.append("unexpected"))
    yield made
    await made.close()
    assert failures == []


# --- alerts ---


async def test_an_alert_is_spoken_once_noted_as_shown_and_its_age_follows(tasks) -> None:
    port, voice = FakeAlerts(), FakeVoice()
    alerts = AlertsViewModel(port, voice, tasks, EN)
    port.keys = ["1", "2"]
    port.announce()
    await tasks.idle()
    assert (alerts.open, alerts.more, port.seen) == (True, 1, ["1"])
    port.age = "Yesterday 8:05"
    alerts.refresh()
    await tasks.idle()
    assert alerts.alert["age"] == "Yesterday 8:05"
    assert port.seen == ["1"]
    alerts.acknowledge()
    await tasks.idle()
    assert (port.acknowledged, port.seen, alerts.more) == (["1"], ["1", "2"], 0)
    assert len(voice.said) == 2
    alerts.close()
    assert port.callbacks == []


async def test_alerts_that_cannot_be_read_leave_the_last_ones_standing(tasks) -> None:
    port = FakeAlerts(keys=["1"])
    alerts = AlertsViewModel(port, FakeVoice(), tasks, EN)
    alerts.refresh()
    await tasks.idle()
    port.failure = "The records are damaged."
    alerts.refresh()
    await tasks.idle()
    assert (alerts.open, alerts.failure) == (True, "The records are damaged.")
    alerts.close()


# --- reminders ---


@pytest.fixture
async def reminders(tasks) -> AsyncIterator[RemindersViewModel]:
    port, voice = FakeReminders(planned=True), FakeVoice()
    made = RemindersViewModel(port, voice, tasks, EN)
    made.port, made.voice = port, voice
    made.refresh()
    await tasks.idle()
    yield made
    made.close()
    assert port.listeners == []


async def test_what_is_due_is_said_in_the_language_of_the_window(reminders, tasks) -> None:
    reminders.port.tell()
    await tasks.idle()
    assert reminders.dueWords.startswith("Mrs Wang, it is time")
    reminders.set_language(Language.ZH)
    assert reminders.dueWords == "王奶奶，该量血压了。"
    assert len(reminders.voice.said) == 1
    reminders.answerDue("done")
    await tasks.idle()
    assert (reminders.dueWords, reminders.port.notes) == ("", [("r|2", "done")])


async def test_what_was_missed_can_only_be_read(reminders, tasks) -> None:
    reminders.port.tell(())
    await tasks.idle()
    assert reminders.dueAnswerable is False
    reminders.dismissDue()
    assert reminders.dueWords == ""


async def test_an_occasion_cannot_be_anything(reminders) -> None:
    with pytest.raises(ValueError, match="done, skip, snooze, reopen"):
        reminders.note("r|2", "eaten")
    assert reminders.port.notes == []


async def test_times_are_moved_in_quarters_around_the_clock(reminders, tasks) -> None:
    reminders.beginAdding("measure")
    reminders.setKind("glucose")
    reminders.addTime()
    assert reminders.times == ["8:00", "12:00"]
    reminders.moveTime(0, -33)
    assert reminders.times[0] == "23:45"
    reminders.moveTime(1, 1)
    reminders.saveAdding("", "")
    await tasks.idle()
    assert reminders.port.made == [("glucose", "12:15", "23:45")]
    assert reminders.adding == ""
    for _ in range(9):
        reminders.addTime()
    assert (len(reminders.times), reminders.moreTimes) == (6, False)


async def test_a_medicine_without_a_name_stays_open_with_what_to_do(reminders, tasks) -> None:
    reminders.beginAdding("medicine")
    reminders.saveAdding("", "5 mg")
    await tasks.idle()
    assert (reminders.adding, reminders.failure) == ("medicine", "Write the name of the medicine.")
    reminders.dropTime(0)
    assert reminders.times == ["8:00"]


async def test_a_plan_is_ended_and_taken_up_again(reminders, tasks) -> None:
    reminders.end("medicine|1", "Amlodipine")
    await tasks.idle()
    assert (reminders.ended, reminders.port.ended) == ("Amlodipine", ["medicine|1"])
    reminders.resume()
    await tasks.idle()
    assert (reminders.ended, reminders.port.ended) == ("", [])


# --- files ---


async def test_nothing_is_kept_before_it_was_looked_at(tasks) -> None:
    port = FakeData(unclear=True)
    data = DataViewModel(port, tasks, EN)
    data.store()
    data.choose(QUrl.fromLocalFile("/folder/2026.csv"))
    await tasks.idle()
    assert (data.step, data.failure) == ("columns", "Choose the columns.")
    assert [one["heading"] for one in data.columns] == ["A", "B"]
    data.setMeaning("A", "systolic")
    data.setOrder("day_first")
    data.lookAgain()
    await tasks.idle()
    assert data.step == "preview"
    assert port.looked[-1][1].meanings == {"A": "systolic"}
    assert port.looked[-1][1].order == "day_first"
    assert port.stored == []
    data.store()
    await tasks.idle()
    assert (data.step, data.result, port.stored) == ("start", "2 readings were imported.", ["draft"])
    assert [one.title for one in data.imports.rows] == ["2026.csv"]
    data.undo("i1")
    await tasks.idle()
    assert (port.undone, data.imports.rows[0].undone) == (["i1"], True)


async def test_a_refused_file_says_why(tasks) -> None:
    data = DataViewModel(FakeData(failure="Row 3 is wrong."), tasks, EN)
    data.choose(QUrl.fromLocalFile("/2026.csv"))
    await tasks.idle()
    assert (data.step, data.failure, data.busy) == ("start", "Row 3 is wrong.", "")


async def test_names_without_an_ending_get_one_and_the_code_is_forgotten(tasks) -> None:
    port = FakeData()
    data = DataViewModel(port, tasks, EN)
    data.export(QUrl.fromLocalFile("/folder/readings"), ".csv")
    await tasks.idle()
    data.backUp(QUrl.fromLocalFile("/folder/backup"))
    await tasks.idle()
    assert port.written == [Path("/folder/readings.csv"), Path("/folder/backup.listenwell")]
    assert data.code.startswith("ABCD-2345")
    data.leave()
    assert data.code == ""
    data.verify(QUrl.fromLocalFile("/folder/backup.listenwell"), "ABCD")
    await tasks.idle()
    assert data.result == "The backup is whole."


async def test_a_backup_waits_for_the_next_start_and_can_be_left(tasks) -> None:
    port = FakeData()
    data = DataViewModel(port, tasks, EN)
    data.putBack(QUrl.fromLocalFile("/media/all.listenwell"), "a code")
    await tasks.idle()
    assert (data.putBackWaits, data.result) == (True, "The backup is ready.")
    assert port.waiting == (Path("/media/all.listenwell"), "a code")
    data.leavePutBack()
    await tasks.idle()
    assert (data.putBackWaits, data.result) == (False, "The records of now stay.")
    port.failure = "The code does not open this backup."
    data.putBack(QUrl.fromLocalFile("/media/all.listenwell"), "wrong")
    await tasks.idle()
    assert (data.putBackWaits, data.failure) == (False, "The code does not open this backup.")
