"""The points of a trend: readings over days, daily means over months, weekly means over years.

More points than a screen has columns help nobody; what is reduced keeps its lowest and highest reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from app.records.daily import MEAN_PLACES, DailySummary
from app.records.daily_series import DailySeries
from app.records.database import Connection
from app.records.timestamps import from_text
from device_io.reading import ReadingKind

#: Up to so many days each reading is a point, and up to so many each day; beyond them each week. Our rule.
READINGS_UP_TO: Final = 14
DAYS_UP_TO: Final = 92
#: The longest series of readings drawn, a week of a sensor that measures every two minutes.
MAX_POINTS: Final = 5040
_DAYS_A_WEEK: Final = 7
_NOON: Final = time(12)


class Grain(StrEnum):
    """What one point stands for."""

    READING = "reading"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """``n`` readings with their mean and extremes; a single reading has all three alike.

    A day is put at its local noon, a week at that of its middle day.
    """

    taken_at: datetime
    value: Decimal
    low: Decimal
    high: Decimal
    n: int = 1


def grain_of(days: int) -> Grain:
    """Return what a point of a trend over ``days`` stands for."""
    if days <= READINGS_UP_TO:
        return Grain.READING
    return Grain.DAY if days <= DAYS_UP_TO else Grain.WEEK


def reading_points(
    connection: Connection,
    person_id: str,
    kind: ReadingKind,
    component: str,
    days: tuple[date, date],
    *,
    real_only: bool,
) -> tuple[SeriesPoint, ...]:
    """Return the newest plausible readings of the local ``days``, oldest first; practice ones too unless ``real_only``."""
    rows = connection.execute(
        "SELECT c.taken_at, v.value FROM clean c JOIN clean_value v ON v.clean_id = c.id "
        "WHERE c.person_id = ? AND c.kind = ? AND c.local_day BETWEEN ? AND ? AND c.plausible = 1 "
        "AND c.simulated <= ? AND v.component = ? ORDER BY c.local_day DESC, c.taken_at DESC LIMIT ?",
        (
            person_id,
            kind.value,
            days[0].isoformat(),
            days[1].isoformat(),
            int(not real_only),
            component,
            MAX_POINTS,
        ),
    ).fetchall()
    # By day first, which an index gives; on a day of travel that need not be the order of time.
    values = ((from_text(taken_at), Decimal(value)) for taken_at, value in sorted(map(tuple, rows)))
    return tuple(SeriesPoint(taken_at, value, value, value) for taken_at, value in values)


def mean_points(series: DailySeries, grain: Grain, last: date, zone: ZoneInfo) -> tuple[SeriesPoint, ...]:
    """Return a point a day, or a week; weeks are counted back from ``last``."""
    if grain is Grain.DAY:
        return tuple(_point([one], one.local_day, zone) for one in series.summaries)
    weeks: dict[int, list[DailySummary]] = {}
    for one in series.summaries:
        weeks.setdefault((last - one.local_day).days // _DAYS_A_WEEK, []).append(one)
    return tuple(
        _point(weeks[number], last - timedelta(days=_DAYS_A_WEEK * number + _DAYS_A_WEEK // 2), zone)
        for number in sorted(weeks, reverse=True)
    )


def _point(summaries: Sequence[DailySummary], day: date, zone: ZoneInfo) -> SeriesPoint:
    count = sum(one.n for one in summaries)
    total = sum((one.mean * one.n for one in summaries), Decimal(0))
    return SeriesPoint(
        taken_at=datetime.combine(day, _NOON, zone).astimezone(UTC),
        value=(total / count).quantize(MEAN_PLACES),
        low=min(one.minimum for one in summaries),
        high=max(one.maximum for one in summaries),
        n=count,
    )
