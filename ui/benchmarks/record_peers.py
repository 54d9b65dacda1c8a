"""Peers of the records' views on the same encrypted file: plain SQL, and a polars script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from device_io.reading import ReadingKind

#: Components whose digits stand on a home tile, and how many places of them.
_SHOWN = {
    ReadingKind.BLOOD_PRESSURE.value: (("systolic", "diastolic"), 0),
    ReadingKind.HEART_RATE.value: (("pulse",), 0),
    ReadingKind.SPO2.value: (("spo2",), 0),
    ReadingKind.TEMPERATURE.value: (("temperature",), 1),
    ReadingKind.GLUCOSE.value: (("glucose",), 1),
    ReadingKind.WEIGHT.value: (("weight",), 1),
    ReadingKind.CONTINUOUS_GLUCOSE.value: (("glucose",), 1),
}
#: A script looks this far back for the latest readings.
_LATEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class YearOfGlucose:
    """What a trend says of its readings: how many, their mean and extremes, and each day's (day, n, mean, low, high)."""

    n: int
    mean: float
    minimum: Decimal
    maximum: Decimal
    days: Sequence[tuple[Any, ...]]


class SqlPeer:
    """What somebody would write by hand: indexed queries, and the same digits formatted."""

    def __init__(self, connection: Any, person_id: str, now: datetime, zone: str) -> None:
        self._connection, self._person, self._now, self._zone = connection, person_id, now, ZoneInfo(zone)

    def home(self) -> list[tuple[str, str]]:
        """Return the digits of the latest plausible reading of each kind."""
        tiles = []
        for kind in ReadingKind:
            row = self._connection.execute(
                "SELECT id, taken_at FROM clean WHERE person_id = ? AND kind = ? AND plausible = 1 "
                "ORDER BY taken_at DESC, id DESC LIMIT 1",
                (self._person, kind.value),
            ).fetchone()
            if row is None:
                continue
            measured = self._connection.execute(
                "SELECT component, value FROM clean_value WHERE clean_id = ?", (row[0],)
            ).fetchall()
            values = {component: value for component, value in measured}  # noqa: C416 - rows are no pairs
            when(datetime.fromisoformat(row[1]), self._now, self._zone)
            tiles.append((kind.value, digits(kind.value, values)))
        return tiles

    def year_of_glucose(self, first: date, last: date) -> YearOfGlucose:
        """Group the readings of the days."""
        rows = self._connection.execute(
            "SELECT c.local_day, count(*), avg(CAST(v.value AS REAL)), min(CAST(v.value AS REAL)), "
            "max(CAST(v.value AS REAL)) FROM clean c JOIN clean_value v ON v.clean_id = c.id WHERE c.person_id = ? "
            "AND c.kind = ? AND c.local_day BETWEEN ? AND ? AND c.plausible = 1 AND v.component = 'glucose' "
            "GROUP BY c.local_day ORDER BY c.local_day",
            (self._person, ReadingKind.CONTINUOUS_GLUCOSE.value, first.isoformat(), last.isoformat()),
        ).fetchall()
        days = [tuple(row) for row in rows]
        n = sum(day[1] for day in days)
        return YearOfGlucose(
            n,
            sum(day[1] * day[2] for day in days) / n,
            Decimal(str(min(day[3] for day in days))),
            Decimal(str(max(day[4] for day in days))),
            days,
        )


class PolarsPeer:
    """What somebody would write in a notebook: fetch what may matter, then group frames."""

    def __init__(self, connection: Any, person_id: str, now: datetime, zone: str) -> None:
        self._connection, self._person, self._now, self._zone = connection, person_id, now, ZoneInfo(zone)

    def home(self) -> list[tuple[str, str]]:
        """Return the digits of the latest plausible reading of each kind."""
        import polars as pl

        rows = self._connection.execute(
            "SELECT c.kind, c.taken_at, c.id, v.component, v.value FROM clean c JOIN clean_value v ON v.clean_id = c.id "
            "WHERE c.person_id = ? AND c.taken_at >= ? AND c.plausible = 1",
            (self._person, (self._now - _LATEST).isoformat(timespec="microseconds")),
        ).fetchall()
        frame = pl.DataFrame(
            [tuple(row) for row in rows],
            schema=["kind", "taken_at", "id", "component", "value"],
            orient="row",
        )
        newest = frame.filter(pl.col("id") == pl.col("id").sort_by("taken_at", "id").last().over("kind"))
        tiles = []
        for (kind,), group in newest.group_by("kind"):
            when(datetime.fromisoformat(group["taken_at"][0]), self._now, self._zone)
            values = dict(zip(group["component"], group["value"], strict=True))
            tiles.append((str(kind), digits(str(kind), values)))
        return tiles

    def year_of_glucose(self, first: date, last: date) -> YearOfGlucose:
        """Group the readings of the days."""
        import polars as pl

        rows = self._connection.execute(
            "SELECT c.local_day, v.value FROM clean c JOIN clean_value v ON v.clean_id = c.id WHERE c.person_id = ? "
            "AND c.kind = ? AND c.local_day BETWEEN ? AND ? AND c.plausible = 1 AND v.component = 'glucose'",
            (self._person, ReadingKind.CONTINUOUS_GLUCOSE.value, first.isoformat(), last.isoformat()),
        ).fetchall()
        frame = pl.DataFrame(
            [tuple(row) for row in rows], schema=["day", "value"], orient="row"
        ).with_columns(pl.col("value").cast(pl.Float64))
        value = pl.col("value")
        days = (
            frame.group_by("day")
            .agg(pl.len(), value.mean().alias("mean"), value.min().alias("low"), value.max().alias("high"))
            .sort("day")
        )
        values = frame["value"].to_numpy()
        return YearOfGlucose(
            len(values),
            float(values.mean()),
            Decimal(str(float(values.min()))),
            Decimal(str(float(values.max()))),
            days.rows(),
        )


def digits(kind: str, values: dict[str, str]) -> str:
    """Return the digits of a tile."""
    components, places = _SHOWN[kind]
    return "/".join(f"{round(Decimal(values[name]), places)}" for name in components)


def when(taken_at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return the moment as a tile tells it."""
    local = taken_at.astimezone(zone)
    days = (now.astimezone(zone).date() - local.date()).days
    day = ("today", "yesterday")[days] if days in (0, 1) else f"{local:%d %b}"
    return f"{day} {local:%H:%M}"
