"""What can be pressed has a name, a role and a size for unsteady fingers; text is large."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import fake_ports
import pytest
from item_tree import accessible_name, accessible_role, buttons, find, shown_items
from PySide6.QtCore import QUrl
from PySide6.QtGui import QAccessible, QGuiApplication

from assistant.conversation import Language
from ui.view_models.shell import SCREENS

SMALLEST_TARGET = 72
SMALLEST_TEXT = 20
PRESSED = {
    QAccessible.Role.Button,
    QAccessible.Role.PageTab,
    QAccessible.Role.RadioButton,
    QAccessible.Role.EditableText,
}


@pytest.fixture(autouse=True)
def screen_reader(qapp: QGuiApplication) -> Iterator[None]:
    """A screen reader is on; some names are only given then."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def check(window) -> None:
    for item in buttons(window):
        name = accessible_name(item)
        assert name.strip(), item
        assert accessible_role(item) in PRESSED, name
        assert item.height() >= SMALLEST_TARGET, name
        assert item.width() >= SMALLEST_TARGET, name


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("screen", SCREENS)
async def test_targets(open_window, household, screen: str, language: Language) -> None:
    household.conversation.script = list(fake_ports.ANSWER_ZH)
    desktop = await open_window(language=language, screen=screen)
    assert len(buttons(desktop.window)) > len(SCREENS)
    check(desktop.window)
    desktop.conversation.ask("空腹血糖 7.4，要紧吗？")
    desktop.report.readFile(QUrl.fromLocalFile("/report.png"))
    desktop.devices.add()
    desktop.adding.choose("blood_pressure")
    await desktop.settle()
    check(desktop.window)


@pytest.mark.parametrize("screen", SCREENS)
async def test_text_is_large_and_heard(open_window, screen: str) -> None:
    desktop = await open_window(screen=screen)
    for item in shown_items(desktop.window):
        if item.metaObject().className().startswith("Words") and item.property("text"):
            assert item.property("font").pixelSize() >= SMALLEST_TEXT, item.property("text")
        if item.metaObject().className() == "QQuickText":
            assert item.parentItem().objectName() == "question", item.property("text")


async def test_the_orb_says_what_a_tap_does(open_window, household) -> None:
    listening = asyncio.get_running_loop().create_future()
    household.conversation.script = [fake_ports.Level(0.5), listening]
    desktop = await open_window(language=Language.EN, screen="conversation")
    orb = find(desktop.window, "orb")
    assert accessible_name(orb) == "Tap to talk"
    orb.click()
    await asyncio.sleep(0.05)
    assert accessible_name(orb) == "Stop listening"
    orb.click()
    assert accessible_name(orb) == "Tap to talk"


async def test_readings_are_read_as_a_whole(open_window) -> None:
    desktop = await open_window(language=Language.EN)
    names = [accessible_name(item) for item in buttons(desktop.window)]
    assert "Blood pressure, 128/79 mmHg, Normal, Today 8:05" in names
    assert "Glucose · fasting, 7.4 mmol/L, High, Yesterday 7:10, Typed in" in names


async def test_sheets_are_dialogs_with_targets(open_window) -> None:
    desktop = await open_window(language=Language.EN)
    find(desktop.window, "help").click()
    await desktop.settle()
    check(desktop.window)
    dialogs = [
        item
        for item in shown_items(desktop.window)
        if (found := QAccessible.queryAccessibleInterface(item)) and found.role() == QAccessible.Role.Dialog
    ]
    assert [accessible_name(dialog) for dialog in dialogs] == ["Help"]
