"""Steps from one database version to the next, each whole or not at all, after a verified backup."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from app.records.standby import make_copy


@dataclass(frozen=True, slots=True)
class Migration:
    """SQL that brings a database from ``version - 1`` to ``version``."""

    version: int
    sql: str


def load_migrations(package: str = "app.records") -> tuple[Migration, ...]:
    """Return the shipped migrations of ``package``, ``migrations/NNNN_name.sql``, in order."""
    folder = resources.files(package) / "migrations"
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
        make_copy(connection, connect, path, now)
    for migration in missing:
        script = f"BEGIN IMMEDIATE;\n{migration.sql}\n;PRAGMA user_version={migration.version};\nCOMMIT;"
        try:
            connection.executescript(script)
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
