"""What the window asks of the house: one protocol a screen, and the frozen rows they answer with.

Every string in a row is already in the asked language and ready to show. Methods that are plain
functions are called on a worker thread unless their docstring says otherwise; coroutines run on the
window's event loop. Callbacks given to a port may be called from any thread.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language

Verdict = Literal["ok", "attention", "none"]
RouteName = Literal["rules", "local", "cloud", "excerpts"]
Flag = Literal["high", "low", "none"]
Component = Literal["systolic", "diastolic", "pulse"]
Unsubscribe = Callable[[], None]


class PortFailed(Exception):
    """What was asked for did not work. ``sentence`` says what to do, in the person's language."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


# Home


@dataclass(frozen=True, slots=True)
class HomeTile:
    """The latest reading of one kind. ``kind`` is a ``ReadingKind`` value; it chooses the icon."""

    kind: str
    title: str
    value: str
    unit: str
    verdict: Verdict
    verdict_text: str
    when: str
    simulated: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeSnapshot:
    """The home screen at one moment; ``greeting_name`` may be empty."""

    greeting_name: str
    tiles: tuple[HomeTile, ...] = ()


class HomePort(Protocol):
    """The latest readings."""

    def snapshot(self, language: Language) -> HomeSnapshot:
        """Return what the home screen shows now. Raises ``PortFailed``."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change, from any thread; called on the loop. Returns the way out."""
        ...


# Conversation


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


class ConversationPort(Protocol):
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


# Trends


@dataclass(frozen=True, slots=True)
class TrendSnapshot:
    """A course of one value.

    ``points`` are (epoch seconds, value, out of range), oldest first, finite. The band is the normal
    range in the same unit; ``None`` on a side means open. ``mean`` … are worded, empty if there is none.
    """

    title: str
    unit: str
    points: tuple[tuple[float, float, bool], ...]
    band_low: float | None
    band_high: float | None
    band_name: str
    sentence: str
    mean: str
    minimum: str
    maximum: str
    count: int


class TrendsPort(Protocol):
    """Courses of readings."""

    def trend(self, days: int, component: Component, language: Language) -> TrendSnapshot:
        """Return the last ``days`` days of ``component``. Raises ``PortFailed``."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change, from any thread; called on the loop. Returns the way out."""
        ...


# Report


@dataclass(frozen=True, slots=True)
class ReportRowView:
    """One printed result; ``in_doubt`` asks the person to compare it with the paper."""

    name: str
    value: str
    unit: str
    range: str
    flag: Flag
    verdict_text: str
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class ReportSnapshot:
    """A report as it was read; ``readers`` says who read it."""

    rows: tuple[ReportRowView, ...]
    summary: tuple[str, ...]
    warnings: tuple[str, ...]
    readers: str


class ReportPort(Protocol):
    """Photos of laboratory reports."""

    async def read(self, path: str, language: Language, on_stage: Callable[[str], None]) -> ReportSnapshot:
        """Read the picture at ``path``; ``on_stage`` gets a short sentence a step. Raises ``PortFailed``."""
        ...


# Devices


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device, known or just found. ``battery`` is a percentage."""

    address: str
    name: str
    state_text: str
    battery: int | None = None
    simulated: bool = False


class DevicesPort(Protocol):
    """Bluetooth meters."""

    def devices(self, language: Language) -> tuple[DeviceView, ...]:
        """Return the household's devices. Raises ``PortFailed``."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change, from any thread; called on the loop. Returns the way out."""
        ...

    async def find(self, on_found: Callable[[DeviceView], None]) -> None:
        """Search until it is over; each new or changed device once. Raises ``PortFailed``."""
        ...

    async def add(
        self,
        address: str,
        ask_passkey: Callable[[str], Awaitable[int | None]],
        on_state: Callable[[str], None],
    ) -> str:
        """Pair and keep a device; returns the sentence to show. Raises ``PortFailed``.

        ``ask_passkey`` gets the device's name and gives the six digits, or ``None`` if the person gave up;
        it is awaited on the loop.
        """
        ...

    async def forget(self, address: str) -> None:
        """Forget a device. Its readings stay. Raises ``PortFailed``."""
        ...

    def radio_sentence(self, language: Language) -> str:
        """Return what to do about Bluetooth, or an empty string when it works."""
        ...


@dataclass(frozen=True, slots=True)
class WindowPorts:
    """All that the window needs from the house."""

    home: HomePort
    conversation: ConversationPort
    trends: TrendsPort
    report: ReportPort
    devices: DevicesPort
