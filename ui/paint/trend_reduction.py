"""From measurements to what a chart can show: envelopes, breaks at gaps, axis steps. No Qt here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: More points than this merge into an envelope: below it, dots of 20 px still stand apart on 850 px.
MOST_DOTS: Final = 45
#: A line over a gap longer than this many usual intervals would claim measurements nobody took.
GAP_FACTOR: Final = 2.0
#: Room above and below the data, as a share of its span.
_MARGIN: Final = 0.12
#: A span below this share of the values is none: rounding would be all there is to see.
_SMALLEST_SPAN: Final = 1e-9
_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Envelope:
    """One entry a bucket that holds points: centre time, lowest, median, highest; all the same length."""

    seconds: Floats
    low: Floats
    median: Floats
    high: Floats


def envelope(seconds: Floats, values: Floats, buckets: int) -> Envelope:
    """Merge points (oldest first) into at most ``buckets`` equal spans of time.

    The lowest and highest values survive exactly; empty buckets are left out.
    """
    if buckets < 1:
        raise ValueError("An envelope needs at least one bucket.")
    if seconds.size == 0:
        nothing = np.empty(0)
        return Envelope(nothing, nothing, nothing, nothing)
    span = seconds[-1] - seconds[0]
    numbers = np.zeros(seconds.size, dtype=np.int64)
    if span > 0:
        numbers = np.minimum(((seconds - seconds[0]) / span * buckets).astype(np.int64), buckets - 1)
    starts = np.flatnonzero(np.r_[True, np.diff(numbers) > 0])
    ends = np.r_[starts[1:], seconds.size]
    medians = np.array([np.median(values[start:end]) for start, end in zip(starts, ends, strict=True)])
    centres = (seconds[starts] + seconds[ends - 1]) / 2
    return Envelope(
        centres, np.minimum.reduceat(values, starts), medians, np.maximum.reduceat(values, starts)
    )


@dataclass(frozen=True, slots=True)
class Condensed:
    """As :class:`Envelope`, with whether a bucket holds points out of range and the one furthest out (else its median)."""

    seconds: Floats
    low: Floats
    median: Floats
    high: Floats
    outside: NDArray[np.bool_]
    extremes: Floats


def condensed(
    seconds: Floats, values: Floats, low: Floats, high: Floats, outside: NDArray[np.bool_], buckets: int
) -> Condensed:
    """Merge points (oldest first) into at most ``buckets`` runs of equally many; nothing out of range gets lost."""
    size = seconds.size
    starts = np.unique(np.linspace(0, size, buckets, endpoint=False).astype(np.int64))
    ends = np.r_[starts[1:], size]
    counts = ends - starts
    # Sorted by bucket, then by value: the middle of each bucket is its median.
    bucket = np.repeat(np.arange(starts.size), counts)
    ordered = values[np.lexsort((values, bucket))]
    middle = ordered[starts + (counts - 1) // 2]
    distance = np.where(outside, np.abs(values - np.repeat(middle, counts)), -1.0)
    furthest = np.lexsort((distance, bucket))[ends - 1]
    beyond = np.logical_or.reduceat(outside, starts)
    return Condensed(
        (seconds[starts] + seconds[ends - 1]) / 2,
        np.minimum.reduceat(low, starts),
        middle,
        np.maximum.reduceat(high, starts),
        beyond,
        np.where(beyond, values[furthest], middle),
    )


def unbroken_runs(seconds: Floats) -> tuple[slice, ...]:
    """Cut points (oldest first) where the pause is longer than ``GAP_FACTOR`` usual (median) intervals."""
    if seconds.size == 0:
        return ()
    pauses = np.diff(seconds)
    usual = float(np.median(pauses)) if pauses.size else 0.0
    cuts = np.flatnonzero(pauses > GAP_FACTOR * usual) + 1 if usual > 0 else np.empty(0, dtype=np.int64)
    edges = [0, *cuts.tolist(), int(seconds.size)]
    return tuple(slice(start, end) for start, end in pairwise(edges))


def axis_range(low: float, high: float, steps: int = 4) -> tuple[float, float, float]:
    """Return (bottom, top, step) of an axis of about ``steps`` round steps that holds ``low`` to ``high``."""
    span = high - low
    if span <= _SMALLEST_SPAN * max(1.0, abs(low), abs(high)):
        span = max(abs(high) * 0.1, 1.0)
    low, high = low - _MARGIN * span, high + _MARGIN * span
    rough = (high - low) / max(1, steps)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * magnitude for factor in _STEPS if factor * magnitude >= rough * 0.999)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    return bottom, top, step


def day_ticks(first: float, last: float, offset_seconds: float, most: int) -> Floats:
    """Return local midnights between two times, at most ``most``, evenly spaced in whole days.

    ``offset_seconds`` is local time minus UTC.
    """
    day = 86_400.0
    start = math.ceil((first + offset_seconds) / day)
    end = math.floor((last + offset_seconds) / day)
    if end < start or most < 1:
        return np.empty(0)
    stride = max(1, math.ceil((end - start + 1) / most))
    return np.arange(start, end + 1, stride, dtype=np.float64) * day - offset_seconds


def hour_ticks(first: float, last: float, offset_seconds: float, most: int) -> Floats:
    """Return whole local hours between two times, at most ``most``, in steps that divide a day."""
    hour = 3_600.0
    start = math.ceil((first + offset_seconds) / hour)
    end = math.floor((last + offset_seconds) / hour)
    if end < start or most < 1:
        return np.empty(0)
    stride = next((step for step in (1, 2, 3, 4, 6, 12) if (end - start) // step + 1 <= most), 24)
    start = math.ceil(start / stride) * stride
    return np.arange(start, end + 1, stride, dtype=np.float64) * hour - offset_seconds


def labelled_extreme(
    values: Floats, outside: NDArray[np.bool_], low: float | None = None, high: float | None = None
) -> int | None:
    """Return the position of the out-of-range point that gets the words: the one furthest beyond ``low`` or ``high``.

    Without a range it is the one furthest from the median.
    """
    positions = np.flatnonzero(outside)
    if positions.size == 0:
        return None
    distances = np.abs(values[positions] - np.median(values))
    if low is not None or high is not None:
        below = values[positions] if low is None else low
        above = values[positions] if high is None else high
        distances = np.maximum(below - values[positions], values[positions] - above)
    return int(positions[int(np.argmax(distances))])
