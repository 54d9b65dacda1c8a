"""The screens about the household, as a person uses them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from fake_people import PIN
from item_tree import accessible_name, accessible_role, buttons, find, place, press, shown_items, texts
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible

from assistant.conversation import Language

SCREENS = ("people", "reminders", "data")
PRESSED = {
    QAccessible.Role.Button,
    QAccessible.Role.PageTab,
    QAccessible.Role.RadioButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.EditableText,
}


@pytest.fixture(autouse=True)
def screen_reader(qapp) -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def full(household):
    """Two people, a question, an alert, reminders, an import."""
    household.people.several = True
    household.reminders.planned = True
    household.data.stored.append("earlier")
    return household


def beyond_the_edge(window) -> list[str]:
    return [
        item.property("text")
        for item in shown_items(window)
        if isinstance(item.property("text"), str)
        and item.property("text")
        and item.width() > 0
        and not -1 <= place(item).left() <= place(item).right() <= window.width() + 1
    ]


def check(window) -> None:
    assert beyond_the_edge(window) == []
    for item in buttons(window):
        name = accessible_name(item)
        assert name.strip(), item
        assert accessible_role(item) in PRESSED, name
        assert item.height() >= 72, name
        assert item.width() >= 72, name


@pytest.mark.parametrize(("language", "scale"), itertools.product(Language, (1.0, 1.5)))
async def test_every_state_fits_and_can_be_pressed(open_window, full, language, scale) -> None:
    full.owners.ask(language)
    desktop = await open_window(language=language, text_scale=scale)
    window = desktop.window
    check(window)
    window.resize(window.minimumWidth(), window.minimumHeight())
    for screen in SCREENS:
        desktop.show(screen)
        await desktop.settle()
        check(window)
    desktop.show("people")
    desktop.household.people.edit("wang")
    await desktop.settle()
    check(window)
    desktop.household.people.back()
    desktop.show("reminders")
    for what in ("medicine", "measure"):
        desktop.household.reminders.beginAdding(what)
        desktop.household.reminders.addTime()
        await desktop.settle()
        check(window)
    desktop.show("data")
    full.data.unclear = True
    desktop.household.data.choose(QUrl.fromLocalFile("/2026.csv"))
    await desktop.settle()
    check(window)
    desktop.household.data.setMeaning("A", "systolic")
    desktop.household.data.lookAgain()
    await desktop.settle()
    check(window)
    desktop.household.data.leave()
    desktop.household.data.backUp(QUrl.fromLocalFile("/backup"))
    await desktop.settle()
    check(window)
    full.alerts.keys = ["1"]
    full.alerts.announce()
    full.reminders.tell()
    await desktop.settle()
    check(window)
    assert desktop.warnings == []


async def test_switching_to_a_private_profile_with_the_keyboard(open_window, full) -> None:
    desktop = await open_window(language=Language.EN, screen="people")
    find(desktop.window, "switch-li").click()
    await desktop.settle()
    assert "Type its PIN." in texts(desktop.window)
    for digit in PIN:
        press(desktop.window, Qt.Key.Key_unknown, digit)
    assert PIN not in texts(desktop.window)
    press(desktop.window, Qt.Key.Key_Return)
    await desktop.settle()
    assert desktop.household.people.name == "Mr Li"
    assert "Type its PIN." not in texts(desktop.window)
    find(desktop.window, "people-close").click()
    await desktop.settle()
    assert "The profile is closed." in texts(desktop.window)


async def test_a_person_is_added(open_window, full) -> None:
    desktop = await open_window(language=Language.EN, screen="people")
    find(desktop.window, "people-add").click()
    await desktop.settle()
    find(desktop.window, "form-save").click()
    await desktop.settle()
    assert "Write the name." in texts(desktop.window)
    field = find(desktop.window, "field-name")
    field.forceActiveFocus()
    for letter in "Ann":
        press(desktop.window, Qt.Key.Key_unknown, letter)
    find(desktop.window, "condition-copd").click()
    find(desktop.window, "form-save").click()
    await desktop.settle()
    ((person, draft),) = full.people.saved
    assert (person, draft.name, draft.conditions) == ("", "Ann", ("copd",))
    assert desktop.household.people.step == "list"


async def test_the_question_is_answered_with_one_tap_and_undone(open_window, full) -> None:
    full.owners.ask(Language.EN)
    desktop = await open_window(language=Language.EN)
    assert "Whose blood pressure is this: 128/79 mmHg?" in texts(desktop.window)
    find(desktop.window, "owner-1").click()
    await desktop.settle()
    assert full.owners.answers == [("7,8", "li", False)]
    assert "Noted: Mr Li" in texts(desktop.window)
    find(desktop.window, "owner-undo").click()
    await desktop.settle()
    assert full.owners.undone == ["answer-7,8"]


@pytest.mark.parametrize(
    "screen", ["home", "conversation", "trends", "people", "reminders", "data", "settings"]
)
async def test_an_alert_is_over_every_screen_until_somebody_takes_note(open_window, full, screen) -> None:
    desktop = await open_window(language=Language.EN, screen=screen)
    full.alerts.keys = ["1"]
    full.alerts.announce()
    await desktop.settle()
    shown = texts(desktop.window)
    assert "Call 120 now, sit upright" in shown
    assert "Mrs Wang · Blood oxygen 84 % · Today 8:05" in shown
    assert accessible_name(find(desktop.window, "alert-call")) == "Call 120"
    find(desktop.window, "alert-acknowledge").click()
    await desktop.settle()
    assert full.alerts.acknowledged == ["1"]
    assert "Call 120 now" not in texts(desktop.window)


async def test_what_is_due_is_answered_from_any_screen(open_window, full) -> None:
    desktop = await open_window(language=Language.EN, screen="trends")
    full.reminders.tell()
    await desktop.settle()
    assert "it is time to measure your blood pressure" in texts(desktop.window)
    find(desktop.window, "due-snooze").click()
    await desktop.settle()
    assert full.reminders.notes == [("r|2", "snooze")]
    assert "it is time to measure" not in texts(desktop.window)


async def test_a_medicine_is_added(open_window, full) -> None:
    desktop = await open_window(language=Language.EN, screen="reminders")
    assert "Due now: 1" in texts(desktop.window)
    find(desktop.window, "add-medicine").click()
    await desktop.settle()
    field = find(desktop.window, "field-medicine")
    field.forceActiveFocus()
    for letter in "Aspirin":
        press(desktop.window, Qt.Key.Key_unknown, letter)
    find(desktop.window, "time-0_4").click()
    find(desktop.window, "reminder-save").click()
    await desktop.settle()
    assert full.reminders.made == [("Aspirin", "", "09:00")]


async def test_the_recovery_code_is_shown_once(open_window, full) -> None:
    desktop = await open_window(language=Language.EN, screen="data")
    desktop.household.data.backUp(QUrl.fromLocalFile("/backup"))
    await desktop.settle()
    assert "ABCD-2345" in texts(desktop.window)
    find(desktop.window, "code-written").click()
    await desktop.settle()
    assert "ABCD-2345" not in texts(desktop.window)


async def test_everybody_private_and_closed_hides_the_window(open_window, household) -> None:
    household.people.private = {"wang"}
    desktop = await open_window(language=Language.EN, screen="home")
    assert "The profile is closed." in texts(desktop.window)
    cover = place(find(desktop.window, "locked"))
    assert (cover.right(), cover.bottom()) == (desktop.window.width(), desktop.window.height())


async def test_a_persons_own_language_is_spoken_and_not_remembered_for_the_household(
    open_window, full
) -> None:
    full.people.languages = {"li": Language.ZH}
    full.people.private = set()
    desktop = await open_window(language=Language.EN, screen="people")
    remembered = []
    desktop._remember = remembered.append
    find(desktop.window, "switch-li").click()
    await desktop.settle()
    assert desktop.shell.language == "zh"
    desktop.set_theme("dark")
    assert [one.language for one in remembered] == [Language.EN]
    desktop.household.people.switchTo("wang")
    await desktop.settle()
    assert desktop.shell.language == "en"
