"""What the settings of hearing and speaking ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language

VoiceChoice = Literal["microphone", "loudspeaker", "wake_word", "hands_free", "language", "loudness"]


@dataclass(frozen=True, slots=True)
class VoiceSettingsView:
    """What is chosen, and what there is to choose from as (key, text) pairs.

    An empty ``microphone`` or ``loudspeaker`` is the system's own. ``language`` is the one that is spoken: ``auto``,
    ``zh`` or ``en``. ``sound_words`` says what to do where there is no sound, ``voice_words`` what to do for a better voice and
    ``second_words`` whether a second model hears what is said; ``licence`` is that of the wake words.
    """

    microphones: tuple[tuple[str, str], ...]
    loudspeakers: tuple[tuple[str, str], ...]
    wake_words: tuple[tuple[str, str], ...]
    microphone: str
    loudspeaker: str
    wake_word: str
    hands_free: bool
    language: str
    loudness: float
    licence: str
    sound_words: str
    voice_words: str
    second_words: str


class VoiceSettingsPort(Protocol):
    """The settings of the voice. Everything may raise ``PortFailed``."""

    def snapshot(self, language: Language) -> VoiceSettingsView:
        """What is chosen and what there is, also what was plugged in just now."""
        ...

    def choose(self, name: VoiceChoice, value: str | float | bool, language: Language) -> None:
        """Choose ``value`` from now on."""
        ...

    async def try_microphone(self, language: Language, on_level: Callable[[float], None]) -> str:
        """Listen to one sentence and give what was heard; ``on_level`` gets how loud it is, 0 to 1."""
        ...
