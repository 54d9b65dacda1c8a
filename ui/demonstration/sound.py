"""A microphone that hears a recording, and a loudspeaker that makes one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE, Clip, Samples, read_recording, write_wav

_BLOCK = SPEECH_RATE // 50
_SILENCE_S = 0.002


class RecordedMicrophone:
    """Gives a recording in blocks of 20 ms, then silence (:class:`assistant.speech.capture.BlockSource`)."""

    def __init__(self) -> None:
        self._samples: Samples = np.zeros(0, np.float32)
        self._at = 0

    def load(self, recording: Path) -> None:
        """Let the next turn hear ``recording``. Raises :class:`assistant.speech.errors.AudioError`."""
        self._samples = read_recording(recording).samples

    def start(self) -> None:
        """Begin at the beginning."""
        self._at = 0

    def read(self) -> Samples:
        """The next 20 ms."""
        if self._at > len(self._samples):
            time.sleep(_SILENCE_S)  # silence without end must not keep a processor busy
        block = self._samples[self._at : self._at + _BLOCK]
        self._at += _BLOCK
        return np.pad(block, (0, _BLOCK - len(block)))

    def close(self) -> None:
        """Nothing is held open."""


class SpeechRecorder:
    """Writes what would be heard into a WAV file (a :class:`assistant.speech.playback.VoiceOutput`)."""

    def __init__(self) -> None:
        self.path = Path()
        self.seconds = 0.0
        self.volume = 1.0
        self.on_played: Callable[[Samples, int], None] = lambda _block, _rate: None

    @property
    def position_s(self) -> float:
        """What is written is played."""
        return self.seconds

    def play(self, pieces: Iterable[Samples], rate: int) -> float:
        """Collect all of ``pieces`` and write them."""
        clip = Clip(np.concatenate([np.zeros(0, np.float32), *pieces]), rate)
        write_wav(self.path, clip)
        self.seconds = clip.seconds
        return self.seconds

    def stop(self) -> None:
        """What is written is whole; there is no sound to silence."""

    def pause(self) -> None:
        """Nobody listens, so nobody interrupts."""

    def resume(self) -> None:
        """It was never paused."""


class SilentVoice:
    """Leaves the sentences of screens on the screen (:class:`ui.view_models.ports.VoicePort`): answers are recorded."""

    async def say(self, text: str, language: Language) -> None:
        """Nothing is spoken."""

    def stop(self) -> None:
        """It is silent already."""
