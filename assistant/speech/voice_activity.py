"""Is somebody speaking? Silero's network, window by window."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.speech.audio import Samples
from assistant.speech.errors import RecogniserUnavailable
from assistant.speech.onnx_session import OnnxError, OnnxModel

WINDOW = 512
"""Samples a window at 16 kHz (32 ms); the network takes no other size."""
WINDOW_S = WINDOW / 16_000
_CONTEXT = 64
_STATE = (1, 1, 128)


class VoiceActivity(Protocol):
    """Gives the probability of speech in each window of a stream."""

    def probability(self, window: Samples) -> float:
        """The probability (0 to 1) that the next :data:`WINDOW` samples at 16 kHz hold speech."""
        ...

    def reset(self) -> None:
        """Forget the stream so far."""
        ...


class SileroVoiceActivity:
    """Silero VAD v6; about 0.3 ms a window."""

    def __init__(self, model: Path | None = None) -> None:
        """Load ``model`` (``silero_vad_v6.onnx``), else the copy that faster-whisper carries.

        Raises :class:`~assistant.speech.errors.RecogniserUnavailable`.
        """
        try:
            self._model = OnnxModel(model or bundled_model())
        except OnnxError as error:
            raise RecogniserUnavailable(
                "The model that notices speech is damaged; install Listenwell again."
            ) from error
        self.reset()

    def reset(self) -> None:
        """See :meth:`VoiceActivity.reset`."""
        self._hidden = np.zeros(_STATE, np.float32)
        self._cell = np.zeros(_STATE, np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)

    def probability(self, window: Samples) -> float:
        """See :meth:`VoiceActivity.probability`."""
        if window.shape != (WINDOW,):
            raise ValueError(f"a window has {WINDOW} samples, not {window.shape}")
        heard = np.concatenate([self._context, window]).reshape(1, -1).astype(np.float32)
        output, self._hidden, self._cell = self._model.run(
            {"input": heard, "h": self._hidden, "c": self._cell}
        )
        self._context = window[-_CONTEXT:].copy()
        return float(np.asarray(output).reshape(-1)[0])


def bundled_model() -> Path:
    """Where faster-whisper keeps its copy. Raises :class:`RecogniserUnavailable`."""
    package = importlib.util.find_spec("faster_whisper")
    for folder in (package.submodule_search_locations or ()) if package is not None else ():
        path = Path(folder) / "assets" / "silero_vad_v6.onnx"
        if path.is_file():
            return path
    raise RecogniserUnavailable("The model that notices speech is missing; install Listenwell again.")
