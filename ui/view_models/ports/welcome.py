"""What the first minutes and the settings ask for: whether this is the first time, a name, the voice."""

from __future__ import annotations

from typing import Protocol

from assistant.conversation import Language


class WelcomePort(Protocol):
    """The household on its first day. Everything may raise ``PortFailed``."""

    def introduced(self) -> bool:
        """Whether the first minutes are over. Quick; called on the loop."""
        ...

    def finish(self, language: Language) -> None:
        """They are."""
        ...

    def name_person(self, name: str, language: Language) -> None:
        """Call whoever is in front of the window by ``name``."""
        ...

    def voice_speed(self) -> float:
        """How fast the voice speaks, 1 being its own pace. Quick; called on the loop."""
        ...

    def set_voice_speed(self, speed: float, language: Language) -> None:
        """Let it speak that fast."""
        ...
