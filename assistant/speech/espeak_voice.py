"""The last-resort voice: espeak-ng, which Piper's package carries, so that every language always has one.

It sounds like a machine, but it is small, needs no model and says every number. Chinese goes through Pinyin,
because espeak-ng's own table reads characters as "Chinese letter".
"""

from __future__ import annotations

import ctypes
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np

from assistant.conversation import Language
from assistant.speech.audio import Samples
from assistant.speech.errors import SynthesisError, VoiceUnavailable
from assistant.speech.mandarin_phonemes import in_characters

SAMPLE_RATE = 22_050
WORDS_A_MINUTE = 150
"""Slower than espeak-ng's own 175, which old ears find hard to follow. Our rule."""
_VOICES = {Language.EN: b"en-us", Language.ZH: b"cmn-latn-pinyin"}
#: Constants of espeak-ng's speak_lib.h.
_SYNCHRONOUS, _DO_NOT_EXIT, _UTF8, _RATE = 2, 0x8000, 1, 1
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
_SLOWEST, _FASTEST = 0.5, 2.0


class EspeakVoice:
    """espeak-ng in one language."""

    name = "espeak-ng"
    sample_rate = SAMPLE_RATE

    def __init__(self, language: Language, *, pace: float = 1.0) -> None:
        """``pace`` 1 is normal, 0.8 slower (0.5 to 2). Raises :class:`VoiceUnavailable` where it is not installed."""
        if not _SLOWEST <= pace <= _FASTEST:
            raise ValueError(f"pace must lie between {_SLOWEST} and {_FASTEST}")
        self.language = language
        self._words_a_minute = round(WORDS_A_MINUTE * pace)
        _library()

    def synthesise(self, text: str) -> Iterator[Samples]:
        """See :meth:`assistant.speech.synthesis.Synthesiser.synthesise`."""
        words = _pinyin(text) if self.language is Language.ZH else text
        yield _spoken(words, _VOICES[self.language], self._words_a_minute)


@cache
def _library() -> ctypes.PyDLL:
    """The library that Piper phonemises with. Its calls keep Python's lock, because Piper's do and it has one state."""
    package = importlib.util.find_spec("piper")
    folders = [Path(folder) for folder in (package.submodule_search_locations or ())] if package else []
    for folder in folders:
        for file in sorted(folder.glob("espeakbridge*")):
            if file.suffix in {".so", ".pyd", ".dylib"}:
                try:
                    library = ctypes.PyDLL(str(file))
                    data = str(folder / "espeak-ng-data").encode()
                    if library.espeak_Initialize(_SYNCHRONOUS, 0, data, _DO_NOT_EXIT) > 0:
                        return library
                except (OSError, AttributeError):
                    continue
    raise VoiceUnavailable(
        "No voice is installed: install the package piper-tts, or a voice in Settings, Models."
    )


def _spoken(words: str, voice: bytes, words_a_minute: int) -> Samples:
    library = _library()
    pieces: list[Samples] = []

    def take(samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int | None) -> int:
        if count > 0 and samples:
            pieces.append((np.ctypeslib.as_array(samples, (count,)) / 32_768).astype(np.float32))
        return 0

    callback = _CALLBACK(take)
    library.espeak_SetSynthCallback(callback)
    content = words.encode()
    failed = (
        library.espeak_SetVoiceByName(voice)
        or library.espeak_SetParameter(_RATE, words_a_minute, 0)
        or library.espeak_Synth(content, len(content) + 1, 0, 0, 0, _UTF8, None, None)
    )
    if failed or not pieces:
        raise SynthesisError("This sentence could not be spoken; read it on the screen.")
    return np.concatenate(pieces)


def _pinyin(text: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return re.sub(
        r"\s+",
        " ",
        " ".join(lazy_pinyin(in_characters(text), style=Style.TONE3, neutral_tone_with_five=True)),
    )
