"""Lets the local model read the library for terms, on a thread of its own, in the time that nobody asks it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from assistant.models.engine import EngineYielded
from assistant.models.term_reading import ModelTermReader, SpareEngine
from kb.document import Passage
from kb.errors import LibraryError
from kb.library import Library
from kb.term_reader import TermReader

if TYPE_CHECKING:
    from assistant.models.local_engine import Completion

_log = logging.getLogger(__name__)

#: Seconds without a question before reading goes on, and between two passages.
REST_S: Final = 60.0
BREATH_S: Final = 1.0
#: Seconds between two looks whether other work in the background is done.
_LOOK_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class ReadingProgress:
    """Of ``passages`` of the library ``read`` were read; ``failed`` tells that the model could not go on."""

    read: int
    passages: int
    running: bool
    failed: bool = False


class LibraryReading:
    """One thread at a time; what was read is kept when it is ended, and the next goes on from there."""

    def __init__(
        self,
        library: Callable[[], Library],
        engine: Callable[[], SpareEngine | None],
        busy: Callable[[], bool] = lambda: False,
        *,
        rest_s: float = REST_S,
        breath_s: float = BREATH_S,
    ) -> None:
        """``library`` and ``engine`` give those of the moment, no engine where none may read.

        While ``busy``, other work in the background comes first.
        """
        self._library, self._engine, self._busy = library, engine, busy
        self._rest_s, self._breath_s = rest_s, breath_s
        self._lock, self._turn = Lock(), Lock()
        self._leaving = Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._asking: Future[Completion] | None = None
        self._quiet_from = 0.0
        self._read: int | None = None
        self._failed = False
        self._listeners: list[Callable[[], None]] = []

    @property
    def progress(self) -> ReadingProgress:
        """How far it is."""
        stats = self._library().stats()
        running = self._thread is not None and self._thread.is_alive()
        read = self._read if running and self._read is not None else stats.passages_read
        return ReadingProgress(read, stats.passages, running, self._failed)

    def subscribe(self, on_progress: Callable[[], None]) -> Callable[[], None]:
        """Call ``on_progress``, from any thread, after each passage and at the end; returns the way out."""
        self._listeners.append(on_progress)
        return lambda: self._listeners.remove(on_progress)

    def serve(self, loop: asyncio.AbstractEventLoop) -> None:
        """Use the engine on ``loop``, that of the window: before this nothing is read."""
        self._loop = loop

    def begin(self) -> None:
        """Read what is missing; does nothing while that is being done, or where nothing may read."""
        with self._lock:
            engine, loop = self._engine(), self._loop
            if engine is None or loop is None or (self._thread is not None and self._thread.is_alive()):
                return
            self._leaving, self._failed, self._read = Event(), False, None
            reader = _SpareReader(self, ModelTermReader(engine, lambda work: self._wait(work, loop)))
            self._thread = Thread(
                target=self._run, args=(self._library(), reader), name="library reading", daemon=True
            )
            self._thread.start()

    def end(self) -> None:
        """Stop and wait until it has stopped; the passage being read is given up."""
        with self._lock:
            self._leaving.set()
            self._give_up()
            if self._thread is not None:
                self._thread.join()
            self._thread = None

    def give_way(self) -> None:
        """Somebody asks: give up the passage being read and rest a while."""
        self._quiet_from = monotonic() + self._rest_s
        self._give_up()

    def wait_for_turn(self) -> bool:
        """Wait until nobody asks and nothing else is to be done first; false when it was ended meanwhile."""
        while not self._leaving.is_set():
            rest_s = self._quiet_from - monotonic()
            if rest_s <= 0 and not self._busy():
                return True
            self._leaving.wait(max(min(rest_s, _LOOK_S), self._breath_s))
        return False

    def breathe(self) -> None:
        """Leave the machine alone between two passages."""
        self._leaving.wait(self._breath_s)

    def _give_up(self) -> None:
        with self._turn:
            if self._asking is not None:
                self._asking.cancel()

    def _wait(self, work: Coroutine[Any, Any, Completion], loop: asyncio.AbstractEventLoop) -> Completion:
        with self._turn:  # nobody may ask between the beginning and its being known
            self._asking = asking = asyncio.run_coroutine_threadsafe(work, loop)
            if self._leaving.is_set():
                asking.cancel()
        try:
            return asking.result()
        except CancelledError as error:
            raise EngineYielded("The model is needed for something else; read on later.") from error
        finally:
            with self._turn:
                self._asking = None

    def _run(self, library: Library, reader: TermReader) -> None:
        before = library.stats().passages

        def progress(done: int, missing: int) -> None:
            self._read = before - missing + done
            self._tell()

        try:
            if library.read_terms(reader, progress, self._leaving.is_set) and not self._leaving.is_set():
                library.build()
        except LibraryError as error:
            self._failed = True
            _log.warning("the library is not read on: %s", type(error).__name__)
        self._read = None
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


class _SpareReader:
    """Reads a passage as often as it takes until it is read without anybody asking meanwhile."""

    def __init__(self, reading: LibraryReading, reader: TermReader) -> None:
        self._reading, self._reader = reading, reader

    @property
    def name(self) -> str:
        return self._reader.name

    def terms(self, passage: Passage) -> tuple[str, ...] | None:
        while self._reading.wait_for_turn():
            terms = self._reader.terms(passage)
            if terms is not None:
                self._reading.breathe()
                return terms
            self._reading.give_way()
        return None
