"""A damaged database at the start: put aside, the last sound copy in its place, and what can be read taken over.

No wrong number is ever read: each page carries an authentication code. Nothing is done while there is no sound copy,
and the damaged file is kept in ``quarantine/`` whatever happens.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2  # type: ignore[import-untyped]

from app.durable_file import OWNER_ONLY, sync_file, sync_folder
from app.records import standby
from app.records.database import Database, connect, damage_mark, open_database
from app.records.errors import DamagedDatabase, RecordsError, WrongKey, typed_errors
from app.records.instance_lock import InstanceLock
from app.records.migration import Migration, load_migrations, migrate
from app.records.rebuild import DERIVED_TABLES
from app.records.timestamps import zone
from assistant.conversation import Language

_log = logging.getLogger(__name__)

#: After so many unreadable rows in a row the rest of a table is given up.
_GIVEN_UP_AFTER: Final = 100_000
#: What is derived is made again, with the rules that it was made with.
_MADE_AGAIN: Final = frozenset((*DERIVED_TABLES, "rule"))
#: Tables that only grow: what the copy has of them is as it was.
_GROWING: Final = frozenset({"raw", "import_row"})
_SIDE_FILES: Final = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was done about a damaged database.

    ``rescued`` received rows newer than the copy could be read and were taken over, ``lost`` could not.
    """

    quarantine: Path
    copy_made_at: datetime
    rescued: int
    lost: int

    def words(self, language: Language, time_zone: str) -> str:
        """Return what to tell the people here."""
        made = f"{self.copy_made_at.astimezone(zone(time_zone)):%Y-%m-%d %H:%M}"
        if language is Language.ZH:
            missing = f"，有 {self.lost} 条读不出来，请重新测量或补记" if self.lost else "，没有缺失"
            return f"记录文件损坏，已换回 {made} 的备份；之后的 {self.rescued} 条已找回{missing}。损坏的文件留在 {self.quarantine}。"
        missing = (
            f"{self.lost} could not be read: measure or enter them again" if self.lost else "none is missing"
        )
        return (
            f"The records file was damaged and the copy of {made} took its place; {self.rescued} entries after it "
            f"were rescued, {missing}. The damaged file is kept in {self.quarantine}."
        )


def open_or_recover(
    path: Path, key: bytes, now: Callable[[], datetime], migrations: Sequence[Migration] | None = None
) -> tuple[Database, Recovery | None]:
    """Open the database at ``path``; if it is damaged and a sound copy stands by, recover it first.

    Raises what :func:`app.records.database.open_database` raises; a damaged file without a copy stays as it is.
    """
    try:
        return _open_sound(path, key, now, migrations), None
    except (DamagedDatabase, WrongKey):
        copy = _sound_copy(path, key)
        if copy is None:
            raise
    _log.error("the records are damaged; the last copy takes their place")
    recovery = _recover(path, key, copy, now, load_migrations() if migrations is None else migrations)
    return open_database(path, key, now, migrations), recovery


def _open_sound(
    path: Path, key: bytes, now: Callable[[], datetime], migrations: Sequence[Migration] | None
) -> Database:
    """Open the database; where damage was met before, read every page of it first."""
    database = open_database(path, key, now, migrations)
    if not damage_mark(path).exists():
        return database
    try:
        database.check()
    except DamagedDatabase:
        database.close()
        raise
    damage_mark(path).unlink(missing_ok=True)
    return database


def _sound_copy(path: Path, key: bytes) -> Path | None:
    """Return the newest copy whose every page is what was written with ``key``."""
    for copy in standby.copies(path):
        try:
            with typed_errors(copy):
                connection = connect(copy, key)
                try:
                    if not connection.execute("PRAGMA cipher_integrity_check").fetchall():
                        return copy
                finally:
                    connection.close()
        except RecordsError:
            continue
    return None


def _recover(
    path: Path, key: bytes, copy: Path, now: Callable[[], datetime], migrations: Sequence[Migration]
) -> Recovery:
    lock = InstanceLock(path.with_suffix(".lock"))
    try:
        quarantine = _put_aside(path, now())
        restored = path.with_name(path.name + ".restored")
        for leftover in (restored, *_beside(restored)):
            leftover.unlink(missing_ok=True)
        shutil.copyfile(copy, restored)
        restored.chmod(OWNER_ONLY)
        with typed_errors(restored):
            rescued, lost = _take_over(path, restored, key, now, migrations)
        sync_file(restored)
        # The log belongs to the damaged file: it must be gone before another file has its name.
        for side in _beside(path):
            side.unlink(missing_ok=True)
        restored.replace(path)
        damage_mark(path).unlink(missing_ok=True)
        sync_folder(path.parent)
        return Recovery(quarantine, standby.made_at(copy), rescued, lost)
    except OSError as error:
        raise RecordsError(
            f"The damaged records in {path.parent} cannot be replaced ({error.strerror}): free some space."
        ) from error
    finally:
        lock.release()


def _put_aside(path: Path, moment: datetime) -> Path:
    """Copy the damaged file and its log into a folder of their own."""
    name = f"{moment.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"
    quarantine = path.parent / "quarantine"
    # The clock may have stood still or jumped back: what lies there already is never touched.
    folder = next(place for number in count() if not (place := quarantine / f"{name}-{number}").exists())
    folder.mkdir(mode=0o700, parents=True)
    for file in (path, *_beside(path)):
        if file.exists():
            shutil.copyfile(file, folder / file.name)
            (folder / file.name).chmod(OWNER_ONLY)
            sync_file(folder / file.name)
    sync_folder(folder)
    return folder


def _beside(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + ending) for ending in _SIDE_FILES)


def _take_over(
    path: Path, restored: Path, key: bytes, now: Callable[[], datetime], migrations: Sequence[Migration]
) -> tuple[int, int]:
    """Bring the copy to today's version and take over what the damaged file still tells; count received rows."""
    target = connect(restored, key)
    try:
        migrate(target, lambda file: connect(file, key), path, migrations, now)
        try:
            source = connect(path, key)
        except dbapi2.Error:
            return 0, 0
        try:
            target.execute("PRAGMA foreign_keys=OFF")
            target.execute("BEGIN IMMEDIATE")
            rescued, lost = _copy_rows(source, target)
            broken = target.execute("PRAGMA foreign_key_check").fetchone() is not None
            target.execute("ROLLBACK" if broken else "COMMIT")
            return (0, lost + rescued) if broken else (rescued, lost)
        finally:
            source.close()
    finally:
        target.close()


def _copy_rows(source: Any, target: Any) -> tuple[int, int]:
    tables = [
        row[0]
        for row in target.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
        )
        if row[0] not in _MADE_AGAIN
    ]
    rescued = lost = 0
    for table in tables:
        taken, missing = _copy_table(source, target, table)
        if table == "raw":
            rescued, lost = taken, missing
    return rescued, lost


def _copy_table(source: Any, target: Any, table: str) -> tuple[int, int]:
    """Take over the rows of ``table`` that can be read; return how many there were and how many could not."""
    known = {row[1] for row in source.execute(f"PRAGMA table_info({table})")}
    columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})") if row[1] in known]
    if not columns:
        return 0, 0
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    verb = "INSERT OR IGNORE" if table in _GROWING else "INSERT OR REPLACE"
    taken = missing = 0
    for row in _readable(source, target, table, names):
        if row is None:
            missing += 1
        else:
            taken += target.execute(f"{verb} INTO {table} ({names}) VALUES ({marks})", tuple(row)).rowcount
    return taken, missing


def _readable(source: Any, target: Any, table: str, names: str) -> Iterator[Any]:
    """Yield the rows of ``table`` in the damaged file, ``None`` for each that cannot be read.

    A table that only grows is read behind what the copy has of it, row by row; others as far as it goes.
    """
    if table != "raw":
        try:
            yield from source.execute(f"SELECT {names} FROM {table}")
        except dbapi2.Error:
            _log.warning("a table of the damaged records could not be read to its end")
        return
    last = _last_id(source, target)
    unreadable = 0
    for number in range(target.execute("SELECT coalesce(max(id), 0) FROM raw").fetchone()[0] + 1, last + 1):
        try:
            row = source.execute(f"SELECT {names} FROM raw WHERE id = ?", (number,)).fetchone()
        except dbapi2.Error:
            row = None
        unreadable = 0 if row is not None else unreadable + 1
        if unreadable > _GIVEN_UP_AFTER:
            return
        yield row


def _last_id(source: Any, target: Any) -> int:
    """Return the highest id of a received row that the damaged file tells of, in any of its tables."""
    found = [target.execute("SELECT coalesce(max(id), 0) FROM raw").fetchone()[0]]
    for query in (
        "SELECT max(id) FROM raw",
        "SELECT max(raw_id) FROM refinement",
        "SELECT max(raw_id) FROM clean",
        "SELECT max(id) / 128 FROM clean",
    ):
        try:
            found.append(source.execute(query).fetchone()[0] or 0)
        except dbapi2.Error:
            continue
    return int(max(found))
