"""One turn of a conversation: a question in words or speech, its answer in words and speech."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from assistant.conversation import Answer, Language
from assistant.speech.recognition import Transcript, transcribe_async
from assistant.workflow import Answered, Question

if TYPE_CHECKING:
    from app.services import Services
    from assistant.speech.audio import Clip

#: Words of health that recognisers mishear without a hint.
HINTS = {
    Language.EN: ("blood pressure", "systolic", "diastolic", "metformin", "amlodipine"),
    Language.ZH: ("血压", "血糖", "高压", "低压", "二甲双胍", "氨氯地平"),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A spoken answer: the file, the voice, seconds of sound and milliseconds of work."""

    path: Path
    voice: str
    seconds: float
    ms: float


async def answer_words(
    house: Services,
    text: str,
    language: Language | None,
    on_sentence: Callable[[str], None],
    *,
    spoken: bool = False,
) -> Answered:
    """Answer ``text``. Errors as :meth:`assistant.workflow.AnsweringWorkflow.ask`."""
    workflow = await asyncio.to_thread(house.workflow)
    return await workflow.ask(Question(text, language, spoken=spoken), on_sentence)


async def recognised(house: Services, clip: Clip, language: Language) -> Transcript:
    """What ``clip`` says. Raises :class:`assistant.speech.errors.SpeechError`."""
    recogniser = await asyncio.to_thread(house.speech.recogniser)
    return await transcribe_async(recogniser, clip, language, HINTS[language])


async def answer_speech(
    house: Services,
    clip: Clip,
    language: Language,
    on_heard: Callable[[str], None],
    on_sentence: Callable[[str], None],
) -> Answered:
    """Recognise ``clip`` and answer it, matching red flags by sound too; ``on_heard`` gets what was heard.

    Raises what :func:`answer_words` does, and :class:`assistant.speech.errors.SpeechError`.
    """
    started = perf_counter()
    transcript = await recognised(house, clip, language)
    heard_ms = round((perf_counter() - started) * 1000, 1)
    on_heard(transcript.text)
    answered = await answer_words(house, transcript.text, language, on_sentence, spoken=True)
    timings = {"recognition": heard_ms, **answered.answer.timings_ms}
    return replace(answered, answer=replace(answered.answer, transcript=transcript.text, timings_ms=timings))


async def speak_into_file(house: Services, answer: Answer, path: Path) -> Spoken:
    """Write ``answer`` as speech in a WAV file. Raises :class:`assistant.speech.errors.SpeechError`."""
    from assistant.speech.synthesis import write_speech

    started = perf_counter()
    voice = await asyncio.to_thread(house.speech.voice, answer.language)
    clip = await asyncio.to_thread(write_speech, answer.text, voice, path)
    return Spoken(path, voice.name, round(clip.seconds, 2), round((perf_counter() - started) * 1000, 1))
