"""What left this machine, byte for byte, kept encrypted with the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.records.database import Database
from app.records.timestamps import from_text, to_text


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """One sending. ``outcome`` is ``answered``, the sentence of the failure, or ``unknown`` after a crash."""

    id: str
    sent_at: datetime
    endpoint: str
    model: str
    body: bytes
    body_sha256: str
    consent: str
    bytes_received: int
    ms: float
    outcome: str


class Receipts:
    """The receipts in the database, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, receipt: StoredReceipt) -> None:
        """Keep what is about to be sent; on disk when this returns."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO receipt (id, sent_at, endpoint, model, body, body_sha256, consent) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    receipt.id,
                    to_text(receipt.sent_at),
                    receipt.endpoint,
                    receipt.model,
                    receipt.body,
                    receipt.body_sha256,
                    receipt.consent,
                ),
            )

    def finish(self, receipt_id: str, bytes_received: int, ms: float, outcome: str) -> None:
        """Complete a receipt."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE receipt SET bytes_received = ?, ms = ?, outcome = ? WHERE id = ?",
                (bytes_received, ms, outcome, receipt_id),
            )

    def all(self, limit: int = 100) -> tuple[StoredReceipt, ...]:
        """Return what was sent, newest first."""
        with self._database.snapshot() as connection:
            rows = connection.execute(
                "SELECT * FROM receipt ORDER BY sent_at DESC, id LIMIT ?", (limit,)
            ).fetchall()
        return tuple(
            StoredReceipt(**{**dict(row), "sent_at": from_text(row["sent_at"]), "body": bytes(row["body"])})
            for row in rows
        )
