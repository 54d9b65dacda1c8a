"""What a screen says aloud: one sentence at a time, the newest at once."""

from __future__ import annotations

import asyncio

from assistant.conversation import Language
from ui.view_models.ports import VoicePort
from ui.view_models.tasks import Tasks


class Speaking:
    """Speaks through a voice that may be silent; what is said again takes the place of what was being said."""

    def __init__(self, voice: VoicePort, tasks: Tasks) -> None:
        self._voice, self._tasks = voice, tasks
        self._task: asyncio.Task[None] | None = None

    @property
    def active(self) -> bool:
        """Whether something is being said."""
        return self._task is not None and not self._task.done()

    def say(self, text: str, language: Language) -> None:
        """Speak ``text`` now."""
        self.stop()
        if text:
            self._task = self._tasks.start(self._voice.say(text, language))

    def stop(self) -> None:
        """Fall silent."""
        if self._task is not None and self.active:
            self._voice.stop()
            self._task.cancel()
        self._task = None
