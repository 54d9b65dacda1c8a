"""Sittings and weeks in the household's database, so that they are the same after a restart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from app.coaching.events import Began, SittingEvent, from_json, to_json
from app.coaching.week import Week
from app.records.database import Connection, Database, Row
from app.records.errors import DamagedDatabase
from app.records.timestamps import to_text


@dataclass(frozen=True, slots=True)
class KeptSitting:
    """A sitting as it is kept: what happened in it, in order."""

    id: str
    began: Began
    events: tuple[SittingEvent, ...]


class CoachingStore:
    """The sittings and weeks of everyone. Synchronous, and callable from any thread."""

    def __init__(self, database: Database, new_id: Callable[[], str]) -> None:
        self._database, self._new_id = database, new_id

    def begin(self, person_id: str, began: Began) -> str:
        """Keep a new sitting; returns its id."""
        sitting_id = self._new_id()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO coach_sitting (id, person_id, started_at) VALUES (?, ?, ?)",
                (sitting_id, person_id, to_text(began.at)),
            )
            _append(connection, sitting_id, began)
        return sitting_id

    def append(self, sitting_id: str, event: SittingEvent) -> None:
        """Keep what happened next in a sitting."""
        with self._database.transaction() as connection:
            _append(connection, sitting_id, event)

    def newest(self, person_id: str) -> KeptSitting | None:
        """Return the person's last sitting."""
        with self._database.snapshot() as connection:
            row = connection.execute(
                "SELECT id FROM coach_sitting WHERE person_id = ? ORDER BY started_at DESC, rowid DESC LIMIT 1",
                (person_id,),
            ).fetchone()
            return None if row is None else _sitting(connection, row["id"])

    def since(self, person_id: str, since: datetime) -> tuple[KeptSitting, ...]:
        """Return the person's sittings that began at ``since`` or later, oldest first."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT id FROM coach_sitting WHERE person_id = ? AND started_at >= ? ORDER BY started_at, rowid",
                (person_id, to_text(since)),
            ).fetchall()
            return tuple(_sitting(connection, row["id"]) for row in rows)

    def start_week(self, person_id: str, first_day: date, made_at: datetime) -> Week:
        """Keep a new week; one that was still going on ends on its first day."""
        week = Week(self._new_id(), person_id, first_day)
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE coach_plan SET ended_on = ? WHERE person_id = ? AND ended_on IS NULL",
                (first_day.isoformat(), person_id),
            )
            connection.execute(
                "INSERT INTO coach_plan (id, person_id, first_day, made_at) VALUES (?, ?, ?, ?)",
                (week.id, person_id, first_day.isoformat(), to_text(made_at)),
            )
        return week

    def end_week(self, week_id: str, day: date) -> None:
        """Keep that a week was given up on ``day``."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE coach_plan SET ended_on = ? WHERE id = ? AND ended_on IS NULL",
                (day.isoformat(), week_id),
            )

    def week(self, person_id: str) -> Week | None:
        """Return the person's last week that was not given up."""
        with self._database.snapshot() as connection:
            row = connection.execute(
                "SELECT * FROM coach_plan WHERE person_id = ? AND ended_on IS NULL "
                "ORDER BY first_day DESC, rowid DESC LIMIT 1",
                (person_id,),
            ).fetchone()
        return None if row is None else _week(row)


def _append(connection: Connection, sitting_id: str, event: SittingEvent) -> None:
    connection.execute(
        "INSERT INTO coach_event (sitting_id, number, at, event, detail_json) "
        "SELECT ?, count(*), ?, ?, ? FROM coach_event WHERE sitting_id = ?",
        (sitting_id, to_text(event.at), event.event, to_json(event), sitting_id),
    )


def _sitting(connection: Connection, sitting_id: str) -> KeptSitting:
    rows = connection.execute(
        "SELECT detail_json FROM coach_event WHERE sitting_id = ? ORDER BY number", (sitting_id,)
    ).fetchall()
    try:
        first, *others = [from_json(row["detail_json"]) for row in rows]
    except ValueError as error:
        raise DamagedDatabase("A sitting cannot be read: restore the records from a backup.") from error
    if not isinstance(first, Began):
        raise DamagedDatabase("A sitting has no beginning: restore the records from a backup.")
    return KeptSitting(sitting_id, first, tuple(others))


def _week(row: Row) -> Week:
    ended = row["ended_on"]
    return Week(
        row["id"],
        row["person_id"],
        date.fromisoformat(row["first_day"]),
        None if ended is None else date.fromisoformat(ended),
    )
