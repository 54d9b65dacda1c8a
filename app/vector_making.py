"""Makes the vectors a library lacks, on a thread of its own, while everything else goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Final

from kb.errors import LibraryError
from kb.library import Library

_log = logging.getLogger(__name__)

#: Whoever listens hears of each so many vectors, and of the last.
_HEARD_EACH: Final = 8


@dataclass(frozen=True, slots=True)
class VectorProgress:
    """Of ``passages`` of the library ``made`` have a vector; ``running`` tells that more are being made."""

    made: int
    passages: int
    running: bool


class VectorMaking:
    """One thread at a time; what it has made is kept when it is ended, and the next goes on from there."""

    def __init__(self, library: Callable[[], Library]) -> None:
        """``library`` gives the library of the moment."""
        self._library = library
        self._lock = Lock()
        self._leaving = Event()
        self._thread: Thread | None = None
        self._made: int | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def progress(self) -> VectorProgress:
        """How far it is."""
        stats = self._library().stats()
        running = self._thread is not None and self._thread.is_alive()
        made = self._made if running and self._made is not None else stats.vectors
        return VectorProgress(made, stats.passages, running and stats.embedder is not None)

    def subscribe(self, on_progress: Callable[[], None]) -> Callable[[], None]:
        """Call ``on_progress``, from any thread, now and then while vectors are made; returns the way out."""
        self._listeners.append(on_progress)
        return lambda: self._listeners.remove(on_progress)

    def begin(self) -> None:
        """Make what is missing; does nothing while that is being done."""
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            self._leaving = Event()
            self._made = None
            self._thread = Thread(
                target=self._make, args=(self._library(), self._leaving), name="vectors", daemon=True
            )
            self._thread.start()

    def end(self) -> None:
        """Stop and wait until it has stopped: a second, at most."""
        with self._lock:
            self._leaving.set()
            if self._thread is not None:
                self._thread.join()
            self._thread = None

    def _make(self, library: Library, leaving: Event) -> None:
        passages = library.stats().passages

        def progress(done: int, missing: int) -> None:
            self._made = passages - missing + done
            if done % _HEARD_EACH == 0:
                self._tell()

        try:
            library.build_vectors(progress, leaving.is_set)
        except LibraryError as error:
            _log.warning("the library is searched by words alone: %s", type(error).__name__)
        self._made = None
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
