"""Readings that do not fit the person's own: flagged so that a repeat can be asked for, never dropped.

Each reading is judged by those before it, in the order they were taken, so the flags depend on what is in the
records and not on the order in which it arrived: a rebuild gives what the days gave one by one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any, Final

from app.records import rules
from app.records.rules import Rule
from app.records.timestamps import from_text, to_text
from app.records.units import decimal_text
from device_io.reading import ReadingKind

#: A value is judged by this many before it. Our rule; the window of a Hampel filter needs at least 7.
WINDOW: Final = 7
#: How many median absolute deviations off is an outlier (Hampel's usual three), and what makes a median absolute
#: deviation a standard deviation where values scatter normally (1 / 0.6745).
DEVIATIONS: Final = 3.0
NORMAL_SCALE: Final = 1.4826
#: Weight may leave the expected by this much: 15 lb found over 97 % of the wrong ones among 32,917 weights.
#: Diabetes 2023;72 Suppl 1:1700-P.
WEIGHT_BAND_KG: Final = 6.8
#: An outlier that was measured again in the same sitting with much the same result is believed.
REPEATED_WITHIN: Final = timedelta(minutes=30)
#: Half a band is never narrower than what a home device and a body do by themselves, or seven equal readings would
#: make an outlier of the next one that differs at all. Our rule.
LEAST_BAND: Final[Mapping[ReadingKind, Mapping[str, float]]] = {
    ReadingKind.BLOOD_PRESSURE: {"systolic": 20.0, "diastolic": 15.0},
    ReadingKind.SPO2: {"spo2": 3.0},
    ReadingKind.TEMPERATURE: {"temperature": 1.0},
    ReadingKind.GLUCOSE: {"glucose": 3.0},
    ReadingKind.WEIGHT: {"weight": WEIGHT_BAND_KG},
}
#: A local day lies within these hours of its date in UTC (zones reach from -12 to +14 hours).
_BEFORE_DAY: Final = timedelta(hours=14) + REPEATED_WITHIN
_AFTER_DAY: Final = timedelta(hours=24 + 12)


@dataclass(frozen=True, slots=True)
class Outlier:
    """Why a reading does not fit: ``component`` was expected within ``band`` of ``expected``, in record units.

    ``confirmed_by`` is the clean row that repeated it, ``None`` while a repeat is wanted.
    """

    clean_id: int
    component: str
    expected: Decimal
    band: Decimal
    confirmed_by: int | None


@dataclass(frozen=True, slots=True)
class _Point:
    clean_id: int
    taken_at: str
    value: float


def update(connection: Any, days: Collection[tuple[str, ReadingKind, date]]) -> None:
    """Judge again what the readings of ``days`` have a part in; the caller holds the transaction."""
    by_series: defaultdict[tuple[str, ReadingKind], list[date]] = defaultdict(list)
    for person_id, kind, day in days:
        if kind in LEAST_BAND:
            by_series[person_id, kind].append(day)
    for (person_id, kind), touched in sorted(by_series.items()):
        span = to_text(_midnight(min(touched)) - _BEFORE_DAY), to_text(_midnight(max(touched)) + _AFTER_DAY)
        _forget_unassigned(connection, kind, span)
        for component in LEAST_BAND[kind]:
            points, judged = _points(connection, person_id, kind, component, span)
            _store(connection, kind, component, points, judged)


def of(connection: Any, clean_ids: Sequence[int]) -> tuple[Outlier, ...]:
    """Return what is known against the readings ``clean_ids``."""
    marks = ", ".join("?" * len(clean_ids))
    rows = connection.execute(
        f"SELECT * FROM outlier WHERE clean_id IN ({marks}) ORDER BY clean_id, component", tuple(clean_ids)
    ).fetchall()
    return tuple(
        Outlier(
            row["clean_id"],
            row["component"],
            Decimal(row["expected"]),
            Decimal(row["band"]),
            row["confirmed_by"],
        )
        for row in rows
    )


def bands(values: Sequence[float], kind: ReadingKind, component: str) -> tuple[list[float], list[float]]:
    """Return for each of ``values``, in the order they were taken, the expected value and half its band.

    Both are NaN for the first :data:`WINDOW` values, which nothing can be said about.
    """
    expected, band = [math.nan] * min(WINDOW, len(values)), [math.nan] * min(WINDOW, len(values))
    for index in range(WINDOW, len(values)):
        window = values[index - WINDOW : index]
        middle = median(window)
        expected.append(middle)
        if kind is ReadingKind.WEIGHT:
            band.append(WEIGHT_BAND_KG)
        else:
            deviation = median(abs(value - middle) for value in window)
            band.append(max(DEVIATIONS * NORMAL_SCALE * deviation, LEAST_BAND[kind][component]))
    return expected, band


def _rule(kind: ReadingKind) -> Rule:
    return rules.OUTLIER_WEIGHT if kind is ReadingKind.WEIGHT else rules.OUTLIER_HAMPEL


def _store(
    connection: Any, kind: ReadingKind, component: str, points: Sequence[_Point], judged: range
) -> None:
    connection.executemany(
        "DELETE FROM outlier WHERE clean_id = ? AND component = ?",
        [(points[index].clean_id, component) for index in judged],
    )
    expected, band = bands([point.value for point in points], kind, component)
    connection.executemany(
        "INSERT INTO outlier (clean_id, component, expected, band, confirmed_by, rules) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                points[index].clean_id,
                component,
                _text(expected[index]),
                _text(band[index]),
                _repeat(points, index, band[index]),
                _rule(kind).mask,
            )
            for index in judged
            # NaN compares false: what has too little before it is never an outlier.
            if abs(points[index].value - expected[index]) > band[index]
        ],
    )


def _repeat(points: Sequence[_Point], index: int, band: float) -> int | None:
    """Return the reading that soon after said much the same (within half the band), if there is one."""
    point = points[index]
    until = to_text(from_text(point.taken_at) + REPEATED_WITHIN)
    for later in points[index + 1 :]:
        if later.taken_at > until:
            return None
        if abs(later.value - point.value) <= band / 2:
            return later.clean_id
    return None


def _forget_unassigned(connection: Any, kind: ReadingKind, span: tuple[str, str]) -> None:
    """Take back what was said of readings that are nobody's any more."""
    connection.execute(
        "DELETE FROM outlier WHERE clean_id IN (SELECT id FROM clean WHERE person_id IS NULL AND kind = ? "
        "AND taken_at BETWEEN ? AND ?)",
        (kind.value, *span),
    )


def _points(
    connection: Any, person_id: str, kind: ReadingKind, component: str, span: tuple[str, str]
) -> tuple[list[_Point], range]:
    """Return the values that judging ``span`` needs, and which of them are judged.

    Judged are those of the span and the :data:`WINDOW` after it, whose own windows reach back into it.
    """
    columns = (
        "SELECT c.id, c.taken_at, v.value FROM clean c JOIN clean_value v ON v.clean_id = c.id "
        "WHERE c.person_id = ? AND c.kind = ? AND c.plausible = 1 AND v.component = ? AND c.taken_at "
    )
    which = (person_id, kind.value, component)
    before = connection.execute(
        f"{columns} < ? ORDER BY c.taken_at DESC, c.id DESC LIMIT ?", (*which, span[0], WINDOW)
    ).fetchall()
    following = connection.execute(
        f"{columns} > ? ORDER BY c.taken_at, c.id LIMIT ?", (*which, span[1], WINDOW)
    ).fetchall()
    until = to_text(from_text(following[-1][1]) + REPEATED_WITHIN) if following else span[1]
    rest = connection.execute(
        f"{columns} BETWEEN ? AND ? ORDER BY c.taken_at, c.id", (*which, span[0], until)
    ).fetchall()
    points = [_Point(row[0], row[1], float(row[2])) for row in (*reversed(before), *rest)]
    inside = sum(1 for point in points[len(before) :] if point.taken_at <= span[1])
    return points, range(len(before), len(before) + inside + len(following))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _text(value: float) -> str:
    """Return a value or a band to two places, as fine as any reading is kept."""
    return decimal_text(Decimal(str(round(value, 2))))
