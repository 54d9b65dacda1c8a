"""The audit log in the database: each entry is signed together with the one before it.

The chain alone shows a change in the middle. That its end was cut off, or the whole file put back to an
earlier day, shows only against the head, which is kept outside the database (:mod:`app.audit`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from app.records.database import Connection, Database, Row, connect
from app.records.errors import typed_errors
from app.records.timestamps import from_text, to_text

_START: Final = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What happened: ``event`` is one of a short list of words, ``subject`` an id; no names, no text of anybody."""

    seq: int
    at: datetime
    event: str
    subject: str
    detail: Mapping[str, str | int]
    mac: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not follow from the one before it."""

    seq: int


class Snapshots(Protocol):
    """Records that can be read."""

    def snapshot(self) -> AbstractContextManager[Connection]:
        """A connection on which everything belongs to one moment."""
        ...


class WrittenChain:
    """Verifies a log. ``key`` signed it."""

    def __init__(self, records: Snapshots, key: bytes) -> None:
        self._records = records
        self._key = hmac.digest(key, b"listenwell audit log", hashlib.sha256)

    def broken(self) -> Broken | None:
        """Go through the whole chain."""
        with self._records.snapshot() as connection:
            before, expected = _START, 1
            for row in _rows(connection):
                mac = self._mac(before, row["seq"], row["at"], row["event"], row["subject"], row["detail"])
                if row["seq"] != expected or not hmac.compare_digest(mac, row["mac"]):
                    return Broken(expected)
                before, expected = row["mac"], expected + 1
        return None

    def mac_of(self, seq: int) -> str | None:
        """The signature of entry ``seq``, if it is there."""
        with self._records.snapshot() as connection:
            row = connection.execute("SELECT mac FROM audit_entry WHERE seq = ?", (seq,)).fetchone()
        return str(row["mac"]) if row is not None else None

    @property
    def last(self) -> tuple[int, str]:
        """Number and signature of the last entry; ``(0, "")`` of an empty log."""
        with self._records.snapshot() as connection:
            row = connection.execute("SELECT seq, mac FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchone()
        return (int(row["seq"]), str(row["mac"])) if row is not None else (0, _START)

    def entries(self, limit: int = 200) -> tuple[AuditEntry, ...]:
        """The log, newest first."""
        with self._records.snapshot() as connection:
            rows = connection.execute("SELECT * FROM audit_entry ORDER BY seq DESC LIMIT ?", (limit,)).fetchall()  # fmt: skip
        return tuple(_entry(row) for row in rows)

    def _mac(self, before: str, *parts: str | int) -> str:
        signed = json.dumps([before, *parts], ensure_ascii=False, separators=(",", ":"))
        return hmac.digest(self._key, signed.encode(), hashlib.sha256).hex()


class AuditChain(WrittenChain):
    """Appends to and verifies the log."""

    def __init__(self, database: Database, key: bytes) -> None:
        super().__init__(database, key)
        self._database = database

    def next_entry(
        self, at: datetime, event: str, subject: str, detail: Mapping[str, str | int]
    ) -> AuditEntry:
        """The entry that :meth:`append` would add now."""
        with self._database.snapshot() as connection:
            last = connection.execute("SELECT seq, mac FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchone()
        seq, before = (last["seq"] + 1, last["mac"]) if last is not None else (1, _START)
        text = json.dumps(dict(detail), ensure_ascii=False, sort_keys=True)
        mac = self._mac(before, seq, to_text(at), event, subject, text)
        return AuditEntry(seq, at, event, subject, dict(detail), mac)

    def append(self, entry: AuditEntry) -> None:
        """Keep ``entry``; on disk when this returns."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO audit_entry (seq, at, event, subject, detail, mac) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    entry.seq,
                    to_text(entry.at),
                    entry.event,
                    entry.subject,
                    json.dumps(dict(entry.detail), ensure_ascii=False, sort_keys=True),
                    entry.mac,
                ),
            )


@contextmanager
def chain_in(file: Path, key: bytes) -> Iterator[WrittenChain]:
    """The log of records that nobody has open, such as those a backup took the place of.

    Raises :class:`app.records.errors.RecordsError`.
    """
    with typed_errors(file), closing(connect(file, key)) as connection:
        yield WrittenChain(_Alone(connection), key)


@dataclass(frozen=True, slots=True)
class _Alone:
    connection: Connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        yield self.connection


def _rows(connection: Connection) -> list[Row]:
    return list(connection.execute("SELECT * FROM audit_entry ORDER BY seq").fetchall())


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        row["seq"], from_text(row["at"]), row["event"], row["subject"], json.loads(row["detail"]), row["mac"]
    )
