"""Printed reports: their rows as printed, raw and append only, with the photo they were read from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from app.records import raw
from app.records.database import Connection, Row
from app.records.errors import InvalidEntry
from app.records.timestamps import from_text, to_text
from assistant.reports.corrections import NotAValue, corrected, lines_of, named

#: The longest report of the layouts known has about 60 rows.
MAX_ROWS: Final = 500
MAX_ROW_BYTES: Final = 16 * 1024
MAX_DETAIL_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report of the person: ``rows`` in print order, with what the person put right; ``photo_file`` if it was kept.

    ``detail`` is what the report says about itself (``kind``, ``header``, ``findings`` as in ``report read``).
    """

    id: str
    person_id: str
    stored_at: datetime
    photo_sha256: str
    photo_file: str | None
    rows: tuple[Mapping[str, Any], ...]
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day the results stand for: of the specimen or the report, else the day it was stored (UTC)."""
        return self.printed_day or self.stored_at.date()

    @property
    def printed_day(self) -> date | None:
        """The day of the specimen, else of the report, else of its arrival, where one is printed."""
        header = self.detail.get("header") or {}
        printed = next((header.get(name) for name in _DAYS if header.get(name)), None)
        return date.fromisoformat(str(printed)) if printed else None


_DAYS: Final = ("collected_on", "reported_on", "received_on")
#: This share of equal results on reports of one day makes the newer one a second photo of the same paper.
_SAME_SHARE: Final = 0.8


def validated(
    rows: Sequence[Mapping[str, Any]], photo_sha256: str, detail: Mapping[str, Any] | None = None
) -> list[bytes]:
    """Return the rows as JSON. Raises :class:`InvalidEntry` for rows or a checksum that cannot be stored.

    A report in prose has no rows but findings in its ``detail``.
    """
    in_prose = bool(detail and detail.get("findings"))
    if len(rows) > MAX_ROWS or not (rows or in_prose):
        raise InvalidEntry(
            f"A report has 1 to {MAX_ROWS} rows, not {len(rows)}: photograph one page at a time."
        )
    if len(json.dumps(detail or {}, default=str)) > MAX_DETAIL_BYTES:
        raise InvalidEntry("The report's text is longer than any printed one: read the photo again.")
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
    if report.detail:
        detail = json.dumps(dict(report.detail), ensure_ascii=False, allow_nan=False)
        connection.execute("INSERT INTO report_detail (report_id, detail) VALUES (?, ?)", (report.id, detail))
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
    """Return the person's reports, newest first; of a photo that was read again the last reading."""
    found = connection.execute(
        "SELECT report.*, detail FROM report LEFT JOIN report_detail ON report_id = report.id WHERE person_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM report AS later WHERE later.person_id = report.person_id "
        "AND later.photo_sha256 = report.photo_sha256 AND later.rowid > report.rowid) "
        "ORDER BY stored_at DESC, id LIMIT ?",
        (person_id, limit),
    ).fetchall()
    return tuple(_stored(connection, row) for row in found)


def of_photo(connection: Connection, person_id: str, photo_sha256: str) -> StoredReport | None:
    """Return the last reading of a photo, or ``None`` when the person has no such photo."""
    row = connection.execute(
        "SELECT report.*, detail FROM report LEFT JOIN report_detail ON report_id = report.id "
        "WHERE person_id = ? AND photo_sha256 = ? ORDER BY report.rowid DESC LIMIT 1",
        (person_id, photo_sha256),
    ).fetchone()
    return None if row is None else _stored(connection, row)


def correct(connection: Connection, report: StoredReport, index: int, value: str, now: datetime) -> None:
    """Keep what the person says row ``index`` of ``report`` is. Raises :class:`InvalidEntry`; the caller holds the transaction."""
    row = _row(report, index)
    try:
        corrected(row, value)
    except NotAValue as error:
        raise InvalidEntry(str(error)) from error
    _keep(connection, report, index, {"value": value, "corrected_at": to_text(now)})


def name(connection: Connection, report: StoredReport, index: int, analyte: str, now: datetime) -> None:
    """Keep which test the person says row ``index`` is. Raises :class:`InvalidEntry`; the caller holds the transaction."""
    row = _row(report, index)
    try:
        named(row, analyte)
    except NotAValue as error:
        raise InvalidEntry(str(error)) from error
    _keep(connection, report, index, {"value": "", "analyte": analyte, "corrected_at": to_text(now)})


def _row(report: StoredReport, index: int) -> Mapping[str, Any]:
    if not 0 <= index < len(report.rows):
        raise InvalidEntry("The report has no such row: open it again.")
    return report.rows[index]


def _keep(connection: Connection, report: StoredReport, index: int, said: Mapping[str, str]) -> None:
    """Append what was said of a line; an empty value leaves it as it was read."""
    row = report.rows[index]
    connection.execute(
        "INSERT INTO report_correction (person_id, photo_sha256, line, value_read, value, analyte, corrected_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            report.person_id,
            report.photo_sha256,
            lines_of(report.rows)[index],
            str(row.get("value_read", row.get("value") or "")),
            said["value"],
            said.get("analyte"),
            said["corrected_at"],
        ),
    )


def same_paper(report: StoredReport, others: Sequence[StoredReport]) -> StoredReport | None:
    """Return the report among ``others`` that shows the same results of the same day: another photo of one paper."""
    results = _results(report)
    for other in others:
        shared = results & _results(other)
        alike = len(shared) >= _SAME_SHARE * max(len(results), len(_results(other)), 1)
        if other.id != report.id and results and alike and _days_agree(report, other):
            return other
    return None


def _days_agree(one: StoredReport, other: StoredReport) -> bool:
    return one.printed_day is None or other.printed_day is None or one.printed_day == other.printed_day


def _results(report: StoredReport) -> set[tuple[str, str]]:
    return {
        (str(row.get("analyte") or row.get("printed_name") or ""), str(row.get("value") or ""))
        for row in report.rows
    }


def _stored(connection: Connection, row: Row) -> StoredReport:
    printed = connection.execute(
        "SELECT payload FROM raw WHERE source = ? AND session_id = ? ORDER BY id",
        (raw.REPORT_ROW, row["id"]),
    )
    rows = _with_corrections(
        connection, row["person_id"], row["photo_sha256"], [json.loads(line["payload"]) for line in printed]
    )
    return StoredReport(
        row["id"],
        row["person_id"],
        from_text(row["stored_at"]),
        row["photo_sha256"],
        row["photo_file"],
        tuple(rows),
        json.loads(row["detail"]) if row["detail"] else {},
    )


def _with_corrections(
    connection: Connection, person_id: str, photo_sha256: str, rows: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Rows with the newest name and the newest value that were given to each line put in."""
    found = connection.execute(
        "SELECT line, value, analyte FROM report_correction WHERE person_id = ? AND photo_sha256 = ? ORDER BY id",
        (person_id, photo_sha256),
    ).fetchall()
    names = {one["line"]: one["analyte"] for one in found if one["analyte"]}
    values = {one["line"]: one["value"] for one in found if one["value"]}
    better: list[Mapping[str, Any]] = []
    for line, read in zip(lines_of(rows), rows, strict=True):
        row = named(read, names[line]) if names.get(line) in (read.get("meanings") or ()) else read
        better.append(corrected(row, values[line]) if line in values else row)
    return better
