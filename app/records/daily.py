"""Layer 3, daily: per person, component, local day and sitting: n, mean, minimum and maximum.

What depends on a person's other readings is settled here too: readings unlike the others are flagged, devices that
disagree are found and not averaged together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import groupby, pairwise
from typing import Any, Final

from app.records import agreement, outliers, rules
from app.records.database import Connection, Row
from app.records.refining import TouchedDay
from app.records.timestamps import from_text
from app.records.units import decimal_text
from device_io.reading import ReadingKind

#: Readings at most this far apart belong to one sitting. Our rule.
SITTING_GAP: Final = timedelta(minutes=30)
#: The session number that stands for the whole day.
WHOLE_DAY: Final = 0
#: A stretch of days that is read at once; a sensor gives 288 to 1440 readings a day.
_READ_TOGETHER: Final = timedelta(days=60)
#: Means are kept to this many places, far below what any device resolves.
MEAN_PLACES: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class DailySummary:
    """One component on one local day; ``left_out`` = readings of a device that disagrees with the one averaged."""

    local_day: date
    n: int
    mean: Decimal
    minimum: Decimal
    maximum: Decimal
    unit: str
    left_out: int = 0


def summarise(connection: Connection, days: Iterable[TouchedDay]) -> None:
    """Make what rests on the readings of ``days`` again; the caller holds the transaction."""
    touched = set(days)
    outliers.update(connection, touched)
    for series in agreement.update(connection, touched):
        touched |= _all_days(connection, series)
    by_series: defaultdict[agreement.Series, list[date]] = defaultdict(list)
    for person_id, kind, day in touched:
        by_series[person_id, kind].append(day)
    for series, of_series in sorted(by_series.items()):
        _summarise(connection, series, sorted(of_series))


def summarise_series(connection: Connection, series: Collection[agreement.Series]) -> None:
    """Make the summaries of all days of ``series`` again."""
    for one in series:
        _summarise(connection, one, sorted(day for _, _, day in _all_days(connection, one)))


def days_of(
    connection: Connection, person_id: str, kind: ReadingKind, component: str, first: date, last: date
) -> tuple[DailySummary, ...]:
    """Return the whole-day summaries from ``first`` to ``last``, oldest first."""
    rows = connection.execute(
        "SELECT * FROM daily WHERE person_id = ? AND kind = ? AND component = ? AND session = ? "
        "AND local_day BETWEEN ? AND ? ORDER BY local_day",
        (person_id, kind.value, component, WHOLE_DAY, first.isoformat(), last.isoformat()),
    ).fetchall()
    return tuple(
        DailySummary(
            date.fromisoformat(row["local_day"]),
            row["n"],
            Decimal(row["mean"]),
            Decimal(row["minimum"]),
            Decimal(row["maximum"]),
            row["unit"],
            row["left_out"],
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a summary needs of a reading; ``values`` are (component, value, unit)."""

    taken_at: str
    device_id: str | None
    values: tuple[tuple[str, Decimal, str], ...]


def _all_days(connection: Connection, series: agreement.Series) -> set[TouchedDay]:
    person_id, kind = series
    rows = connection.execute(
        "SELECT DISTINCT local_day FROM clean WHERE person_id = ? AND kind = ?", (person_id, kind.value)
    ).fetchall()
    return {(person_id, kind, date.fromisoformat(row[0])) for row in rows}


def _summarise(connection: Connection, series: agreement.Series, days: Sequence[date]) -> None:
    person_id, kind = series
    disagreeing = agreement.disagreements(connection, person_id, kind)
    believed = agreement.trusted(connection, person_id, kind) if disagreeing else None
    for first, last in _runs(days):
        span = (person_id, kind.value, first.isoformat(), last.isoformat())
        connection.execute(
            "DELETE FROM daily WHERE person_id = ? AND kind = ? AND local_day BETWEEN ? AND ?", span
        )
        # Read whole before the first row is written: both go through one connection.
        rows = connection.execute(
            "SELECT c.id, c.local_day, c.taken_at, c.device_id, v.component, v.value, v.unit FROM clean c "
            "JOIN clean_value v ON v.clean_id = c.id WHERE c.person_id = ? AND c.kind = ? "
            "AND c.local_day BETWEEN ? AND ? AND c.plausible = 1 ORDER BY c.local_day, c.taken_at, c.id",
            span,
        ).fetchall()
        for day, of_day in groupby(rows, key=lambda row: row[1]):
            readings = _readings(of_day)
            kept = _averaged(readings, disagreeing, believed)
            connection.executemany(_INSERT, _rows(series, day, kept, len(readings) - len(kept)))


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Join sorted ``days`` that follow on each other, :data:`_READ_TOGETHER` at most."""
    first = days[0] if days else date.max
    for day, following in pairwise([*days, date.max] if days else []):
        if following - day > timedelta(days=1) or day - first >= _READ_TOGETHER:
            yield first, day
            first = following


def _readings(rows: Iterable[Row]) -> list[_Reading]:
    found = []
    for _, of_reading in groupby(rows, key=lambda row: row[0]):
        values = list(of_reading)
        found.append(
            _Reading(values[0][2], values[0][3], tuple((one[4], Decimal(one[5]), one[6]) for one in values))
        )
    return found


def _averaged(
    readings: list[_Reading], disagreeing: Collection[frozenset[str]], believed: str | None
) -> list[_Reading]:
    """Leave out the readings of devices that may not be averaged with the others of the day."""
    if not disagreeing:
        return readings
    counts = Counter(one.device_id for one in readings if one.device_id is not None)
    kept = agreement.kept_devices(counts, disagreeing, believed)
    return [one for one in readings if one.device_id is None or one.device_id in kept]


def _sittings(readings: Sequence[_Reading]) -> list[list[_Reading]]:
    """Split readings in time order where more than :data:`SITTING_GAP` lies between two."""
    groups: list[list[_Reading]] = []
    before: datetime | None = None
    for reading in readings:
        at = from_text(reading.taken_at)
        if before is not None and at - before <= SITTING_GAP:
            groups[-1].append(reading)
        else:
            groups.append([reading])
        before = at
    return groups


def _rows(
    series: agreement.Series, day: str, readings: Sequence[_Reading], left_out: int
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a day: the whole of it, then its sittings."""
    of_day = rules.DAY_MEANS.mask | (rules.DEVICES_DISAGREE.mask if left_out else 0)
    yield from _summary(series, day, WHOLE_DAY, readings, (left_out, of_day))
    for number, sitting in enumerate(_sittings(readings), start=1):
        yield from _summary(series, day, number, sitting, (0, of_day | rules.SITTINGS.mask))


def _summary(
    series: agreement.Series, day: str, number: int, readings: Sequence[_Reading], ending: tuple[int, int]
) -> Iterator[tuple[Any, ...]]:
    person_id, kind = series
    if len(readings) == 1:
        (only,) = readings
        for component, value, unit in sorted(only.values):
            rounded, text = value.quantize(MEAN_PLACES, rounding=ROUND_HALF_EVEN), decimal_text(value)
            which = (person_id, kind.value, component, day, number, only.taken_at)
            yield (*which, 1, decimal_text(rounded), text, text, unit, *ending)
        return
    values: defaultdict[str, list[Decimal]] = defaultdict(list)
    starts: dict[str, tuple[str, str]] = {}
    for reading in readings:
        for component, value, unit in reading.values:
            values[component].append(value)
            starts.setdefault(component, (reading.taken_at, unit))
    for component, measured in sorted(values.items()):
        mean = (sum(measured, Decimal(0)) / len(measured)).quantize(MEAN_PLACES, rounding=ROUND_HALF_EVEN)
        started_at, unit = starts[component]
        extremes = decimal_text(min(measured)), decimal_text(max(measured))
        which = (person_id, kind.value, component, day, number, started_at)
        yield (*which, len(measured), decimal_text(mean), *extremes, unit, *ending)


_INSERT: Final = (
    "INSERT INTO daily (person_id, kind, component, local_day, session, started_at, n, mean, minimum, maximum, unit, "
    "left_out, rules) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
