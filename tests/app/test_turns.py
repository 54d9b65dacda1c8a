"""A turn in speech: heard, answered from the records and the library, spoken into a file."""

from __future__ import annotations

import wave
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from app.services import Services
from app.settings import Settings
from app.turns import answer_speech, answer_words, speak_into_file
from assistant.conversation import Language, Route
from assistant.speech.audio import Clip, Samples
from assistant.speech.errors import NothingHeard, RecogniserUnavailable, VoiceUnavailable
from assistant.speech.recognition import Transcript
from device_io.reading import Quantity, ReadingKind
from kb.document import Document, Section
from kb.library import Library

SILENCE = Clip(np.zeros(1600, np.float32))


class Recogniser:
    """Hears what a test says it hears."""

    name = "scripted"

    def __init__(self, text: str) -> None:
        self.text = text
        self.hints: Sequence[str] = ()

    def transcribe(self, clip: Clip, language: Language, hints: Sequence[str] = ()) -> Transcript:
        self.hints = hints
        if not self.text:
            raise NothingHeard
        return Transcript(self.text, language, 0.9, (), 1.0)


class Voice:
    """Speaks each clause as a tenth of a second of tone."""

    name, sample_rate = "tone", 16_000

    def __init__(self, language: Language) -> None:
        self.language = language
        self.said: list[str] = []

    def synthesise(self, text: str) -> Iterator[Samples]:
        self.said.append(text)
        yield np.sin(np.arange(1600, dtype=np.float32) * 0.2) * 0.5


class Speech:
    """What the household hears and speaks with."""

    def __init__(self, text: str) -> None:
        self._recogniser = Recogniser(text)
        self._voices = {language: Voice(language) for language in Language}

    def recogniser(self) -> Recogniser:
        return self._recogniser

    def voice(self, language: Language) -> Voice:
        return self._voices[language]


@pytest.fixture
def house(folders, key, clock, tmp_path) -> Iterator[Services]:
    """A household with one reading, a small library and no local model."""
    settings = Settings(models={"llm": "excerpts"})
    house = Services(folders, settings, key=key, now=clock, time_zone="Asia/Shanghai")
    texts = {
        "en": ("Blood pressure at home", "Keep the cuff at the height of your heart."),
        "zh": ("在家怎样量血压", "量血压时袖带要和心脏一样高。"),
    }
    house.library = Library(
        [
            Document(
                f"{language}/pressure", "pressure", title, language, "Example", "CC0-1.0",
                date(2026, 1, 31), ("A guideline",), (Section((title, title), text),),
            )
            for language, (title, text) in texts.items()
        ],
        tmp_path / "index",
    )  # fmt: skip
    values = {
        "systolic": Quantity(Decimal(128), "mm[Hg]"),
        "diastolic": Quantity(Decimal(79), "mm[Hg]"),
    }
    house.records.add_manual(ReadingKind.BLOOD_PRESSURE, values, clock() - timedelta(hours=3), house.person)
    yield house
    house.close()


@pytest.mark.parametrize(
    ("language", "question"),
    [(Language.EN, "How is my blood pressure?"), (Language.ZH, "我的血压怎么样？")],
)
async def test_a_spoken_question_is_answered_from_record_and_library(house, language, question) -> None:
    house.speech = Speech(question)
    heard: list[str] = []
    shown: list[str] = []
    answered = await answer_speech(house, SILENCE, language, heard.append, shown.append)
    answer = answered.answer
    assert heard == [question]
    assert (answer.transcript, answer.language, answer.route) == (question, language, Route.EXCERPTS)
    assert "128/79" in answer.text
    assert answer.citations
    assert any(one.source.startswith(("reading:", "summary:")) for one in answer.figures)
    joint = "" if language is Language.ZH else " "
    assert joint.join(shown) == answer.text
    assert {"recognition", "safety", "total"} <= set(answer.timings_ms)


async def test_the_recogniser_is_told_words_of_health_in_the_language_spoken(house) -> None:
    house.speech = Speech("我的血压怎么样？")
    await answer_speech(house, SILENCE, Language.ZH, lambda _: None, lambda _: None)
    assert "血压" in house.speech.recogniser().hints
    await answer_speech(house, SILENCE, Language.EN, lambda _: None, lambda _: None)
    assert "systolic" in house.speech.recogniser().hints


async def test_an_emergency_is_also_heard_through_a_mistake_of_the_recogniser(house) -> None:
    house.speech = Speech("我胸通")  # 胸痛, as it sounds
    spoken: list[str] = []
    typed: list[str] = []
    await answer_speech(house, SILENCE, Language.ZH, lambda _: None, spoken.append)
    await answer_words(house, "我胸通", Language.ZH, typed.append)
    assert "胸痛" in spoken[0]
    assert not any("胸痛" in sentence for sentence in typed)


async def test_when_nothing_was_heard_nothing_is_answered(house) -> None:
    house.speech = Speech("")
    said: list[str] = []
    with pytest.raises(NothingHeard, match="say it again"):
        await answer_speech(house, SILENCE, Language.EN, said.append, said.append)
    assert said == []


async def test_an_answer_is_written_as_speech(house, tmp_path) -> None:
    house.speech = Speech("How is my blood pressure?")
    answered = await answer_words(house, "How is my blood pressure?", None, lambda _: None)
    spoken = await speak_into_file(house, answered.answer, tmp_path / "answer.wav")
    with wave.open(str(spoken.path)) as recording:
        assert recording.getframerate() == 16_000
        assert recording.getnframes() / 16_000 == pytest.approx(spoken.seconds, abs=0.01)
    said = " ".join(house.speech.voice(Language.EN).said)
    assert "128 over 79" in said
    assert "[1]" not in said
    assert spoken.voice == "tone"
    assert spoken.ms >= 0


async def test_without_speech_models_the_person_is_told_what_to_do(house, tmp_path, monkeypatch) -> None:
    """The catalogue holds no model at all, and espeak-ng is not here either."""

    def absent() -> None:
        raise VoiceUnavailable("espeak-ng is not here")

    monkeypatch.setattr("assistant.speech.espeak_voice._library", absent)
    house.catalogue = type(house.catalogue)([])
    answered = await answer_words(house, "How is my blood pressure?", None, lambda _: None)
    with pytest.raises(RecogniserUnavailable, match="type your question"):
        await answer_speech(house, SILENCE, Language.EN, lambda _: None, lambda _: None)
    with pytest.raises(VoiceUnavailable, match="stay on the screen"):
        await speak_into_file(house, answered.answer, tmp_path / "answer.wav")
    assert not (tmp_path / "answer.wav").exists()
