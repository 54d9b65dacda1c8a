"""What left this machine, byte for byte, kept encrypted with the records for as long as the records are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.records.database import Database, Row
from app.records.timestamps import from_text, to_text

#: What :meth:`Receipts.begin` writes; the rest is filled in by :meth:`Receipts.finish`.
_BEGUN = (
    "id", "sent_at", "endpoint", "model", "body", "body_sha256", "consent", "person_id", "purpose", "operator", "region",
    "fields", "replaced", "currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """One sending. ``outcome`` is ``answered``, the sentence of the failure, or ``unknown`` after a crash.

    ``consent`` is ``this_once`` or the id of a standing consent; ``fields`` names what was said about the person;
    ``replaced`` counts placeholders by class; ``cost_micros`` are millionths of ``currency``.
    """

    id: str
    sent_at: datetime
    endpoint: str
    model: str
    body: bytes = field(repr=False)
    body_sha256: str
    consent: str
    bytes_received: int
    ms: float
    outcome: str
    person_id: str = ""
    purpose: str = "answer"
    operator: str = ""
    region: str = ""
    fields: tuple[str, ...] = ()
    replaced: Mapping[str, int] = field(default_factory=dict)
    answer_sha256: str = ""
    tokens_sent: int | None = None
    tokens_received: int | None = None
    cost_micros: int = 0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a sending ended."""

    bytes_received: int
    ms: float
    outcome: str
    answer_sha256: str = ""
    tokens_sent: int | None = None
    tokens_received: int | None = None
    cost_micros: int = 0


class Receipts:
    """The receipts in the database, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, receipt: StoredReceipt) -> None:
        """Keep what is about to be sent; on disk when this returns."""
        values = {name: getattr(receipt, name) for name in _BEGUN} | {
            "sent_at": to_text(receipt.sent_at),
            "fields": json.dumps(receipt.fields),
            "replaced": json.dumps(dict(receipt.replaced), sort_keys=True),
        }
        marks = ", ".join("?" * len(_BEGUN))
        with self._database.transaction() as connection:
            connection.execute(
                f"INSERT INTO receipt ({', '.join(_BEGUN)}) VALUES ({marks})",
                tuple(values[name] for name in _BEGUN),
            )

    def finish(self, receipt_id: str, ending: Ending) -> None:
        """Complete a receipt."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE receipt SET bytes_received = ?, ms = ?, outcome = ?, answer_sha256 = ?, tokens_sent = ?, "
                "tokens_received = ?, cost_micros = ? WHERE id = ?",
                (
                    ending.bytes_received,
                    ending.ms,
                    ending.outcome,
                    ending.answer_sha256,
                    ending.tokens_sent,
                    ending.tokens_received,
                    ending.cost_micros,
                    receipt_id,
                ),
            )

    def all(self, limit: int = 100) -> tuple[StoredReceipt, ...]:
        """Return what was sent, newest first."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT * FROM receipt ORDER BY sent_at DESC, id LIMIT ?", (limit,)
            ).fetchall()
        return tuple(_receipt(row) for row in rows)

    def find(self, receipt_id: str) -> StoredReceipt | None:
        """Return one receipt, if there is one of that id."""
        with self._database.snapshot() as connection:
            row = connection.execute("SELECT * FROM receipt WHERE id = ?", (receipt_id,)).fetchone()
        return _receipt(row) if row is not None else None

    def sent_since(self, since: datetime, person_id: str | None = None) -> int:
        """How many sendings began at or after ``since``, of one person or of everybody."""
        with self._database.snapshot() as connection:
            return int(
                connection.execute(
                    "SELECT count(*) FROM receipt WHERE sent_at >= ? AND (? IS NULL OR person_id = ?)",
                    (to_text(since), person_id, person_id),
                ).fetchone()[0]
            )

    def spent_since(self, since: datetime) -> int:
        """What sendings since ``since`` cost together, in millionths of the currency."""
        with self._database.snapshot() as connection:
            found = connection.execute(
                "SELECT coalesce(sum(cost_micros), 0) FROM receipt WHERE sent_at >= ?", (to_text(since),)
            ).fetchone()
        return int(found[0])


def _receipt(row: Row) -> StoredReceipt:
    values: dict[str, Any] = dict(row)
    values |= {
        "sent_at": from_text(row["sent_at"]),
        "body": bytes(row["body"]),
        "fields": tuple(json.loads(row["fields"])),
        "replaced": json.loads(row["replaced"]),
    }
    return StoredReceipt(**values)
