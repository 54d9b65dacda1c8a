"""What screens that speak ask for: one voice, which may be silent."""

from __future__ import annotations

from typing import Protocol

from assistant.conversation import Language


class DictationPort(Protocol):
    """Hears words to be used as if they had been typed."""

    async def hear(self, language: Language) -> str:
        """Hear until the person falls silent; empty when it was ended before. Raises ``PortFailed``."""
        ...

    def stop(self) -> None:
        """End it at once; called on the loop, never blocks."""
        ...


class VoicePort(Protocol):
    """Speaks sentences that are on the screen, too; where there is no voice they are only shown."""

    async def say(self, text: str, language: Language) -> None:
        """Speak ``text`` and return when it has been spoken, or at once where it cannot be."""
        ...

    def stop(self) -> None:
        """Fall silent at once; called on the loop, never blocks."""
        ...
