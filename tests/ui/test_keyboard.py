"""Everything can be done with the keyboard alone."""

from __future__ import annotations

import fake_ports
from item_tree import buttons, find, press, texts, write
from PySide6.QtCore import Qt

from assistant.conversation import Language
from ui.view_models.shell import SCREENS


def walk(window, steps: int) -> list[str]:
    """Names of the items that the Tab key goes through."""
    names = []
    for _ in range(steps):
        press(window, Qt.Key.Key_Tab)
        names.append(window.activeFocusItem().objectName())
    return names


async def test_tab_reaches_every_button_once_around(open_window) -> None:
    desktop = await open_window(screen="home")
    window = desktop.window
    names = [item.objectName() for item in buttons(window)]
    walked = walk(window, len(names))
    assert sorted(walked) == sorted(names)
    assert {f"nav-{screen}" for screen in SCREENS} <= set(walked)


async def test_return_shows_the_screen(open_window) -> None:
    desktop = await open_window(screen="home")
    while walk(desktop.window, 1) != ["nav-trends"]:
        pass
    press(desktop.window, Qt.Key.Key_Return)
    await desktop.settle()
    assert desktop.shell.screen == "trends"


async def test_arrows_move_along_the_navigation(open_window) -> None:
    desktop = await open_window(screen="home")
    find(desktop.window, "nav-home").forceActiveFocus()
    press(desktop.window, Qt.Key.Key_Down)
    assert desktop.window.activeFocusItem().objectName() == "nav-conversation"
    press(desktop.window, Qt.Key.Key_Up)
    assert desktop.window.activeFocusItem().objectName() == "nav-home"


async def test_a_question_is_typed_and_sent(open_window, household) -> None:
    household.conversation.script = list(fake_ports.ANSWER_EN)
    desktop = await open_window(language=Language.EN, screen="conversation")
    find(desktop.window, "type").forceActiveFocus()
    press(desktop.window, Qt.Key.Key_Return)
    assert desktop.window.activeFocusItem().objectName() == "question"
    write(desktop.window, "Is 7.4 high?")
    press(desktop.window, Qt.Key.Key_Return)
    await desktop.settle()
    assert household.conversation.asked == [("Is 7.4 high?", Language.EN)]
    assert "Is 7.4 high?" in texts(desktop.window)


async def test_escape_closes_a_sheet(open_window) -> None:
    desktop = await open_window(language=Language.EN)
    find(desktop.window, "help").click()
    await desktop.settle()
    assert "call an ambulance now" in texts(desktop.window)
    press(desktop.window, Qt.Key.Key_Escape)
    await desktop.settle()
    assert "call an ambulance now" not in texts(desktop.window)


async def test_what_has_the_focus_is_scrolled_into_view(open_window) -> None:
    desktop = await open_window(language=Language.EN, text_scale=1.5, screen="home")
    orb = find(desktop.window, "home-orb")
    assert orb.mapToScene(orb.boundingRect().bottomLeft()).y() > desktop.window.height()
    orb.forceActiveFocus()
    assert orb.mapToScene(orb.boundingRect().bottomLeft()).y() <= desktop.window.height()
