"""Reports of a visit as the staff may see them: the rows that were read, never the photo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kiosk.content import MOST_REPORTS, MOST_RESULTS, HandedReport, HandedResult
from app.services import Services

_FIELDS = tuple(HandedResult.model_fields)
_LONGEST = 120


def handed_reports(house: Services) -> tuple[HandedReport, ...]:
    """Return the reports in the records of ``house``. Raises :class:`app.records.errors.RecordsError`."""
    return tuple(
        HandedReport(results=tuple(_result(row) for row in report.rows[:MOST_RESULTS]))
        for report in house.records.reports(house.person)[:MOST_REPORTS]
    )


def _result(row: Mapping[str, Any]) -> HandedResult:
    return HandedResult(**{name: str(row.get(name) or "")[:_LONGEST] for name in _FIELDS})
