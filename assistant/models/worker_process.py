"""Starts, talks to and ends the child process that runs a model."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from time import monotonic

from assistant.models import worker_frames
from assistant.models.worker_frames import Frame, FrameError

#: A question "are you there" is sent when nothing was heard for so long (seconds).
_BEAT_S = 0.25
#: Time to end by itself when asked to, before it is killed (seconds).
_FAREWELL_S = 2.0


class WorkerLost(Exception):
    """The child process ended or hangs; the message is one sentence that says what to do."""


class WorkerProcess:
    """A running child process. Belongs to the event loop it was started in."""

    def __init__(self, process: Process, silence_s: float) -> None:
        self._process = process
        #: The child counts as hung when it is silent for so long (seconds).
        self.silence_s = silence_s
        self._frames: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._heard = monotonic()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def spawn(cls, *, threads: int, silence_s: float) -> WorkerProcess:
        """Start a child; it counts as hung when it is silent for ``silence_s`` seconds."""
        environment = os.environ | {
            # Waiting threads must not spin: they would take the core the window needs.
            "OMP_WAIT_POLICY": "passive",
            "OMP_NUM_THREADS": str(threads),
            # A fall must be quick and print nothing: ggml would call a debugger for a backtrace.
            "GGML_NO_BACKTRACE": "1",
            # A model folder is all there is: nothing may be looked up or reported.
            "HF_HUB_OFFLINE": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "assistant.models.worker",
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=environment,
        )
        return cls(process, silence_s)

    @property
    def pid(self) -> int:
        """Number of the child process."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the child has not ended."""
        return self._process.returncode is None and not self._reader.done()

    async def send(self, frame: Frame) -> None:
        """Send a message. Raises :class:`WorkerLost` and ``FrameError``."""
        stdin = self._process.stdin
        if stdin is None:
            raise WorkerLost(await self._farewell())
        stdin.write(worker_frames.encode(frame))
        try:
            async with asyncio.timeout(self.silence_s):
                await stdin.drain()
        except (ConnectionError, TimeoutError) as error:
            raise WorkerLost(await self._farewell()) from error

    async def receive(self, limit_s: float) -> Frame:
        """The next message that is not a sign of life.

        Raises :class:`WorkerLost` when the child ended, is silent, or needs longer than ``limit_s``.
        """
        began = monotonic()
        self._heard = max(self._heard, began)
        while True:
            try:
                async with asyncio.timeout(_BEAT_S):
                    frame = await self._frames.get()
            except TimeoutError:
                now = monotonic()
                if now - self._heard > self.silence_s or now - began > limit_s:
                    raise WorkerLost("The local model does not answer; it was stopped. Ask again.") from None
                await self.send(Frame({"op": "ping"}))
                continue
            if frame is None:
                raise WorkerLost(await self._farewell())
            if frame.op != "pong":
                return frame

    async def kill(self) -> None:
        """End the child at once."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
        await self._gone()

    async def close(self) -> None:
        """Ask the child to end; kill it when it does not."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(_FAREWELL_S):
                await self._process.wait()
        except TimeoutError:
            pass
        await self.kill()

    async def _gone(self) -> None:
        await self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
            with suppress(ConnectionError):
                await self._process.stdin.wait_closed()
        await self._reader

    async def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        try:
            while True:
                sizes = worker_frames.lengths(await stdout.readexactly(worker_frames.PREFIX.size))
                parts = [await stdout.readexactly(size) for size in sizes]
                self._heard = monotonic()
                await self._frames.put(worker_frames.decode(parts[0], parts[1]))
        except (asyncio.IncompleteReadError, ConnectionError, FrameError):
            await self._frames.put(None)

    async def _farewell(self) -> str:
        """Why the child ended, from its exit status."""
        try:
            async with asyncio.timeout(_FAREWELL_S):
                status = await self._process.wait()
        except TimeoutError:
            return "The local model does not answer; it was stopped. Ask again."
        if status == -signal.SIGKILL or status == -signal.SIGABRT:
            return (
                "The local model was stopped, most likely for want of memory; close other programs "
                "or choose a smaller model."
            )
        return "The local model broke down; ask again or choose another model."
