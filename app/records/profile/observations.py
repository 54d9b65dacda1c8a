"""The readings a rule looks at: of one person, plausible, not in the future, never practice mixed with real ones."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from app.records import agreement, timestamps
from app.records.database import Connection, Row
from app.records.marks import IS_LAST_WORD, Mark
from app.records.profile.device_marks import device_marks
from app.records.timestamps import from_text, to_text
from device_io.reading import QualityFlag, ReadingKind

#: Real readings this recent stand before practice ones; the longest window of any rule. Our rule.
MEMORY: Final = timedelta(days=180)

_READINGS: Final = (
    "SELECT c.id, c.raw_id, c.kind, c.taken_at, c.received_at, c.sequence, c.flags, c.device_id, c.simulated, "
    "r.time_zone, "
    "(SELECT json_group_object(v.component, v.value) FROM clean_value v WHERE v.clean_id = c.id) AS components, "
    "(SELECT json_group_object(m.mark, m.holds) FROM reading_mark m WHERE m.reading_id = c.id "
    f"AND {IS_LAST_WORD}) AS said FROM clean c JOIN raw r ON r.id = c.raw_id "
    "WHERE c.person_id = ? AND c.kind = ? AND c.local_day BETWEEN ? AND ? AND c.plausible = 1 AND +c.taken_at <= ?"
)


@dataclass(frozen=True, slots=True)
class Observation:
    """A reading as a rule sees it. ``local`` is its time on the clock of the place where it was measured.

    ``values`` are in record units; ``id`` names the clean row.
    """

    id: int
    kind: ReadingKind
    taken_at: datetime
    local: datetime
    values: Mapping[str, Decimal]
    flags: frozenset[QualityFlag]
    marks: frozenset[Mark]
    device_id: str | None
    simulated: bool

    @property
    def day(self) -> date:
        """The local day it was measured on."""
        return self.local.date()

    @property
    def minute(self) -> int:
        """The minute of the local day, 0-1439."""
        return self.local.hour * 60 + self.local.minute


@dataclass(frozen=True, slots=True)
class Observations:
    """Readings, oldest first. Real ones only where there are any, else practice ones (``simulated``).

    ``left_out`` counts practice readings that stand beside real ones and were not used, ``set_aside`` those of a
    device that disagrees with the one that is believed.
    """

    rows: tuple[Observation, ...]
    simulated: bool = False
    left_out: int = 0
    set_aside: int = 0

    @property
    def days(self) -> tuple[date, ...]:
        """The days with a reading, in order."""
        return tuple(sorted({row.day for row in self.rows}))

    @property
    def ids(self) -> tuple[int, ...]:
        """The clean rows."""
        return tuple(row.id for row in self.rows)

    def between(self, first: date, last: date) -> Observations:
        """Return those of the days from ``first`` to ``last``."""
        return replace(self, rows=tuple(row for row in self.rows if first <= row.day <= last))

    def having(self, component: str) -> Observations:
        """Return those with a value for ``component``."""
        return replace(self, rows=tuple(row for row in self.rows if component in row.values))


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose readings, and up to which moment."""

    person_id: str
    until: datetime


def load(
    connection: Connection, scope: Scope, kinds: Collection[ReadingKind], first: date, last: date
) -> Observations:
    """Return the person's readings of ``kinds`` on the local days from ``first`` to ``last``.

    Readings that are implausible, unassigned or dated after ``scope.until`` are never among them.
    """
    # Kind by kind and sorted here: with an order, or a bound on the time, the planner leaves the index by day.
    rows = [
        row
        for kind in kinds
        for row in connection.execute(
            _READINGS,
            (scope.person_id, kind.value, first.isoformat(), last.isoformat(), to_text(scope.until)),
        )
    ]
    rows.sort(key=lambda row: (row["taken_at"], row["id"]))
    zones: dict[str, ZoneInfo] = {}
    from_devices = device_marks(connection, rows)
    found = without_practice(tuple(_observation(row, zones, from_devices) for row in rows))
    for kind in kinds:
        found = _agreeing(connection, scope, kind, found)
    return found


def without_practice(rows: tuple[Observation, ...]) -> Observations:
    """Keep the real readings, or all where every one is simulated."""
    real = tuple(row for row in rows if not row.simulated)
    if real:
        return Observations(real, simulated=False, left_out=len(rows) - len(real))
    return Observations(rows, simulated=bool(rows))


def _agreeing(connection: Connection, scope: Scope, kind: ReadingKind, found: Observations) -> Observations:
    """Leave out, day by day, devices that disagree with the one that is believed (:mod:`app.records.agreement`)."""
    disagreeing = agreement.disagreements(connection, scope.person_id, kind)
    if not disagreeing:
        return found
    trusted = agreement.trusted(connection, scope.person_id, kind)
    counts: dict[date, Counter[str]] = {}
    for row in found.rows:
        if row.kind is kind and row.device_id is not None:
            counts.setdefault(row.day, Counter())[row.device_id] += 1
    kept = {day: agreement.kept_devices(count, disagreeing, trusted) for day, count in counts.items()}
    rows = tuple(
        row
        for row in found.rows
        if row.kind is not kind or row.device_id is None or row.device_id in kept[row.day]
    )
    return replace(found, rows=rows, set_aside=found.set_aside + len(found.rows) - len(rows))


def last_day(connection: Connection, scope: Scope, kinds: Collection[ReadingKind]) -> date | None:
    """Return the local day of the person's newest plausible reading of any of ``kinds``.

    A practice reading counts only where there is no real one in the :data:`MEMORY` before.
    """
    found: dict[bool, list[date]] = {False: [], True: []}
    earliest = to_text(scope.until - MEMORY)
    for kind in kinds:
        for real_only in (True, False):
            row = connection.execute(
                "SELECT local_day FROM clean WHERE person_id = ? AND kind = ? AND plausible = 1 "
                "AND taken_at BETWEEN ? AND ? AND simulated <= ? ORDER BY taken_at DESC, id DESC LIMIT 1",
                (
                    scope.person_id,
                    kind.value,
                    earliest if real_only else "",
                    to_text(scope.until),
                    int(not real_only),
                ),
            ).fetchone()
            if row is not None:
                found[real_only].append(date.fromisoformat(row["local_day"]))
                break
    return max(found[True] or found[False], default=None)


def _observation(
    row: Row, zones: dict[str, ZoneInfo], from_devices: Mapping[int, frozenset[Mark]]
) -> Observation:
    name = row["time_zone"]
    if name not in zones:
        zones[name] = timestamps.zone(name)
    taken_at = from_text(row["taken_at"])
    return Observation(
        id=row["id"],
        kind=ReadingKind(row["kind"]),
        taken_at=taken_at,
        local=taken_at.astimezone(zones[name]),
        values={name: Decimal(value) for name, value in json.loads(row["components"]).items()},
        flags=frozenset(QualityFlag(flag) for flag in json.loads(row["flags"])),
        marks=_marks(json.loads(row["said"]), from_devices.get(row["id"], frozenset())),
        device_id=row["device_id"],
        simulated=bool(row["simulated"]),
    )


def _marks(said: Mapping[str, int], by_device: frozenset[Mark]) -> frozenset[Mark]:
    """Return what holds: what a person said, and of what the device says what nobody spoke against."""
    holds = frozenset(Mark(mark) for mark, value in said.items() if value)
    return holds | frozenset(mark for mark in by_device if mark.value not in said)
