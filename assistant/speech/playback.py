"""Playing speech on the loudspeaker, with a stop that is heard at once."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.speech.audio import Samples
from assistant.speech.errors import SpeakerUnavailable
from assistant.speech.sound_system import (
    BLOCK_S,
    WATCHDOG_S,
    SoundDeviceState,
    SoundSystemMissing,
    device_state,
    sound_device_library,
    stream_open,
)

_log = logging.getLogger(__name__)

NO_SPEAKER = "No loudspeaker was found: connect one and start Listenwell again; answers stay on the screen."
LOST = "The loudspeaker was lost while speaking: connect it again; the answer is on the screen."
_QUEUED_PIECES = 4
_POLL_S = 0.02


LOUDEST = 4.0
"""Voices leave 12 dB of room at most; louder would only distort."""


class VoiceOutput(Protocol):
    """Where speech goes: a loudspeaker, or something that stands for one."""

    on_played: Callable[[Samples, int], None]
    """Gets each block as it is played, with its rate, on the sound system's thread."""
    volume: float
    """1 is the voice's own loudness."""

    @property
    def position_s(self) -> float:
        """Seconds of the present speech that were played."""
        ...

    def play(self, pieces: Iterable[Samples], rate: int) -> float:
        """Play ``pieces`` as they come, blocking; gives the seconds played, fewer after :meth:`stop`."""
        ...

    def stop(self) -> None:
        """Silence now, from any thread."""
        ...

    def pause(self) -> None:
        """Silence now, keeping the place; from any thread."""
        ...

    def resume(self) -> None:
        """Go on where it was paused; from any thread."""
        ...


class Player:
    """Plays one speech at a time on the default loudspeaker, or another one (a :class:`VoiceOutput`)."""

    def __init__(
        self,
        device: int | str | None = None,
        *,
        library: Callable[[], Any] = sound_device_library,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``device`` is PortAudio's number or name of the device; ``library`` gives ``sounddevice``."""
        self._device = device
        self._library = library
        self._monotonic = monotonic
        self._busy = threading.Lock()
        self._stop = threading.Event()
        self._paused = threading.Event()
        self._speech: _Speech | None = None
        self._rate = 1
        self.on_played: Callable[[Samples, int], None] = lambda _block, _rate: None
        self.volume = 1.0

    def use_device(self, device: int | str | None) -> None:
        """Speak on another loudspeaker from the next speech on; ``None`` is the system's own."""
        self._device = device

    @property
    def position_s(self) -> float:
        """See :meth:`VoiceOutput.position_s`."""
        speech = self._speech
        return speech.played / self._rate if speech is not None else 0.0

    def pause(self) -> None:
        """See :meth:`VoiceOutput.pause`: within one block and the device's own latency."""
        self._paused.set()

    def resume(self) -> None:
        """See :meth:`VoiceOutput.resume`."""
        self._paused.clear()

    def stop(self) -> None:
        """Silence now (within one 20 ms block and the device's own latency); from any thread."""
        self._stop.set()

    def play(self, pieces: Iterable[Samples], rate: int) -> float:
        """Play ``pieces`` as they come and give the seconds that were played, fewer after :meth:`stop`.

        Blocks until the end, so call it from a thread; a second call waits for the first. Raises
        :class:`~assistant.speech.errors.SpeakerUnavailable`, and whatever making the pieces raises.
        """
        with self._busy:
            self._stop.clear()
            self._paused.clear()
            try:
                library = self._library()
            except SoundSystemMissing as error:
                raise SpeakerUnavailable(str(error)) from error
            speech = _Speech(self._stop, self._monotonic)
            self._speech, self._rate = speech, rate
            with stream_open():
                stream = self._opened(library, speech, rate)
                try:
                    for piece in pieces:
                        if not speech.put(piece, stream):
                            break
                    speech.drain(stream)
                finally:
                    stream.close(ignore_errors=True)
            return speech.played / rate

    async def play_async(self, pieces: Iterable[Samples], rate: int) -> float:
        """:meth:`play` in a thread; cancelling the task stops the sound."""
        try:
            return await asyncio.to_thread(self.play, pieces, rate)
        except asyncio.CancelledError:
            self.stop()
            raise

    def _opened(self, library: Any, speech: _Speech, rate: int) -> Any:
        def give(out: NDArray[np.float32], _frames: int, _time: Any, _status: Any) -> None:
            more = True
            if self._paused.is_set() and not self._stop.is_set():
                speech.wait(out[:, 0])
            else:
                more = speech.fill(out[:, 0])
            np.clip(out * min(self.volume, LOUDEST), -1.0, 1.0, out=out)
            self.on_played(out[:, 0], rate)
            if self._stop.is_set():
                raise library.CallbackAbort
            if not more:
                raise library.CallbackStop

        try:
            stream = library.OutputStream(
                samplerate=rate,
                channels=1,
                dtype="float32",
                blocksize=round(rate * BLOCK_S),
                latency="low",
                device=self._device,
                callback=give,
                finished_callback=speech.finished.set,
            )
            stream.start()
        except (library.PortAudioError, ValueError) as error:
            raise SpeakerUnavailable(NO_SPEAKER) from error
        return stream


class _Speech:
    """The pieces of one speech on their way to the sound system's callback."""

    def __init__(self, stop: threading.Event, monotonic: Callable[[], float]) -> None:
        self.finished = threading.Event()
        self.played = 0
        self._stop = stop
        self._monotonic = monotonic
        self._pieces: queue.Queue[Samples | None] = queue.Queue(_QUEUED_PIECES)
        self._rest: Samples = np.zeros(0, np.float32)
        self._last_asked = monotonic()
        self._ended = False

    def put(self, piece: Samples | None, stream: Any) -> bool:
        """Hand a piece over (``None``: the end), waiting for room; false when stopped."""
        for _ in self._watched(stream):
            with suppress(queue.Full):
                self._pieces.put(piece, timeout=_POLL_S)
                return True
        return False

    def drain(self, stream: Any) -> None:
        """Wait until all has been played or it was stopped."""
        if self.put(None, stream):
            for _ in self._watched(stream):
                if self.finished.wait(_POLL_S):
                    break

    def wait(self, out: NDArray[np.float32]) -> None:
        """Fill one block with silence and keep the place; called like :meth:`fill`."""
        self._last_asked = self._monotonic()
        out[:] = 0.0

    def fill(self, out: NDArray[np.float32]) -> bool:
        """Fill one block, with silence where nothing is ready; false when this was the end.

        Called on the sound system's own thread: must not wait.
        """
        self._last_asked = self._monotonic()
        out[:] = 0.0
        if self._stop.is_set():
            return False
        filled = 0
        while filled < len(out) and not self._ended:
            if not self._rest.size:
                try:
                    piece = self._pieces.get_nowait()
                except queue.Empty:
                    break
                self._ended, self._rest = piece is None, self._rest if piece is None else piece
                continue
            part = self._rest[: len(out) - filled]
            out[filled : filled + len(part)] = part
            filled += len(part)
            self._rest = self._rest[len(part) :]
        self.played += filled
        return not self._ended

    def _watched(self, stream: Any) -> Iterator[None]:
        """Repeat while the device lives and nobody has stopped it."""
        while not self._stop.is_set():
            silent_for = self._monotonic() - self._last_asked
            gone = self.finished.is_set() or not stream.active
            if (gone and not self._ended) or silent_for > WATCHDOG_S:
                _log.warning("The loudspeaker takes no sound any more.")
                raise SpeakerUnavailable(LOST)
            yield


def speaker_state() -> SoundDeviceState:
    """Whether there is a loudspeaker; never raises."""
    return device_state("output", "The loudspeaker is {name}.", NO_SPEAKER)
