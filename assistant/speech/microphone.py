"""The microphone, through PortAudio."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

import numpy as np

from assistant.speech.audio import SPEECH_RATE, Samples
from assistant.speech.errors import MicrophoneLost, MicrophoneUnavailable
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

NO_MICROPHONE = (
    "No microphone was found: connect one and start Listenwell again; until then, type your questions."
)
LOST = "The microphone was lost while listening: connect it again and repeat what you said, or type it."
_QUEUED_BLOCKS = 250
_POLL_S = 0.1


class Microphone:
    """The default microphone, or another one: 16 kHz mono in blocks of 20 ms.

    A :class:`~assistant.speech.capture.BlockSource` for one turn at a time; it can be started again.
    """

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
        self._blocks: queue.Queue[Samples] = queue.Queue(_QUEUED_BLOCKS)
        self._finished = threading.Event()
        self._stream: Any = None
        self._held = ExitStack()
        self._dropped = 0

    def start(self) -> None:
        """See :meth:`assistant.speech.capture.BlockSource.start`."""
        self.close()
        self._blocks = queue.Queue(_QUEUED_BLOCKS)
        self._finished = threading.Event()
        self._dropped = 0
        try:
            library = self._library()
        except SoundSystemMissing as error:
            raise MicrophoneUnavailable(str(error)) from error
        try:
            self._stream = library.InputStream(
                samplerate=SPEECH_RATE,
                channels=1,
                dtype="float32",
                blocksize=round(SPEECH_RATE * BLOCK_S),
                device=self._device,
                callback=self._take,
                finished_callback=self._finished.set,
            )
            self._held.enter_context(stream_open())
            self._stream.start()
        except (library.PortAudioError, ValueError) as error:
            self.close()
            raise MicrophoneUnavailable(NO_MICROPHONE) from error

    def read(self) -> Samples:
        """See :meth:`assistant.speech.capture.BlockSource.read`."""
        if self._stream is None:
            raise MicrophoneLost(LOST)
        give_up = self._monotonic() + WATCHDOG_S
        while True:
            with suppress(queue.Empty):
                return self._blocks.get(timeout=_POLL_S)
            if self._finished.is_set() or not self._stream.active or self._monotonic() >= give_up:
                _log.warning("The microphone gives no sound any more.")
                raise MicrophoneLost(LOST)

    def close(self) -> None:
        """See :meth:`assistant.speech.capture.BlockSource.close`."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close(ignore_errors=True)
        self._held.close()
        if self._dropped:
            _log.warning("%d blocks of sound came faster than they were read.", self._dropped)
            self._dropped = 0

    def _take(self, block: Samples, _frames: int, _time: Any, _status: Any) -> None:
        """PortAudio's callback, on its own thread: must not wait."""
        if self._blocks.full():
            with suppress(queue.Empty):
                self._blocks.get_nowait()
                self._dropped += 1
        self._blocks.put_nowait(np.array(block[:, 0], dtype=np.float32))


def microphone_state() -> SoundDeviceState:
    """Whether there is a microphone; never raises."""
    return device_state("input", "The microphone is {name}.", NO_MICROPHONE)
