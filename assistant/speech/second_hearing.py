"""A second reading of what was said, by a model that hears sound, and what two readings say about each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from assistant.conversation import Language
from assistant.models.answer_prompt import ChatMessage
from assistant.speech.recognition import Transcript
from assistant.speech.repair import UNSURE, UNSURE_OF_NUMBERS
from assistant.speech.spoken_numbers import words_to_digits

if TYPE_CHECKING:
    from assistant.models.local_engine import Completion
    from assistant.speech.audio import Clip

MOST_SECONDS: Final = 30.0
"""Longer turns are heard once: a second reading of them would come too late. Our rule."""
MOST_TOKENS: Final = 160
AGREED: Final = 0.95
"""How sure two different recognisers that wrote the same words are, at least. Our rule."""
ALIKE: Final = 80.0
"""Share of letters (per cent) in which two readings of one sentence agree; below it somebody misheard. Our rule."""

_TASK: Final = {
    Language.EN: "Write down word for word what is said in the recording, in the language it is said in. "
    "Numbers in digits. Nothing else, no answer.",
    Language.ZH: "请逐字写下录音里说的话，说什么语言就用什么语言写。数字写成阿拉伯数字。只写这些，不要回答。",
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_AROUND = " \t\n\"'“”‘’「」`"


class SoundModel(Protocol):
    """What hears: :class:`assistant.models.local_engine.LocalEngine` with a model that takes sound."""

    async def complete(
        self,
        prompt: Sequence[ChatMessage],
        *,
        sounds: Sequence[bytes],
        max_tokens: int,
        temperature: float,
    ) -> Completion:
        """The whole text at once. Raises :class:`assistant.models.engine.EngineError`."""
        ...

    async def aclose(self) -> None:
        """Free the model; does no harm twice."""
        ...


async def second_reading(model: SoundModel, clip: Clip, language: Language) -> str:
    """What ``model`` hears in ``clip``, in one line; empty for a clip that is too long, or a model that says nothing.

    Raises :class:`assistant.models.engine.EngineError`.
    """
    if clip.seconds > MOST_SECONDS:
        return ""
    from assistant.speech.audio import SPEECH_RATE, resampled

    sound = resampled(clip, SPEECH_RATE).samples.astype("<f4").tobytes()
    heard = await model.complete(
        [ChatMessage("user", _TASK[language])], sounds=(sound,), max_tokens=MOST_TOKENS, temperature=0.0
    )
    return " ".join(heard.text.split()).strip(_AROUND)


def cross_checked(transcript: Transcript, second: str) -> Transcript:
    """``transcript`` with what a ``second`` reading says of it.

    The same words make it sure. Another number, or words that are far from it, make it unsure, and the second
    reading is the first thing to be offered instead (:mod:`assistant.speech.repair`).
    """
    if not second.strip():
        return transcript
    first_letters, second_letters = _letters(transcript), _letters(replace(transcript, text=second))
    if first_letters == second_letters:
        return replace(transcript, confidence=max(transcript.confidence, AGREED))
    from rapidfuzz import fuzz

    others = tuple(text for text in transcript.alternatives if text != second)
    if _numbers(transcript.text, transcript.language) != _numbers(second, transcript.language):
        most = UNSURE_OF_NUMBERS
    elif fuzz.ratio(first_letters, second_letters) < ALIKE:
        most = UNSURE
    else:
        return replace(transcript, alternatives=(*others, second))
    confidence = min(transcript.confidence, round(most - 0.01, 3))
    return replace(transcript, confidence=confidence, alternatives=(second, *others))


def _letters(transcript: Transcript) -> str:
    written = words_to_digits(transcript.text, transcript.language)
    return "".join(filter(str.isalnum, written)).lower()


def _numbers(text: str, language: Language) -> list[str]:
    return _NUMBER.findall(words_to_digits(text, language))
