"""The person's own usual range: an exponentially weighted mean of daily values against the days before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Final

from app.records.daily import DailySummary
from app.records.thresholds import clinical_row

#: Raise it when a rule below changes.
RULE_VERSION: Final = 1
#: What makes a median absolute deviation a standard deviation where values scatter normally (1 / 0.6745).
_NORMAL_SCALE: Final = 1.4826


@dataclass(frozen=True, slots=True)
class BaselinePoint:
    """One day: the smoothed value and the range it usually has, in record units.

    ``low`` and ``high`` are ``None`` while too few days lie before it to know what is usual.
    """

    day: date
    smoothed: float
    low: float | None
    high: float | None

    @property
    def outside(self) -> bool:
        """Whether the smoothed value lies outside the usual range."""
        return self.low is not None and self.high is not None and not self.low <= self.smoothed <= self.high


def baseline(summaries: Sequence[DailySummary]) -> tuple[BaselinePoint, ...]:
    """Return the band of daily means, oldest first; the summaries should reach four weeks before what is drawn.

    The centre and the scatter are the median and its absolute deviation over the base days before a day, so that a
    few odd days do not widen the band; the limits are those of an EWMA chart (Roberts 1959). Where nothing changes,
    1 to 5 of 100 days lie outside (simulated, autocorrelation 0 to 0.5).
    """
    import numpy as np
    import polars as pl

    if not summaries:
        return ()
    rule = clinical_row("baseline", "ewma")
    weight, sigmas = float(rule["lambda"]), float(rule["sigmas"])
    means = np.array([float(one.mean) for one in summaries])
    ordinals = np.array([one.local_day.toordinal() for one in summaries])
    smoothed = pl.Series(means).ewm_mean(alpha=weight, adjust=False).to_list()
    width = sigmas * sqrt(weight / (2 - weight))
    found = []
    for index, one in enumerate(summaries):
        first = (one.local_day - timedelta(days=int(rule["base_days"]))).toordinal()
        base = means[np.searchsorted(ordinals, first) : index]
        if len(base) < int(rule["least_days"]):
            found.append(BaselinePoint(one.local_day, smoothed[index], None, None))
            continue
        centre = float(np.median(base))
        scatter = _NORMAL_SCALE * float(np.median(np.abs(base - centre)))
        found.append(
            BaselinePoint(one.local_day, smoothed[index], centre - width * scatter, centre + width * scatter)
        )
    return tuple(found)
