"""What is heard moves the window, guesses are shown as cards, and the caption follows the voice."""

from __future__ import annotations

import asyncio

import pytest
from item_tree import find

from assistant.conversation import Language
from ui.view_models.ports import (
    Answered,
    Caption,
    CommandHeard,
    Guesses,
    Heard,
    ListeningAgain,
    Sentence,
    Speaking,
)


@pytest.fixture
async def english(open_window):
    return await open_window(language=Language.EN)


@pytest.mark.parametrize(
    ("command", "screen"),
    [
        (CommandHeard("show", "settings"), "settings"),
        (CommandHeard("show", "visit_sheet"), "visit_sheet"),
        (CommandHeard("add_device"), "devices"),
        (CommandHeard("take_photo"), "report"),
        (CommandHeard("measure"), "coach"),
        (CommandHeard("show", "nonesuch"), "home"),
        (CommandHeard("repeat"), "home"),
    ],
)
async def test_a_command_shows_its_screen(english, command, screen) -> None:
    english.conversation.command_heard.emit(command)
    assert english.shell.screen == screen


async def test_a_trend_is_shown_over_the_time_that_was_said(english) -> None:
    english.conversation.command_heard.emit(CommandHeard("show", "trends", "blood_pressure", "year"))
    await english.settle()
    assert (english.shell.screen, english.trends.kind, english.trends.span) == (
        "trends",
        "blood_pressure",
        "year",
    )


async def test_a_device_is_added_and_back_goes_back(english) -> None:
    english.conversation.command_heard.emit(CommandHeard("add_device"))
    assert english.adding.step != "closed"
    english.conversation.command_heard.emit(CommandHeard("show", "library"))
    english.conversation.command_heard.emit(CommandHeard("back"))
    assert english.shell.screen == "devices"
    english.conversation.command_heard.emit(CommandHeard("back"))
    assert english.shell.screen == "home"
    english.conversation.command_heard.emit(CommandHeard("back"))
    assert english.shell.screen == "home"


async def test_help_is_opened_by_voice(english) -> None:
    opened = []
    english.shell.help_wanted.connect(lambda: opened.append(True))
    english.conversation.command_heard.emit(CommandHeard("help"))
    assert opened


async def test_guesses_are_cards_and_a_tap_chooses(english, household) -> None:
    english.show("conversation")
    gate = asyncio.get_running_loop().create_future()
    household.conversation.script = [Guesses(("My sugar is 5.6", "My sugar is 8.6")), gate, Guesses(())]
    english.conversation.tap()
    await household.conversation.playing.wait()
    await english.settle()
    find(english.window, "guess-1").click()
    assert household.conversation.chosen == [1]
    find(english.window, "guess-none").click()
    assert household.conversation.chosen == [1, -1]
    gate.set_result(None)
    await english.settle()
    assert english.conversation.guesses == []


async def test_the_caption_follows_the_voice(english, household) -> None:
    english.show("conversation")
    gate = asyncio.get_running_loop().create_future()
    household.conversation.script = [
        Heard("Is it fine?"),
        Sentence("It is <fine>."),
        Answered((), (), "excerpts", "excerpts"),
        Speaking(on=True),
        Caption(6, 13),
        gate,
        Speaking(on=False),
    ]
    english.conversation.tap()
    await household.conversation.playing.wait()
    await english.settle()
    shown = find(english.window, "answer-text").property("text")
    assert "<u>" in shown
    assert "&lt;fine&gt;" in shown
    gate.set_result(None)
    await english.settle()
    assert "<u>" not in find(english.window, "answer-text").property("text")


async def test_an_interruption_is_listened_to(english, household) -> None:
    gate = asyncio.get_running_loop().create_future()
    household.conversation.script = [
        Heard("One"),
        Sentence("An answer."),
        Speaking(on=True),
        ListeningAgain(),
        gate,
    ]
    english.conversation.tap()
    await household.conversation.playing.wait()
    assert english.conversation.state == "listening"
    english.conversation.finish()
    assert household.conversation.finished == 1
    gate.set_result(None)
    await english.settle()
    assert english.conversation.state == "idle"


async def test_the_wake_word_begins_a_question(english, household) -> None:
    household.conversation.wakes = True
    household.conversation.script = [asyncio.get_running_loop().create_future()]
    english.conversation.checkMicrophone()
    await asyncio.sleep(0)
    household.conversation.woken.set()
    await asyncio.wait_for(household.conversation.playing.wait(), 10)
    assert english.conversation.state == "listening"
    english.conversation.stop()
