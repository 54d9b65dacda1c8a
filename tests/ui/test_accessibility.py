"""What can be pressed has a name, a role and a size for unsteady fingers, in an order; text is large."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import fake_ports
import pytest
from item_tree import accessible_name, accessible_role, buttons, find, place, press, shown_items
from PySide6.QtCore import QPoint, QRectF, Qt, QUrl
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from assistant.conversation import Language
from ui.view_models.shell import PAGES, SCREENS

SMALLEST_TARGET = 72
SMALLEST_TEXT = 20
PRESSED = {
    QAccessible.Role.Button,
    QAccessible.Role.PageTab,
    QAccessible.Role.RadioButton,
    QAccessible.Role.CheckBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.Chart,
    QAccessible.Role.ListItem,
    QAccessible.Role.Link,
}


@pytest.fixture(autouse=True)
def screen_reader(qapp: QGuiApplication) -> Iterator[None]:
    """A screen reader is on; some names are only given then."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def faults(window) -> list[str]:
    """What a screen reader or an unsteady finger would stumble over."""
    found = []
    for item in buttons(window):
        name = accessible_name(item)
        # Qt tells nothing of a field of secrets; the words above it are read instead.
        secret = QAccessible.queryAccessibleInterface(item).state().passwordEdit
        if not name.strip() and not secret:
            found.append(f"{item.objectName() or item} has no name")
        if accessible_role(item) not in PRESSED:
            found.append(f"{name} is taken for {accessible_role(item)}")
        if item.height() < SMALLEST_TARGET or item.width() < SMALLEST_TARGET:
            found.append(f"{name} is {item.width():.0f} by {item.height():.0f}")
    return found


def small_texts(window) -> list[str]:
    return [
        item.property("text")
        for item in shown_items(window)
        if item.inherits("QQuickLabel")
        and item.property("text")
        and item.property("font").pixelSize() < SMALLEST_TEXT
    ]


def silent_texts(window) -> list[str]:
    """Bare texts: a screen reader does not see them, unless what they lie in says their words."""
    return [
        item.property("text")
        for item in shown_items(window)
        if item.inherits("QQuickText")
        and not item.inherits("QQuickLabel")
        and not item.inherits("QQuickPlaceholderText")
        and item.property("text")
        and item.parentItem().objectName() not in {"question"}
        and not accessible_name(item.parentItem())
    ]


def focused_out_of_sight(window) -> list[str]:
    """What Tab leads to although its place is scrolled away: as much of it as there is room for must be seen."""
    found = []
    for _ in buttons(window):
        press(window, Qt.Key.Key_Tab)
        item = window.activeFocusItem()
        above = item.parentItem()
        while above is not None:
            room = QRectF(place(above))
            seen = min(place(item).bottom(), room.bottom()) - max(place(item).top(), room.top())
            if above.clip() and seen < min(item.height(), room.height()) - 1:
                found.append(f"{accessible_name(item)}: {seen:.0f} of {item.height():.0f}")
            above = above.parentItem()
    return found


@pytest.mark.parametrize("language", list(Language))
async def test_every_screen_can_be_heard_and_pressed(open_window, household, language: Language) -> None:
    household.conversation.script = list(fake_ports.ANSWER_ZH)
    desktop = await open_window(language=language)
    desktop.conversation.ask("空腹血糖 7.4，要紧吗？")
    desktop.report.readFile(QUrl.fromLocalFile("/report.png"))
    found = {}
    for screen in (*SCREENS, *PAGES):
        if screen == "article":
            desktop.article.openArticle({"zh": "guide", "en": "guide-en"}[language.value], "library")
        desktop.show(screen)
        await desktop.settle()
        assert len(buttons(desktop.window)) > len(SCREENS)
        here = [*faults(desktop.window), *small_texts(desktop.window), *silent_texts(desktop.window)]
        if here:
            found[screen] = here
    desktop.show("devices")
    desktop.devices.add()
    desktop.adding.choose("blood_pressure")
    await desktop.settle()
    assert faults(desktop.window) == []
    assert found == {}


async def test_tab_goes_around_every_screen_from_above_to_below(open_window) -> None:
    desktop = await open_window(language=Language.EN)
    window = desktop.window
    unreached = {}
    for screen in (*SCREENS, *PAGES):
        desktop.show(screen)
        await desktop.settle()
        wanted = {item for item in buttons(window) if item.isEnabled()}
        find(window, "nav-home").forceActiveFocus()
        reached = []
        for _ in range(3 * len(wanted)):
            press(window, Qt.Key.Key_Tab)
            if window.activeFocusItem() is find(window, "nav-home"):
                break
            reached.append(window.activeFocusItem())
        missing = wanted - set(reached) - {find(window, "nav-home")}
        if missing:
            unreached[screen] = [item.objectName() or accessible_name(item) for item in missing]
        own = [item for item in reached if not item.objectName().startswith("nav-")]
        tops = [place(item).top() for item in own if item.parentItem() is own[0].parentItem()]
        assert tops == sorted(tops), screen
    assert unreached == {}


async def test_what_tab_leads_to_is_scrolled_into_sight(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, text_scale=2.0)
    found = {}
    for screen in (*SCREENS, *PAGES):
        desktop.show(screen)
        await desktop.settle()
        if here := focused_out_of_sight(desktop.window):
            found[screen] = here
    assert found == {}


def scrolling(item) -> QQuickItem:
    """The area that ``item`` scrolls with."""
    while not item.inherits("QQuickFlickable"):
        item = item.parentItem()
    return item


async def test_a_finger_meets_a_button_that_is_half_scrolled_away(open_window) -> None:
    desktop = await open_window(language=Language.EN, text_scale=2.0, screen="settings")
    button = find(desktop.window, "open-people")
    page = scrolling(button)
    page.setProperty("contentY", place(button).bottom() - place(page).top() - 20)
    await desktop.settle()
    seen = place(button)
    assert place(page).top() < seen.bottom() < place(page).top() + 30
    before = page.property("contentY")
    finger = QPoint(int(seen.center().x()), int(seen.bottom()) - 10)
    QTest.mousePress(desktop.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, finger)
    assert page.property("contentY") == before
    QTest.mouseMove(desktop.window, finger + QPoint(1, 1))
    QTest.mouseRelease(desktop.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, finger)
    assert desktop.shell.screen == "people"


async def test_the_page_keys_turn_what_is_longer_than_the_screen(open_window) -> None:
    desktop = await open_window(language=Language.EN, screen="help")
    field = find(desktop.window, "help-talk")
    page = scrolling(field)
    field.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    assert page.property("contentY") == 0
    press(desktop.window, Qt.Key.Key_PageDown)
    assert page.property("contentY") == page.property("contentHeight") - page.height() > 0
    press(desktop.window, Qt.Key.Key_PageUp)
    assert page.property("contentY") == 0


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
    assert faults(desktop.window) == []
    dialogs = [
        item
        for item in shown_items(desktop.window)
        if (found := QAccessible.queryAccessibleInterface(item)) and found.role() == QAccessible.Role.Dialog
    ]
    assert [accessible_name(dialog) for dialog in dialogs] == ["Help"]
