"""Speech synthesis in Mandarin with Kokoro-82M."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.conversation import Language
from assistant.speech.audio import Samples
from assistant.speech.clauses import split_clauses
from assistant.speech.errors import SynthesisError, VoiceUnavailable
from assistant.speech.mandarin_phonemes import MandarinPhonemes
from assistant.speech.onnx_session import OnnxError, OnnxModel

SAMPLE_RATE = 24_000
MAX_PHONEMES = 500
"""Kokoro's context is 512 tokens, two of them the marks around the text (its model card)."""
STYLE_SIZE = 256
BASE_SPEED = 0.9
"""Kokoro's own speed 1 is hurried in Mandarin; this counts as pace 1."""
MAX_VOCABULARY_BYTES = 1_000_000
_SLOWEST, _FASTEST = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class _Loaded:
    model: OnnxModel
    styles: Samples
    vocabulary: dict[str, int]


class KokoroVoice:
    """One Kokoro speaker, speaking Mandarin; loaded on first use."""

    def __init__(
        self,
        model: Path,
        voices: Path,
        vocabulary: Path,
        *,
        cache_folder: Path,
        speaker: str = "jm_kumo",
        pace: float = 1.0,
        threads: int = 1,
        name: str = "Kokoro",
    ) -> None:
        """Use the network ``model`` (``.onnx``), the speakers in ``voices`` (``.npz``) and ``vocabulary`` (``.json``).

        ``cache_folder`` keeps the Chinese word list, ``pace`` 1 is normal, 0.8 slower (0.5 to 2). Raises
        :class:`~assistant.speech.errors.VoiceUnavailable` when a file is not there.
        """
        if not _SLOWEST <= pace <= _FASTEST:
            raise ValueError(f"pace must lie between {_SLOWEST} and {_FASTEST}")
        if not all(path.is_file() for path in (model, voices, vocabulary)):
            raise VoiceUnavailable("The Chinese voice is not installed; install one in Settings, Models.")
        self._files = (model, voices, vocabulary)
        self._speaker = speaker
        self._speed = BASE_SPEED * pace
        self._threads = threads
        self._name = name
        self._phonemes = MandarinPhonemes(cache_folder)
        self._loaded: _Loaded | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Which voice this is."""
        return f"{self._name} ({self._speaker})"

    @property
    def language(self) -> Language:
        """Mandarin."""
        return Language.ZH

    @property
    def sample_rate(self) -> int:
        """24,000 samples a second."""
        return SAMPLE_RATE

    def synthesise(self, text: str) -> Iterator[Samples]:
        """See :meth:`assistant.speech.synthesis.Synthesiser.synthesise`."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(*self._files, self._speaker, self._threads)
            loaded = self._loaded
        for clause in split_clauses(text):
            said = [
                loaded.vocabulary[sound] for sound in self._phonemes(clause) if sound in loaded.vocabulary
            ]
            for start in range(0, len(said), MAX_PHONEMES):
                yield self._sound(loaded, said[start : start + MAX_PHONEMES])

    def _sound(self, loaded: _Loaded, tokens: list[int]) -> Samples:
        style = loaded.styles[min(len(tokens), len(loaded.styles)) - 1].reshape(1, STYLE_SIZE)
        try:
            outputs = loaded.model.run(
                {
                    "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
                    "style": style,
                    "speed": np.array([self._speed], dtype=np.float32),
                }
            )
        except OnnxError as error:
            raise SynthesisError("This sentence could not be spoken; read it on the screen.") from error
        return np.clip(np.asarray(outputs[0], dtype=np.float32).reshape(-1), -1.0, 1.0)


def _load(model: Path, voices: Path, vocabulary: Path, speaker: str, threads: int) -> _Loaded:
    try:
        with np.load(voices, allow_pickle=False) as archive:
            styles = np.asarray(archive[speaker], dtype=np.float32).reshape(-1, STYLE_SIZE)
        with vocabulary.open("rb") as file:
            sounds = json.loads(file.read(MAX_VOCABULARY_BYTES))["vocab"]
        known = {str(sound): int(number) for sound, number in sounds.items()}
        return _Loaded(OnnxModel(model, threads=threads), styles, known)
    except KeyError as error:
        raise VoiceUnavailable(f"The Chinese voice has no speaker {speaker!r}; choose another.") from error
    except (OSError, ValueError, TypeError, AttributeError, zipfile.BadZipFile, OnnxError) as error:
        raise VoiceUnavailable("The Chinese voice is damaged; remove it and install it again.") from error
