"""Layer 3, daily: per person, component, local day and sitting: n, mean, minimum and maximum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from app.records.clean import CleanReading, TouchedDay, load
from app.records.database import Connection
from app.records.timestamps import to_text
from app.records.units import decimal_text
from device_io.reading import ReadingKind

#: Raise it when a rule below changes.
RULE_VERSION: Final = 1
#: Readings at most this far apart belong to one sitting. Our rule.
SITTING_GAP: Final = timedelta(minutes=30)
#: The session number that stands for the whole day.
WHOLE_DAY: Final = 0
#: Means are kept to this many places, far below what any device resolves.
MEAN_PLACES: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class DailySummary:
    """One component on one local day."""

    local_day: date
    n: int
    mean: Decimal
    minimum: Decimal
    maximum: Decimal
    unit: str


def summarise(connection: Connection, days: Iterable[TouchedDay]) -> None:
    """Make the summaries of ``days`` again from their clean rows."""
    for person_id, kind, day in sorted(days):
        where = (person_id, kind.value, day.isoformat())
        connection.execute("DELETE FROM daily WHERE person_id = ? AND kind = ? AND local_day = ?", where)
        readings = load(
            connection,
            "c.person_id = ? AND c.kind = ? AND c.local_day = ? AND c.plausible = 1 ORDER BY c.taken_at, c.id",
            where,
        )
        for number, sitting in enumerate([readings, *sittings(readings)]):
            _store(connection, person_id, day, number, sitting)


def sittings(readings: Sequence[CleanReading]) -> list[list[CleanReading]]:
    """Split readings in time order where more than :data:`SITTING_GAP` lies between two."""
    groups: list[list[CleanReading]] = []
    for reading in readings:
        if groups and reading.reading.taken_at - groups[-1][-1].reading.taken_at <= SITTING_GAP:
            groups[-1].append(reading)
        else:
            groups.append([reading])
    return groups


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
        )
        for row in rows
    )


def _store(
    connection: Connection, person_id: str, day: date, number: int, readings: Sequence[CleanReading]
) -> None:
    components = sorted({name for reading in readings for name in reading.reading.values})
    for component in components:
        having = [reading.reading for reading in readings if component in reading.reading.values]
        values = [reading.values[component].value for reading in having]
        mean = (sum(values, Decimal(0)) / len(values)).quantize(MEAN_PLACES, rounding=ROUND_HALF_EVEN)
        connection.execute(
            "INSERT INTO daily (person_id, kind, component, local_day, session, started_at, n, mean, minimum, "
            "maximum, unit, rule_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                person_id,
                having[0].kind.value,
                component,
                day.isoformat(),
                number,
                to_text(having[0].taken_at),
                len(values),
                decimal_text(mean),
                decimal_text(min(values)),
                decimal_text(max(values)),
                having[0].values[component].unit,
                RULE_VERSION,
            ),
        )
