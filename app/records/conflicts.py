"""Records that came twice with other values: both are kept, and somebody in the household says which is right."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from app.records import daily
from app.records.database import Connection, Database, Row
from app.records.errors import InvalidEntry
from app.records.normalised import measured
from app.records.refining import TouchedDay
from app.records.timestamps import from_text, to_text
from app.records.units import decimal_text
from device_io.codecs.frame import FrameError
from device_io.reading import QualityFlag, Reading, ReadingKind

Keep = Literal["first", "other"]

#: Open conflicts that are listed for one device; a meter that contradicts itself this often is broken.
MAX_LISTED: Final = 50


@dataclass(frozen=True, slots=True)
class Conflict:
    """Frame ``raw_id`` (its ``part``) says ``other`` where an earlier one said ``first``; values in record units."""

    raw_id: int
    part: int
    reading_id: int
    kind: ReadingKind
    taken_at: datetime
    first: dict[str, str]
    other: dict[str, str]


class Conflicts:
    """The open conflicts of the household's devices, and the decisions about them."""

    def __init__(self, database: Database, now: Callable[[], datetime], announce: Callable[[], None]) -> None:
        """``announce`` is called after a decision has changed a reading."""
        self._database, self._now, self._announce = database, now, announce

    def of_device(self, address: str) -> tuple[Conflict, ...]:
        """Return what is undecided about a device, newest first."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                f"{_OPEN} ORDER BY c.taken_at DESC, x.raw_id DESC", (address,)
            ).fetchall()
        return tuple({_said(row): _conflict(row) for row in reversed(rows)}.values())[::-1][:MAX_LISTED]

    def settle(self, raw_id: int, part: int, keep: Keep) -> None:
        """Say which value of a conflict is right; it can be said again. Raises ``KeyError`` for no conflict."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT clean_id FROM conflict WHERE raw_id = ? AND part = ?", (raw_id, part)
            ).fetchone()
            if row is None:
                raise KeyError((raw_id, part))
            connection.execute(
                "INSERT INTO conflict_decision (raw_id, part, keep, decided_at) VALUES (?, ?, ?, ?)",
                (raw_id, part, keep, to_text(self._now())),
            )
            daily.summarise(connection, _apply_to(connection, row["clean_id"]))
        self._announce()


def apply_decisions(connection: Connection) -> set[TouchedDay]:
    """Bring all decisions into the clean layer after it was made anew; return the days that they change."""
    rows = connection.execute(
        "SELECT DISTINCT x.clean_id FROM conflict x JOIN conflict_decision d "
        "ON d.raw_id = x.raw_id AND d.part = x.part ORDER BY x.clean_id"
    ).fetchall()
    return {day for row in rows for day in _apply_to(connection, row["clean_id"])}


#: A value that was decided about, or that holds already, asks nothing when it comes again.
_OPEN: Final = (
    "SELECT x.raw_id, x.part, x.clean_id, x.value_json, c.kind, c.taken_at, "
    "(SELECT json_group_object(v.component, v.value) FROM (SELECT * FROM clean_value "
    "WHERE clean_id = c.id ORDER BY component) v) AS first_json "
    "FROM conflict x JOIN clean c ON c.id = x.clean_id WHERE c.device_id = ? AND NOT EXISTS "
    "(SELECT 1 FROM conflict y JOIN conflict_decision d ON d.raw_id = y.raw_id AND d.part = y.part "
    "WHERE y.clean_id = x.clean_id AND y.value_json = x.value_json)"
)


def _conflict(row: Row) -> Conflict:
    return Conflict(
        row["raw_id"],
        row["part"],
        row["clean_id"],
        ReadingKind(row["kind"]),
        from_text(row["taken_at"]),
        json.loads(row["first_json"]),
        json.loads(row["value_json"]),
    )


def _said(row: Row) -> tuple[int, str]:
    return row["clean_id"], row["value_json"]


def _apply_to(connection: Connection, clean_id: int) -> list[TouchedDay]:
    """Write the values of the decided side into a clean row; return its day, if a summary has it."""
    chosen = connection.execute(
        "SELECT d.raw_id, d.part, d.keep FROM conflict_decision d JOIN conflict x "
        "ON x.raw_id = d.raw_id AND x.part = d.part WHERE x.clean_id = ? ORDER BY d.id DESC LIMIT 1",
        (clean_id,),
    ).fetchone()
    clean = connection.execute(
        "SELECT raw_id, part, person_id, kind, local_day FROM clean WHERE id = ?", (clean_id,)
    ).fetchone()
    source = chosen if chosen["keep"] == "other" else clean
    _write(connection, clean_id, _reading(connection, source["raw_id"], source["part"]))
    if clean["person_id"] is None:
        return []
    return [(clean["person_id"], ReadingKind(clean["kind"]), date.fromisoformat(clean["local_day"]))]


def _reading(connection: Connection, raw_id: int, part: int) -> Reading:
    row = connection.execute("SELECT * FROM raw WHERE id = ?", (raw_id,)).fetchone()
    try:
        return measured(connection, row)[part].reading
    except (FrameError, IndexError) as error:
        raise InvalidEntry("This record can no longer be read: keep the first value.") from error


def _write(connection: Connection, clean_id: int, reading: Reading) -> None:
    connection.execute(
        "UPDATE clean SET flags = ?, plausible = ? WHERE id = ?",
        (
            json.dumps(sorted(reading.flags)),
            int(QualityFlag.IMPLAUSIBLE not in reading.flags),
            clean_id,
        ),
    )
    connection.execute("DELETE FROM clean_value WHERE clean_id = ?", (clean_id,))
    connection.executemany(
        "INSERT INTO clean_value (clean_id, component, value, unit) VALUES (?, ?, ?, ?)",
        [
            (clean_id, name, decimal_text(quantity.value), quantity.unit)
            for name, quantity in reading.values.items()
        ],
    )
