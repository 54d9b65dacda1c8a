"""Speech synthesis with Piper voices."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation import Language
from assistant.speech.audio import Samples
from assistant.speech.errors import SynthesisError, VoiceUnavailable
from assistant.speech.onnx_session import OnnxError, OnnxModel, onnx_errors

if TYPE_CHECKING:
    from piper import PiperVoice as Voice

MAX_CONFIG_BYTES = 1_000_000
#: The ways from text to phonemes that work offline; the others load models of their own from a network.
_OFFLINE_PHONEMES = ("espeak", "text")
_SLOWEST, _FASTEST = 0.5, 2.0


class PiperVoice:
    """One Piper voice; loaded on first use, one sentence at a time."""

    def __init__(
        self,
        model: Path,
        *,
        language: Language = Language.EN,
        pace: float = 1.0,
        varied: bool = True,
        threads: int = 1,
        name: str = "Piper",
    ) -> None:
        """Use the voice ``model`` (``.onnx``, its settings beside it as ``.onnx.json``).

        ``pace`` 1 is the voice's own, 0.8 slower (0.5 to 2). ``varied`` adds Piper's random variation;
        without it the same text gives the same sound. Raises
        :class:`~assistant.speech.errors.VoiceUnavailable` when the files are not there or not a voice.
        """
        if not _SLOWEST <= pace <= _FASTEST:
            raise ValueError(f"pace must lie between {_SLOWEST} and {_FASTEST}")
        self._model = model
        self._settings = _settings(model)
        self._language = language
        self._pace = pace
        self._varied = varied
        self._threads = threads
        self._name = name
        self._voice: Voice | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Which voice this is."""
        return self._name

    @property
    def language(self) -> Language:
        """The language it speaks."""
        return self._language

    @property
    def sample_rate(self) -> int:
        """Samples a second, 22,050 for most voices."""
        audio = self._settings["audio"]
        assert isinstance(audio, dict)
        return int(audio["sample_rate"])

    def synthesise(self, text: str) -> Iterator[Samples]:
        """See :meth:`assistant.speech.synthesis.Synthesiser.synthesise`."""
        with self._lock:
            voice = self._loaded()
        from piper import SynthesisConfig

        quiet = None if self._varied else 0.0
        config = SynthesisConfig(
            length_scale=voice.config.length_scale / self._pace, noise_scale=quiet, noise_w_scale=quiet
        )
        # Piper takes [[…]] for phonemes of its own; nothing we say means that.
        words = text.replace("[[", "[").replace("]]", "]")
        try:
            for chunk in voice.synthesize(words, config):
                yield chunk.audio_float_array
        except onnx_errors() as error:
            raise SynthesisError("This sentence could not be spoken; read it on the screen.") from error

    def _loaded(self) -> Voice:
        if self._voice is None:
            self._voice = _load(self._model, self._settings, self._threads)
        return self._voice


def _settings(model: Path) -> dict[str, object]:
    path = Path(f"{model}.json")
    try:
        with path.open("rb") as file:
            settings = json.loads(file.read(MAX_CONFIG_BYTES))
        rate, phonemes = settings["audio"]["sample_rate"], settings.get("phoneme_type", "espeak")
        valid = model.is_file() and 8_000 <= int(rate) <= 96_000
    except OSError as error:
        raise VoiceUnavailable("The voice is not installed; install one in Settings, Models.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise VoiceUnavailable("The voice's settings file is damaged; install the voice again.") from error
    if not valid:
        raise VoiceUnavailable("The voice is not installed completely; install it again in Settings, Models.")
    if phonemes not in _OFFLINE_PHONEMES:
        raise VoiceUnavailable("This voice needs further models from the network; choose another voice.")
    assert isinstance(settings, dict)
    return settings


def _load(model: Path, settings: dict[str, object], threads: int) -> Voice:
    try:
        from piper import PiperConfig
        from piper import PiperVoice as Voice
    except ImportError as error:
        raise VoiceUnavailable("Speaking needs the package piper-tts; install Listenwell again.") from error
    logging.getLogger("piper").setLevel(logging.WARNING)  # its debug lines hold the text
    try:
        session = OnnxModel(model, threads=threads).session
        return Voice(session=session, config=PiperConfig.from_dict(settings))
    except (OnnxError, KeyError, TypeError, ValueError) as error:
        raise VoiceUnavailable("The voice is damaged; remove it and install it again.") from error
