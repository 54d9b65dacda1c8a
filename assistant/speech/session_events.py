"""What a conversation by voice tells, what answers it, and how it is begun."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from assistant.conversation import Language
from assistant.speech.end_of_turn import TurnLimits
from assistant.speech.patience import Expecting
from assistant.speech.recognition import Transcript
from assistant.speech.spoken_commands import Command


class VoiceState(StrEnum):
    """What the voice is doing, as it is shown."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    CANNOT = "cannot"


class Answering(Protocol):
    """What answers: the workflow above this room."""

    async def answer(self, transcript: Transcript, on_sentence: Callable[[str], None]) -> None:
        """Answer, sentence by sentence; cancelled when the person interrupts. Raises its own errors."""
        ...

    def urgent(self, text: str) -> bool:
        """Whether the words so far are an emergency, by rules alone; called on partial texts."""
        ...

    def perform(self, command: Command) -> str:
        """Do what was asked for (open a screen, speak slower) and give what to say to it, or nothing."""
        ...

    def understood(self, transcript: Transcript) -> Transcript:
        """The transcript with the household's words put right."""
        ...


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The voice is in another state; ``sentence`` says what to do where it cannot go on."""

    state: VoiceState
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud the microphone hears, 0 to 1."""

    level: float


@dataclass(frozen=True, slots=True)
class PartialWords:
    """The words so far."""

    text: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What was said, as it will be answered."""

    transcript: Transcript


@dataclass(frozen=True, slots=True)
class Guessing:
    """It may have been one of these; empty: one was chosen, or none."""

    guesses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """``text[start:end]`` of the answer is being said."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Performed:
    """A command was carried out."""

    command: Command


SessionEvent = StateChanged | Loudness | PartialWords | Understood | Guessing | SpokenWord | Performed


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """How to converse.

    ``language`` ``None``: found out; ``screen`` is the language of what is shown, for what is said before that.
    ``hands_free``: after an answer, wait for the next words. ``cues``: a soft
    tone tells that listening is over.
    """

    language: Language | None
    screen: Language | None = None
    hands_free: bool = False
    limits: TurnLimits = field(default_factory=TurnLimits)
    hints: Sequence[str] = ()
    expecting: Expecting = Expecting.ANYTHING
    confirm_unsure: bool = True
    cues: bool = False
