"""What a person says about a reading or a day, kept beside what devices sent: append only, the last word holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from app.records.database import Connection, Database
from app.records.errors import InvalidEntry
from app.records.timestamps import to_text
from device_io.reading import ReadingKind


class Mark(StrEnum):
    """How a reading was taken, where the device does not say."""

    FASTING = "fasting"
    AFTER_MEAL = "after_meal"
    IN_CLINIC = "in_clinic"
    HELP_NEEDED = "help_needed"
    AXILLA = "axilla"
    ORAL = "oral"
    RECTAL = "rectal"
    EAR = "ear"
    FOREHEAD = "forehead"


class LifeEvent(StrEnum):
    """What happened on a day and changes what readings mean."""

    ECG = "ecg"
    ILLNESS = "illness"


#: The marks a kind of reading can have.
MARKS_OF: Final = {
    ReadingKind.BLOOD_PRESSURE: frozenset({Mark.IN_CLINIC}),
    ReadingKind.GLUCOSE: frozenset({Mark.FASTING, Mark.AFTER_MEAL, Mark.HELP_NEEDED}),
    ReadingKind.TEMPERATURE: frozenset({Mark.AXILLA, Mark.ORAL, Mark.RECTAL, Mark.EAR, Mark.FOREHEAD}),
}
#: Only one of each group can hold: giving one takes the others back.
EXCLUSIVE: Final = (frozenset({Mark.FASTING, Mark.AFTER_MEAL}), MARKS_OF[ReadingKind.TEMPERATURE])
#: Whether a mark row is the last word about its reading.
IS_LAST_WORD: Final = (
    "m.id = (SELECT max(n.id) FROM reading_mark n WHERE n.reading_id = m.reading_id AND n.mark = m.mark)"
)


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """An event of a person on a local day."""

    event: LifeEvent
    day: date


class Marks:
    """Marks and events in the records database."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def say(self, reading_id: int, mark: Mark, *, holds: bool = True) -> None:
        """Note (or take back) ``mark`` about a reading.

        Raises :class:`app.records.errors.InvalidEntry` where there is no such reading or its kind has no such mark.
        """
        with self._database.transaction() as connection:
            row = connection.execute("SELECT kind FROM clean WHERE id = ?", (reading_id,)).fetchone()
            if row is None:
                raise InvalidEntry("There is no such reading: choose one from the list.")
            if mark not in MARKS_OF.get(ReadingKind(row["kind"]), ()):
                raise InvalidEntry(f"A {row['kind']} reading cannot be marked '{mark}': choose another mark.")
            rivals = [one for group in EXCLUSIVE if mark in group for one in sorted(group - {mark})]
            for said, value in [*((rival, False) for rival in rivals if holds), (mark, holds)]:
                connection.execute(
                    "INSERT INTO reading_mark (reading_id, mark, holds, said_at) VALUES (?, ?, ?, ?)",
                    (reading_id, said.value, int(value), to_text(self._now())),
                )

    def of(self, reading_id: int) -> frozenset[Mark]:
        """Return what holds about a reading."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                f"SELECT m.mark FROM reading_mark m WHERE m.reading_id = ? AND m.holds = 1 AND {IS_LAST_WORD}",
                (reading_id,),
            ).fetchall()
        return frozenset(Mark(row["mark"]) for row in rows)

    def happened(self, person_id: str, event: LifeEvent, day: date, *, holds: bool = True) -> None:
        """Note (or take back) that ``event`` happened to the person on ``day``."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO life_event (person_id, event, local_day, holds, said_at) VALUES (?, ?, ?, ?, ?)",
                (person_id, event.value, day.isoformat(), int(holds), to_text(self._now())),
            )

    def events(self, person_id: str) -> tuple[DatedEvent, ...]:
        """Return the person's events, oldest first."""
        with self._database.snapshot() as connection:
            return events_of(connection, person_id)


def events_of(connection: Connection, person_id: str) -> tuple[DatedEvent, ...]:
    """Return the person's events, oldest first."""
    rows = connection.execute(
        "SELECT e.event, e.local_day FROM life_event e WHERE e.person_id = ? AND e.holds = 1 AND e.id = "
        "(SELECT max(n.id) FROM life_event n WHERE n.person_id = e.person_id AND n.event = e.event "
        "AND n.local_day = e.local_day) ORDER BY e.local_day, e.event",
        (person_id,),
    ).fetchall()
    return tuple(DatedEvent(LifeEvent(row["event"]), date.fromisoformat(row["local_day"])) for row in rows)
