"""The voice that all screens share (:class:`ui.view_models.ports.VoicePort`)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Protocol

from app.services import Services
from assistant.conversation import Language
from assistant.models.engine import EngineError
from assistant.speech.audio import Samples
from assistant.speech.errors import SpeechError
from assistant.speech.synthesis import spoken

_log = logging.getLogger(__name__)


class SpeechOutput(Protocol):
    """Where speech goes: a loudspeaker (:class:`assistant.speech.playback.Player`) or a recording of it."""

    async def play_async(self, pieces: Iterable[Samples], rate: int) -> float:
        """Play ``pieces`` as they come; returns the seconds played."""
        ...

    def stop(self) -> None:
        """Silence now."""
        ...


class ScreenVoice:
    """Speaks what is on the screen; a missing voice or loudspeaker leaves it there."""

    def __init__(self, house: Services, output: SpeechOutput) -> None:
        self._house, self._output = house, output

    async def say(self, text: str, language: Language) -> None:
        """Speak ``text``, where it can be spoken."""
        try:
            voice = await asyncio.to_thread(self._house.speech.voice, language)
            await self._output.play_async(spoken(text, voice), voice.sample_rate)
        except (SpeechError, EngineError) as error:
            _log.info("not spoken: %s", type(error).__name__)

    def stop(self) -> None:
        """Fall silent at once."""
        self._output.stop()
