"""Soft tones that tell without words what the voice is doing."""

from __future__ import annotations

from functools import cache

import numpy as np

from assistant.speech.audio import Samples

RATE = 22_050
_SECONDS, _LOUDNESS = 0.16, 0.12


@cache
def heard() -> Samples:
    """A falling step: listening is over, an answer is being looked for. 0.16 s, soft edges."""
    return _step(660.0, 495.0)


def _step(first_hz: float, then_hz: float) -> Samples:
    time = np.arange(round(RATE * _SECONDS)) / RATE
    pitch = np.where(time < _SECONDS / 2, first_hz, then_hz)
    tone = np.sin(2 * np.pi * np.cumsum(pitch) / RATE)
    edges = np.sin(np.pi * time / _SECONDS) ** 2
    sound: Samples = (_LOUDNESS * tone * edges).astype(np.float32)
    return sound
