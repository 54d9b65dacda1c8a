"""The same measurement met again: sent twice, stored twice by the device, or come by two paths.

What is known of a measurement hangs on raw rows alone, never on whom it was put down to later: a rebuild finds the
same twins.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from app.records import imported, raw, rules
from app.records.database import Connection, Row
from app.records.normalised import Measured
from app.records.rules import Rule
from app.records.timestamps import to_text
from app.records.units import decimal_text
from device_io.codecs.date_time import EPOCH_YEARS
from device_io.reading import QualityFlag, Quantity, Reading, ReadingKind

#: Without a device stamp, the same values from the same device this close together are one measurement that
#: was sent twice; so are the same values that a device sent and a person typed. Our rule.
RESENT_WITHIN: Final = timedelta(seconds=60)
#: Bytes of a digest that names a measurement: two of a billion share 16 with a chance below 10^-20.
_IDENTITY_BYTES: Final = 16
_KEY_BYTES: Final = 8
#: Values whose digest is remembered: a household's are a few hundred different ones.
_REMEMBERED_KEYS: Final = 4096


@dataclass(frozen=True, slots=True)
class Names:
    """What tells measurements apart: ``identity`` = device, kind and device time; ``key`` = the values."""

    identity: bytes
    key: bytes


class Known(NamedTuple):
    """A clean row that is there, with the key of its values; ``doubted``: its time is uncertain."""

    clean_id: int
    key: bytes
    doubted: bool


@dataclass(frozen=True, slots=True)
class Twin:
    """The clean row that is the same measurement (``contradicts``: the same record with other values), and why.

    ``now_certain``: its time was in doubt, and that of the record that came again is not.
    """

    clean_id: int
    rule: Rule
    contradicts: bool = False
    now_certain: bool = False


def names_of(row: Row, one: Measured) -> Names:
    """Return the names of a measurement.

    A device's record is named by its own time and number; where no device time can be trusted its values are part
    of the name, since a clock that was never set gives many readings the same stamp, and two typed entries may
    share a minute. A numbered record with a date stays the same when it is our own clock that was wrong.
    """
    reading = one.reading
    values = "\x1f".join(f"{name}={text}" for name, text, _ in one.texts)
    parts = [row["device_id"] or f"person {row['person_id']}", reading.kind.value]
    if reading.device_stamp is not None:
        parts += [reading.device_stamp, str(reading.user_slot)]
    else:
        parts.append(to_text(reading.taken_at))
    if reading.sequence is not None:
        # A glucose meter numbers its records; several may share the time their counting started from.
        parts.append(f"sequence {reading.sequence}")
    if reading.device_stamp is None or (
        QualityFlag.TIME_UNCERTAIN in reading.flags
        and (reading.sequence is None or not _is_dated(reading.device_stamp))
    ):
        parts.append(values)
    return Names(_digest("\x1f".join(parts), _IDENTITY_BYTES), _key(values))


def same_record(one: Measured, names: Names, known: Mapping[bytes, Known]) -> Twin | None:
    """Return the twin of a measurement among ``known`` clean rows, by their identities."""
    found = known.get(names.identity)
    if found is None:
        return None
    if found.key != names.key:
        return Twin(found.clean_id, rules.CONTRADICTION, contradicts=True)
    now_certain = found.doubted and QualityFlag.TIME_UNCERTAIN not in one.reading.flags
    return Twin(found.clean_id, rules.SAME_RECORD, now_certain=now_certain)


def sent_again(connection: Connection, row: Row, part: int, reading: Reading) -> Twin | None:
    """Return the reading that a device without a stamp sent shortly before or after in the same bytes.

    A scale may send one weight twice: by itself and with the body composition.
    """
    weight = reading.values["weight"].value if reading.kind is ReadingKind.WEIGHT else None
    found = connection.execute(
        "SELECT c.id FROM clean c JOIN raw r ON r.id = c.raw_id WHERE c.device_id = ? "
        "AND c.device_stamp IS NULL AND c.received_at BETWEEN ? AND ? AND c.kind = ? "
        "AND ((r.payload = ? AND c.part = ?) OR EXISTS (SELECT 1 FROM clean_value v WHERE v.clean_id = c.id "
        "AND v.component = 'weight' AND v.value = ?)) ORDER BY c.id LIMIT 1",
        (
            row["device_id"],
            to_text(reading.received_at - RESENT_WITHIN),
            to_text(reading.received_at + RESENT_WITHIN),
            reading.kind.value,
            row["payload"],
            part,
            None if weight is None else decimal_text(weight),
        ),
    ).fetchone()
    return None if found is None else Twin(found[0], rules.RESENT)


def by_another_path(connection: Connection, row: Row, reading: Reading) -> Twin | None:
    """Return the reading that came by another path: sent by a device and typed by a person, or in a file.

    What two devices measured is never one measurement, whatever its values.
    """
    in_a_file = imported.same_measurement(connection, row, reading)
    if in_a_file is not None:
        return Twin(in_a_file["id"], rules.TWO_PATHS)
    if row["source"] == imported.IMPORT:
        return None
    whose = (
        "c.device_id IS NOT NULL AND (c.person_id IS NULL OR c.person_id IN (SELECT id FROM person))"
        if row["source"] == raw.MANUAL
        else "c.device_id IS NULL"
    )
    candidates = connection.execute(
        "SELECT c.id, r.person_id, (SELECT json_group_object(v.component, v.value) FROM clean_value v "
        f"WHERE v.clean_id = c.id) AS measured FROM clean c JOIN raw r ON r.id = c.raw_id WHERE {whose} "
        "AND c.kind = ? AND c.taken_at BETWEEN ? AND ? AND r.source IN (?, ?) ORDER BY c.id",
        (
            reading.kind.value,
            to_text(reading.taken_at - RESENT_WITHIN),
            to_text(reading.taken_at + RESENT_WITHIN),
            raw.FRAME,
            raw.MANUAL,
        ),
    ).fetchall()
    for candidate in candidates:
        another = candidate["person_id"] is not None and row["person_id"] not in (
            None,
            candidate["person_id"],
        )
        if not another and _agree(json.loads(candidate["measured"]), reading.values):
            return Twin(candidate["id"], rules.TWO_PATHS)
    return None


@lru_cache(maxsize=256)
def _is_dated(stamp: str) -> bool:
    """Say whether a device's stamp is a date, and not that of a clock nobody ever set."""
    try:
        return datetime.fromisoformat(stamp).year not in EPOCH_YEARS
    except ValueError:
        return False


def _agree(measured: Mapping[str, str], values: Mapping[str, Quantity]) -> bool:
    shared = measured.keys() & values.keys()
    return bool(shared) and all(Decimal(measured[name]) == values[name].value for name in shared)


@lru_cache(maxsize=_REMEMBERED_KEYS)
def _key(values: str) -> bytes:
    return _digest(values, _KEY_BYTES)


def _digest(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=size).digest()
