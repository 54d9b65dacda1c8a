"""Files that were imported: kept row by row as raw, never twice, and taken back as a whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.exchange.errors import CellProblem, ImportRefused
from app.exchange.import_draft import ImportDraft, ImportedRow, ImportFormat
from app.exchange.portable import PortableReading
from app.people import Person
from app.records import clean, daily, imported, raw
from app.records import rebuild as rebuilding
from app.records.database import Connection, Database, Row
from app.records.errors import InvalidEntry
from app.records.timestamps import from_text, to_text
from app.records.units import to_record_unit
from device_io.reading import REQUIRED_COMPONENTS

#: A row of a file with all its cells.
MAX_ROW_BYTES: Final = 16 * 1024
#: A measurement may be this far ahead of the clock of this machine.
CLOCK_TOLERANCE: Final = timedelta(minutes=2)
MAX_FILE_NAME_LENGTH: Final = 200
#: No unit makes a value that can be measured as large as this.
MAX_VALUE: Final = 100_000


@dataclass(frozen=True, slots=True)
class StoredImport:
    """An import. ``rows`` = what was new; ``readings`` = the measurements in them that nothing else had yet."""

    id: str
    person_id: str
    format: ImportFormat
    file_name: str
    imported_at: datetime
    rows: int
    readings: int
    undone_at: datetime | None


class ImportStore:
    """The imports in the database."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        announce: Callable[[], None],
    ) -> None:
        """``announce`` is called after each commit that changed readings."""
        self._database, self._now, self._new_id, self._announce = database, now, new_id, announce

    def store(self, draft: ImportDraft, person: Person, file_name: str = "") -> StoredImport:
        """Keep what is new in ``draft`` for ``person``, all of it or nothing.

        A draft whose rows are all here already adds nothing and returns an import of 0 rows that is not listed.
        Raises :class:`app.exchange.errors.ImportRefused` for values that cannot be kept.
        """
        now = self._now()
        payloads = [_payload(draft.format, row, now) for row in draft.rows]
        batch = StoredImport(
            self._new_id(),
            person.id,
            draft.format,
            file_name[:MAX_FILE_NAME_LENGTH],
            now,
            rows=0,
            readings=0,
            undone_at=None,
        )
        with self._database.transaction() as connection:
            new = _new_rows(connection, person.id, payloads)
            if not new:
                return batch
            _insert_batch(connection, batch, len(new))
            for index, key in new.items():
                _insert_row(connection, batch, draft.rows[index], payloads[index], key)
            daily.summarise(connection, clean.refine_pending(connection).days)
            found = _load(connection, "b.id = ?", (batch.id,))
        self._announce()
        return found[0]

    def undo(self, import_id: str) -> StoredImport:
        """Take a whole import back; what its rows had taken the place of comes back.

        The rows stay raw and leave everything derived. Raises :class:`app.records.errors.InvalidEntry` for an
        import that is not there, or not any more.
        """
        with self._database.transaction() as connection:
            found = _load(connection, "b.id = ?", (import_id,))
            if not found or found[0].undone_at is not None:
                raise InvalidEntry("There is no such import, or it was taken back already: list the imports.")
            connection.execute(
                "INSERT INTO import_undo (batch_id, undone_at) VALUES (?, ?)",
                (import_id, to_text(self._now())),
            )
            rebuilding.rebuild(connection)
            found = _load(connection, "b.id = ?", (import_id,))
        self._announce()
        return found[0]

    def all(self, person: Person | None = None) -> tuple[StoredImport, ...]:
        """Return the imports (of ``person``), the newest first, those that were taken back too."""
        with self._database.snapshot() as connection:
            if person is None:
                return _load(connection, "1")
            return _load(connection, "b.person_id = ?", (person.id,))


def _payload(form: ImportFormat, row: ImportedRow, now: datetime) -> bytes:
    """Return a row as raw keeps it. Raises :class:`ImportRefused` for what the records cannot hold."""
    for reading in row.readings:
        problem = _problem(reading, now)
        if problem:
            raise ImportRefused.at([CellProblem(row.number, "", problem)])
    content = {
        "format": form.value,
        "row": dict(row.original),
        "readings": [
            imported.stated(reading.kind, reading.taken_at, reading.values, reading.flags)
            for reading in row.readings
        ],
    }
    payload = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    if len(payload) > MAX_ROW_BYTES:
        raise ImportRefused(
            f"Nothing was imported; row {row.number} is longer than a row of readings can be."
        )
    return payload


def _problem(reading: PortableReading, now: datetime) -> str:
    """Return why the records cannot hold ``reading``, or nothing."""
    kind, values = reading.kind, reading.values
    missing = [name for name in REQUIRED_COMPONENTS[kind] if name not in values]
    if missing:
        return f"the {' and the '.join(missing)} is missing: fill it in."
    if reading.taken_at > now + CLOCK_TOLERANCE:
        return f"{reading.taken_at:%Y-%m-%d %H:%M} is in the future: correct the date."
    for name, quantity in values.items():
        if not quantity.value.is_finite() or abs(quantity.value) >= MAX_VALUE:
            return f"the {name} is not a number that can be measured: correct it."
        try:
            to_record_unit(kind, name, quantity)
        except InvalidEntry as error:
            return str(error)
    return ""


def _new_rows(connection: Connection, person_id: str, payloads: list[bytes]) -> dict[int, bytes]:
    """Return index → key of the rows that no import still standing has brought."""
    new: dict[int, bytes] = {}
    taken: set[bytes] = set()
    for index, payload in enumerate(payloads):
        key = hashlib.sha256(person_id.encode() + b"\0" + payload).digest()
        here = connection.execute(
            "SELECT 1 FROM import_row r WHERE r.row_key = ? AND NOT EXISTS "
            "(SELECT 1 FROM import_undo u WHERE u.batch_id = r.batch_id)",
            (key,),
        ).fetchone()
        if here is None and key not in taken:
            taken.add(key)
            new[index] = key
    return new


def _insert_batch(connection: Connection, batch: StoredImport, rows: int) -> None:
    connection.execute(
        "INSERT INTO import_batch (id, person_id, format, file_name, imported_at, rows) VALUES (?, ?, ?, ?, ?, ?)",
        (
            batch.id,
            batch.person_id,
            batch.format.value,
            batch.file_name,
            to_text(batch.imported_at),
            rows,
        ),
    )


def _insert_row(
    connection: Connection, batch: StoredImport, row: ImportedRow, payload: bytes, key: bytes
) -> None:
    first = row.readings[0]
    raw_id = raw.insert(
        connection,
        {
            "source": imported.IMPORT,
            "payload": payload,
            "received_at": to_text(batch.imported_at),
            "time_zone": first.time_zone,
            "person_id": batch.person_id,
            "session_id": batch.id,
            "device_model": first.device or None,
            "simulated": int(first.simulated),
        },
    )
    connection.execute(
        "INSERT INTO import_row (row_key, batch_id, raw_id) VALUES (?, ?, ?)", (key, batch.id, raw_id)
    )


def _load(
    connection: Connection, condition: str, parameters: tuple[str, ...] = ()
) -> tuple[StoredImport, ...]:
    rows = connection.execute(
        "SELECT b.*, u.undone_at, (SELECT count(*) FROM raw r JOIN clean c ON c.raw_id = r.id "
        "WHERE r.session_id = b.id AND r.source = 'import') AS readings FROM import_batch b LEFT JOIN import_undo u ON u.batch_id = b.id "
        f"WHERE {condition} ORDER BY b.imported_at DESC, b.id",
        parameters,
    ).fetchall()
    return tuple(_stored(row) for row in rows)


def _stored(row: Row) -> StoredImport:
    return StoredImport(
        id=row["id"],
        person_id=row["person_id"],
        format=ImportFormat(row["format"]),
        file_name=row["file_name"],
        imported_at=from_text(row["imported_at"]),
        rows=row["rows"],
        readings=row["readings"],
        undone_at=None if row["undone_at"] is None else from_text(row["undone_at"]),
    )
