"""Raw rows that came in a file: the readings they state, and the measurements they may repeat."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.records.database import Connection, Row
from app.records.errors import InvalidEntry
from app.records.timestamps import from_text, to_text
from device_io.findings.finding import NotAReading
from device_io.reading import QualityFlag, Quantity, Reading, ReadingKind

#: The ``source`` of such a raw row.
IMPORT: Final = "import"
#: Files often state minutes only: a measurement within the minute that they name is the one they mean. Our rule.
STATED_PRECISION: Final = timedelta(minutes=1)


def readings_of(connection: Connection, row: Row) -> tuple[Reading, ...]:
    """Return the readings that an imported raw row states, in the order of its file.

    Raises :class:`NotAReading` if its import was taken back, :class:`InvalidEntry` if it cannot be read.
    """
    undone = connection.execute(
        "SELECT 1 FROM import_undo WHERE batch_id = ?", (row["session_id"],)
    ).fetchone()
    if undone is not None:
        raise NotAReading("The file this row came from was taken back.")
    try:
        return tuple(_reading(one, row) for one in json.loads(row["payload"])["readings"])
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise InvalidEntry(
            f"The imported row {row['id']} cannot be read: it is kept and left out."
        ) from error


def stated(
    kind: ReadingKind, taken_at: datetime, values: Mapping[str, Quantity], flags: frozenset[QualityFlag]
) -> dict[str, Any]:
    """Return a reading as the payload of its raw row keeps it, in the units of its file."""
    return {
        "kind": kind.value,
        "taken_at": to_text(taken_at),
        "values": {
            name: {"value": f"{quantity.value:f}", "unit": quantity.unit}
            for name, quantity in sorted(values.items())
        },
        "flags": sorted(flag.value for flag in flags),
    }


def same_measurement(connection: Connection, row: Row, reading: Reading) -> Row | None:
    """Return the clean row that says the same of the same person, where one of the two came in a file.

    Two rows of files are the same measurement if their moments are equal; a row of a file and one that came
    another way also if the file states whole minutes and the other lies within that minute. Values must be equal
    wherever both have them.
    """
    if row["person_id"] is None:
        return None
    came_in_a_file = row["source"] == IMPORT
    if not came_in_a_file and connection.execute("SELECT 1 FROM import_batch LIMIT 1").fetchone() is None:
        return None
    earliest = latest = reading.taken_at
    if came_in_a_file and _whole_minute(reading):
        latest += STATED_PRECISION
    elif not came_in_a_file:
        earliest = earliest.replace(second=0, microsecond=0)
    candidates = connection.execute(
        "SELECT c.id, c.key, c.identity, c.taken_at, r.source, (SELECT json_group_object(v.component, v.value) "
        "FROM clean_value v WHERE v.clean_id = c.id) AS measured FROM clean c JOIN raw r ON r.id = c.raw_id "
        "WHERE c.person_id = ? AND c.kind = ? AND c.taken_at BETWEEN ? AND ? ORDER BY c.id",
        (row["person_id"], reading.kind.value, to_text(earliest), to_text(latest)),
    ).fetchall()
    for candidate in candidates:
        other_in_a_file = candidate["source"] == IMPORT
        if not came_in_a_file and not other_in_a_file:
            continue
        at = from_text(candidate["taken_at"])
        exact = at == reading.taken_at
        if (came_in_a_file and other_in_a_file and not exact) or at >= earliest + STATED_PRECISION:
            continue
        if not exact and not came_in_a_file and (at.second or at.microsecond):
            continue  # the file states seconds, so it means another moment
        if _agree(json.loads(candidate["measured"]), reading.values):
            return candidate
    return None


def _whole_minute(reading: Reading) -> bool:
    return not (reading.taken_at.second or reading.taken_at.microsecond)


def _agree(measured: Mapping[str, str], values: Mapping[str, Quantity]) -> bool:
    shared = measured.keys() & values.keys()
    return bool(shared) and all(Decimal(measured[name]) == values[name].value for name in shared)


def _reading(stated_reading: Mapping[str, Any], row: Row) -> Reading:
    return Reading(
        kind=ReadingKind(stated_reading["kind"]),
        values={
            name: Quantity(Decimal(one["value"]), one["unit"])
            for name, one in stated_reading["values"].items()
        },
        taken_at=from_text(stated_reading["taken_at"]),
        received_at=from_text(row["received_at"]),
        flags=frozenset(QualityFlag(flag) for flag in stated_reading["flags"]),
    )
