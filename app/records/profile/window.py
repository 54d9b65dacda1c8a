"""The days a rule looks at: from the guideline's window, stretched where data are few, cut where something changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

#: A window is stretched at most to this many times its length (window_adaptation in profile_tags.yaml). Our rule.
STRETCH_AT_MOST: Final = 2


class ChangeKind(StrEnum):
    """What makes readings before it another matter."""

    MEDICINE_STARTED = "medicine_started"
    MEDICINE_STOPPED = "medicine_stopped"
    NEW_DEVICE = "new_device"
    PREGNANCY = "pregnancy"
    ILLNESS = "illness"


@dataclass(frozen=True, slots=True)
class KnownChange:
    """Something that happened on ``day``; ``name`` is the medicine or the device model, or empty."""

    day: date
    kind: ChangeKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Local days from ``first`` to ``last``. ``asked_days`` is the guideline's length.

    ``cut_by`` is the change that readings before ``first`` are left out for.
    """

    first: date
    last: date
    asked_days: int
    cut_by: KnownChange | None = None

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last - self.first).days + 1

    @property
    def stretched(self) -> bool:
        """Whether it is longer than the guideline's."""
        return self.days > self.asked_days


def ending(last: date, days: int, changes: tuple[KnownChange, ...] = ()) -> Window:
    """Return the window of ``days`` that ends on ``last``, cut at the newest of ``changes`` inside it.

    A change on the first day cuts nothing: no reading lies before it.
    """
    window = Window(last - timedelta(days=days - 1), last, days)
    inside = [change for change in changes if window.first < change.day <= last]
    if not inside:
        return window
    newest = max(inside, key=lambda change: change.day)
    return replace(window, first=newest.day, cut_by=newest)


def adapted(
    last: date, days: int, changes: tuple[KnownChange, ...], enough: Callable[[Window], bool]
) -> Window:
    """Return the guideline's window, or the shortest longer one with ``enough`` data, at most twice as long.

    Where none has enough, the guideline's own window is returned: too little is told of it, not of a stretched one.
    """
    for length in range(days, STRETCH_AT_MOST * days + 1):
        window = replace(ending(last, length, changes), asked_days=days)
        if enough(window):
            return window
        if window.cut_by is not None and length > days:
            break
    return ending(last, days, changes)
