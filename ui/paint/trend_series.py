"""The points of a course as arrays, handed from a view model to the painted item without copying into QML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from ui.paint.trend_reduction import condensed, unbroken_runs

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: A table of (seconds, value, outside) is taken over as it is, without a walk over its rows.
Points = Sequence[tuple[float, float, bool]] | Floats
Lines = Sequence[Sequence[tuple[float, float]]]

#: More points than this are drawn from a condensed course, so that a million of them move as few do. Our rule: what
#: the software renderer draws well inside a frame.
MOST_DRAWN: Final = 8_000
#: How many points a condensed course has: more than a large screen has columns.
_CONDENSED: Final = 3_000


@dataclass(frozen=True, slots=True)
class Course:
    """``seconds`` (since 1970), ``values`` and ``outside`` (out of range), oldest first; the reference band.

    ``ranges`` holds the lowest and highest reading of each point, or nothing where each point is one reading, and
    ``extremes`` the reading furthest out of range (the value itself, where each point is one reading). ``lines`` are
    the stretches (seconds, value) that belong together and ``runs`` the points of each; ``usual`` is the person's own
    range as (seconds, low, high), ``marks`` the moments at which something changed.
    """

    seconds: Floats
    values: Floats
    outside: Flags
    extremes: Floats
    ranges: Floats
    lines: tuple[Floats, ...]
    runs: tuple[slice, ...]
    usual: Floats
    marks: tuple[float, ...]
    band_low: float | None
    band_high: float | None
    brief: Course | None = None
    """The same in few points, where there are too many to draw."""

    @property
    def drawn(self) -> Course:
        """The course to draw."""
        return self if self.brief is None else self.brief

    def between(self, first: float, last: float) -> Course:
        """Return what to draw between two moments, with one point more on either side, so that lines go on."""
        part = self.cut(first, last)
        if part.seconds.size > MOST_DRAWN and self.brief is not None:
            return self.brief.cut(first, last)
        return part

    def nearest(self, seconds: float) -> int:
        """Return the position of the point nearest to a moment. There is at least one."""
        after = min(int(np.searchsorted(self.seconds, seconds)), self.seconds.size - 1)
        before = max(0, after - 1)
        return before if abs(self.seconds[before] - seconds) <= abs(self.seconds[after] - seconds) else after

    def cut(self, first: float, last: float) -> Course:
        """Return what lies between two moments, and one point more on either side, in full."""
        start = max(0, int(np.searchsorted(self.seconds, first)) - 1)
        end = min(int(self.seconds.size), int(np.searchsorted(self.seconds, last, side="right")) + 1)
        kept = slice(start, end)
        shifted = (slice(max(0, run.start - start), min(end, run.stop) - start) for run in self.runs)
        return replace(
            self,
            seconds=self.seconds[kept],
            values=self.values[kept],
            outside=self.outside[kept],
            extremes=self.extremes[kept],
            ranges=self.ranges[kept] if self.ranges.size else self.ranges,
            lines=tuple(_stretch(line, first, last) for line in self.lines),
            runs=tuple(run for run in shifted if run.start < run.stop),
            brief=None,
        )


def course(
    points: Points,
    band_low: float | None = None,
    band_high: float | None = None,
    *,
    lines: Lines = (),
    ranges: Sequence[tuple[float, float]] = (),
    usual: Sequence[tuple[float, float, float]] = (),
    marks: Sequence[float] = (),
) -> Course:
    """Return the course of ``points`` (seconds, value, outside); those that are not finite are left out.

    Without ``lines`` the points are joined, broken where the pause is longer than usual. A million points take half a
    second: call it on a worker thread.
    """
    table = np.asarray(points, dtype=np.float64).reshape(-1, 3)
    spans = np.asarray(ranges, dtype=np.float64).reshape(-1, 2)
    if len(spans) != len(table) or not (spans[:, 0] < spans[:, 1]).any():
        spans = np.empty((0, 2))
    kept = np.isfinite(table).all(axis=1)
    if not kept.all():
        table, spans = table[kept], spans[kept] if spans.size else spans
    if (np.diff(table[:, 0]) < 0).any():
        order = np.argsort(table[:, 0], kind="stable")
        table, spans = table[order], spans[order] if spans.size else spans
    seconds, values, outside = np.ascontiguousarray(table.T)
    stretches, runs = _joined(seconds, values, lines)
    found = Course(
        seconds,
        values,
        outside != 0,
        values,
        spans,
        stretches,
        runs,
        np.asarray(usual, dtype=np.float64).reshape(-1, 3),
        tuple(marks),
        band_low,
        band_high,
    )
    return replace(found, brief=_brief(found)) if seconds.size > MOST_DRAWN else found


class TrendSeries(QObject):
    """The course that is shown now."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.course = course(())

    def show(self, shown: Course) -> None:
        """Show another course."""
        self.course = shown
        self.changed.emit()


def _brief(whole: Course) -> Course:
    """Return ``whole`` in few points, each with the lowest and highest reading it stands for."""
    low = whole.ranges[:, 0] if whole.ranges.size else whole.values
    high = whole.ranges[:, 1] if whole.ranges.size else whole.values
    few = condensed(whole.seconds, whole.values, low, high, whole.outside, _CONDENSED)
    runs = unbroken_runs(few.seconds)
    return replace(
        whole,
        seconds=few.seconds,
        values=few.median,
        outside=few.outside,
        extremes=few.extremes,
        ranges=np.column_stack((few.low, few.high)),
        lines=(),
        runs=runs,
    )


def _joined(seconds: Floats, values: Floats, lines: Lines) -> tuple[tuple[Floats, ...], tuple[slice, ...]]:
    if not lines:
        runs = unbroken_runs(seconds)
        return tuple(np.column_stack((seconds[run], values[run])) for run in runs), runs
    stretches = tuple(np.asarray(line, dtype=np.float64).reshape(-1, 2) for line in lines)
    edges = [
        *np.searchsorted(seconds, [line[0, 0] for line in stretches]).tolist(),
        int(seconds.size),
    ]
    return stretches, tuple(slice(start, end) for start, end in pairwise(edges))


def _stretch(line: Floats, first: float, last: float) -> Floats:
    start = max(0, int(np.searchsorted(line[:, 0], first)) - 1)
    return line[start : int(np.searchsorted(line[:, 0], last, side="right")) + 1]
