"""Coroutines started by the window: kept, watched, and cancelled when it closes."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, ParamSpec

from ui.view_models.ports.failure import PortFailed

P = ParamSpec("P")

_log = logging.getLogger(__name__)


class Tasks:
    """Starts coroutines on the running event loop. Make it on that loop.

    Qt slots are plain functions that call :meth:`start`. A coroutine that ends with an exception
    nobody expected is logged by its type alone, and ``on_unexpected`` is told.
    """

    def __init__(self, on_unexpected: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._on_unexpected = on_unexpected
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False

    def start(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
        """Start ``coroutine``; after :meth:`close` it is thrown away and ``None`` returned."""
        if self._closed:
            coroutine.close()
            return None
        task = self._loop.create_task(coroutine)
        self._running.add(task)
        task.add_done_callback(self._finished)
        return task

    def on_loop(self, callback: Callable[P, None]) -> Callable[P, None]:
        """Wrap ``callback`` so that it may be called from any thread and always runs on the loop."""

        def call(*args: P.args, **kwargs: P.kwargs) -> None:
            if self._closed:
                return
            if threading.get_ident() == self._thread:
                callback(*args, **kwargs)
            else:
                self._loop.call_soon_threadsafe(lambda: None if self._closed else callback(*args, **kwargs))

        return call

    async def idle(self, seconds: float = 1.0) -> None:
        """Wait until everything started has ended, with all it started in turn; some ``seconds`` at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while others := self._running - {asyncio.current_task()}:
                    await asyncio.wait(others)

    async def close(self) -> None:
        """Cancel what runs and wait for it. Nothing starts afterwards."""
        self._closed = True
        running = self._running - {asyncio.current_task()}
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            _log.error("A step of the window failed: %s", type(error).__name__, exc_info=error)
            if not self._closed:
                self._on_unexpected()


class Steps:
    """Does what somebody asked for, one step at a time: what is asked while another is being done is not done.

    ``changed`` is told when a step begins and ends, ``told`` hears the sentence of one that failed, ``ended`` that one
    has ended, however it did.
    """

    def __init__(
        self,
        tasks: Tasks,
        changed: Callable[[], None],
        told: Callable[[str], None],
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._tasks, self._changed, self._told, self._ended = tasks, changed, told, ended
        self.working = False
        #: What of the last step did not work and what to do.
        self.trouble = ""

    def do(self, step: Coroutine[Any, Any, None]) -> None:
        """Do ``step``, if nothing else is being done."""
        if self.working:
            step.close()
            return
        self.working, self.trouble = True, ""
        self._changed()
        self._tasks.start(self._done(step))

    def fail(self, error: PortFailed) -> None:
        """Say what did not work."""
        self.trouble = error.sentence
        self._told(error.sentence)
        self._changed()

    async def _done(self, step: Coroutine[Any, Any, None]) -> None:
        try:
            await step
        except PortFailed as error:
            self.fail(error)
        finally:
            self.working = False
            self._changed()
            self._ended()


class Rereading:
    """Reads something again whenever asked, one reading at a time; what is asked meanwhile is one more reading."""

    def __init__(self, tasks: Tasks, read: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._tasks, self._read = tasks, read
        self._stale = self._reading = self._paused = False

    def pause(self, paused: bool) -> None:
        """While nobody looks, nothing is read; what is out of date then is read when somebody looks again."""
        self._paused = paused
        if self._stale and not paused:
            self.ask()

    def ask(self) -> None:
        """What is shown is out of date."""
        self._stale = True
        if not self._reading and not self._paused:
            self._reading = True
            if self._tasks.start(self._read_until_fresh()) is None:
                self._reading = False

    async def _read_until_fresh(self) -> None:
        try:
            while self._stale and not self._paused:
                self._stale = False
                await self._read()
        finally:
            self._reading = False
