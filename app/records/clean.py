"""Layer 2, clean: one row a measurement, in record units, without duplicates, with what is doubtful flagged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from app.records import rules
from app.records.database import Connection, Row
from app.records.refining import PARTS, Refined, TouchedDay, reassign, refine_pending
from app.records.rules import Rule
from app.records.timestamps import from_text
from device_io.reading import QualityFlag, Quantity, Reading, ReadingKind

__all__ = [
    "PARTS",
    "CleanReading",
    "Refined",
    "TouchedDay",
    "latest",
    "load",
    "newest",
    "of_raw",
    "reassign",
    "refine_pending",
]


@dataclass(frozen=True, slots=True)
class CleanReading:
    """A refined measurement: ``part`` (from 0) of raw row ``raw_id``; ``person_id`` is ``None`` while unassigned.

    ``late`` = it arrived more than a day after it was taken; ``plausible`` = it may enter means and views;
    ``made_by`` = the rules that made the row.
    """

    id: int
    raw_id: int
    part: int
    person_id: str | None
    reading: Reading
    local_day: date
    device_id: str | None
    device_model: str | None
    plausible: bool
    late: bool
    simulated: bool
    made_by: tuple[Rule, ...] = ()

    @property
    def source(self) -> str:
        """How a figure names this row."""
        return f"reading:{self.id}"


_COLUMNS: Final = (
    "c.*, (SELECT json_group_array(json_array(v.component, v.value, v.unit)) FROM clean_value v "
    "WHERE v.clean_id = c.id) AS components, "
    "EXISTS (SELECT 1 FROM outlier o WHERE o.clean_id = c.id AND o.confirmed_by IS NULL) AS unlike_others"
)
_NO_FLAGS: Final = "[]"
_KINDS: Final = ", ".join(f"('{kind.value}')" for kind in ReadingKind)


def load(connection: Connection, condition: str, parameters: Iterable[Any] = ()) -> tuple[CleanReading, ...]:
    """Return the clean readings that match an SQL ``condition`` (with its ORDER BY and LIMIT)."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM clean c WHERE {condition}", tuple(parameters))
    return tuple(_loaded(row) for row in rows.fetchall())


def of_raw(connection: Connection, raw_id: int) -> CleanReading | None:
    """Return the (first) measurement in a raw row, also when it is a duplicate of an earlier one."""
    found = load(
        connection,
        "c.id = (SELECT clean_id FROM refinement WHERE raw_id = ? AND outcome IN ('clean', 'duplicate') "
        "ORDER BY part LIMIT 1)",
        (raw_id,),
    )
    return found[0] if found else None


def newest(
    connection: Connection, person_id: str, kind: ReadingKind | None, limit: int
) -> tuple[CleanReading, ...]:
    """Return a person's readings (of ``kind``, if one is asked for), newest first, flagged ones included."""
    condition = "c.person_id = ?" if kind is None else "c.person_id = ? AND c.kind = ?"
    which = [person_id] if kind is None else [person_id, kind.value]
    order = "ORDER BY c.taken_at DESC, c.id DESC LIMIT ?"
    return load(connection, f"{condition} {order}", (*which, limit))


def latest(connection: Connection, person_id: str) -> dict[ReadingKind, CleanReading]:
    """Return a person's latest plausible reading of each kind there is one of, in the order of kinds."""
    rows = connection.execute(
        f"WITH kinds (kind) AS (VALUES {_KINDS}) SELECT {_COLUMNS} FROM kinds k JOIN clean c ON c.id = ("
        "SELECT l.id FROM clean l WHERE l.person_id = ? AND l.kind = k.kind AND l.plausible = 1 "
        "ORDER BY l.taken_at DESC, l.id DESC LIMIT 1)",
        (person_id,),
    ).fetchall()
    found = {reading.reading.kind: reading for reading in map(_loaded, rows)}
    return {kind: found[kind] for kind in ReadingKind if kind in found}


def _loaded(row: Row) -> CleanReading:
    offset = row["clock_offset_us"]
    reading = Reading(
        kind=ReadingKind(row["kind"]),
        values={name: Quantity(Decimal(value), unit) for name, value, unit in json.loads(row["components"])},
        taken_at=from_text(row["taken_at"]),
        received_at=from_text(row["received_at"]),
        device_stamp=row["device_stamp"],
        clock_offset=None if offset is None else timedelta(microseconds=offset),
        user_slot=row["user_slot"],
        flags=_flags(row),
        sequence=row["sequence"],
    )
    return CleanReading(
        id=row["id"],
        raw_id=row["raw_id"],
        part=row["part"],
        person_id=row["person_id"],
        reading=reading,
        local_day=date.fromisoformat(row["local_day"]),
        device_id=row["device_id"],
        device_model=row["device_model"],
        plausible=bool(row["plausible"]),
        late=bool(row["late"]),
        simulated=bool(row["simulated"]),
        made_by=rules.named(row["rules"]),
    )


def _flags(row: Row) -> frozenset[QualityFlag]:
    kept = row["flags"]
    found = frozenset(QualityFlag(flag) for flag in json.loads(kept)) if kept != _NO_FLAGS else frozenset()
    return found | {QualityFlag.OUTLIER} if row["unlike_others"] else found
