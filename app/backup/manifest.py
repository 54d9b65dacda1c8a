"""What a backup holds, counted and hashed, so that a restore can prove that nothing is missing."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.records.database import Connection

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
PhotoName = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TableCount(_Strict):
    """A table: how many rows, and the hash over all their values in order."""

    rows: int = Field(ge=0)
    sha256: Sha256


class Photo(_Strict):
    """A photo in the clear: how long, and its hash."""

    size: int = Field(ge=0)
    sha256: Sha256


class Manifest(_Strict):
    """The first thing in a backup. ``database_key`` opens the database in it, and nothing else."""

    created_at: datetime
    database_version: int = Field(ge=1)
    database_size: int = Field(ge=0)
    database_key: Annotated[str, Field(pattern="^[0-9a-f]{64}$", repr=False)]
    schema_sha256: Sha256
    tables: Mapping[str, TableCount]
    photos: Mapping[PhotoName, Photo]
    photos_left_out: int = Field(default=0, ge=0)

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(table.rows for table in self.tables.values())


def schema_hash(connection: Connection) -> str:
    """Return the hash over the text of every table, index and trigger."""
    digest = hashlib.sha256()
    for row in connection.execute("SELECT name, sql FROM sqlite_master ORDER BY type, name"):
        digest.update(f"{row['name']}\0{row['sql']}\0".encode())
    return digest.hexdigest()


def count_tables(connection: Connection) -> dict[str, TableCount]:
    """Return table → its rows and their hash, which tells apart any two different contents."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return {row["name"]: _count(connection, row["name"]) for row in names}


def _count(connection: Connection, table: str) -> TableCount:
    columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    keys = [f'"{row["name"]}"' for row in sorted(columns, key=lambda row: row["pk"]) if row["pk"]]
    order = ", ".join(keys) or "rowid"
    digest, rows = hashlib.sha256(), 0
    for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY {order}'):
        rows += 1
        for value in row:
            digest.update(_canonical(value))
    return TableCount(rows=rows, sha256=digest.hexdigest())


def _canonical(value: object) -> bytes:
    """Return a value as bytes that no other value has: its type, its length, itself."""
    match value:
        case None:
            return b"n"
        case int():
            content, kind = str(value).encode(), b"i"
        case float():
            content, kind = struct.pack(">d", value), b"f"
        case str():
            content, kind = value.encode(), b"t"
        case bytes():
            content, kind = value, b"b"
        case _:
            raise TypeError(type(value).__name__)
    return kind + struct.pack(">I", len(content)) + content
