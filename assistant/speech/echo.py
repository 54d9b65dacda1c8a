"""Taking the machine's own voice out of what the microphone hears."""

from __future__ import annotations

import threading
from typing import Protocol

import numpy as np

from assistant.speech.audio import SPEECH_RATE, Clip, Samples, resampled

MOST_WAITING = SPEECH_RATE // 2
"""Sound that was played and not yet asked for is kept half a second: no room and no sound card delays more."""


class EchoCanceller(Protocol):
    """Removes a known sound (what was played) from a recorded one."""

    def process(self, heard: Samples, played: Samples) -> Samples:
        """``heard`` without the echo of ``played``: two stretches of equal length, 16 kHz, whole 10 ms."""
        ...


class WebRtcEchoCanceller:
    """The third echo canceller of WebRTC (AEC3), which finds the delay by itself.

    On echo mixes made of Piper speech (delays of 20 to 180 ms, three loudnesses, 120 ms of reverberation)
    it removed 22 to 39 dB and left less than one per cent of the windows sounding like speech to Silero, as two
    other builds of it did; Speex removed 8 to 20 dB and left 5 to 74 per cent. It costs one per cent of one core.

    The noise suppressor beside it stays off: on six recordings of each language in pink noise, Whisper base wrote
    11 of 85 Chinese characters wrongly at 10 dB without it and 12 with it, 26 and 22 at 5 dB, 10 and 10 without
    noise; of 64 English words 0 and 0 at 10 dB, 0 and 1 at 5 dB.
    """

    def __init__(self) -> None:
        """Raises :class:`ImportError` where the package is not installed."""
        from pywebrtc_audio import EchoCanceller as Aec3

        self._canceller = Aec3(sample_rate=SPEECH_RATE)

    def process(self, heard: Samples, played: Samples) -> Samples:
        """See :meth:`EchoCanceller.process`."""
        clean = self._canceller.process(_contiguous(heard), _contiguous(played))
        return np.asarray(clean, np.float32)


def open_echo_canceller() -> EchoCanceller | None:
    """An echo canceller, or ``None`` where none is installed: then only a tap interrupts the voice."""
    try:
        return WebRtcEchoCanceller()
    except ImportError:
        return None


class PlayedSound:
    """What the loudspeaker has played, waiting to be compared with what the microphone hears."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Samples = np.zeros(0, np.float32)

    def played(self, block: Samples, rate: int) -> None:
        """Take what the loudspeaker was just given; called on the sound system's thread."""
        sound = resampled(Clip(np.array(block, np.float32), rate), SPEECH_RATE).samples
        with self._lock:
            self._waiting = np.concatenate([self._waiting, sound])[-MOST_WAITING:]

    def take(self, count: int) -> Samples:
        """The next ``count`` samples at 16 kHz, silence where nothing was played."""
        with self._lock:
            found, self._waiting = self._waiting[:count], self._waiting[count:]
        return np.pad(found, (0, count - len(found)))


def _contiguous(samples: Samples) -> Samples:
    """As the package's C++ wants it, whatever slice it is of."""
    return np.ascontiguousarray(np.clip(samples, -1.0, 1.0), np.float32)
