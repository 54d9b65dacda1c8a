"""Which readings leave, and how they are fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.exchange.portable import PortableReading, portable
from app.people import Person
from app.records import clean
from app.records.database import Database
from device_io.reading import ReadingKind


@dataclass(frozen=True, slots=True)
class Selection:
    """Readings of some kinds (default: all) on the local days from ``first`` to ``last`` (default: all)."""

    kinds: frozenset[ReadingKind] = frozenset(ReadingKind)
    first: date = date.min
    last: date = date.max


def readings_of(database: Database, person: Person, selection: Selection) -> tuple[PortableReading, ...]:
    """Return the person's readings, oldest first, flagged ones included."""
    marks = ", ".join("?" * len(selection.kinds))
    condition = f"c.person_id = ? AND c.kind IN ({marks}) AND c.local_day BETWEEN ? AND ?"
    which = (
        person.id,
        *sorted(kind.value for kind in selection.kinds),
        selection.first.isoformat(),
        selection.last.isoformat(),
    )
    with database.snapshot() as connection:
        stored = clean.load(connection, f"{condition} ORDER BY c.taken_at, c.id", which)
        rows = connection.execute(
            f"SELECT c.id, r.time_zone FROM clean c JOIN raw r ON r.id = c.raw_id WHERE {condition}", which
        ).fetchall()
    zones = {row["id"]: row["time_zone"] for row in rows}
    return tuple(portable(one, zones[one.id]) for one in stored)
