"""A model that hears sound reads what was said a second time; the two readings check each other."""

from pathlib import Path

import numpy as np
import pytest

from app.second_hearing import SecondHearing
from assistant.conversation import Language
from assistant.models.catalogue import Catalogue, load_catalogue
from assistant.models.engine import EngineError
from assistant.models.local_engine import Completion
from assistant.models.store import ModelStore
from assistant.speech.audio import Clip
from assistant.speech.recognition import Transcript, TranscriptSegment
from assistant.speech.repair import guesses
from assistant.speech.second_hearing import AGREED, cross_checked, second_reading

CLIP = Clip(np.linspace(-0.5, 0.5, 32_000, dtype=np.float32))


def transcript(text, confidence=0.9, language=Language.EN, alternatives=()):
    return Transcript(
        text, language, confidence, (TranscriptSegment(text, 0, 2, confidence),), 1.0, alternatives
    )


class Hearing:
    """A scripted model that hears."""

    def __init__(self, text="", fails=False):
        self.text, self.fails, self.sounds, self.closed = text, fails, [], 0

    async def complete(self, prompt, *, sounds, max_tokens, temperature):
        self.sounds.append((prompt[0].content, sounds, temperature))
        if self.fails:
            raise EngineError("The local model fell; ask again.")
        return Completion(self.text, "stop", 1, 0, 1, 1.0, 1.0)

    async def aclose(self):
        self.closed += 1


async def test_the_sound_itself_goes_to_the_model():
    model = Hearing(' "My pressure is\n128 over 86."\n')
    assert await second_reading(model, CLIP, Language.EN) == "My pressure is 128 over 86."
    ((task, (sound,), temperature),) = model.sounds
    assert "word for word" in task
    assert temperature == 0.0
    assert np.frombuffer(sound, "<f4") == pytest.approx(CLIP.samples)


async def test_a_long_talk_is_heard_once():
    model = Hearing("words")
    assert await second_reading(model, Clip(np.zeros(31 * 16_000, np.float32)), Language.EN) == ""
    assert model.sounds == []


def test_the_same_words_make_it_sure():
    checked = cross_checked(transcript("One twenty-eight over 86.", 0.5), "128 over 86")
    assert checked.confidence == AGREED
    assert guesses(checked) is None


def test_another_number_is_asked_about():
    checked = cross_checked(transcript("My pressure is 128 over 86."), "My pressure is 128 over 76.")
    offered = guesses(checked)
    assert offered.texts == ("My pressure is 128 over 86.", "My pressure is 128 over 76.")


def test_other_words_are_asked_about_and_nearly_the_same_ones_are_not():
    assert guesses(cross_checked(transcript("Is it safe?"), "Where is the doctor?")) is not None
    nearly = cross_checked(transcript("Is my pressure too high?"), "Is my pressure to high")
    assert nearly.confidence == 0.9
    assert guesses(nearly) is None


def test_nothing_heard_a_second_time_changes_nothing():
    assert cross_checked(transcript("Hello."), "  ") == transcript("Hello.")


OVERLAY = """
[[model]]
id = "tiny-omni"
title = "Tiny Omni"
roles = ["chat", "recogniser"]
engine = "llama_cpp"
family = "omni"
languages = ["zh", "en"]
memory_mb = 100
licence = {spdx = "MIT", url = "https://example.org/licence"}
[[model.file]]
name = "omni.gguf"
part = "text"
"""


def hearing_in(folder, model, *, installed):
    (folder / "models.d").mkdir()
    (folder / "models.d" / "omni.toml").write_text(OVERLAY)
    if installed:
        (folder / "models" / "tiny-omni").mkdir(parents=True)
        (folder / "models" / "tiny-omni" / "omni.gguf").write_bytes(b"GGUF")
    catalogue = Catalogue([load_catalogue(folder / "models.d").entry("tiny-omni")])
    store = ModelStore(catalogue, folder / "models", folder / "cache", offline=True, extra_folders=())
    return SecondHearing(store, lambda _id: model)


async def test_without_such_a_model_it_is_said_and_nothing_is_read(tmp_path: Path):
    second = hearing_in(tmp_path, Hearing("words"), installed=False)
    assert "recognised once" in second.words[Language.EN]
    assert "只识别一遍" in second.words[Language.ZH]
    assert await second.reading(CLIP, Language.EN) == ""


async def test_with_one_both_readings_are_compared(tmp_path: Path):
    model = Hearing("My pressure is 128 over 76.")
    second = hearing_in(tmp_path, model, installed=True)
    assert "Tiny Omni" in second.words[Language.EN]
    assert await second.reading(CLIP, Language.EN) == "My pressure is 128 over 76."
    await second.aclose()
    assert model.closed == 1


async def test_a_model_that_fails_leaves_the_first_reading(tmp_path: Path):
    second = hearing_in(tmp_path, Hearing(fails=True), installed=True)
    assert await second.reading(CLIP, Language.EN) == ""
