"""The points of a course as arrays, handed from a view model to the painted item without copying into QML."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from ui.paint.trend_reduction import unbroken_runs

Floats = NDArray[np.float64]
Points = Sequence[tuple[float, float, bool]]
Lines = Sequence[Sequence[tuple[float, float]]]


class TrendSeries(QObject):
    """``seconds`` (since 1970), ``values`` and ``outside`` (out of range), oldest first; the reference band.

    ``ranges`` holds the lowest and highest reading of each point, or nothing where each point is one reading.
    ``lines`` are the stretches (seconds, value) that belong together and ``runs`` the points of each; ``usual`` is the
    person's own range as (seconds, low, high), ``marks`` the moments at which something changed.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seconds: Floats = np.empty(0)
        self.values: Floats = np.empty(0)
        self.outside: NDArray[np.bool_] = np.empty(0, dtype=bool)
        self.ranges: Floats = np.empty((0, 2))
        self.lines: tuple[Floats, ...] = ()
        self.runs: tuple[slice, ...] = ()
        self.usual: Floats = np.empty((0, 3))
        self.marks: tuple[float, ...] = ()
        self.band_low: float | None = None
        self.band_high: float | None = None

    def show(
        self,
        points: Points,
        band_low: float | None,
        band_high: float | None,
        *,
        lines: Lines = (),
        ranges: Sequence[tuple[float, float]] = (),
        usual: Sequence[tuple[float, float, float]] = (),
        marks: Sequence[float] = (),
    ) -> None:
        """Take over ``points`` (seconds, value, outside); those that are not finite are left out.

        Without ``lines`` the points are joined, broken where the pause is longer than usual.
        """
        table = np.asarray(points, dtype=np.float64).reshape(-1, 3)
        spans = np.asarray(ranges, dtype=np.float64).reshape(-1, 2)
        if len(spans) != len(table) or not (spans[:, 0] < spans[:, 1]).any():
            spans = np.empty((0, 2))
        kept = np.isfinite(table).all(axis=1)
        table = table[kept]
        order = np.argsort(table[:, 0], kind="stable")
        table = table[order]
        self.seconds, self.values, self.outside = table[:, 0], table[:, 1], table[:, 2] != 0
        self.ranges = spans[kept][order] if spans.size else spans
        self.lines, self.runs = self._joined(lines)
        self.usual = np.asarray(usual, dtype=np.float64).reshape(-1, 3)
        self.marks = tuple(marks)
        self.band_low, self.band_high = band_low, band_high
        self.changed.emit()

    def _joined(self, lines: Lines) -> tuple[tuple[Floats, ...], tuple[slice, ...]]:
        if not lines:
            runs = unbroken_runs(self.seconds)
            return tuple(np.column_stack((self.seconds[run], self.values[run])) for run in runs), runs
        stretches = tuple(np.asarray(line, dtype=np.float64).reshape(-1, 2) for line in lines)
        edges = [
            *np.searchsorted(self.seconds, [line[0, 0] for line in stretches]).tolist(),
            int(self.seconds.size),
        ]
        return stretches, tuple(slice(start, end) for start, end in pairwise(edges))
