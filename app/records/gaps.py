"""Series that know their gaps: nothing is made up between readings, except in a glucose sensor's curve.

A line is broken where more time passed than readings usually lie apart. Blood pressure, oxygen, temperature and all
else are never interpolated; between two values of a glucose sensor at most 45 minutes are filled for the curve, and
what was filled says so. Counts, means and times in range use readings alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Final

from device_io.reading import ReadingKind

#: The longest gap in a glucose sensor's values that a curve is drawn through (documentation of iglu).
FILLED_UP_TO: Final = timedelta(minutes=45)
#: A line is broken where readings lie further apart than this many usual intervals. Our rule.
BROKEN_AFTER: Final = 2
#: Fewer intervals than this have no usual one. Our rule.
LEAST_INTERVALS: Final = 3
_FILLED_KINDS: Final = frozenset({ReadingKind.CONTINUOUS_GLUCOSE})
#: Filled values carry as many places as glucose is kept with.
_PLACES: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point of a curve; ``filled`` = no reading, drawn between two that are."""

    taken_at: datetime
    value: Decimal
    filled: bool = False


#: Points joined by a line; between two segments nothing is drawn.
Segment = tuple[CurvePoint, ...]


def usual_interval(times: Sequence[datetime]) -> timedelta | None:
    """Return the median distance of neighbours in ``times`` (ascending), or ``None`` for too few of them."""
    distances = [(later - earlier).total_seconds() for earlier, later in pairwise(times) if later > earlier]
    return timedelta(seconds=median(distances)) if len(distances) >= LEAST_INTERVALS else None


def segments(kind: ReadingKind, readings: Sequence[tuple[datetime, Decimal]]) -> tuple[Segment, ...]:
    """Return the curve through ``readings`` (ascending in time), broken where nothing was measured."""
    interval = usual_interval([taken_at for taken_at, _ in readings])
    found: list[list[CurvePoint]] = []
    for taken_at, value in readings:
        point = CurvePoint(taken_at, value)
        previous = found[-1][-1] if found else None
        distance = None if previous is None else taken_at - previous.taken_at
        if previous is None or distance is None or interval is None or distance <= BROKEN_AFTER * interval:
            found[-1].append(point) if found else found.append([point])
        elif kind in _FILLED_KINDS and distance <= FILLED_UP_TO:
            found[-1] += [*_between(previous, point, interval), point]
        else:
            found.append([point])
    return tuple(tuple(segment) for segment in found)


def gaps(times: Sequence[datetime]) -> tuple[tuple[datetime, datetime], ...]:
    """Return where in ``times`` (ascending) more passed than :data:`BROKEN_AFTER` usual intervals."""
    interval = usual_interval(times)
    if interval is None:
        return ()
    return tuple(
        (earlier, later) for earlier, later in pairwise(times) if later - earlier > BROKEN_AFTER * interval
    )


def _between(before: CurvePoint, after: CurvePoint, interval: timedelta) -> list[CurvePoint]:
    """Return points on the straight line between two readings, one each usual interval."""
    distance = after.taken_at - before.taken_at
    count = max(round(distance / interval), 1)
    rise = after.value - before.value
    return [
        CurvePoint(
            before.taken_at + distance * step / count,
            (before.value + rise * step / count).quantize(_PLACES),
            filled=True,
        )
        for step in range(1, count)
    ]
