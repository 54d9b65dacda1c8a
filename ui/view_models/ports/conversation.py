"""What the conversation screen asks for: questions and answers, typed and spoken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language
from ui.view_models.ports.voice import DictationPort

RouteName = Literal["rules", "local", "cloud", "excerpts"]


@dataclass(frozen=True, slots=True)
class Level:
    """How loud the microphone hears, 0 to 1."""

    value: float


@dataclass(frozen=True, slots=True)
class Partial:
    """The words heard so far; they may still change."""

    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """The whole question as it was understood; the answer is being worked out from here on."""

    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One released sentence of the answer, punctuation included."""

    text: str


@dataclass(frozen=True, slots=True)
class CitationView:
    """A passage the answer rests on."""

    number: int
    title: str
    source: str
    quote: str
    passage_id: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """A number in the answer and the row or passage it comes from (``reading:ID``, ``passage:ID`` …)."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer is whole. ``red_flag_level`` is one of ``999 urgent today week act``, or ``None``."""

    citations: tuple[CitationView, ...]
    figures: tuple[FigureView, ...]
    route: RouteName
    engine: str
    red_flag_level: str | None = None


@dataclass(frozen=True, slots=True)
class CloudOffer:
    """What would leave this machine if the person agrees: ``body_text`` is the exact body, ``byte_count`` long.

    ``replacements`` are (kind, placeholder) pairs of what was taken out.
    """

    offer_id: str
    reasons: tuple[str, ...]
    endpoint: str
    region: str
    body_text: str
    byte_count: int
    replacements: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Speaking:
    """The answer is being spoken, or has just been."""

    on: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """The turn ended without an answer; ``sentence`` says what to do."""

    sentence: str


ConversationEvent = Level | Partial | Heard | Sentence | Answered | CloudOffer | Speaking | Failed
OnEvent = Callable[[ConversationEvent], None]


@dataclass(frozen=True, slots=True)
class PassageView:
    """A piece of a document, word for word."""

    title: str
    heading: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class MicrophoneView:
    """Whether there is a microphone; if not, ``sentence`` says what to do."""

    available: bool
    sentence: str = ""


class ConversationPort(DictationPort, Protocol):
    """Questions and answers, typed and spoken. One turn at a time."""

    async def ask(self, question: str, language: Language, on_event: OnEvent) -> None:
        """Answer a typed question; the answer is shown, and spoken only when asked. Raises ``PortFailed``."""
        ...

    async def listen(self, language: Language, on_event: OnEvent) -> None:
        """Hear a question and answer it aloud. Returns when spoken. Raises ``PortFailed``."""
        ...

    def stop(self) -> None:
        """Fall silent at once and end the turn, whatever it is doing; called on the loop, never blocks."""
        ...

    def forget(self) -> None:
        """Remember nothing of what was asked; called on the loop, never blocks."""
        ...

    async def speak_again(self) -> None:
        """Speak the last answer once more. Raises ``PortFailed``."""
        ...

    def passage(self, passage_id: str) -> PassageView | None:
        """Return a cited passage, or ``None`` if the library no longer has it."""
        ...

    async def send(self, offer_id: str, on_event: OnEvent) -> None:
        """The person saw the offer and agreed: send it and answer. Raises ``PortFailed``."""
        ...

    def microphone(self) -> MicrophoneView:
        """Say whether the person can talk."""
        ...
