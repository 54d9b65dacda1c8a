"""A reading is said instead of typed, read back, and kept only after a yes or a tap."""

from __future__ import annotations

import pytest
from item_tree import find, shown_items, texts

from assistant.conversation import Language


class Words:
    """Hears one line after the other."""

    def __init__(self, *lines: str) -> None:
        self.lines, self.stops = list(lines), 0

    async def __call__(self, language: Language) -> str:
        return self.lines.pop(0)


@pytest.fixture
async def entry_sheet(open_window, household):
    async def open_sheet(*lines: str):
        household.conversation.hear = Words(*lines)
        desktop = await open_window(language=Language.EN)
        desktop.entry.begin("blood_pressure")
        await desktop.settle()
        find(desktop.window, "entry-say").click()
        await desktop.settle()
        return desktop

    return open_sheet


async def test_a_yes_keeps_what_was_read_back(entry_sheet, household) -> None:
    desktop = await entry_sheet("128 over 86", "yes")
    assert household.voice.said == ["128 over 86: save?"]
    assert household.entry.saved == [("blood_pressure", {"systolic": "128", "diastolic": "86", "pulse": ""})]
    assert desktop.warnings == []


@pytest.mark.parametrize(("answer", "question"), [("no", ""), ("perhaps", "128 over 86: save?")])
async def test_without_a_yes_the_numbers_stand_there_and_nothing_is_kept(
    entry_sheet, household, answer, question
) -> None:
    desktop = await entry_sheet("128 over 86", answer)
    assert household.entry.saved == []
    assert desktop.entry.question == question
    assert find(desktop.window, "field-Systolic").property("text") == "128"
    find(desktop.window, "entry-save").click()
    await desktop.settle()
    assert household.entry.saved[0][1]["diastolic"] == "86"


async def test_words_without_a_number_are_told(entry_sheet, household) -> None:
    desktop = await entry_sheet("good morning")
    assert "I heard no number. Say it again, or type it." in texts(desktop.window)
    assert household.voice.said == []
    assert desktop.entry.hearing == ""


async def test_from_home_two_taps_open_what_to_type(open_window, household) -> None:
    desktop = await open_window(language=Language.EN)
    card = next(item for item in shown_items(desktop.window) if item.objectName().startswith("reading-"))
    card.clicked.emit()
    await desktop.settle()
    find(desktop.window, "trend-type").click()
    await desktop.settle()
    find(desktop.window, "field-Systolic").setProperty("text", "128")
    find(desktop.window, "field-Diastolic").setProperty("text", "86")
    find(desktop.window, "entry-save").click()
    await desktop.settle()
    assert household.entry.saved[0][0] == "blood_pressure"
    assert household.entry.saved[0][1]["systolic"] == "128"
    assert desktop.warnings == []
