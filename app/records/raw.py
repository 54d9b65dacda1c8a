"""Layer 1, raw: frames, typed entries and printed rows exactly as they came. Append only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.records.database import Connection, Database, Row
from app.records.errors import InvalidEntry
from app.records.timestamps import from_text, to_text
from app.records.units import decimal_text
from device_io import gatt
from device_io.journal import RawFrame
from device_io.reading import Quantity, ReadingKind
from device_io.record_resume import LoggedFrame

#: Eight times the longest attribute value that Bluetooth allows (512 bytes); more is not a notification.
MAX_PAYLOAD_BYTES: Final = 4096
MAX_TEXT_LENGTH: Final = 200
_MICROSECOND: Final = timedelta(microseconds=1)

FRAME: Final = "frame"
MANUAL: Final = "manual"
REPORT_ROW: Final = "report_row"


@dataclass(frozen=True, slots=True)
class ManualEntry:
    """What a person typed, in the units they typed. Times are aware UTC."""

    kind: ReadingKind
    values: Mapping[str, Quantity]
    taken_at: datetime
    received_at: datetime
    time_zone: str


class Journal:
    """The journal of frames on the records database.

    Implements :class:`device_io.journal.FrameJournal` and :class:`device_io.record_resume.RecordLog`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, frame: RawFrame) -> int:
        """Commit ``frame`` and return its row id; it is on disk when this returns.

        A frame is put down to the household's only person; with more than one it stays unassigned.
        Raises :class:`app.records.errors.InvalidEntry` for a frame that no radio can have sent.
        """
        return self.append_all((frame,))[0]

    def append_all(self, frames: Sequence[RawFrame]) -> range:
        """Commit ``frames`` together and return their row ids; all or none of them are on disk.

        Raises :class:`app.records.errors.InvalidEntry` as :meth:`append` does; none is kept then.
        """
        rows = [_columns(frame) for frame in frames]
        with self._database.transaction() as connection:
            alone = only_person(connection)
            for row in rows:
                row["person_id"] = alone or _wearer(connection, row)
            connection.executemany(_INSERT_FRAME, rows)
            last = connection.execute("SELECT max(id) FROM raw").fetchone()[0] or 0
        return range(last - len(rows) + 1, last + 1)

    def frames(self, device_id: str, session_stamp: str | None) -> list[LoggedFrame]:
        """Return the stored records of a device and its answers about them, in the order in which they came."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT characteristic, payload FROM raw WHERE device_id = ? AND characteristic IN (?, ?, ?) "
                "AND session_stamp IS ? ORDER BY id",
                (
                    device_id,
                    gatt.GLUCOSE_MEASUREMENT,
                    gatt.CGM_MEASUREMENT,
                    gatt.RECORD_ACCESS_CONTROL_POINT,
                    session_stamp,
                ),
            ).fetchall()
        return [(row["characteristic"], bytes(row["payload"])) for row in rows]


_INSERT_FRAME: Final = (
    "INSERT INTO raw (source, payload, received_at, time_zone, person_id, session_id, device_id, device_model, "
    "characteristic, clock_offset_us, simulated, session_start, session_stamp, checksum, user_slot, first_part) "
    "VALUES (:source, :payload, :received_at, :time_zone, :person_id, :session_id, :device_id, :device_model, "
    ":characteristic, :clock_offset_us, :simulated, :session_start, :session_stamp, :checksum, :user_slot, :first_part)"
)


def _columns(frame: RawFrame) -> dict[str, Any]:
    texts = (frame.device_id, frame.device_model, frame.characteristic, frame.session_id, frame.time_zone)
    parts = (frame.payload, frame.first_part or b"")
    too_long = any(len(text) > MAX_TEXT_LENGTH for text in (*texts, frame.session_stamp or ""))
    if too_long or any(len(part) > MAX_PAYLOAD_BYTES for part in parts):
        raise InvalidEntry("The frame is too large to be a Bluetooth notification: it was not recorded.")
    return {
        "source": FRAME,
        "payload": bytes(frame.payload),
        "received_at": to_text(frame.received_at),
        "time_zone": frame.time_zone,
        "session_id": frame.session_id,
        "device_id": frame.device_id,
        "device_model": frame.device_model,
        "characteristic": frame.characteristic,
        "clock_offset_us": None if frame.clock_offset is None else frame.clock_offset // _MICROSECOND,
        "simulated": int(frame.simulated),
        "session_start": None if frame.session_start is None else to_text(frame.session_start),
        "session_stamp": frame.session_stamp,
        "checksum": None if frame.checksum is None else int(frame.checksum),
        "user_slot": frame.user_slot,
        "first_part": frame.first_part,
    }


def insert(connection: Connection, columns: Mapping[str, Any]) -> int:
    """Append one raw row and return its id."""
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    cursor = connection.execute(f"INSERT INTO raw ({names}) VALUES ({marks})", tuple(columns.values()))
    return int(cursor.lastrowid)


def only_person(connection: Connection) -> str | None:
    """Return the id of the household's only person, or ``None`` where there is nobody or more than one."""
    rows = connection.execute("SELECT id FROM person WHERE removed_at IS NULL LIMIT 2").fetchall()
    return str(rows[0]["id"]) if len(rows) == 1 else None


def _wearer(connection: Connection, row: Mapping[str, Any]) -> str | None:
    """Return who wears the glucose sensor that sent a value; of other devices anybody may be the user."""
    if row["characteristic"] != gatt.CGM_MEASUREMENT:
        return None
    found = connection.execute(
        "SELECT d.person_id FROM device_user d JOIN person p ON p.id = d.person_id "
        "WHERE d.device_id = ? AND d.user_slot = 0 AND p.removed_at IS NULL",
        (row["device_id"],),
    ).fetchone()
    return None if found is None else str(found["person_id"])


def insert_manual(connection: Connection, entry: ManualEntry, person_id: str, session_id: str) -> int:
    """Append a typed entry, with its values and units as typed."""
    content = {
        "kind": entry.kind.value,
        "taken_at": to_text(entry.taken_at),
        "values": {
            name: {"value": decimal_text(quantity.value), "unit": quantity.unit}
            for name, quantity in sorted(entry.values.items())
        },
    }
    return insert(
        connection,
        {
            "source": MANUAL,
            "payload": json.dumps(content, ensure_ascii=False).encode(),
            "received_at": to_text(entry.received_at),
            "time_zone": entry.time_zone,
            "person_id": person_id,
            "session_id": session_id,
        },
    )


def frame(connection: Connection, raw_id: int) -> RawFrame:
    """Return the frame in row ``raw_id``. Raises ``KeyError`` for a row that is not one."""
    row = connection.execute("SELECT * FROM raw WHERE id = ? AND source = ?", (raw_id, FRAME)).fetchone()
    if row is None:
        raise KeyError(raw_id)
    return frame_of(row)


def frame_of(row: Row) -> RawFrame:
    """Return the frame that a raw row keeps."""
    offset = row["clock_offset_us"]
    return RawFrame(
        device_id=row["device_id"],
        device_model=row["device_model"],
        characteristic=row["characteristic"],
        payload=row["payload"],
        received_at=from_text(row["received_at"]),
        session_id=row["session_id"],
        time_zone=row["time_zone"],
        clock_offset=None if offset is None else offset * _MICROSECOND,
        simulated=bool(row["simulated"]),
        session_start=None if row["session_start"] is None else from_text(row["session_start"]),
        session_stamp=row["session_stamp"],
        checksum=None if row["checksum"] is None else bool(row["checksum"]),
        user_slot=row["user_slot"],
        first_part=row["first_part"],
    )


def manual_of(row: Row) -> ManualEntry:
    """Return the typed entry that a raw row keeps. Raises :class:`InvalidEntry` if it is not one."""
    try:
        content = json.loads(row["payload"])
        return ManualEntry(
            kind=ReadingKind(content["kind"]),
            values={
                name: Quantity(Decimal(typed["value"]), typed["unit"])
                for name, typed in content["values"].items()
            },
            taken_at=from_text(content["taken_at"]),
            received_at=from_text(row["received_at"]),
            time_zone=row["time_zone"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise InvalidEntry(f"The typed entry {row['id']} cannot be read: it is kept and left out.") from error
