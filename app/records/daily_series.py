"""Daily summaries of a stretch of days that never mix practice readings with real ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.records.daily import MEAN_PLACES, DailySummary, days_of
from app.records.database import Connection
from device_io.reading import ReadingKind


@dataclass(frozen=True, slots=True)
class DailySeries:
    """Summaries, oldest first. ``simulated``: all are of practice readings, for there are no real ones.

    ``left_out`` counts practice readings that lie beside real ones and are in no summary.
    """

    summaries: tuple[DailySummary, ...]
    simulated: bool = False
    left_out: int = 0

    @property
    def n(self) -> int:
        """How many readings."""
        return sum(one.n for one in self.summaries)

    @property
    def unit(self) -> str:
        """The UCUM unit; empty where there are no readings."""
        return self.summaries[0].unit if self.summaries else ""

    @property
    def mean(self) -> Decimal | None:
        """The mean of all readings, or ``None`` where there are none."""
        if not self.n:
            return None
        total = sum((one.mean * one.n for one in self.summaries), Decimal(0))
        return (total / self.n).quantize(MEAN_PLACES)


def daily_series(
    connection: Connection, person_id: str, kind: ReadingKind, component: str, first: date, last: date
) -> DailySeries:
    """Return the summaries of ``component`` on the local days from ``first`` to ``last``.

    Where practice and real readings lie side by side, the days are summarised from the real clean rows alone.
    """
    practice, others = practice_and_others(connection, person_id, kind, first, last)
    if practice and others:
        return DailySeries(_real_days(connection, person_id, kind, component, first, last), left_out=practice)
    summaries = days_of(connection, person_id, kind, component, first, last)
    return DailySeries(summaries, simulated=practice > 0 and bool(summaries))


def practice_and_others(
    connection: Connection, person_id: str, kind: ReadingKind, first: date, last: date
) -> tuple[int, int]:
    """Return how many practice and how many real readings lie on the days; both counts come from indexes alone.

    Where there is no practice reading, the real ones are not counted (0).
    """
    span = (person_id, kind.value, first.isoformat(), last.isoformat())
    where = "FROM clean WHERE person_id = ? AND kind = ? AND local_day BETWEEN ? AND ?"
    practice = connection.execute(
        f"SELECT count(*) {where.replace('clean', 'clean INDEXED BY clean_practice')} AND simulated = 1", span
    ).fetchone()[0]
    if not practice:
        return 0, 0
    everything = connection.execute(f"SELECT count(*) {where}", span).fetchone()[0]
    return practice, everything - practice


def _real_days(
    connection: Connection, person_id: str, kind: ReadingKind, component: str, first: date, last: date
) -> tuple[DailySummary, ...]:
    rows = connection.execute(
        "SELECT c.local_day, count(*) AS n, avg(CAST(v.value AS REAL)) AS mean, min(CAST(v.value AS REAL)) AS low, "
        "max(CAST(v.value AS REAL)) AS high, v.unit FROM clean c JOIN clean_value v ON v.clean_id = c.id "
        "WHERE c.person_id = ? AND c.kind = ? AND c.local_day BETWEEN ? AND ? AND c.plausible = 1 "
        "AND c.simulated = 0 AND v.component = ? GROUP BY c.local_day ORDER BY c.local_day",
        (person_id, kind.value, first.isoformat(), last.isoformat(), component),
    ).fetchall()
    return tuple(
        DailySummary(
            date.fromisoformat(row["local_day"]),
            row["n"],
            Decimal(repr(row["mean"])).quantize(MEAN_PLACES),
            Decimal(repr(row["low"])),
            Decimal(repr(row["high"])),
            row["unit"],
        )
        for row in rows
    )
