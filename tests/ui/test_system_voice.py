"""The system's voices, with Qt's own silent engine."""

from __future__ import annotations

import asyncio
import logging

import pytest

from app.settings import Speech
from app.speech_models import SpeechModels
from assistant.conversation import Language
from assistant.models.catalogue import Catalogue
from assistant.models.store import ModelStore
from assistant.speech.espeak_voice import EspeakVoice
from assistant.speech.speaking import SpokenAnswer
from ui.system_voice import BLOCK_S, RATE, SystemVoice, SystemVoices


@pytest.fixture
async def voices() -> SystemVoices:
    return SystemVoices("mock")


async def test_it_gives_silence_for_as_long_as_the_system_speaks(voices) -> None:
    voice = await asyncio.to_thread(voices.voice, Language.EN, 1.0)
    assert voice.name == "system (mock)"
    pieces = await asyncio.to_thread(lambda: list(voice.synthesise("two words")))
    assert len(pieces) >= 2
    assert {len(piece) for piece in pieces} == {round(BLOCK_S * RATE)}
    assert not any(piece.any() for piece in pieces)
    assert not SpokenAnswer(voice).echo_known


async def test_not_reading_on_silences_the_system(voices) -> None:
    voice = voices.voice(Language.EN, 0.8)

    def hear_one_piece() -> None:
        sound = voice.synthesise("many words that nobody wants to hear until the end of the day")
        next(sound)
        sound.close()

    await asyncio.wait_for(asyncio.to_thread(hear_one_piece), 2)
    state = voices._speech.state()
    assert state.name == "Ready"


async def test_a_language_or_an_engine_that_is_not_there_is_none(voices, caplog) -> None:
    assert await asyncio.to_thread(voices.voice, Language.ZH, 1.0) is None  # Qt's engine speaks no Chinese
    with caplog.at_level(logging.INFO, "ui.system_voice"):
        assert SystemVoices("no-such-engine").voice(Language.EN, 1.0) is None


async def test_the_system_comes_after_the_catalogue_and_before_espeak(voices, tmp_path) -> None:
    store = ModelStore(Catalogue(()), tmp_path, tmp_path / "cache", offline=True, extra_folders=())
    speech = SpeechModels(store, Speech(), tmp_path)
    speech.system_voice = voices.voice
    assert isinstance(await asyncio.to_thread(speech.voice, Language.EN), SystemVoice)
    assert isinstance(await asyncio.to_thread(speech.voice, Language.ZH), EspeakVoice)
    chosen = SpeechModels(store, Speech(voices={"en": "espeak-ng"}), tmp_path)
    chosen.system_voice = voices.voice
    assert isinstance(await asyncio.to_thread(chosen.voice, Language.EN), EspeakVoice)
