"""Steps from one database version to the next, each whole or not at all, after a verified backup."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from app.durable_file import sync_folder
from app.records.errors import BackupFailed


@dataclass(frozen=True, slots=True)
class Migration:
    """SQL that brings a database from ``version - 1`` to ``version``."""

    version: int
    sql: str


def load_migrations() -> tuple[Migration, ...]:
    """Return the shipped migrations, ``migrations/NNNN_name.sql``, in order."""
    folder = resources.files("app.records") / "migrations"
    found = [
        Migration(int(match[1]), entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if (match := re.fullmatch(r"(\d{4})_\w+\.sql", entry.name))
    ]
    return tuple(sorted(found, key=lambda migration: migration.version))


def migrate(
    connection: Any,
    connect: Callable[[Path], Any],
    path: Path,
    migrations: Sequence[Migration],
    now: Callable[[], datetime],
) -> None:
    """Apply what is missing. Existing data is first copied, verified and synced into ``backups/``.

    ``connect`` opens a copy with the same key. A step that fails leaves the version before it.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    missing = [migration for migration in migrations if migration.version > version]
    if missing and version:
        _back_up(connection, connect, path, version, now)
    for migration in missing:
        script = f"BEGIN IMMEDIATE;\n{migration.sql}\n;PRAGMA user_version={migration.version};\nCOMMIT;"
        try:
            connection.executescript(script)
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _back_up(
    connection: Any, connect: Callable[[Path], Any], path: Path, version: int, now: Callable[[], datetime]
) -> None:
    """Write an online copy, encrypted with the same key, and read every page of it back."""
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    name = f"records-version-{version}-{now().astimezone(UTC):%Y%m%dT%H%M%S%fZ}.db"
    copy = connect(folder / name)
    try:
        connection.backup(copy)
        problems = copy.execute("PRAGMA cipher_integrity_check").fetchall()
        same = copy.execute("PRAGMA user_version").fetchone()[0] == version
    finally:
        copy.close()
    if problems or not same:
        raise BackupFailed(f"The backup before the update could not be verified in {folder}: check the disk.")
    (folder / name).chmod(0o600)
    sync_folder(folder)
