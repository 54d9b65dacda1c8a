"""Layer 1, raw: frames, typed entries and printed rows exactly as they came. Append only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.records.database import Connection, Database, Row
from app.records.errors import InvalidEntry
from app.records.timestamps import from_text, to_text
from app.records.units import decimal_text
from device_io import gatt
from device_io.codecs.frame import FrameError
from device_io.codecs.glucose import decode_glucose_measurement
from device_io.journal import RawFrame
from device_io.reading import Quantity, ReadingKind
from device_io.record_transfer import highest_contiguous

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

    Implements :class:`device_io.journal.FrameJournal` and :class:`device_io.record_transfer.RecordLog`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, frame: RawFrame) -> int:
        """Commit ``frame`` and return its row id; it is on disk when this returns.

        A frame is put down to the household's only person; with more than one it stays unassigned.
        Raises :class:`app.records.errors.InvalidEntry` for a frame that no radio can have sent.
        """
        texts = (frame.device_id, frame.device_model, frame.characteristic, frame.session_id, frame.time_zone)
        if len(frame.payload) > MAX_PAYLOAD_BYTES or any(len(text) > MAX_TEXT_LENGTH for text in texts):
            raise InvalidEntry("The frame is too large to be a Bluetooth notification: it was not recorded.")
        offset = None if frame.clock_offset is None else frame.clock_offset // _MICROSECOND
        with self._database.transaction() as connection:
            return insert(
                connection,
                {
                    "source": FRAME,
                    "payload": bytes(frame.payload),
                    "received_at": to_text(frame.received_at),
                    "time_zone": frame.time_zone,
                    "person_id": only_person(connection),
                    "session_id": frame.session_id,
                    "device_id": frame.device_id,
                    "device_model": frame.device_model,
                    "characteristic": frame.characteristic,
                    "clock_offset_us": offset,
                    "simulated": int(frame.simulated),
                },
            )

    def last_sequence(self, device_id: str) -> int | None:
        """Return the highest number up to which no glucose record of the device is missing."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT payload FROM raw WHERE device_id = ? AND characteristic = ?",
                (device_id, gatt.GLUCOSE_MEASUREMENT),
            ).fetchall()
        return highest_contiguous(_sequences(bytes(row["payload"]) for row in rows))


def _sequences(payloads: Iterable[bytes]) -> Iterator[int]:
    for payload in payloads:
        try:
            yield decode_glucose_measurement(payload).sequence
        except FrameError:
            continue  # a frame that cannot be read holds no number, so its record is asked for again


def insert(connection: Connection, columns: Mapping[str, Any]) -> int:
    """Append one raw row and return its id."""
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    cursor = connection.execute(f"INSERT INTO raw ({names}) VALUES ({marks})", tuple(columns.values()))
    return int(cursor.lastrowid)


def only_person(connection: Connection) -> str | None:
    """Return the id of the household's only person, or ``None`` where there is nobody or more than one."""
    rows = connection.execute("SELECT id FROM person LIMIT 2").fetchall()
    return str(rows[0]["id"]) if len(rows) == 1 else None


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
