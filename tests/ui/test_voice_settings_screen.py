"""Microphone, loudspeaker, wake word and the like are chosen in the settings."""

from __future__ import annotations

import pytest
from item_tree import find, texts

from assistant.conversation import Language


@pytest.fixture
async def settings(open_window):
    desktop = await open_window(language=Language.EN, screen="settings")
    await desktop.settle()
    return desktop


def choice(desktop, setting, key):
    waiting = [find(desktop.window, setting)]
    while waiting:
        item = waiting.pop()
        if item.objectName() == f"choice-{key}":
            return item
        waiting.extend(item.childItems())
    raise AssertionError(f"{setting} has no {key}")


@pytest.mark.parametrize(
    ("setting", "key", "name", "value"),
    [
        ("setting-microphone", "Desk microphone", "microphone", "Desk microphone"),
        ("setting-loudspeaker", "Speaker bar", "loudspeaker", "Speaker bar"),
        ("setting-wake-word", "okay_nabu", "wake_word", "okay_nabu"),
        ("setting-spoken-language", "zh", "language", "zh"),
        ("setting-hands-free", "true", "hands_free", True),
        ("setting-loudness", "1.4", "loudness", 1.4),
    ],
)
async def test_a_choice_is_kept_and_shown(settings, household, setting, key, name, value) -> None:
    choice(settings, setting, key).click()
    await settings.settle()
    assert household.voice_settings.chosen == [(name, value)]
    assert choice(settings, setting, key).property("selected")
    assert settings.warnings == []


async def test_the_licence_of_the_wake_words_and_the_voice_are_told(settings) -> None:
    shown = texts(settings.window)
    assert "Models: Apache-2.0." in shown
    assert "This is the spare voice." in shown
    assert "What you say is recognised once." in shown


async def test_the_microphone_is_tried(settings, household) -> None:
    levels = []
    view_model = settings.voice_settings
    view_model.level_changed.connect(lambda: levels.append(view_model.level))
    find(settings.window, "microphone-try").click()
    await settings.settle()
    assert "I heard: Good morning." in texts(settings.window)
    assert levels == [0.2, 0.7, 0.0]
    household.voice_settings.failure = "No microphone was found: connect one."
    find(settings.window, "microphone-try").click()
    await settings.settle()
    assert "No microphone was found: connect one." in texts(settings.window)
    assert "I heard: Good morning." not in texts(settings.window)


async def test_a_choice_that_is_not_kept_is_told_and_not_shown(settings, household) -> None:
    household.voice_settings.failure = "This choice was not kept; choose again."
    choice(settings, "setting-wake-word", "okay_nabu").click()
    await settings.settle()
    assert "This choice was not kept; choose again." in texts(settings.window)
    assert choice(settings, "setting-wake-word", "off").property("selected")


async def test_a_wake_word_that_was_chosen_is_waited_for_at_once(settings, household) -> None:
    household.conversation.wakes = True
    choice(settings, "setting-wake-word", "okay_nabu").click()
    await settings.settle(0.1)
    household.conversation.woken.set()
    await settings.settle(0.1)
    assert household.conversation.listener is not None
