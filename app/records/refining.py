"""From raw to clean: every raw row settled in the order it came, many at a time.

The order is what makes a rebuild give the same rows; writing many together is what makes it quick.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from app.records import imported, raw, rules, twins
from app.records.database import Connection, Row
from app.records.errors import InvalidEntry
from app.records.normalised import Measured, measured
from app.records.rules import Rule
from app.records.timestamps import to_text, zone
from device_io.codecs.frame import FrameError
from device_io.interpretation import MeasurementFailed, NotAReading
from device_io.reading import QualityFlag, Reading, ReadingKind

#: A clean row is named by its raw row and its part of it: ``raw_id * PARTS + part``. A frame has at most 512 bytes
#: and a record at least 6, so that no frame holds more.
PARTS: Final = 128
#: Raw rows that are settled together.
BATCH: Final = 1000
_SOURCES: Final = (raw.FRAME, raw.MANUAL, imported.IMPORT)
_LAST: Final = 2**63 - 1
#: No rule about two paths looks further than this.
_NEAR: Final = timedelta(minutes=2)

#: A day of one person and kind whose summaries have to be made again.
TouchedDay = tuple[str, ReadingKind, date]
#: Hears how many raw rows were settled since it was last called.
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Refined:
    """What a round of refining gave: how many new measurements, and the days to summarise again."""

    measurements: int
    days: frozenset[TouchedDay]


def refine_pending(
    connection: Connection, up_to: int | None = None, progress: Progress = lambda _rows: None
) -> Refined:
    """Refine every raw row not refined yet, in the order they came, up to row ``up_to``.

    What waits is always what came last.
    """
    batch = _Batch(connection)
    for rows in _waiting(connection, _LAST if up_to is None else up_to):
        batch.settle(rows)
        progress(len(rows))
    return Refined(batch.count, frozenset(batch.days))


def reassign(connection: Connection, raw_ids: Collection[int]) -> frozenset[TouchedDay]:
    """Give the measurements of ``raw_ids`` to whom the last decision about each names.

    Returns the days of everyone who lost or gained one, for :func:`app.records.daily.summarise`.
    """
    touched: set[TouchedDay] = set()
    for raw_id in sorted(raw_ids):
        row = connection.execute("SELECT id, person_id FROM raw WHERE id = ?", (raw_id,)).fetchone()
        decided = _decisions(connection, raw_id, raw_id)
        person_id = decided.get(raw_id, row["person_id"])
        readings = connection.execute(
            "SELECT id, person_id, kind, local_day, plausible, rules FROM clean WHERE id BETWEEN ? AND ?",
            (raw_id * PARTS, raw_id * PARTS + PARTS - 1),
        ).fetchall()
        for reading in readings:
            if reading["plausible"]:
                day = ReadingKind(reading["kind"]), date.fromisoformat(reading["local_day"])
                touched |= {(one, *day) for one in (reading["person_id"], person_id) if one is not None}
            assigned = rules.ASSIGNMENT.mask if raw_id in decided else 0
            connection.execute(
                "UPDATE clean SET person_id = ?, rules = ? WHERE id = ?",
                (person_id, reading["rules"] & ~rules.ASSIGNMENT.mask | assigned, reading["id"]),
            )
    return frozenset(touched)


def _waiting(connection: Connection, up_to: int) -> Iterator[list[Row]]:
    after = connection.execute("SELECT coalesce(max(raw_id), 0) FROM refinement").fetchone()[0]
    while rows := _next(connection, after, up_to):
        yield rows
        after = rows[-1]["id"]


def _next(connection: Connection, after: int, up_to: int) -> list[Row]:
    found = connection.execute(
        "SELECT * FROM raw WHERE id > ? AND id <= ? AND source IN (?, ?, ?) ORDER BY id LIMIT ?",
        (after, up_to, *_SOURCES, BATCH),
    )
    # A row of the database would look for a name among all its columns each time.
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _decisions(connection: Connection, first: int, last: int) -> dict[int, str | None]:
    """Return whom the last decision about each raw row from ``first`` to ``last`` names."""
    rows = connection.execute(
        "SELECT raw_id, person_id FROM assignment WHERE raw_id BETWEEN ? AND ? ORDER BY id", (first, last)
    ).fetchall()
    return {row["raw_id"]: row["person_id"] for row in rows}


class _Batch:
    """Settles raw rows in their order; rows of the derived tables wait to be written together.

    A numbered or stamped record of a device is told from all others by its name alone. Everything else is compared
    with what is in the table, so what waits is written first.
    """

    def __init__(self, connection: Connection) -> None:
        self.count = 0
        self.days: set[TouchedDay] = set()
        self._connection = connection
        self._known: dict[bytes, twins.Known] = {}
        self._decided: dict[int, str | None] = {}
        self._compared: set[ReadingKind] = set()
        self._clean: list[tuple[Any, ...]] = []
        self._values: list[tuple[Any, ...]] = []
        self._refinements: list[tuple[Any, ...]] = []
        self._conflicts: list[tuple[Any, ...]] = []

    def settle(self, rows: Sequence[Row]) -> None:
        """Settle ``rows`` and write what became of them."""
        self._decided = _decisions(self._connection, rows[0]["id"], rows[-1]["id"])
        named = [
            (row, part, one, twins.names_of(row, one))
            for row in rows
            for part, one in enumerate(self._parts(row))
        ]
        self._known = self._look_up([names.identity for *_, names in named])
        self._compared = self._come_by_two_paths([(row, one.reading) for row, _, one, _ in named])
        for row, part, one, names in named:
            twin = twins.same_record(one, names, self._known) or self._another(row, part, one)
            if twin is None:
                self._add(row, part, one, names)
            else:
                self._set_aside(row, part, one, twin)
                if twin.now_certain:
                    self._retime(row, one, twin)
                    self._known[names.identity] = twins.Known(twin.clean_id, names.key, doubted=False)
        self._write()

    def _parts(self, row: Row) -> tuple[Measured, ...]:
        """Return what ``row`` measured; what holds no reading is settled with one row of its own."""
        try:
            return measured(self._connection, row)
        except (NotAReading, MeasurementFailed) as error:
            failed = (rules.DEVICE_ERROR,) if isinstance(error, MeasurementFailed) else ()
            self._settled(row["id"], 0, "no_reading", failed, detail=str(error))
        except (FrameError, InvalidEntry) as error:
            self._settled(row["id"], 0, "unreadable", (rules.UNREADABLE,), detail=str(error))
        return ()

    def _look_up(self, identities: Sequence[bytes]) -> dict[bytes, twins.Known]:
        marks = ", ".join("?" * len(identities))
        rows = self._connection.execute(
            f"SELECT identity, id, key, flags FROM clean WHERE identity IN ({marks})", tuple(identities)
        ).fetchall()
        return {
            row["identity"]: twins.Known(
                row["id"], row["key"], QualityFlag.TIME_UNCERTAIN in json.loads(row["flags"])
            )
            for row in rows
        }

    def _come_by_two_paths(self, readings: Sequence[tuple[Row, Reading]]) -> set[ReadingKind]:
        """Return the kinds of which some, here or in the table at these times, did not come from a device."""
        kinds = {reading.kind for row, reading in readings if row["source"] != raw.FRAME}
        for kind in {reading.kind for _, reading in readings} - kinds:
            times = [reading.taken_at for _, reading in readings if reading.kind is kind]
            span = to_text(min(times) - _NEAR), to_text(max(times) + _NEAR)
            if self._connection.execute(
                "SELECT EXISTS (SELECT 1 FROM clean WHERE device_id IS NULL AND kind = ? AND taken_at BETWEEN ? AND ?)",
                (kind.value, *span),
            ).fetchone()[0]:
                kinds.add(kind)
        return kinds

    def _another(self, row: Row, part: int, one: Measured) -> twins.Twin | None:
        sent_again = row["device_id"] is not None and one.reading.device_stamp is None
        two_paths = one.reading.kind in self._compared
        if sent_again or two_paths:
            self._write()
        twin = twins.sent_again(self._connection, row, part, one.reading) if sent_again else None
        if twin is None and two_paths:
            twin = twins.by_another_path(self._connection, row, one.reading)
        return twin

    def _add(self, row: Row, part: int, one: Measured, names: twins.Names) -> None:
        reading = one.reading
        clean_id = row["id"] * PARTS + part
        person_id = self._decided.get(row["id"], row["person_id"])
        total = one.rules | (rules.ASSIGNMENT.mask if row["id"] in self._decided else 0)
        day = reading.taken_at.astimezone(zone(row["time_zone"])).date()
        doubted = QualityFlag.TIME_UNCERTAIN in reading.flags
        self._known[names.identity] = twins.Known(clean_id, names.key, doubted)
        self._clean.append(
            (
                clean_id,
                row["id"],
                part,
                names.key,
                names.identity,
                person_id,
                reading.kind.value,
                to_text(reading.taken_at),
                row["received_at"],
                day.isoformat(),
                row["device_id"],
                row["device_model"],
                reading.device_stamp,
                reading.sequence,
                row["clock_offset_us"],
                reading.user_slot,
                _flags_text(reading),
                one.plausible,
                one.late,
                row["simulated"],
                total,
            )
        )
        self._values += [(clean_id, *text) for text in one.texts]
        self._settled(row["id"], part, "clean", (), clean_id)
        self.count += 1
        if person_id is not None and one.plausible:
            self.days.add((person_id, reading.kind, day))

    def _set_aside(self, row: Row, part: int, one: Measured, twin: twins.Twin) -> None:
        if twin.contradicts:
            value = json.dumps({name: text for name, text, _ in one.texts})
            self._conflicts.append((row["id"], part, twin.clean_id, value, twin.rule.mask))
        outcome = "conflict" if twin.contradicts else "duplicate"
        self._settled(row["id"], part, outcome, (twin.rule,), twin.clean_id)

    def _retime(self, row: Row, one: Measured, twin: twins.Twin) -> None:
        """Move a reading whose time was in doubt to where the same record, come again, puts it for certain."""
        self._write()
        reading = one.reading
        day = reading.taken_at.astimezone(zone(row["time_zone"])).date()
        before = self._connection.execute(
            "SELECT person_id, local_day, rules FROM clean WHERE id = ?", (twin.clean_id,)
        ).fetchone()
        self._connection.execute(
            "UPDATE clean SET taken_at = ?, received_at = ?, local_day = ?, clock_offset_us = ?, flags = ?, late = ?, "
            "rules = ? WHERE id = ?",
            (
                to_text(reading.taken_at),
                row["received_at"],
                day.isoformat(),
                row["clock_offset_us"],
                _flags_text(reading),
                one.late,
                one.rules | before["rules"] & rules.ASSIGNMENT.mask,
                twin.clean_id,
            ),
        )
        if before["person_id"] is not None and one.plausible:
            for moved in (date.fromisoformat(before["local_day"]), day):
                self.days.add((before["person_id"], reading.kind, moved))

    def _settled(
        self,
        raw_id: int,
        part: int,
        outcome: str,
        by: Sequence[Rule],
        clean_id: int | None = None,
        detail: str = "",
    ) -> None:
        self._refinements.append((raw_id, part, outcome, clean_id, detail, rules.together(by)))

    def _write(self) -> None:
        for waiting, statement in (
            (self._clean, _INSERT_CLEAN),
            (self._values, _INSERT_VALUE),
            (self._refinements, _INSERT_REFINEMENT),
            (self._conflicts, _INSERT_CONFLICT),
        ):
            if waiting:
                self._connection.executemany(statement, waiting)
                waiting.clear()


def _flags_text(reading: Reading) -> str:
    return json.dumps(sorted(reading.flags)) if reading.flags else "[]"


_INSERT_CLEAN: Final = (
    "INSERT INTO clean (id, raw_id, part, key, identity, person_id, kind, taken_at, received_at, local_day, device_id, "
    "device_model, device_stamp, sequence, clock_offset_us, user_slot, flags, plausible, late, simulated, rules) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_VALUE: Final = "INSERT INTO clean_value (clean_id, component, value, unit) VALUES (?, ?, ?, ?)"
_INSERT_REFINEMENT: Final = (
    "INSERT INTO refinement (raw_id, part, outcome, clean_id, detail, rules) VALUES (?, ?, ?, ?, ?, ?)"
)
_INSERT_CONFLICT: Final = (
    "INSERT INTO conflict (raw_id, part, clean_id, value_json, rules) VALUES (?, ?, ?, ?, ?)"
)
