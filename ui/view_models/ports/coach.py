"""What the coach screen asks for: a sitting at the blood pressure monitor, and a week of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe

#: ``start`` nothing is under way; ``rest`` and ``pause`` have an ``until``; ``measure`` waits for the monitor;
#: ``result`` shows how it ended.
CoachStep = Literal["start", "rest", "measure", "pause", "result"]


@dataclass(frozen=True, slots=True)
class PostureView:
    """One thing about how to sit; ``picture`` names its drawing."""

    picture: str
    title: str


@dataclass(frozen=True, slots=True)
class CoachReadingView:
    """A reading of this sitting; ``note`` says why one does not count."""

    value: str
    unit: str
    pulse: str
    counted: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanSlotView:
    """A morning or an evening of the plan."""

    part: str
    state: Literal["done", "part", "missed", "now", "ahead"]
    text: str


@dataclass(frozen=True, slots=True)
class PlanDayView:
    """A day of the plan with its morning and evening; ``counts`` is false for a day the average leaves out."""

    title: str
    today: bool
    counts: bool
    slots: tuple[PlanSlotView, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """The week: how far it is, what it gives, and by which rule."""

    days: tuple[PlanDayView, ...]
    progress: float
    summary: str
    next_text: str
    mean: str
    rule: str
    finished: bool


@dataclass(frozen=True, slots=True)
class CoachSnapshot:
    """The coach at one moment. ``sentence`` is the caption and what is spoken, once for each ``cue``.

    ``until`` is when the rest or the pause is over (aware), ``begun`` when it began. ``danger_words`` are the fixed
    words of a red flag, empty where there is none. ``started_in_plan`` says that this sitting belongs to the week.
    """

    step: CoachStep
    cue: str
    sentence: str
    detail: str = ""
    picture: str = ""
    begun: datetime | None = None
    until: datetime | None = None
    number: int = 0
    wanted: int = 0
    readings: tuple[CoachReadingView, ...] = ()
    mean: str = ""
    mean_unit: str = ""
    rule: str = ""
    notes: tuple[str, ...] = ()
    danger_level: str = ""
    danger_words: str = ""
    plan: PlanView | None = None


class CoachPort(Protocol):
    """The measuring coach of the person who uses Listenwell."""

    def snapshot(self, language: Language) -> CoachSnapshot:
        """Return where the coach stands now. Raises ``PortFailed``."""
        ...

    def postures(self, language: Language) -> tuple[PostureView, ...]:
        """Return how to sit; never blocks."""
        ...

    def skip_sentence(self, language: Language) -> str:
        """Return what skipping the rest means; never blocks."""
        ...

    def begin(self, *, rested: bool) -> None:
        """Begin a sitting; ``rested``: the person says that the rest is behind them. Raises ``PortFailed``."""
        ...

    def skip_rest(self) -> None:
        """End the rest early. Raises ``PortFailed``."""
        ...

    def not_measured(self) -> None:
        """The monitor showed an error instead of a reading. Raises ``PortFailed``."""
        ...

    def finish(self) -> None:
        """End the sitting with what there is. Raises ``PortFailed``."""
        ...

    def leave(self) -> None:
        """Put the result away. Raises ``PortFailed``."""
        ...

    def start_plan(self) -> None:
        """Begin the week today. Raises ``PortFailed``."""
        ...

    def end_plan(self) -> None:
        """Give the week up; what was measured stays. Raises ``PortFailed``."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change, from any thread; called on the loop. Returns the way out."""
        ...
