"""The curves of a glucose profile as arrays, handed from a view model to the painted item."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal


class GlucoseSeries(QObject):
    """``runs`` hold (minute of the day, percentiles 5, 25, 50, 75, 95) in mmol/L; ``low`` to ``high`` is the range."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runs: tuple[NDArray[np.float64], ...] = ()
        self.low = self.high = 0.0

    def show(
        self,
        runs: Sequence[Sequence[tuple[int, float, float, float, float, float]]],
        low: float,
        high: float,
    ) -> None:
        """Take the curves over; a run ends where there are too few values."""
        self.runs = tuple(np.asarray(run, dtype=np.float64).reshape(-1, 6) for run in runs if run)
        self.low, self.high = low, high
        self.changed.emit()
