"""Pressing by resting the pointer, and with a single switch."""

from __future__ import annotations

import asyncio

import pytest
from item_tree import find, place
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from assistant.conversation import Language
from ui.view_models import shell as shell_module

BRIEF_S = 0.03


@pytest.fixture(autouse=True)
def brief_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell_module, "DWELL_SECONDS", (0.0, BRIEF_S))
    monkeypatch.setattr(shell_module, "SCAN_SECONDS", (0.0, BRIEF_S))


def point(window, at: QPointF, kind: QEvent.Type = QEvent.Type.MouseMove) -> None:
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    event = QMouseEvent(kind, at, at, button, button, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(window, event)


async def reached(condition, seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # a person looks again and again  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_a_button_is_pressed_once_by_resting_on_it(open_window) -> None:
    desktop = await open_window(language=Language.EN)
    shown: list[str] = []
    desktop.shell.screen_changed.connect(lambda: shown.append(desktop.shell.screen))
    desktop.shell.setDwellSeconds(BRIEF_S)
    at = place(find(desktop.window, "nav-trends")).center()
    point(desktop.window, at)
    await reached(lambda: shown == ["trends"])
    desktop.show("home")
    point(desktop.window, at + QPointF(2, 2))  # a hand that trembles
    await asyncio.sleep(3 * BRIEF_S)
    assert desktop.shell.screen == "home"
    point(desktop.window, QPointF(700, 780))
    point(desktop.window, at)
    await reached(lambda: desktop.shell.screen == "trends")


async def test_passing_over_a_button_does_not_press_it(open_window) -> None:
    desktop = await open_window(language=Language.EN)
    desktop.shell.setDwellSeconds(BRIEF_S)
    point(desktop.window, place(find(desktop.window, "nav-trends")).center())
    assert find(desktop.window, "dwell-ring").isVisible()
    point(desktop.window, place(find(desktop.window, "nav-report")).center())
    await reached(lambda: desktop.shell.screen == "report")


async def test_nothing_is_pressed_while_it_is_off(open_window) -> None:
    desktop = await open_window(language=Language.EN)
    point(desktop.window, place(find(desktop.window, "nav-trends")).center())
    await asyncio.sleep(3 * BRIEF_S)
    assert desktop.shell.screen == "home"


async def test_buttons_are_lit_in_turn_and_a_tap_anywhere_presses_the_lit_one(open_window) -> None:
    desktop = await open_window(language=Language.EN)
    window = desktop.window
    find(window, "nav-home").forceActiveFocus()
    desktop.shell.setScanSeconds(BRIEF_S)
    lit: set[str] = set()

    def see() -> bool:
        lit.add(window.activeFocusItem().objectName())
        return window.activeFocusItem().objectName() == "nav-report"

    await reached(see)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        point(window, QPointF(900, 700), kind)
    await reached(lambda: desktop.shell.screen == "report")
    assert {"nav-conversation", "nav-trends", "nav-report"} <= lit
    desktop.shell.setScanSeconds(0.0)


async def test_what_is_said_can_be_read_along_and_switched_off(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="trends")
    gate = asyncio.get_running_loop().create_future()
    household.voice.gate = gate
    desktop.trends.say()
    await reached(lambda: bool(desktop.shell.caption))
    assert find(desktop.window, "caption").property("text") == desktop.shell.caption
    desktop.shell.setCaptions(False)
    assert desktop.shell.caption == ""
    gate.set_result(None)
    await desktop.settle()
    desktop.shell.setCaptions(True)
    assert desktop.shell.caption == ""


async def test_movement_can_be_taken_away(open_window) -> None:
    desktop = await open_window(language=Language.EN, screen="settings")
    desktop.shell.setLessMotion(True)
    await desktop.settle()
    assert desktop.shell.lessMotion
    assert find(desktop.window, "setting-motion").property("current") is True


def test_unknown_times_are_refused(qapp) -> None:
    looks = []
    shell = shell_module.ShellViewModel(shell_module.Appearance(), looks.append, camera=lambda: False)
    with pytest.raises(ValueError, match="choose one of"):
        shell.setDwellSeconds(0.5)
    with pytest.raises(ValueError, match="choose one of"):
        shell.setScanSeconds(9.0)
    assert looks == []
