"""A sound card that exists only in memory: its microphone hears recordings and the echo of its loudspeaker.

Time passes with the blocks that the microphone gives, as fast as they are read or, with ``real_time``, no
faster than the clock. Tests, benchmarks and the demonstration put it in the place of the real one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from assistant.speech.audio import SPEECH_RATE, Clip, Samples, resampled
from assistant.speech.errors import MicrophoneUnavailable
from assistant.speech.sound_system import BLOCK_S

BLOCK = round(SPEECH_RATE * BLOCK_S)
_POLL_S = 0.002


class VirtualSoundCard:
    """A microphone and a loudspeaker in one room."""

    def __init__(
        self,
        *,
        echo_gain: float = 0.0,
        echo_delay_s: float = 0.06,
        noise: float = 0.0,
        seed: int = 0,
        real_time: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``echo_gain`` of what is played comes back after ``echo_delay_s``; ``noise`` is its root mean square."""
        self.seconds = 0.0
        #: Time stands still while this is true: what listens has something to finish first.
        self.busy: Callable[[], bool] = lambda: False
        #: Called after each step, on the thread that reads.
        self.on_step: Callable[[], None] = lambda: None
        self.real_time = real_time
        self._echo_gain, self._noise = echo_gain, noise
        self._random = np.random.default_rng(seed)
        self._monotonic, self._sleep = monotonic, sleep
        self._started: float | None = None
        self._to_hear: Samples = np.zeros(0, np.float32)
        self._in_the_air: Samples = np.zeros(round(echo_delay_s * SPEECH_RATE), np.float32)
        #: Held while time passes.
        self.lock = threading.RLock()
        self.microphone = VirtualMicrophone(self)
        self.loudspeaker = VirtualLoudspeaker(self)

    def say(self, sound: Samples) -> None:
        """Let somebody in the room make ``sound`` (16 kHz), after what is still to be heard."""
        with self.lock:
            self._to_hear = np.concatenate([self._to_hear, sound])

    @property
    def quiet(self) -> bool:
        """Whether everything that was said has been heard."""
        with self.lock:
            return not self._to_hear.size

    def step(self) -> Samples:
        """Let 20 ms pass; gives what the microphone hears of them."""
        while self.busy():
            self._sleep(_POLL_S)
        if self.real_time:
            self._wait_for_the_clock()
        with self.lock:
            self._in_the_air = np.concatenate([self._in_the_air, self.loudspeaker.next_block()])
            echo, self._in_the_air = self._in_the_air[:BLOCK], self._in_the_air[BLOCK:]
            said, self._to_hear = self._to_hear[:BLOCK], self._to_hear[BLOCK:]
            self.seconds += BLOCK_S
            hiss = self._random.normal(0.0, self._noise, BLOCK) if self._noise else 0.0
        self.on_step()
        heard = np.pad(said, (0, BLOCK - len(said))) + self._echo_gain * echo + hiss
        return np.clip(heard, -1.0, 1.0).astype(np.float32)

    def _wait_for_the_clock(self) -> None:
        now = self._monotonic()
        if self._started is None:
            self._started = now - self.seconds
        late = self._started + self.seconds + BLOCK_S - now
        if late > 0:
            self._sleep(late)


class VirtualMicrophone:
    """Gives what is heard in the room (:class:`assistant.speech.capture.BlockSource`)."""

    def __init__(self, card: VirtualSoundCard) -> None:
        self._card = card
        self.open = False
        self.plugged_in = True

    def start(self) -> None:
        """See :meth:`assistant.speech.capture.BlockSource.start`."""
        if not self.plugged_in:
            raise MicrophoneUnavailable("No microphone was found: connect one, or type your questions.")
        self.open = True

    def read(self) -> Samples:
        """The next 20 ms."""
        if not (self.open and self.plugged_in):
            raise MicrophoneUnavailable("The microphone was lost while listening: connect it again.")
        return self._card.step()

    def close(self) -> None:
        """See :meth:`assistant.speech.capture.BlockSource.close`."""
        self.open = False


class VirtualLoudspeaker:
    """Keeps what it plays (:class:`assistant.speech.playback.VoiceOutput`), heard as echo by the microphone."""

    def __init__(self, card: VirtualSoundCard) -> None:
        self._card = card
        self._blocks: list[Samples] = []
        self._waiting: Samples = np.zeros(0, np.float32)
        self._stopped, self._paused = threading.Event(), threading.Event()
        self.on_played: Callable[[Samples, int], None] = lambda _block, _rate: None
        self.volume = 1.0
        self._given = 0
        self.last_sound_s = 0.0

    @property
    def recording(self) -> Clip:
        """All that was played so far, with the silence in between, from the first step of the card on."""
        return Clip(np.concatenate([np.zeros(0, np.float32), *self._blocks]))

    @property
    def position_s(self) -> float:
        """Seconds of the present speech that were played."""
        return self._given / SPEECH_RATE

    def play(self, pieces: Iterable[Samples], rate: int) -> float:
        """See :meth:`assistant.speech.playback.VoiceOutput.play`."""
        self._stopped.clear()
        self._paused.clear()
        self._given = 0
        for piece in pieces:
            if self._stopped.is_set():
                break
            self.queue(resampled(Clip(piece, rate), SPEECH_RATE).samples)
        for _ in self._until_played():
            if not self._card.microphone.open:
                self._card.step()
        return self.position_s

    @property
    def playing(self) -> bool:
        """Whether there is sound that was not played yet."""
        return bool(self._waiting.size)

    def queue(self, sound: Samples) -> None:
        """Play ``sound`` (16 kHz) after what is waiting, as time passes."""
        with self._card.lock:
            self._waiting = np.concatenate([self._waiting, sound])

    def stop(self) -> None:
        """See :meth:`assistant.speech.playback.VoiceOutput.stop`."""
        self._stopped.set()
        with self._card.lock:
            self._waiting = np.zeros(0, np.float32)

    def pause(self) -> None:
        """See :meth:`assistant.speech.playback.VoiceOutput.pause`."""
        self._paused.set()

    def resume(self) -> None:
        """See :meth:`assistant.speech.playback.VoiceOutput.resume`."""
        self._paused.clear()

    def next_block(self) -> Samples:
        """What is played in the next 20 ms."""
        block = np.zeros(BLOCK, np.float32)
        if not self._paused.is_set():
            sound, self._waiting = self._waiting[:BLOCK], self._waiting[BLOCK:]
            block[: len(sound)] = sound * self.volume
            self._given += len(sound)
        if np.any(block):
            self.last_sound_s = self._card.seconds + BLOCK_S
        self._blocks.append(block)
        self.on_played(block, SPEECH_RATE)
        return block

    def _until_played(self) -> Iterator[None]:
        while self._waiting.size and not self._stopped.is_set():
            yield
            if self._card.microphone.open:
                time.sleep(_POLL_S)
