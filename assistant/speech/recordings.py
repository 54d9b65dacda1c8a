"""Makes the two spoken questions that ``listenwell demo`` asks (``resources/speech``)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE, Clip, resampled, write_wav
from assistant.speech.synthesis import Synthesiser, speech_clip

DEMO_QUESTIONS = {
    Language.EN: "What was my last blood pressure, and is it too high?",
    Language.ZH: "我最近一次的血压是多少？正常吗？",
}
"""What the recordings say."""
PAUSE_S = 0.3
"""Silence before and after the question, in seconds, as a microphone would give."""
PEAK = 0.7


def recording_name(language: Language) -> str:
    """The file name of the question in ``language``."""
    return f"question_{language.value}.wav"


def make_demo_recordings(folder: Path, voices: Mapping[Language, Synthesiser]) -> Mapping[Language, Path]:
    """Speak each question with the voice of its language into ``folder``: 16 kHz mono, 16 bit.

    Raises :class:`~assistant.speech.errors.SynthesisError` or
    :class:`~assistant.speech.errors.AudioError`.
    """
    made = {}
    for language, voice in voices.items():
        clip = resampled(speech_clip(DEMO_QUESTIONS[language], voice), SPEECH_RATE)
        loudest = float(np.max(np.abs(clip.samples))) or 1.0
        pause = np.zeros(round(PAUSE_S * SPEECH_RATE), np.float32)
        samples = np.concatenate([pause, clip.samples * (PEAK / loudest), pause])
        made[language] = folder / recording_name(language)
        write_wav(made[language], Clip(samples.astype(np.float32)))
    return made
