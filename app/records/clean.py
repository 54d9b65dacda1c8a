"""Layer 2, clean: one row a measurement, in record units, without duplicates, with what is doubtful flagged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from app.records import raw
from app.records.database import Connection, Row
from app.records.errors import InvalidEntry
from app.records.timestamps import from_text, to_text, zone
from app.records.units import decimal_text, to_record_unit
from device_io.codecs.frame import FrameError
from device_io.interpretation import (
    PLAUSIBLE_DIASTOLIC_MMHG,
    PLAUSIBLE_SYSTOLIC_MMHG,
    MeasurementFailed,
    NotAReading,
    interpret,
)
from device_io.reading import QualityFlag, Quantity, Reading, ReadingKind

#: Raise it when a rule below changes: records refined under an older version are rebuilt from raw.
RULE_VERSION: Final = 2
#: Without a device stamp, the same values from the same device this close together are one measurement that
#: was sent twice. Our rule.
RESENT_WITHIN: Final = timedelta(seconds=60)
#: A reading that arrives later than this is history: it is shown but raises nothing. Our rule.
LATE_AFTER: Final = timedelta(hours=24)
#: What a value can be; outside it is kept, flagged and left out of means. Blood pressure: BMC Family Practice
#: 2015, s12875-015-0301-2, table 2. Weight: the adult limits of the homevitals project (50-400 lb).
_LIMITS: Final[Mapping[str, tuple[Decimal, Decimal]]] = {
    "systolic": PLAUSIBLE_SYSTOLIC_MMHG,
    "diastolic": PLAUSIBLE_DIASTOLIC_MMHG,
    "spo2": (Decimal(0), Decimal(100)),
    "weight": (Decimal("22.7"), Decimal("181.4")),
}


@dataclass(frozen=True, slots=True)
class CleanReading:
    """A refined measurement. ``id`` is that of its raw row; ``person_id`` is ``None`` while unassigned.

    ``late`` = it arrived more than a day after it was taken; ``plausible`` = it may enter means and views.
    """

    id: int
    person_id: str | None
    reading: Reading
    local_day: date
    device_id: str | None
    device_model: str | None
    plausible: bool
    late: bool
    simulated: bool

    @property
    def source(self) -> str:
        """How a figure names this row."""
        return f"reading:{self.id}"


#: A day of one person and kind whose summaries have to be made again.
TouchedDay = tuple[str, ReadingKind, date]


@dataclass(frozen=True, slots=True)
class Refined:
    """What a round of refining gave: how many new measurements, and the days to summarise again."""

    measurements: int
    days: frozenset[TouchedDay]


def refine_pending(connection: Connection, up_to: int | None = None) -> Refined:
    """Refine every raw frame and typed entry not refined yet, in the order they came, up to row ``up_to``.

    The order is what makes a rebuild give the same rows; it also means that what waits is what came last.
    """
    rows = connection.execute(
        "SELECT * FROM raw WHERE source IN (?, ?) AND id > (SELECT coalesce(max(raw_id), 0) FROM refinement) "
        "AND id <= coalesce(?, 9223372036854775807) ORDER BY id",
        (raw.FRAME, raw.MANUAL, up_to),
    ).fetchall()
    days = [day for row in rows for day in _refine(connection, row)]
    return Refined(len(days), frozenset(day for day in days if day is not None))


def load(connection: Connection, condition: str, parameters: Iterable[Any] = ()) -> tuple[CleanReading, ...]:
    """Return the clean readings that match an SQL ``condition`` (with its ORDER BY and LIMIT)."""
    rows = connection.execute(
        "SELECT c.*, (SELECT json_group_array(json_array(v.component, v.value, v.unit)) FROM clean_value v "
        f"WHERE v.clean_id = c.id) AS components FROM clean c WHERE {condition}",
        tuple(parameters),
    ).fetchall()
    return tuple(_loaded(row) for row in rows)


def series(
    connection: Connection,
    person_id: str,
    kind: ReadingKind,
    component: str,
    days: tuple[date, date],
    limit: int,
) -> list[tuple[datetime, Quantity]]:
    """Return the newest ``limit`` plausible values of a component on the local ``days``, oldest first."""
    rows = connection.execute(
        "SELECT c.taken_at, v.value, v.unit FROM clean c JOIN clean_value v ON v.clean_id = c.id "
        "WHERE c.person_id = ? AND c.kind = ? AND c.local_day BETWEEN ? AND ? AND c.plausible = 1 "
        "AND v.component = ? ORDER BY c.taken_at DESC, c.id DESC LIMIT ?",
        (person_id, kind.value, days[0].isoformat(), days[1].isoformat(), component, limit),
    ).fetchall()
    return [
        (from_text(row["taken_at"]), Quantity(Decimal(row["value"]), row["unit"])) for row in reversed(rows)
    ]


def _refine(connection: Connection, row: Row) -> list[TouchedDay | None]:
    """Settle one raw row; return the day of the new measurement (``None`` if no summary has it), or nothing."""
    try:
        reading = _normalised(_reading_of(row))
    except (NotAReading, MeasurementFailed) as error:
        _settle(connection, row["id"], "no_reading", detail=str(error))
        return []
    except (FrameError, InvalidEntry) as error:
        _settle(connection, row["id"], "unreadable", detail=str(error))
        return []
    identity, key = _identity(row, reading)
    twin = _twin(connection, row, reading, identity)
    if twin is None:
        return [_insert(connection, row, reading, identity, key)]
    if twin["key"] == key or twin["identity"] != identity:
        _settle(connection, row["id"], "duplicate", clean_id=twin["id"])
    else:
        connection.execute(
            "INSERT INTO conflict (raw_id, clean_id, value_json, rule_version) VALUES (?, ?, ?, ?)",
            (row["id"], twin["id"], _value_json(reading), RULE_VERSION),
        )
        _settle(connection, row["id"], "conflict", clean_id=twin["id"])
    return []


def _reading_of(row: Row) -> Reading:
    if row["source"] == raw.FRAME:
        return interpret(raw.frame_of(row))
    entry = raw.manual_of(row)
    return Reading(entry.kind, entry.values, entry.taken_at, entry.received_at)


def _normalised(reading: Reading) -> Reading:
    values = {name: to_record_unit(reading.kind, name, quantity) for name, quantity in reading.values.items()}
    flags = reading.flags if _plausible(values) else reading.flags | {QualityFlag.IMPLAUSIBLE}
    return replace(reading, values=values, flags=flags)


def _plausible(values: Mapping[str, Quantity]) -> bool:
    for component, (low, high) in _LIMITS.items():
        if component in values and not low <= values[component].value <= high:
            return False
    systolic, diastolic = values.get("systolic"), values.get("diastolic")
    return systolic is None or diastolic is None or diastolic.value < systolic.value


def _identity(row: Row, reading: Reading) -> tuple[str, str]:
    """Return (identity, key) as described in the schema."""
    values = _value_json(reading)
    parts = [row["device_id"] or f"person {row['person_id']}", reading.kind.value]
    if reading.device_stamp is not None:
        parts += [reading.device_stamp, str(reading.user_slot)]
    else:
        parts.append(to_text(reading.taken_at))
    if reading.sequence is not None:
        # A glucose meter numbers its records; several may share the time their counting started from.
        parts.append(f"sequence {reading.sequence}")
    if reading.device_stamp is None or QualityFlag.TIME_UNCERTAIN in reading.flags:
        # A clock that was never set gives many readings the same stamp, and two typed entries may share a
        # minute: neither is a contradiction.
        parts.append(values)
    identity = _digest(parts)
    return identity, _digest([identity, values])


def _digest(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _value_json(reading: Reading) -> str:
    return json.dumps(
        {name: decimal_text(quantity.value) for name, quantity in sorted(reading.values.items())}
    )


def _twin(connection: Connection, row: Row, reading: Reading, identity: str) -> Row | None:
    """Return the clean row of the same measurement: the same identity, or the same frame sent again."""
    same = connection.execute(
        "SELECT id, key, identity FROM clean WHERE identity = ?", (identity,)
    ).fetchone()
    if same is not None or reading.device_stamp is not None or row["device_id"] is None:
        return same
    earliest = to_text(reading.received_at - RESENT_WITHIN)
    latest = to_text(reading.received_at + RESENT_WITHIN)
    return connection.execute(
        "SELECT c.id, c.key, c.identity FROM clean c JOIN raw r ON r.id = c.id WHERE c.device_id = ? "
        "AND c.device_stamp IS NULL AND c.received_at BETWEEN ? AND ? AND r.payload = ? ORDER BY c.id LIMIT 1",
        (row["device_id"], earliest, latest, row["payload"]),
    ).fetchone()


def _insert(connection: Connection, row: Row, reading: Reading, identity: str, key: str) -> TouchedDay | None:
    day = reading.taken_at.astimezone(zone(row["time_zone"])).date()
    plausible = QualityFlag.IMPLAUSIBLE not in reading.flags
    columns = {
        "id": row["id"],
        "key": key,
        "identity": identity,
        "person_id": row["person_id"],
        "kind": reading.kind.value,
        "taken_at": to_text(reading.taken_at),
        "received_at": row["received_at"],
        "local_day": day.isoformat(),
        "device_id": row["device_id"],
        "device_model": row["device_model"],
        "device_stamp": reading.device_stamp,
        "clock_offset_us": row["clock_offset_us"],
        "user_slot": reading.user_slot,
        "flags": json.dumps(sorted(flag.value for flag in reading.flags)),
        "plausible": int(plausible),
        "late": int(reading.received_at - reading.taken_at > LATE_AFTER),
        "simulated": row["simulated"],
        "rule_version": RULE_VERSION,
    }
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    connection.execute(f"INSERT INTO clean ({names}) VALUES ({marks})", tuple(columns.values()))
    connection.executemany(
        "INSERT INTO clean_value (clean_id, component, value, unit) VALUES (?, ?, ?, ?)",
        [
            (row["id"], name, decimal_text(quantity.value), quantity.unit)
            for name, quantity in sorted(reading.values.items())
        ],
    )
    _settle(connection, row["id"], "clean", clean_id=row["id"])
    return (row["person_id"], reading.kind, day) if row["person_id"] is not None and plausible else None


def _settle(
    connection: Connection, raw_id: int, outcome: str, clean_id: int | None = None, detail: str = ""
) -> None:
    connection.execute(
        "INSERT INTO refinement (raw_id, outcome, clean_id, detail, rule_version) VALUES (?, ?, ?, ?, ?)",
        (raw_id, outcome, clean_id, detail, RULE_VERSION),
    )


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
        flags=frozenset(QualityFlag(flag) for flag in json.loads(row["flags"])),
    )
    return CleanReading(
        id=row["id"],
        person_id=row["person_id"],
        reading=reading,
        local_day=date.fromisoformat(row["local_day"]),
        device_id=row["device_id"],
        device_model=row["device_model"],
        plausible=bool(row["plausible"]),
        late=bool(row["late"]),
        simulated=bool(row["simulated"]),
    )
