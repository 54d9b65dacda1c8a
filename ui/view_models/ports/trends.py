"""What the trends screen asks for: courses of readings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language
from ui.view_models.ports.failure import Unsubscribe

Component = Literal["systolic", "diastolic", "pulse"]


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
