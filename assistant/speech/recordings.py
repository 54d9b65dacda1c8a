"""Makes recordings with the voices that packages carry: of the demonstration's questions, and for measuring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
QUESTIONS = {
    Language.EN: (
        "What was my last blood pressure, and is it too high?",
        "My blood pressure this morning was one thirty-five over eighty-five.",
        "I feel a little dizzy when I stand up, and my ankles are swollen.",
        "How often should I measure my blood pressure at home?",
        "The doctor told me to take metformin twice a day with food.",
        "Can I take amlodipine together with grapefruit juice?",
        "My fasting sugar was seven point eight today.",
        "My temperature is thirty-eight point four degrees, and I have been coughing for three days.",
        "What does an oxygen saturation of ninety-three percent mean?",
        "I weigh seventy-two point five kilograms now, two more than last week.",
        "Is it safe to stop taking atorvastatin for a week?",
        "My pulse was one hundred and twelve after climbing the stairs.",
    ),
    Language.ZH: (
        "我最近一次的血压是多少？正常吗？",
        "在家里应该多久量一次血压？",
        "今天空腹血糖七点八，要不要紧？",
        "我现在体重七十二点五公斤，比上星期重了两公斤。",
        "阿托伐他汀可以停一个星期吗？",
        "今天早上血压一百三十五，八十五，心率七十二。",
        "氨氯地平能和西柚汁一起吃吗？",
        "我站起来的时候有点头晕，脚踝也肿了。",
        "医生让我吃二甲双胍，一天两次，饭后吃。",
        "我体温三十八度四，咳嗽三天了。",
        "血氧饱和度百分之九十三是什么意思？",
        "爬楼以后心跳每分钟一百一十二次。",
    ),
}
"""What is said for measuring: questions about readings, names of medicines, numbers as people say them."""
NOISES_DB = (20, 10, 5)
"""How much louder than the noise the voice is in the noisy copies, in dB."""
PAUSE_S = 0.3
"""Silence before and after the question, in seconds, as a microphone would give."""
PEAK = 0.7


def recording_name(language: Language) -> str:
    """The file name of the question in ``language``."""
    return f"question_{language.value}.wav"


def recorded(text: str, voice: Synthesiser) -> Clip:
    """``text`` spoken as a microphone would hear it: 16 kHz, with a pause before and after."""
    clip = resampled(speech_clip(text, voice), SPEECH_RATE)
    loudest = float(np.max(np.abs(clip.samples))) or 1.0
    pause = np.zeros(round(PAUSE_S * SPEECH_RATE), np.float32)
    return Clip(np.concatenate([pause, clip.samples * (PEAK / loudest), pause]).astype(np.float32))


def in_noise(clip: Clip, louder_db: float, seed: int = 0) -> Clip:
    """``clip`` in the murmur of a room (pink noise) that the voice is ``louder_db`` louder than."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(0, 1, len(clip.samples)))
    pink = np.fft.irfft(spectrum / np.sqrt(np.arange(1, len(spectrum) + 1)), len(clip.samples))
    loud = float(np.sqrt(np.mean(np.square(clip.samples))))
    noise = pink * (loud / 10 ** (louder_db / 20) / float(np.sqrt(np.mean(np.square(pink)))))
    return Clip(np.clip(clip.samples + noise, -1.0, 1.0).astype(np.float32))


def make_recordings(
    folder: Path,
    voices: Mapping[Language, Synthesiser],
    *,
    noises_db: Sequence[float] = NOISES_DB,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> int:
    """Speak :data:`QUESTIONS` into ``folder`` as ``evaluate speech`` reads them, clean and in noise; gives how many.

    Raises :class:`~assistant.speech.errors.SynthesisError` or
    :class:`~assistant.speech.errors.AudioError`.
    """
    wanted = [(language, text) for language in voices for text in QUESTIONS[language]]
    made = 0
    for number, (language, text) in enumerate(wanted):
        progress(number, len(wanted))
        clip = recorded(text, voices[language])
        copies = {"clean": clip, **{f"{db:g}db": in_noise(clip, db, number) for db in noises_db}}
        for name, copy in copies.items():
            path = folder / f"{language.value}-{number:02}-{name}.wav"
            write_wav(path, copy)
            path.with_suffix(".txt").write_text(text, "utf-8")
            path.with_suffix(".lang").write_text(language.value, "utf-8")
            made += 1
    progress(len(wanted), len(wanted))
    return made


def make_demo_recordings(folder: Path, voices: Mapping[Language, Synthesiser]) -> Mapping[Language, Path]:
    """Speak each question with the voice of its language into ``folder``: 16 kHz mono, 16 bit.

    Raises :class:`~assistant.speech.errors.SynthesisError` or
    :class:`~assistant.speech.errors.AudioError`.
    """
    made = {}
    for language, voice in voices.items():
        made[language] = folder / recording_name(language)
        write_wav(made[language], recorded(DEMO_QUESTIONS[language], voice))
    return made
