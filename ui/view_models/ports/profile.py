"""What the profile screen asks for: the tags that hold, what they rest on, and how far the data can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe
from ui.view_models.ports.people import Named


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag that holds. ``kind`` chooses the icon; ``ours``: no guideline states the rule.

    ``key`` names it among the tags of one moment.
    """

    key: str
    kind: str
    name: str
    sentence: str
    ours: bool
    simulated: bool
    until: str


@dataclass(frozen=True, slots=True)
class PendingTag:
    """A tag for which something is missing; ``needs`` says what, e.g. ``5 of 12 readings``."""

    name: str
    needs: str


@dataclass(frozen=True, slots=True)
class TagReading:
    """A reading a tag rests on, worded."""

    when: str
    name: str
    figure: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TagExplanation:
    """Why a tag holds: the rule with its numbers, the days, the source; ``readings`` newest first.

    ``more`` says how many readings are not listed, or is empty.
    """

    name: str
    lines: tuple[str, ...]
    ours: bool
    readings: tuple[TagReading, ...]
    more: str


@dataclass(frozen=True, slots=True)
class KindQualityView:
    """One kind of reading: how many on how many days, and what is wrong with them (may be empty)."""

    name: str
    figure: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """Two devices set beside each other. Where they disagree, ``choices`` name both, ``believed`` the chosen one or nobody.

    ``kind`` is a ``ReadingKind`` value.
    """

    name: str
    figure: str
    disagree: bool
    kind: str = ""
    choices: tuple[Named, ...] = ()
    believed: str = ""


@dataclass(frozen=True, slots=True)
class QualityView:
    """How far the readings of the last ``days`` can be trusted. ``assigned`` is worded, empty without readings."""

    days: int
    readings: int
    assigned: str
    assigned_share: float
    sentences: tuple[str, ...]
    kinds: tuple[KindQualityView, ...]
    clocks: tuple[str, ...]
    pairs: tuple[PairView, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened and changes what readings mean; ``key`` names it for :meth:`ProfilePort.take_back`."""

    key: str
    name: str
    when: str


@dataclass(frozen=True, slots=True)
class ProfileSnapshot:
    """The profile at one moment; ``happenings`` are what can be noted, ``events`` what was, the newest first."""

    tags: tuple[TagView, ...]
    pending: tuple[PendingTag, ...]
    quality: QualityView
    happenings: tuple[Named, ...] = ()
    events: tuple[EventView, ...] = ()


class ProfilePort(Protocol):
    """What the readings of a person show."""

    def snapshot(self, language: Language) -> ProfileSnapshot:
        """Return the profile now. Raises ``PortFailed``."""
        ...

    def explanation(self, key: str, language: Language) -> TagExplanation | None:
        """Return why the tag ``key`` holds, ``None`` where it no longer does. Raises ``PortFailed``."""
        ...

    def believe(self, kind: str, device: str, language: Language) -> None:
        """Average with ``device`` where devices disagree about ``kind``; empty: nobody decided. Raises ``PortFailed``."""
        ...

    def note(self, happening: str, language: Language) -> None:
        """Note that something happened today. Raises ``PortFailed``."""
        ...

    def take_back(self, event: str, language: Language) -> None:
        """Take back what was noted. Raises ``PortFailed``."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each change, from any thread; called on the loop. Returns the way out."""
        ...
