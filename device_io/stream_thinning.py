"""Which frames are kept of a device that sends one every second.

A heart rate strap would fill 86,400 rows a day, of which a trend shows a few hundred. Our rule: of each characteristic
one reading a minute is kept, the first that comes, and one frame a minute that could not be read, so that a loose strap is
seen afterwards too. Values between are shown while they come; values that have not settled yet are few and are all kept.
What is kept is kept as it came.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

#: Time between two kept frames of one outcome. Our rule.
KEPT_EVERY = timedelta(seconds=60)


class Outcome(Enum):
    """What became of a frame."""

    READING = auto()
    REFUSED = auto()
    ASIDE = auto()


class StreamThinning:
    """Decides frame by frame, in the order in which they come."""

    def __init__(self) -> None:
        self._kept_at: dict[tuple[str, Outcome], datetime] = {}

    def keeps(self, characteristic: str, outcome: Outcome, at: datetime) -> bool:
        """Say whether a frame that arrived ``at`` is kept."""
        if outcome is Outcome.ASIDE:
            return True
        last = self._kept_at.get((characteristic, outcome))
        if last is not None and timedelta(0) <= at - last < KEPT_EVERY:
            return False
        self._kept_at[characteristic, outcome] = at
        return True
