"""The thread that reads the microphone: feeds the ear, silences the voice at once, and tells the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable

from assistant.speech.capture import BlockSource
from assistant.speech.errors import SpeechError
from assistant.speech.hearing import Ear, EarEvent, Heard, Interrupting
from assistant.speech.interruption import InterruptionState
from assistant.speech.playback import VoiceOutput

MOST_WAITING = 256
"""Events that wait for the loop: five seconds of levels; a turn has a few dozen others."""


class MicrophoneThread:
    """Runs while it is open. Its events are taken in the loop, in order; those of an older epoch are dropped."""

    def __init__(self, source: BlockSource, ear: Ear, output: VoiceOutput) -> None:
        """``output`` is what falls silent when somebody talks over it."""
        self._source, self._ear, self._output = source, ear, output
        self._events: asyncio.Queue[tuple[int, EarEvent | SpeechError]] = asyncio.Queue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: asyncio.Future[None] | None = None
        self._open = threading.Event()
        self._lock, self._unhandled = threading.Lock(), 0
        #: Gets the loudness of each block in the loop, while :attr:`levels` is set.
        self.on_level: Callable[[float], None] = lambda _level: None
        self.levels = False

    @property
    def unhandled(self) -> bool:
        """Whether something was heard that the loop has not taken yet."""
        return self._open.is_set() and self._unhandled > 0

    @property
    def is_open(self) -> bool:
        """Whether the microphone is being read, or will be."""
        return self._open.is_set()

    def open(self) -> None:
        """Make ready; sound is read from :meth:`begin` on."""
        self._loop, self._running = asyncio.get_running_loop(), None
        self._events = asyncio.Queue()
        self._unhandled = 0
        self._open.set()

    def begin(self) -> None:
        """Read the microphone, now that the ear knows what it listens for: no word is lost before."""
        if self._running is None and self._loop is not None:
            self._running = self._loop.run_in_executor(None, self._read)

    async def close(self) -> None:
        """End, and wait until the microphone is closed (one block)."""
        self._open.clear()
        if self._running is not None:
            with contextlib.suppress(SpeechError):
                await asyncio.shield(self._running)

    def put(self, event: EarEvent) -> None:
        """Add an event of the loop's own making."""
        with self._lock:
            self._unhandled += 1
        self._take(self._ear.epoch, event)

    async def next(self) -> EarEvent:
        """The next event of what the ear listens for now. Raises the :class:`SpeechError` of a lost microphone."""
        while True:
            epoch, event = await self._events.get()
            if not isinstance(event, Heard):
                with self._lock:
                    self._unhandled = max(0, self._unhandled - 1)
            if isinstance(event, SpeechError):
                raise event
            if epoch == self._ear.epoch:
                return event

    def _read(self) -> None:
        try:
            self._source.start()
            while self._open.is_set():
                epoch, events = self._ear.feed(self._source.read())
                for event in events:
                    self._react(event)
                    self._post(epoch, event)
        except SpeechError as error:
            self._post(self._ear.epoch, error)
            raise
        finally:
            self._source.close()

    def _react(self, event: EarEvent) -> None:
        """What cannot wait for the loop: the voice falls silent at the first sign of an interruption."""
        if isinstance(event, Interrupting):
            if event.state is InterruptionState.SUSPECTED:
                self._output.pause()
            elif event.state is InterruptionState.CONFIRMED:
                self._output.stop()

    def _post(self, epoch: int, event: EarEvent | SpeechError) -> None:
        loop = self._loop
        if loop is None or loop.is_closed() or (isinstance(event, Heard) and not self.levels):
            return
        if not isinstance(event, Heard):
            with self._lock:
                self._unhandled += 1
        with contextlib.suppress(RuntimeError):  # the loop ended meanwhile
            loop.call_soon_threadsafe(self._take, epoch, event)

    def _take(self, epoch: int, event: EarEvent | SpeechError) -> None:
        if isinstance(event, Heard):
            self.on_level(event.level)
            if self._events.qsize() >= MOST_WAITING:
                return
        self._events.put_nowait((epoch, event))
