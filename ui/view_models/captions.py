"""What is being said, to be read along."""

from __future__ import annotations

from collections.abc import Callable

from assistant.conversation import Language
from ui.view_models.ports import VoicePort


class CaptionedVoice:
    """A voice whose words are shown for as long as they sound (:class:`ui.view_models.ports.VoicePort`)."""

    def __init__(self, voice: VoicePort, show: Callable[[str], None]) -> None:
        """``show`` gets the words, and an empty text when they have been said."""
        self._voice, self._show = voice, show

    async def say(self, text: str, language: Language) -> None:
        """Say and show ``text``."""
        self._show(text)
        try:
            await self._voice.say(text, language)
        finally:
            self._show("")

    def stop(self) -> None:
        """Fall silent at once."""
        self._voice.stop()
        self._show("")
