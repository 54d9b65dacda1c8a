"""Reports of a visit as the staff may see them: the rows that were read, never the photo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from app.kiosk.content import MOST_REPORTS, MOST_RESULTS, HandedReport, HandedResult
from app.services import Services

_FIELDS = tuple(name for name in HandedResult.model_fields if name != "evidence")
_LONGEST = 120


def handed_reports(house: Services) -> tuple[HandedReport, ...]:
    """Return the reports in the records of ``house``. Raises :class:`app.records.errors.RecordsError`."""
    return tuple(
        HandedReport(results=tuple(_result(row) for row in report.rows[:MOST_RESULTS]))
        for report in house.records.reports(house.person)[:MOST_REPORTS]
    )


def _result(row: Mapping[str, Any]) -> HandedResult:
    words = {name: str(row.get(name) or "")[:_LONGEST] for name in _FIELDS}
    return HandedResult(**words, evidence=_evidence(row))


def _evidence(row: Mapping[str, Any]) -> Literal["", "agreed", "one_reader", "corrected"]:
    if row.get("corrected"):
        return "corrected"
    match row.get("agreed"):
        case True:
            return "agreed"
        case False:
            return "one_reader"
        case _:
            return ""
