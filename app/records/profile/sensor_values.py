"""Two weeks of a glucose sensor, read in one query: thousands of values, so no more is read than the curve needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.records import timestamps
from app.records.database import Connection, Row
from app.records.profile.glucose_profile import SensorValue
from app.records.profile.observations import MEMORY, Scope
from app.records.timestamps import from_text, to_text
from device_io.reading import ReadingKind


@dataclass(frozen=True, slots=True)
class SensorSeries:
    """Values, oldest first: real ones only where there are any, else practice ones (``simulated``)."""

    values: tuple[SensorValue, ...]
    simulated: bool = False
    left_out: int = 0

    @property
    def until(self) -> datetime | None:
        """The moment of the newest value."""
        return self.values[-1].taken_at if self.values else None


def load_sensor(connection: Connection, scope: Scope, span: timedelta) -> SensorSeries:
    """Return the sensor values of ``span`` up to the person's newest one, if that is not older than half a year."""
    newest = _newest(connection, scope)
    if newest is None:
        return SensorSeries(())
    rows = connection.execute(
        "SELECT c.id, c.taken_at, c.simulated, v.value, r.time_zone FROM clean c "
        "JOIN clean_value v ON v.clean_id = c.id AND v.component = 'glucose' JOIN raw r ON r.id = c.raw_id "
        "WHERE c.person_id = ? AND c.kind = ? AND c.plausible = 1 AND c.taken_at > ? AND c.taken_at <= ? "
        "ORDER BY c.taken_at, c.id",
        (
            scope.person_id,
            ReadingKind.CONTINUOUS_GLUCOSE.value,
            to_text(newest - span),
            to_text(newest),
        ),
    ).fetchall()
    real = [row for row in rows if not row["simulated"]]
    chosen = real or rows
    return SensorSeries(_values(chosen), not real, len(rows) - len(chosen))


def load_low(
    connection: Connection, scope: Scope, below_mmol: float, days: tuple[date, date], *, simulated: bool
) -> tuple[SensorValue, ...]:
    """Return the values below ``below_mmol`` on the local ``days``, oldest first: practice ones only, or real ones."""
    rows = connection.execute(
        "SELECT c.id, c.taken_at, v.value, r.time_zone FROM clean c "
        "JOIN clean_value v ON v.clean_id = c.id AND v.component = 'glucose' JOIN raw r ON r.id = c.raw_id "
        "WHERE c.person_id = ? AND c.kind = ? AND c.local_day BETWEEN ? AND ? AND c.plausible = 1 "
        "AND c.simulated = ? AND +c.taken_at <= ? AND CAST(v.value AS REAL) < ?",
        (
            scope.person_id,
            ReadingKind.CONTINUOUS_GLUCOSE.value,
            days[0].isoformat(),
            days[1].isoformat(),
            int(simulated),
            to_text(scope.until),
            below_mmol,
        ),
    ).fetchall()
    return _values(sorted(rows, key=lambda row: row["taken_at"]))


def _newest(connection: Connection, scope: Scope) -> datetime | None:
    earliest = to_text(scope.until - MEMORY)
    for most_simulated in (0, 1):
        row = connection.execute(
            "SELECT taken_at FROM clean WHERE person_id = ? AND kind = ? AND plausible = 1 "
            "AND taken_at BETWEEN ? AND ? AND simulated <= ? ORDER BY taken_at DESC LIMIT 1",
            (
                scope.person_id,
                ReadingKind.CONTINUOUS_GLUCOSE.value,
                earliest,
                to_text(scope.until),
                most_simulated,
            ),
        ).fetchone()
        if row is not None:
            return from_text(row["taken_at"])
    return None


def _values(rows: Sequence[Row]) -> tuple[SensorValue, ...]:
    zones: dict[str, ZoneInfo] = {}
    found = []
    for row in rows:
        name = row["time_zone"]
        if name not in zones:
            zones[name] = timestamps.zone(name)
        taken_at = from_text(row["taken_at"])
        local = taken_at.astimezone(zones[name])
        day: date = local.date()
        found.append(
            SensorValue(row["id"], taken_at, day, local.hour * 60 + local.minute, float(row["value"]))
        )
    return tuple(found)
