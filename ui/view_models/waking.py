"""Waiting for the wake word while nothing else goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ui.view_models.ports import ConversationPort, PortFailed
from ui.view_models.tasks import Tasks


class Waking:
    """Waits at most once at a time; where no word was chosen it does nothing."""

    def __init__(
        self, port: ConversationPort, tasks: Tasks, woken: Callable[[], None], failed: Callable[[str], None]
    ) -> None:
        """``woken`` is called when the word was said, ``failed`` with what to do where it cannot be heard."""
        self._port, self._tasks = port, tasks
        self._woken, self._failed = woken, failed
        self._task: asyncio.Task[None] | None = None

    def wait(self, idle: bool) -> None:
        """Wait while ``idle``, if the person wants to be waited for; else stop."""
        if not idle:
            self.end()
        elif self._task is None and self._port.wakes:
            self._task = self._tasks.start(self._wait())

    def end(self) -> None:
        """Do not wait any more."""
        task, self._task = self._task, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    async def _wait(self) -> None:
        try:
            word = await self._port.awakened()
        except PortFailed as error:
            self._failed(error.sentence)
            return
        if word and self._task is asyncio.current_task():
            self._task = None
            self._woken()
