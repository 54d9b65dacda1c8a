"""Trends, profile and visit sheet as they are seen, pressed and read aloud."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from item_tree import accessible_name, accessible_role, buttons, find, place, press, shown_items, texts
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible

from assistant.conversation import Language

LOOKS = list(itertools.product(Language, ("light", "contrast"), (1.0, 1.5)))


@pytest.fixture(autouse=True)
def screen_reader(qapp):
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def beyond_the_edge(window) -> list[str]:
    return [
        item.property("text")
        for item in shown_items(window)
        if isinstance(item.property("text"), str)
        and item.property("text")
        and item.width() > 0
        and not -1 <= place(item).left() <= place(item).right() <= window.width() + 1
    ]


@pytest.mark.parametrize(("language", "theme", "scale"), LOOKS)
async def test_nothing_is_cut_in_any_look(open_window, language, theme, scale) -> None:
    desktop = await open_window(language=language, theme=theme, text_scale=scale, screen="trends")
    for width in (desktop.window.width(), desktop.window.minimumWidth()):
        desktop.window.resize(width, desktop.window.height())
        desktop.show("trends")
        for kind, tabled in (
            ("continuous_glucose", False),
            ("blood_pressure", True),
            ("blood_pressure", False),
        ):
            desktop.trends.chooseKind(kind)
            desktop.trends.showTable(tabled)
            await desktop.settle()
            assert beyond_the_edge(desktop.window) == [], (kind, tabled)
        for screen in ("profile", "visit_sheet"):
            desktop.show(screen)
            await desktop.settle()
            assert beyond_the_edge(desktop.window) == [], screen
    assert desktop.warnings == []


@pytest.mark.parametrize("screen", ["trends", "profile", "visit_sheet"])
async def test_what_can_be_pressed_is_large_and_named(open_window, screen: str) -> None:
    desktop = await open_window(language=Language.EN, screen=screen)
    for item in buttons(desktop.window):
        assert accessible_name(item).strip(), item
        assert min(item.width(), item.height()) >= 72, accessible_name(item)


async def test_the_course_is_heard_and_asked_about(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="trends")
    assert "No clear change yet." in texts(desktop.window)
    assert "15 Nov: amlodipine was started" in texts(desktop.window)
    assert accessible_name(find(desktop.window, "trend-chart")).startswith("Mostly normal")
    find(desktop.window, "trend-say").click()
    await desktop.settle()
    assert household.voice.said == ["Mostly normal; once high on 17 November.No clear change yet."]
    find(desktop.window, "trend-ask").click()
    await desktop.settle()
    assert desktop.shell.screen == "conversation"
    assert household.conversation.asked[0][0] == "How has my blood pressure been?"


async def test_too_few_readings_are_counted_towards_the_average(open_window) -> None:
    desktop = await open_window(language=Language.EN, screen="trends")
    assert "5 of 12 readings" in texts(desktop.window)
    assert "Looked at: 18 Nov to 24 Nov." not in texts(desktop.window)
    find(desktop.window, "home-average-more").click()
    await desktop.settle()
    assert "Looked at: 18 Nov to 24 Nov." in texts(desktop.window)


async def test_the_table_is_walked_with_arrows_and_read_row_by_row(open_window) -> None:
    desktop = await open_window(language=Language.EN, screen="trends")
    find(desktop.window, "trend-view").click()
    await desktop.settle()
    window = desktop.window
    assert accessible_role(find(window, "trend-table")) == QAccessible.Role.Table
    find(window, "trend-view").forceActiveFocus()
    reached = []
    for _ in range(40):
        press(window, Qt.Key.Key_Tab)
        reached.append(window.activeFocusItem().objectName())
    assert reached.count("trend-row-1") == 0  # one stop for the whole table
    find(window, "trend-row-0").forceActiveFocus()
    assert accessible_name(window.activeFocusItem()) == (
        "23 Nov: average 128 mmHg, lowest 128 mmHg, highest 128 mmHg, 1 readings"
    )
    press(window, Qt.Key.Key_Down)
    assert window.activeFocusItem().objectName() == "trend-row-1"
    press(window, Qt.Key.Key_Up)
    press(window, Qt.Key.Key_Up)
    assert window.activeFocusItem().objectName() == "trend-row-0"


async def test_time_in_range_is_said_without_colour(open_window) -> None:
    desktop = await open_window(language=Language.EN, screen="trends")
    desktop.trends.chooseKind("continuous_glucose")
    await desktop.settle()
    names = [
        accessible_name(item) for item in shown_items(desktop.window) if item.property("figure") is not None
    ]
    assert names[0] == "Very high, 6.0%, target <5%, not met"
    assert names[2] == "In range, 71.0%, target >70%, met"


async def test_a_tag_opens_why_and_closes_with_escape(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="profile")
    tag = find(desktop.window, "tag-home_bp_above_target:")
    assert "our rule" in accessible_name(tag)
    tag.click()
    await desktop.settle()
    shown = texts(desktop.window)
    for words in ("Our rule: no guideline states it", "142/88 mmHg", "Source: our rule (rules version 3)."):
        assert words in shown
    find(desktop.window, "tag-say").click()
    await desktop.settle()
    assert household.voice.said[0].startswith("The mean of 7 days")
    press(desktop.window, Qt.Key.Key_Escape)
    await desktop.settle()
    assert "142/88 mmHg" not in texts(desktop.window)
    assert desktop.profile.explanation == {}


async def test_the_profile_says_what_is_missing_and_how_good_the_data_are(open_window) -> None:
    desktop = await open_window(language=Language.EN, screen="profile")
    assert "4 of 8 weekly means" not in texts(desktop.window)
    find(desktop.window, "pending-more").click()
    await desktop.settle()
    shown = texts(desktop.window)
    for words in ("4 of 8 weekly means", "95%", "6 pairs, 9 mmHg apart", "time was corrected"):
        assert words in shown


async def test_a_question_stands_on_the_page_and_the_page_is_saved(
    open_window, household, tmp_path: Path
) -> None:
    desktop = await open_window(language=Language.EN, screen="visit_sheet")
    assert find(desktop.window, "sheet-page").property("source").toString().startswith("image://visit-sheet/")
    field = find(desktop.window, "question-field")
    field.forceActiveFocus()
    field.setProperty("text", "Should the dose change?")
    press(desktop.window, Qt.Key.Key_Tab)
    await desktop.settle()
    assert household.visit_sheet.previews[-1].questions == ("Should the dose change?",)
    assert "Should the dose change?" in accessible_name(find(desktop.window, "sheet-page").parentItem())
    desktop.visit_sheet.save(QUrl.fromLocalFile(str(tmp_path / "sheet.pdf")))
    await desktop.settle()
    assert "Saved as sheet.pdf." in texts(desktop.window)
    find(desktop.window, "sheet-print").click()
    await desktop.settle()
    assert "Sent to the printer Paper." in texts(desktop.window)
    assert len(household.visit_sheet.printed) == 1


async def test_without_a_printer_the_page_can_still_be_saved(open_window, household) -> None:
    household.visit_sheet.printer_name = ""
    desktop = await open_window(language=Language.EN, screen="visit_sheet")
    assert not find(desktop.window, "sheet-print").isEnabled()
    assert find(desktop.window, "sheet-save").isEnabled()
    assert "No printer was found." in texts(desktop.window)


async def test_the_way_there_leads_through_the_trends(open_window) -> None:
    desktop = await open_window(language=Language.EN, screen="trends")
    find(desktop.window, "trend-profile").click()
    await desktop.settle()
    assert (desktop.shell.screen, desktop.shell.section) == ("profile", "trends")
    find(desktop.window, "profile-visit-sheet").click()
    await desktop.settle()
    assert (desktop.shell.screen, desktop.shell.section) == ("visit_sheet", "trends")
