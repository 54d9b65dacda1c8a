"""Everything derived, made again from raw with the rules of today, and what that changed."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.records import daily, rules
from app.records.conflicts import apply_decisions
from app.records.database import Connection
from app.records.refining import refine_pending

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Prints = NDArray[np.int64]

#: In the order in which rows may go without leaving a reference behind.
DERIVED_TABLES: Final = (
    "outlier",
    "device_pair",
    "device_agreement",
    "refinement",
    "conflict",
    "daily",
    "clean_value",
    "clean",
)
#: The columns that name a row of each.
_NAMES: Final[Mapping[str, str]] = {
    "outlier": "clean_id, component",
    "device_pair": "first_id, second_device",
    "device_agreement": "person_id, kind, first_device, second_device",
    "refinement": "raw_id, part",
    "conflict": "raw_id, part",
    "daily": "person_id, kind, local_day, session, component",
    "clean_value": "clean_id, component",
    "clean": "id",
}
#: Indexes that refining does not look into: made anew in one go at the end, which is quicker than row by row.
_LATER: Final = ("clean_by_time", "clean_by_day", "clean_practice")
#: While everything is made again, identities come in no order: more of their index stays decrypted (KiB).
CACHE_WHILE_REBUILDING_KIB: Final = 128 * 1024
#: Changed readings that are named one by one.
NAMED_CHANGES: Final = 20

#: Hears how many of how many raw rows were refined.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class TableChange:
    """How many rows of a derived table are new, gone, or other than they were."""

    rows: int
    added: int = 0
    removed: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What a rebuild made: measurements in all and, if it was asked to compare, what changed in each table.

    ``readings`` names up to :data:`NAMED_CHANGES` clean rows that are new, gone or other than they were.
    """

    measurements: int
    tables: Mapping[str, TableChange] = field(default_factory=dict)
    readings: tuple[int, ...] = ()

    @property
    def identical(self) -> bool:
        """Whether every derived row is what it was."""
        return not any(one.added or one.removed or one.changed for one in self.tables.values())


def rebuild(
    connection: Connection, progress: Progress = lambda _done, _of: None, *, compare: bool = False
) -> RebuildReport:
    """Make the derived tables again, empty, and fill them from all raw rows; the caller holds the transaction."""
    cache = connection.execute("PRAGMA cache_size").fetchone()[0]
    connection.execute(f"PRAGMA cache_size=-{CACHE_WHILE_REBUILDING_KIB}")
    try:
        return _rebuild(connection, progress, compare=compare)
    finally:
        connection.execute(f"PRAGMA cache_size={cache}")


def _rebuild(connection: Connection, progress: Progress, *, compare: bool) -> RebuildReport:
    before = {table: _prints(connection, table) for table in DERIVED_TABLES} if compare else {}
    later = _empty(connection)
    rules.keep(connection)
    total = connection.execute("SELECT count(*) FROM raw").fetchone()[0]
    done = 0

    def settled(rows: int) -> None:
        nonlocal done
        done += rows
        progress(done, total)

    refined = refine_pending(connection, progress=settled)
    for index in later:
        connection.execute(index)
    daily.summarise(connection, refined.days | apply_decisions(connection))
    if not compare:
        return RebuildReport(refined.measurements)
    changes = {table: _difference(before[table], _prints(connection, table)) for table in DERIVED_TABLES}
    tables = {table: change for table, (change, _) in changes.items()}
    return RebuildReport(refined.measurements, tables, changes["clean"][1])


def is_outdated(connection: Connection) -> bool:
    """Tell whether anything derived was made under other rules than today's."""
    return not rules.are_current(connection)


def _empty(connection: Connection) -> list[str]:
    """Empty the derived tables; return what makes the indexes that are better made when they are full.

    Tables are dropped and made again: deleting a row that others refer to looks for each of them.
    """
    marks = ", ".join("?" * len(DERIVED_TABLES))
    parts = connection.execute(
        f"SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name IN ({marks}) AND sql IS NOT NULL",
        DERIVED_TABLES,
    ).fetchall()
    for table in DERIVED_TABLES:
        connection.execute(f"DROP TABLE {table}")
    # A table before its indexes, and one that is referred to before those that refer to it.
    parts.sort(key=lambda part: (part["type"] != "table", -DERIVED_TABLES.index(part["tbl_name"])))
    for part in parts:
        if part["name"] not in _LATER:
            connection.execute(part["sql"])
    return [part["sql"] for part in parts if part["name"] in _LATER]


def _prints(connection: Connection, table: str) -> Prints:
    """Return a table as the names of its rows and what is in them, as numbers that only hold in this process."""
    import numpy as np

    names = _NAMES[table]
    count = names.count(",") + 1
    numbers = array("q")
    for row in connection.execute(f"SELECT {names}, * FROM {table}"):
        numbers.append(row[0] if count == 1 else hash(tuple(row[:count])))
        numbers.append(hash(tuple(row[count:])))
    found: Prints = np.frombuffer(numbers, dtype=np.int64).reshape(-1, 2)
    return found


def _difference(before: Prints, after: Prints) -> tuple[TableChange, tuple[int, ...]]:
    import numpy as np

    both, where_before, where_after = np.intersect1d(before[:, 0], after[:, 0], return_indices=True)
    changed = both[before[where_before, 1] != after[where_after, 1]]
    added = np.setdiff1d(after[:, 0], both)
    removed = np.setdiff1d(before[:, 0], both)
    named = np.sort(np.concatenate((changed, added, removed)))[:NAMED_CHANGES]
    return (
        TableChange(len(after), added=len(added), removed=len(removed), changed=len(changed)),
        tuple(int(one) for one in named),
    )
