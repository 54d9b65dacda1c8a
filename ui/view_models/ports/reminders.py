"""What the reminders screen asks for: today's occasions, the plans behind them, medicines and what to offer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe
from ui.view_models.ports.people import Named

StateName = Literal["upcoming", "due", "snoozed", "done", "skipped", "missed"]


@dataclass(frozen=True, slots=True)
class OccasionView:
    """One time of today. ``state_text`` words the state; ``kind`` is what to measure, else empty."""

    key: str
    time: str
    title: str
    purpose: str
    kind: str
    state: StateName
    state_text: str


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """A plan: ``reminder``, or ``medicine`` with its name and dose. ``detail`` words times and days."""

    key: str
    title: str
    detail: str
    purpose: str


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A reminder that is offered; ``source`` says where it comes from."""

    key: str
    title: str
    detail: str
    source: str


@dataclass(frozen=True, slots=True)
class RemindersSnapshot:
    """The reminders of whoever uses Listenwell."""

    occasions: tuple[OccasionView, ...]
    plans: tuple[ReminderPlan, ...]
    suggestions: tuple[SuggestionView, ...]


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """What is due now: ``words`` are shown and spoken; ``keys`` name the occasions, missed ones not."""

    words: str
    keys: tuple[str, ...]


OnDue = Callable[[Callable[[Language], ReminderDue]], None]


class RemindersPort(Protocol):
    """Reminders. Everything may raise ``PortFailed``."""

    def snapshot(self, language: Language) -> RemindersSnapshot:
        """Return the reminders now."""
        ...

    def kinds(self, language: Language) -> tuple[Named, ...]:
        """Return what one can be reminded to measure; quick."""
        ...

    def note(self, key: str, event: Literal["done", "skip", "snooze", "reopen"], language: Language) -> None:
        """Note what became of an occasion."""
        ...

    def measure(self, kind: str, times: tuple[str, ...], language: Language) -> None:
        """Remind to measure every day at ``times`` (``08:00``)."""
        ...

    def medicine(self, name: str, dose: str, times: tuple[str, ...], language: Language) -> None:
        """Note a medicine that is taken every day at ``times`` from today on."""
        ...

    def accept(self, key: str, language: Language) -> None:
        """Make a reminder of a suggestion."""
        ...

    def end(self, key: str, language: Language) -> None:
        """Stop a plan; a medicine is no longer taken from today."""
        ...

    def resume(self, key: str, language: Language) -> None:
        """Undo :meth:`end`."""
        ...

    def listen(self, on_due: OnDue) -> Unsubscribe:
        """Call ``on_due`` on the loop whenever something is due, with what words it in a language."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change, from any thread; called on the loop. Returns the way out."""
        ...
