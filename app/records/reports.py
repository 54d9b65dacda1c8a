"""Printed reports: their rows as printed, raw and append only, with the photo they were read from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.records import raw
from app.records.database import Connection
from app.records.errors import InvalidEntry
from app.records.timestamps import from_text, to_text

#: The longest report of the layouts known has about 60 rows.
MAX_ROWS: Final = 500
MAX_ROW_BYTES: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report of the person: ``rows`` as they were given, in print order; ``photo_file`` if it was kept."""

    id: str
    person_id: str
    stored_at: datetime
    photo_sha256: str
    photo_file: str | None
    rows: tuple[Mapping[str, Any], ...]


def validated(rows: Sequence[Mapping[str, Any]], photo_sha256: str) -> list[bytes]:
    """Return the rows as JSON. Raises :class:`InvalidEntry` for rows or a checksum that cannot be stored."""
    if not rows or len(rows) > MAX_ROWS:
        raise InvalidEntry(
            f"A report has 1 to {MAX_ROWS} rows, not {len(rows)}: photograph one page at a time."
        )
    if not re.fullmatch(r"[0-9a-f]{64}", photo_sha256):
        raise InvalidEntry("The photo's SHA-256 is not 64 hexadecimal digits: read the photo again.")
    try:
        payloads = [json.dumps(dict(row), ensure_ascii=False, allow_nan=False).encode() for row in rows]
    except (TypeError, ValueError) as error:
        raise InvalidEntry("A report row is not plain JSON: read the photo again.") from error
    if any(len(payload) > MAX_ROW_BYTES for payload in payloads):
        raise InvalidEntry("A report row is longer than any printed one: read the photo again.")
    return payloads


def insert(connection: Connection, report: StoredReport, payloads: Sequence[bytes], time_zone: str) -> None:
    """Append the report and its rows; the caller holds the transaction."""
    connection.execute(
        "INSERT INTO report (id, person_id, stored_at, photo_sha256, photo_file) VALUES (?, ?, ?, ?, ?)",
        (report.id, report.person_id, to_text(report.stored_at), report.photo_sha256, report.photo_file),
    )
    for payload in payloads:
        raw.insert(
            connection,
            {
                "source": raw.REPORT_ROW,
                "payload": payload,
                "received_at": to_text(report.stored_at),
                "time_zone": time_zone,
                "person_id": report.person_id,
                "session_id": report.id,
            },
        )


def load(connection: Connection, person_id: str, limit: int) -> tuple[StoredReport, ...]:
    """Return the person's reports, newest first."""
    found = connection.execute(
        "SELECT * FROM report WHERE person_id = ? ORDER BY stored_at DESC, id LIMIT ?", (person_id, limit)
    ).fetchall()
    return tuple(
        StoredReport(
            row["id"],
            row["person_id"],
            from_text(row["stored_at"]),
            row["photo_sha256"],
            row["photo_file"],
            tuple(
                json.loads(printed["payload"])
                for printed in connection.execute(
                    "SELECT payload FROM raw WHERE source = ? AND session_id = ? ORDER BY id",
                    (raw.REPORT_ROW, row["id"]),
                )
            ),
        )
        for row in found
    )
