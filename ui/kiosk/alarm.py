"""The sound of a red flag for the staff: three soft strokes of two tones, repeated by nobody."""

from __future__ import annotations

import logging
import threading
from typing import Final

_log = logging.getLogger(__name__)

_RATE: Final = 22_050
#: A falling third (A5, F5) is heard by ears that have lost the high notes.
_TONES_HZ: Final = (880.0, 698.5)
_STROKE_S: Final = 0.25
_STROKES: Final = 3


def sound_alarm() -> None:
    """Sound it beside the window; where there is no loudspeaker, the panel alone tells."""
    threading.Thread(target=_sound, name="alarm", daemon=True).start()


def _sound() -> None:
    import numpy as np

    from assistant.speech.errors import SpeakerUnavailable
    from assistant.speech.playback import Player

    moments = np.arange(int(_STROKE_S * _RATE), dtype=np.float32) / _RATE
    fading = np.exp(-6 * moments).astype(np.float32)
    strokes = [
        (0.4 * fading * np.sin(2 * np.pi * tone * moments)).astype(np.float32) for tone in _TONES_HZ
    ] * _STROKES
    try:
        Player().play(strokes, _RATE)
    except SpeakerUnavailable:
        _log.info("no loudspeaker for the alarm")
