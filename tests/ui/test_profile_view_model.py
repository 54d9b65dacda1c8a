"""The profile and the visit sheet without a window."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fake_devices import FakeVoice
from fake_trends import FakeProfile, FakeVisitSheet
from PySide6.QtCore import QUrl

from assistant.conversation import Language
from ui.view_models.ports import ProfileSnapshot, QualityView
from ui.view_models.profile import ProfileViewModel
from ui.view_models.tasks import Tasks
from ui.view_models.visit_sheet import VisitSheetViewModel


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks(lambda: None)
    yield tasks
    await tasks.close()


# --- profile ---


async def test_tags_are_listed_and_explained(tasks: Tasks) -> None:
    port, voice = FakeProfile(), FakeVoice()
    profile = ProfileViewModel(port, voice, tasks, Language.EN)
    assert profile.state == "loading"
    profile.refresh()
    await tasks.idle()
    assert (profile.state, profile.tagCount, profile.pendingCount) == ("shown", 1, 1)
    assert profile.quality["assigned"] == "95%"
    profile.open(profile.tags.rows[0].key)
    await tasks.idle()
    assert profile.explanation["ours"] is True
    assert profile.explanation["readings"][0]["figure"] == "142/88 mmHg"
    profile.say()
    await tasks.idle()
    assert voice.said == ["\n".join(profile.explanation["lines"])]
    profile.set_language(Language.ZH)
    await tasks.idle()
    assert profile.explanation["name"] == "家庭血压高于目标"
    profile.closeExplanation()
    assert profile.explanation == {}


async def test_a_tag_that_ended_meanwhile_is_not_explained(tasks: Tasks) -> None:
    port = FakeProfile(ended=True)
    profile = ProfileViewModel(port, FakeVoice(), tasks, Language.EN)
    profile.refresh()
    await tasks.idle()
    profile.open("home_bp_above_target:")
    await tasks.idle()
    assert port.explained == ["home_bp_above_target:"]
    assert profile.explanation == {}


async def test_what_happened_and_which_device_is_believed_can_be_said_and_taken_back(tasks: Tasks) -> None:
    port = FakeProfile()
    profile = ProfileViewModel(port, FakeVoice(), tasks, Language.EN)
    profile.refresh()
    await tasks.idle()
    assert [one["text"] for one in profile.happenings] == ["I am ill today"]
    assert profile.events[0]["when"] == "20 Nov"
    assert [one["text"] for one in profile.quality["pairs"][0]["choices"]] == ["one", "two"]
    profile.note("illness")
    profile.takeBack(profile.events[0]["key"])
    profile.believe("blood_pressure", "2")
    await tasks.idle()
    assert port.said == ["note illness", "take back illness|2026-11-20", "believe blood_pressure 2"]
    port.failure = "Free some space."
    profile.note("illness")
    await tasks.idle()
    assert (profile.state, profile.failure) == ("failed", "Free some space.")


async def test_nothing_measured_and_records_that_cannot_be_read(tasks: Tasks) -> None:
    port = FakeProfile()
    port.shown[Language.EN] = ProfileSnapshot((), (), QualityView(30, 0, "", 0.0, (), (), (), ()))
    profile = ProfileViewModel(port, FakeVoice(), tasks, Language.EN)
    profile.refresh()
    await tasks.idle()
    assert profile.state == "empty"
    port.failure = "Put back the last backup."
    port.announce()
    await tasks.idle()
    assert (profile.state, profile.failure) == ("failed", "Put back the last backup.")
    profile.close()
    assert port.callbacks == []


# --- visit sheet ---


async def test_the_page_is_made_when_it_is_looked_at_and_again_after_each_question(tasks: Tasks) -> None:
    port = FakeVisitSheet()
    sheet = VisitSheetViewModel(port, tasks, Language.EN)
    port.announce()
    await tasks.idle()
    assert (port.previews, sheet.state, sheet.page) == ([], "loading", "")
    sheet.enter()
    await tasks.idle()
    first = sheet.page
    assert (sheet.state, sheet.page_image.width(), sheet.printer) == ("shown", 119, "Paper")
    sheet.ask(1, "  Should the dose change?  ")
    sheet.ask(1, "Should the dose change?")
    sheet.ask(3, "One too many?")
    sheet.chooseDays(84)
    sheet.chooseDays(5)
    await tasks.idle()
    assert sheet.questions == ["", "Should the dose change?", ""]
    assert port.previews[-1].questions == ("Should the dose change?",)
    assert port.previews[-1].days == 84
    assert len(port.previews) <= 3
    assert sheet.page != first
    assert "dose" in sheet.words
    sheet.leave()
    before = len(port.previews)
    port.announce()
    await tasks.idle()
    assert len(port.previews) == before


async def test_a_question_is_no_longer_than_the_page_has_room_for(tasks: Tasks) -> None:
    sheet = VisitSheetViewModel(FakeVisitSheet(), tasks, Language.EN)
    sheet.ask(0, "a" * 500)
    assert len(sheet.questions[0]) == sheet.longestQuestion


async def test_saving_and_printing_say_how_they_ended(tasks: Tasks, tmp_path: Path) -> None:
    port = FakeVisitSheet()
    sheet = VisitSheetViewModel(port, tasks, Language.EN)
    told: list[tuple[str, str]] = []
    sheet.done.connect(lambda what, name: told.append((what, name)))
    sheet.save(QUrl("https://example.com/sheet.pdf"))
    sheet.save(QUrl.fromLocalFile(str(tmp_path / "for the doctor")))
    assert sheet.work == "saving"
    sheet.print()  # one thing at a time
    await tasks.idle()
    assert [path for _, path in port.saved] == [tmp_path / "for the doctor.pdf"]
    sheet.print()
    await tasks.idle()
    assert (len(port.printed), sheet.work) == (1, "")
    assert told == [("saved", "for the doctor.pdf"), ("printed", "Paper")]
    port.failure = "Choose another folder."
    sheet.save(QUrl.fromLocalFile(str(tmp_path / "other.pdf")))
    await tasks.idle()
    assert (sheet.trouble, sheet.work) == ("Choose another folder.", "")
    sheet.print()
    assert sheet.trouble == ""
    await tasks.idle()
    assert sheet.trouble == "Choose another folder."


async def test_no_printer_is_told_once_somebody_looked(tasks: Tasks) -> None:
    port = FakeVisitSheet(printer_name="")
    sheet = VisitSheetViewModel(port, tasks, Language.EN)
    assert not sheet.printerMissing
    sheet.enter()
    await tasks.idle()
    assert sheet.printerMissing
    port.printer_name = "Paper"
    sheet.enter()
    await asyncio.sleep(0)
    await tasks.idle()
    assert (sheet.printerMissing, sheet.printer) == (False, "Paper")


async def test_a_page_that_cannot_be_made_says_why(tasks: Tasks) -> None:
    port = FakeVisitSheet(failure="Install a font.")
    sheet = VisitSheetViewModel(port, tasks, Language.EN)
    sheet.enter()
    await tasks.idle()
    assert (sheet.state, sheet.failure, sheet.page) == ("failed", "Install a font.", "")
    port.failure = ""
    sheet.refresh()
    await tasks.idle()
    assert sheet.state == "shown"
