"""A person's medicines: what, how much, at which times, from when until when."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from app.people import Person
from app.records.database import Connection, Database, Row
from app.records.errors import InvalidEntry
from app.records.timestamps import to_text

MAX_NAME_LENGTH: Final = 100
MAX_DOSE_LENGTH: Final = 100
#: More than once an hour is not a home medicine.
MAX_TIMES_A_DAY: Final = 24
MAX_MEDICINES: Final = 200
#: Courses are planned at most this far ahead.
_FURTHEST_AHEAD: Final = timedelta(days=366)
_EARLIEST: Final = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Medicine:
    """One medicine in one dose. ``times`` are local times of day; ``stopped_on`` is the first day without it."""

    id: str
    name: str
    dose: str
    times: tuple[time, ...]
    started_on: date
    stopped_on: date | None

    def taken_on(self, day: date) -> bool:
        """Whether it is to be taken on ``day``."""
        return self.started_on <= day and (self.stopped_on is None or day < self.stopped_on)


class Medicines:
    """The medicines in the database. What was is kept: a new dose ends one row and begins another."""

    def __init__(self, database: Database, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._database, self._now, self._new_id = database, now, new_id

    def of(self, person: Person) -> tuple[Medicine, ...]:
        """Return the person's medicines, also those that were stopped, the first begun first."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT * FROM medicine WHERE person_id = ? AND removed_at IS NULL ORDER BY started_on, id",
                (person.id,),
            ).fetchall()
        return tuple(_medicine(row) for row in rows)

    def medicine(self, medicine_id: str) -> Medicine:
        """Return a medicine by id. Raises :class:`app.records.errors.InvalidEntry`."""
        with self._database.snapshot() as connection:
            return _medicine(_row(connection, medicine_id))

    def add(self, person: Person, name: str, dose: str, times: Sequence[time], started_on: date) -> Medicine:
        """Note a medicine. Raises :class:`app.records.errors.InvalidEntry` saying what is wrong."""
        medicine = self._checked(name, dose, times, started_on)
        with self._database.transaction() as connection:
            count = connection.execute(
                "SELECT count(*) FROM medicine WHERE person_id = ?", (person.id,)
            ).fetchone()[0]
            if count >= MAX_MEDICINES:
                raise InvalidEntry(f"There are {MAX_MEDICINES} medicines already: no more can be noted.")
            self._insert(connection, person.id, medicine)
        return medicine

    def change(
        self, medicine: Medicine, on: date, *, dose: str | None = None, times: Sequence[time] | None = None
    ) -> Medicine:
        """From ``on`` it is taken in another dose or at other times; returns the new row.

        A change from the very first day corrects the row instead. Raises
        :class:`app.records.errors.InvalidEntry`.
        """
        changed = self._checked(
            medicine.name,
            medicine.dose if dose is None else dose,
            medicine.times if times is None else times,
            max(on, medicine.started_on),
        )
        with self._database.transaction() as connection:
            row = _row(connection, medicine.id)
            if on > medicine.started_on:
                connection.execute(
                    "UPDATE medicine SET stopped_on = ? WHERE id = ?", (on.isoformat(), medicine.id)
                )
                self._insert(connection, row["person_id"], changed)
                return changed
            connection.execute(
                "UPDATE medicine SET dose = ?, times = ? WHERE id = ?",
                (changed.dose, _times_text(changed.times), medicine.id),
            )
            return _medicine(_row(connection, medicine.id))

    def stop(self, medicine: Medicine, on: date | None) -> Medicine:
        """It is no longer taken from ``on``; ``None`` takes the stop back. Raises ``InvalidEntry``."""
        if on is not None and on < medicine.started_on:
            raise InvalidEntry("A medicine cannot stop before it began: choose a later day.")
        with self._database.transaction() as connection:
            _row(connection, medicine.id)
            connection.execute(
                "UPDATE medicine SET stopped_on = ? WHERE id = ?",
                (None if on is None else on.isoformat(), medicine.id),
            )
            return _medicine(_row(connection, medicine.id))

    def remove(self, medicine: Medicine) -> None:
        """Hide a row that was entered by mistake; :meth:`restore` undoes it."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE medicine SET removed_at = ? WHERE id = ?", (to_text(self._now()), medicine.id)
            )

    def restore(self, medicine: Medicine) -> None:
        """Undo :meth:`remove`."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE medicine SET removed_at = NULL WHERE id = ?", (medicine.id,))

    def _checked(self, name: str, dose: str, times: Sequence[time], started_on: date) -> Medicine:
        name, dose = name.strip(), dose.strip()
        if not name or len(name) > MAX_NAME_LENGTH or not name.isprintable():
            raise InvalidEntry(f"Give the medicine's name in at most {MAX_NAME_LENGTH} printable characters.")
        if len(dose) > MAX_DOSE_LENGTH or not dose.isprintable():
            raise InvalidEntry(f"Give the dose in at most {MAX_DOSE_LENGTH} printable characters.")
        if len(times) > MAX_TIMES_A_DAY or any(one.tzinfo is not None for one in times):
            raise InvalidEntry(f"Give at most {MAX_TIMES_A_DAY} local times of day, such as 08:00.")
        if not _EARLIEST <= started_on <= self._now().date() + _FURTHEST_AHEAD:
            raise InvalidEntry(
                "The first day of a medicine lies in the past or within a year: type it again."
            )
        whole = sorted({one.replace(second=0, microsecond=0) for one in times})
        return Medicine(self._new_id(), name, dose, tuple(whole), started_on, None)

    def _insert(self, connection: Connection, person_id: str, medicine: Medicine) -> None:
        connection.execute(
            "INSERT INTO medicine (id, person_id, name, dose, times, started_on, entered_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                medicine.id,
                person_id,
                medicine.name,
                medicine.dose,
                _times_text(medicine.times),
                medicine.started_on.isoformat(),
                to_text(self._now()),
            ),
        )


def _times_text(times: Sequence[time]) -> str:
    return json.dumps([one.isoformat("minutes") for one in times])


def _row(connection: Connection, medicine_id: str) -> Row:
    row = connection.execute("SELECT * FROM medicine WHERE id = ?", (medicine_id,)).fetchone()
    if row is None:
        raise InvalidEntry("This medicine is not in the records: list the medicines and choose one of them.")
    return row


def _medicine(row: Row) -> Medicine:
    return Medicine(
        id=row["id"],
        name=row["name"],
        dose=row["dose"],
        times=tuple(time.fromisoformat(one) for one in json.loads(row["times"])),
        started_on=date.fromisoformat(row["started_on"]),
        stopped_on=None if row["stopped_on"] is None else date.fromisoformat(row["stopped_on"]),
    )
