"""Measures recognition (and the speed of speaking) on a folder of recordings with their texts."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rapidfuzz.distance import Levenshtein

from assistant.conversation import Language
from assistant.number_words import ZH_VALUES
from assistant.speech.audio import read_recording
from assistant.speech.chinese_text import simplified
from assistant.speech.errors import NothingHeard
from assistant.speech.heard_figures import normalised
from assistant.speech.hearing import Ear
from assistant.speech.known_words import KnownWords
from assistant.speech.recognition import Recogniser
from assistant.speech.spoken_units import UNITS
from assistant.speech.synthesis import Synthesiser, spoken
from assistant.speech.turn_replay import replay
from assistant.speech.voice_activity import SileroVoiceActivity

SUFFIXES = (".wav", ".flac")
MAX_TEXT_BYTES = 100_000
#: 93% and 百分之93; 38度4 and 38.4度.
_SHARE = re.compile(r"百分之(?=\d)")
_DEGREES = re.compile(r"(?<![\d.])(\d{2})度(\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class _Hearing:
    """What hears the recordings."""

    ear: Ear
    recogniser: Recogniser
    words: KnownWords


@dataclass(slots=True)
class _Tally:
    errors: dict[Language, int] = field(default_factory=dict)
    units: dict[Language, int] = field(default_factory=dict)
    sound_s: float = 0.0
    text_ms: list[float] = field(default_factory=list)
    work_ms: list[float] = field(default_factory=list)
    audio_ms: list[float] = field(default_factory=list)
    failures: list[dict[str, str]] = field(default_factory=list)

    def rate(self, language: Language) -> float | None:
        """Errors per word or character of the reference; ``None`` without any."""
        units = self.units.get(language, 0)
        return round(self.errors[language] / units, 4) if units else None


def evaluate(
    folder: Path,
    recogniser: Recogniser,
    voices: Mapping[Language, Synthesiser] | None = None,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    seconds: Callable[[], float] = time.perf_counter,
) -> dict[str, Any]:
    """Recognise every ``NAME.wav`` or ``.flac`` that has a ``NAME.txt`` and a ``NAME.lang`` (zh or en).

    Each is heard as a turn that is spoken: recognised in its pauses, names put right. Gives ``{"wer": {"en"},
    "cer": {"zh"}, "rtf", "final_text_ms_p50", "first_audio_ms_p50", "n", "failures"}``: error rates as fractions
    (case, marks, script, and how numbers and units are written do not count), ``rtf`` = time of recognition over time of
    sound, ``final_text_ms_p50`` = from the last speech to the text, ``first_audio_ms_p50`` = from the last
    speech to the first sound of ``voices`` repeating it (``None`` without). Raises :class:`ValueError`
    when the folder holds no such recording, and :class:`~assistant.speech.errors.SpeechError`.
    """
    recordings = _recordings(folder)
    tally, hearing = _Tally(), _Hearing(Ear(SileroVoiceActivity()), recogniser, KnownWords())
    for done, (path, text, language) in enumerate(recordings):
        progress(done, len(recordings))
        text_ms = _recognise(path, text, language, hearing, tally, seconds)
        if voices is not None and language in voices:
            tally.audio_ms.append(text_ms + _first_audio_ms(text, voices[language], seconds))
    progress(len(recordings), len(recordings))
    return {
        "wer": {"en": tally.rate(Language.EN)},
        "cer": {"zh": tally.rate(Language.ZH)},
        "rtf": round(sum(tally.work_ms) / 1000 / tally.sound_s, 3),
        "final_text_ms_p50": round(median(tally.text_ms), 1) if tally.text_ms else None,
        "first_audio_ms_p50": round(median(tally.audio_ms), 1) if tally.audio_ms else None,
        "n": len(recordings),
        "failures": tally.failures,
    }


def _recordings(folder: Path) -> list[tuple[Path, str, Language]]:
    if not folder.is_dir():
        raise ValueError(f"{folder} is not a folder; give one with NAME.wav, NAME.txt and NAME.lang.")
    found = []
    for path in sorted(folder.iterdir()):
        text, language = path.with_suffix(".txt"), path.with_suffix(".lang")
        if path.suffix.lower() in SUFFIXES and text.is_file() and language.is_file():
            found.append((path, _read(text), _language(language)))
    if not found:
        raise ValueError(f"{folder} holds no recording with its text: NAME.wav, NAME.txt and NAME.lang.")
    return found


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(MAX_TEXT_BYTES).decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name} is not UTF-8 text.") from error


def _language(path: Path) -> Language:
    try:
        return Language(_read(path).lower()[:2])
    except ValueError as error:
        raise ValueError(f"{path.name} must say zh or en.") from error


def _recognise(
    path: Path, text: str, language: Language, hearing: _Hearing, tally: _Tally, seconds: Callable[[], float]
) -> float:
    """Hear one recording as a turn that is spoken; gives the time from its end to the text."""
    clip = read_recording(path)
    try:
        heard = asyncio.run(
            replay(
                clip,
                hearing.ear,
                hearing.recogniser,
                language,
                hearing.words.hints(language),
                seconds=seconds,
            )
        )
        got = hearing.words.corrected(heard.transcript.text, language)
        tally.text_ms.append(heard.final_text_ms)
        tally.work_ms.append(heard.work_ms)
    except NothingHeard:
        got = ""
    tally.sound_s += clip.seconds
    expected, written = units_of(text, language), units_of(got, language)
    errors = Levenshtein.distance(expected, written)
    tally.errors[language] = tally.errors.get(language, 0) + errors
    tally.units[language] = tally.units.get(language, 0) + len(expected)
    if errors:
        tally.failures.append({"id": path.stem, "expected": text, "got": got})
    return tally.text_ms[-1] if got else 0.0


def _first_audio_ms(text: str, voice: Synthesiser, seconds: Callable[[], float]) -> float:
    begun = seconds()
    next(spoken(text, voice), None)
    return (seconds() - begun) * 1000


def units_of(text: str, language: Language) -> list[str]:
    """What errors are counted in: characters in Chinese, words in English; of numbers, units and scripts one form."""
    written = _one_form(text, language).lower().replace("'", "").replace("’", "")
    plain = "".join(character if character.isalnum() else " " for character in written)
    return list("".join(plain.split())) if language is Language.ZH else plain.split()


def _one_form(text: str, language: Language) -> str:
    """``text`` as references and recognisers may both have written it: what is counted is hearing, not spelling."""
    written = normalised(simplified(text) if language is Language.ZH else text, language)
    for unit, words in UNITS[language]:
        written = unit.sub(rf"\g<number> {words}", written)
    if language is Language.EN:
        return written.replace("%", " percent")
    written = _DEGREES.sub(r"\1.\2度", _SHARE.sub("", written).replace("摄氏度", "度"))
    return "".join(str(ZH_VALUES.get(character, character)) for character in written)
