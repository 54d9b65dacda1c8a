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
    """The answer is whole. ``red_flag_level`` is one of ``999 urgent today week act``, or ``None``.

    ``why`` is a sentence on why it came from where it did.
    """

    citations: tuple[CitationView, ...]
    figures: tuple[FigureView, ...]
    route: RouteName
    engine: str
    red_flag_level: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class OfferPart:
    """A part of what would leave that can be struck out; ``name`` is what it is struck by."""

    name: str
    title: str
    text: str
    struck: bool


@dataclass(frozen=True, slots=True)
class CloudOffer:
    """What would leave this machine if the person agrees: ``body_text`` is the exact body, ``byte_count`` long.

    ``replacements`` are (kind, placeholder) pairs of what was taken out; ``question`` is the masked question as it
    would leave, ``wording`` the one the person can change. ``blocked`` says why it cannot be sent as it is.
    ``standing_since`` is the day of the agreement that covers it: then it is sent without asking.
    """

    offer_id: str
    reasons: tuple[str, ...]
    endpoint: str
    region: str
    body_text: str
    byte_count: int
    replacements: tuple[tuple[str, str], ...] = ()
    operator: str = ""
    question: str = ""
    wording: str = ""
    parts: tuple[OfferPart, ...] = ()
    picture_possible: bool = False
    blocked: str = ""
    standing_since: str = ""


@dataclass(frozen=True, slots=True)
class Speaking:
    """The answer is being spoken, or has just been."""

    on: bool


@dataclass(frozen=True, slots=True)
class ListeningAgain:
    """The person interrupted, or it is their turn again: the voice listens."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """What may have been said, to choose from; empty when that is over."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caption:
    """``text[start:end]`` of the answer is being spoken."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CommandHeard:
    """The person asked for something to be done instead of an answer.

    ``kind``, ``screen``, ``measure`` and ``span`` as in :class:`assistant.speech.spoken_commands.Command`.
    """

    kind: str
    screen: str = ""
    measure: str = ""
    span: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """The turn ended without an answer; ``sentence`` says what to do."""

    sentence: str


ConversationEvent = (
    Level
    | Partial
    | Heard
    | Sentence
    | Answered
    | CloudOffer
    | Speaking
    | ListeningAgain
    | Guesses
    | Caption
    | CommandHeard
    | Failed
)
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

    def finish(self) -> None:
        """The person says they are done speaking: use what was heard; called on the loop, never blocks."""
        ...

    def choose(self, number: int) -> None:
        """Guess ``number`` (from 0; -1: none of them) is what was said; called on the loop, never blocks."""
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

    def revise(
        self, offer_id: str, wording: str, struck: tuple[str, ...], *, with_picture: bool
    ) -> CloudOffer:
        """The offer in other words, without what was struck out. Call it from a thread; raises ``PortFailed``."""
        ...

    def agree_standing(self, offer_id: str) -> None:
        """The person agrees that offers like this one go without asking. From a thread; raises ``PortFailed``."""
        ...

    def decline_cloud(self) -> None:
        """The person wants no more offers. Call it from a thread; raises ``PortFailed``."""
        ...

    async def say_offer(self, offer_id: str) -> None:
        """Read aloud everything that would leave."""
        ...

    @property
    def wakes(self) -> bool:
        """Whether a spoken word begins a question (the person has switched that on)."""
        ...

    async def awakened(self) -> bool:
        """Wait for the wake word; false when it cannot come any more. Cancelling ends it. Raises ``PortFailed``."""
        ...

    def microphone(self, language: Language) -> MicrophoneView:
        """Say whether the person can talk."""
        ...
