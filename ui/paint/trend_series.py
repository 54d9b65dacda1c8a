"""The points of a course as arrays, handed from a view model to the painted item without copying into QML."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal


class TrendSeries(QObject):
    """``seconds`` (since 1970), ``values`` and ``outside`` (out of range), oldest first; the normal band."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seconds: NDArray[np.float64] = np.empty(0)
        self.values: NDArray[np.float64] = np.empty(0)
        self.outside: NDArray[np.bool_] = np.empty(0, dtype=bool)
        self.band_low: float | None = None
        self.band_high: float | None = None

    def show(
        self, points: Sequence[tuple[float, float, bool]], band_low: float | None, band_high: float | None
    ) -> None:
        """Take over ``points`` (seconds, value, outside); those that are not finite are left out."""
        table = np.asarray(points, dtype=np.float64).reshape(-1, 3)
        table = table[np.isfinite(table).all(axis=1)]
        table = table[np.argsort(table[:, 0], kind="stable")]
        self.seconds, self.values, self.outside = table[:, 0], table[:, 1], table[:, 2] != 0
        self.band_low, self.band_high = band_low, band_high
        self.changed.emit()
