"""The settings of the voice over a real household: kept in the file, used from then on."""

from __future__ import annotations

import numpy as np
import pytest

from app.settings import load_settings
from assistant.conversation import Language
from assistant.speech.errors import MicrophoneUnavailable
from ui.adapters.conversation import ConversationAdapter
from ui.adapters.entry import EntryAdapter
from ui.adapters.voice_settings import VoiceSettingsAdapter
from ui.view_models.ports import MicrophoneView, PortFailed


class Unplugged:
    def start(self):
        raise MicrophoneUnavailable("No microphone was found: connect one.")

    def read(self):
        return np.zeros(320, np.float32)

    def close(self):
        pass


class Output:
    volume = 1.0
    position_s = 0.0


@pytest.fixture
def adapter(house):
    return ConversationAdapter(
        house, Unplugged, Output(), lambda _language: MicrophoneView(available=True)
    ).voice_settings


@pytest.mark.parametrize("language", Language)
def test_what_there_is_to_choose_from_is_named(adapter, language):
    view = adapter.snapshot(language)
    assert [key for key, _ in view.wake_words] == ["off", "okay_nabu", "hey_jarvis", "hey_mycroft", "alexa"]
    assert view.microphones[0][0] == ""
    assert (view.wake_word, view.hands_free, view.language, view.loudness) == ("off", False, "auto", 1.0)
    assert "Apache-2.0" in view.licence
    assert view.second_words
    assert any("\u3400" <= letter <= "\u9fff" for letter in view.licence) == (language is Language.ZH)


def test_choices_are_kept_in_the_file_and_used_from_then_on(house, adapter):
    for name, value in (
        ("microphone", "Desk"),
        ("wake_word", "alexa"),
        ("hands_free", True),
        ("language", "zh"),
    ):
        adapter.choose(name, value, Language.EN)
    kept = load_settings(house.folders.settings_file, {}).speech
    assert (kept.microphone, kept.wake_word, kept.hands_free, kept.language) == ("Desk", "alexa", True, "zh")
    assert house.settings.speech == kept
    # A device that was pulled out stays to be seen.
    assert ("Desk", "Desk (not connected)") in adapter.snapshot(Language.EN).microphones


def test_a_value_that_does_not_exist_is_refused(house, adapter):
    with pytest.raises(PortFailed, match="这个选择没有存下来"):
        adapter.choose("wake_word", "shout", Language.ZH)
    assert house.settings.speech.wake_word == "off"


def test_loudness_is_the_persons_own_and_heard_at_once(house):
    heard, spoken_on = [], []
    adapter = VoiceSettingsAdapter(house, Unplugged, on_loudspeaker=spoken_on.append, on_volume=heard.append)
    adapter.choose("loudness", 1.4, Language.EN)
    adapter.choose("loudspeaker", "Bar", Language.EN)
    assert (heard, spoken_on) == ([1.4], ["Bar"])
    assert adapter.snapshot(Language.EN).loudness == 1.4


async def test_a_microphone_that_is_not_there_is_told(adapter):
    with pytest.raises(PortFailed, match="没有找到话筒"):
        await adapter.try_microphone(Language.ZH, lambda _level: None)


@pytest.mark.parametrize(
    ("said", "language", "question"),
    [
        ("one twenty-eight over eighty-six", Language.EN, "128 over 86: save?"),
        ("一百二十八，八十六", Language.ZH, "高压128，低压86，存下来吗？"),
    ],
)
def test_a_reading_that_was_said_is_read_back(house, said, language, question):
    reading = EntryAdapter(house).heard("blood_pressure", said, language)
    assert reading.values == {"systolic": "128", "diastolic": "86"}
    assert reading.question == question
    assert house.records.readings(house.person, None, limit=5) == ()


@pytest.mark.parametrize(
    ("said", "told"), [("good morning", "I heard no number"), ("816", "I heard 816, which cannot be right")]
)
def test_what_cannot_be_a_reading_is_told(house, said, told):
    with pytest.raises(PortFailed, match=told):
        EntryAdapter(house).heard("spo2", said, Language.EN)
