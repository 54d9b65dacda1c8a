"""Reminders and what happened to them, as the database keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from app.records.database import Connection, Row
from app.records.timestamps import from_text, to_text
from app.reminders.occasion import EARLY, Event, Happened, Occasion, Purpose, Reminder
from device_io.reading import ReadingKind


def reminders_of(connection: Connection, people: Sequence[str]) -> Iterator[Reminder]:
    """Yield the reminders of ``people`` (ids), those of their medicines included."""
    for person_id in people:
        rows = connection.execute(
            "SELECT * FROM reminder WHERE person_id = ? AND removed_at IS NULL ORDER BY created_at, id",
            (person_id,),
        ).fetchall()
        yield from (_reminder(row) for row in rows)
        medicines = connection.execute(
            "SELECT * FROM medicine WHERE person_id = ? AND removed_at IS NULL AND times <> '[]' "
            "ORDER BY started_on, id",
            (person_id,),
        ).fetchall()
        yield from (_of_medicine(row) for row in medicines)


def _reminder(row: Row) -> Reminder:
    return Reminder(
        id=row["id"],
        person_id=row["person_id"],
        purpose=Purpose(row["purpose"]),
        times=_times(row),
        first_day=date.fromisoformat(row["first_day"]),
        since=from_text(row["created_at"]),
        last_day=None if row["last_day"] is None else date.fromisoformat(row["last_day"]),
        every_days=row["every_days"],
        kind=None if row["reading_kind"] is None else ReadingKind(row["reading_kind"]),
        title=row["title"],
        protocol=row["protocol"],
        report_id=row["report_id"],
    )


def _of_medicine(row: Row) -> Reminder:
    """A medicine with times is a reminder by itself, until the day before it stops."""
    stopped = row["stopped_on"]
    return Reminder(
        id=row["id"],
        person_id=row["person_id"],
        purpose=Purpose.MEDICINE,
        times=_times(row),
        first_day=date.fromisoformat(row["started_on"]),
        since=from_text(row["entered_at"]),
        last_day=None if stopped is None else date.fromisoformat(stopped) - timedelta(days=1),
        title=f"{row['name']} {row['dose']}".strip(),
    )


def events_since(
    connection: Connection, reminder_id: str, first: date, latest: datetime
) -> dict[Occasion, list[Happened]]:
    """Return what happened to the occasions of a reminder from the day ``first`` on, up to ``latest``."""
    rows = connection.execute(
        "SELECT * FROM reminder_event WHERE reminder_id = ? AND local_day >= ? AND happened_at <= ? "
        "ORDER BY local_day, local_time, id",
        (reminder_id, first.isoformat(), to_text(latest)),
    ).fetchall()
    return {
        Occasion(date.fromisoformat(day), time.fromisoformat(at)): [
            Happened(
                Event(row["event"]),
                from_text(row["happened_at"]),
                None if row["until"] is None else from_text(row["until"]),
            )
            for row in group
        ]
        for (day, at), group in groupby(rows, key=lambda row: (row["local_day"], row["local_time"]))
    }


def was_measured(connection: Connection, reminder: Reminder, moment: datetime) -> bool:
    """Whether the person took a reading that counts for the occasion at ``moment``."""
    if reminder.purpose is not Purpose.MEASURE or reminder.kind is None:
        return False
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM clean WHERE person_id = ? AND kind = ? AND taken_at BETWEEN ? AND ? "
        "AND plausible = 1)",
        (
            reminder.person_id,
            reminder.kind.value,
            to_text(moment - EARLY),
            to_text(moment + reminder.grace),
        ),
    ).fetchone()
    return bool(row[0])


def times_text(times: Sequence[time]) -> str:
    """Return times of day as the database keeps them."""
    return json.dumps([one.isoformat("minutes") for one in times])


def _times(row: Row) -> tuple[time, ...]:
    return tuple(time.fromisoformat(one) for one in json.loads(row["times"]))


def day_text(day: date | None) -> str | None:
    """Return a day as the database keeps it."""
    return None if day is None else day.isoformat()
