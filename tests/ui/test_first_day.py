"""The first minutes, the models page and the manual, on the screen and behind it."""

from __future__ import annotations

import asyncio

from item_tree import find, press, texts, write
from PySide6.QtCore import Qt

from assistant.conversation import Language


async def test_the_first_start_begins_with_the_language(open_window, household) -> None:
    household.welcome.known = False
    desktop = await open_window(language=Language.EN, screen="welcome")
    assert desktop.welcome.wanted
    steps = []
    for _ in range(desktop.welcome.steps):
        steps.append(desktop.welcome.step)
        find(desktop.window, "welcome-next").click()
        await desktop.settle()
    assert steps == ["language", "size", "voice", "name", "device", "question"]
    assert desktop.shell.screen == "home"
    assert household.welcome.known


async def test_a_name_is_kept_and_one_that_cannot_be_says_why(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="welcome")
    for _ in range(3):
        desktop.welcome.forward()
    household.welcome.failure = "This name is too long."
    write_name(desktop, "Mrs Wang")
    await desktop.settle()
    assert desktop.welcome.step == "name"
    assert "too long" in texts(desktop.window)
    household.welcome.failure = ""
    find(desktop.window, "welcome-next").click()
    await desktop.settle()
    assert household.welcome.name == "Mrs Wang"
    assert desktop.welcome.step == "device"


def write_name(desktop, name: str) -> None:
    find(desktop.window, "field-welcome-name").forceActiveFocus()
    write(desktop.window, name)
    press(desktop.window, Qt.Key.Key_Return)


async def test_a_device_can_be_added_at_once(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="welcome")
    for _ in range(4):
        desktop.welcome.forward()
    find(desktop.window, "welcome-device").click()
    await desktop.settle()
    assert desktop.shell.screen == "devices"
    assert desktop.adding.step == "kind"


async def test_another_pace_of_the_voice_is_heard_at_once(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="settings")
    desktop.welcome.setVoiceSpeed(0.8)
    await desktop.settle()
    assert household.welcome.speed == 0.8
    assert any("Listenwell" in said for said in household.voice.said)


async def test_a_model_is_fetched_stopped_and_deleted(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="models")
    window = desktop.window
    shown = texts(window)
    for words in ("licence Apache-2.0", "Will be slow here", "Needs more memory", "In use", "1,107 MB"):
        assert words in shown
    find(window, "model-fetch-answers").click()
    await asyncio.sleep(0.05)
    assert find(window, "model-share").property("text") == "40 % fetched"
    assert not find(window, "model-fetch-huge").isEnabled()
    find(window, "model-stop").click()
    await desktop.settle()
    assert desktop.models.fetching == ""
    assert household.models.fetched == []
    household.models.gate.set()
    find(window, "model-fetch-answers").click()
    await desktop.settle()
    assert household.models.fetched == ["answers"]
    find(window, "model-delete-voice").click()
    await desktop.settle()
    assert household.models.deleted == []
    find(window, "confirm").click()
    await desktop.settle()
    assert household.models.deleted == ["voice"]


async def test_a_fetch_that_fails_says_what_to_do(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="models")
    household.models.failure = "The line broke: try again, it goes on where it stopped."
    household.models.gate.set()
    desktop.models.fetch("answers")
    await desktop.settle()
    assert "it goes on where it stopped" in texts(desktop.window)


async def test_the_manual_is_searched_said_and_read(open_window, household) -> None:
    household.conversation.dictated = "text size"
    desktop = await open_window(language=Language.EN, screen="help")
    assert "Add a device" in texts(desktop.window)
    find(desktop.window, "help-talk").click()
    await desktop.settle()
    shown = texts(desktop.window)
    assert "You asked: text size" in shown
    assert "Larger text" in shown
    assert "Open Devices" not in shown
    assert household.voice.said[-1].startswith("Larger text.")
    desktop.help.ask("swimming")
    await desktop.settle()
    assert "The manual says nothing about that" in texts(desktop.window)
    household.manual.failure = "The manual cannot be searched; start Listenwell again."
    desktop.help.ask("size")
    await desktop.settle()
    assert "cannot be searched" in texts(desktop.window)
