"""The voice that all screens share (:class:`ui.view_models.ports.VoicePort`)."""

from __future__ import annotations

import asyncio
import logging

from app.services import Services
from app.voice import loudness
from assistant.conversation import Language
from assistant.models.engine import EngineError
from assistant.speech.errors import SpeechError
from assistant.speech.playback import VoiceOutput
from assistant.speech.synthesis import spoken

_log = logging.getLogger(__name__)


class ScreenVoice:
    """Speaks what is on the screen; a missing voice or loudspeaker leaves it there."""

    def __init__(self, house: Services, output: VoiceOutput) -> None:
        self._house, self._output = house, output

    async def say(self, text: str, language: Language) -> None:
        """Speak ``text``, where it can be spoken."""
        try:
            voice = await asyncio.to_thread(self._house.speech.voice, language)
            self._output.volume = await asyncio.to_thread(loudness, self._house)
            await asyncio.to_thread(self._output.play, spoken(text, voice), voice.sample_rate)
        except asyncio.CancelledError:
            self._output.stop()
            raise
        except (SpeechError, EngineError) as error:
            _log.info("not spoken: %s", type(error).__name__)

    def stop(self) -> None:
        """Fall silent at once."""
        self._output.stop()
