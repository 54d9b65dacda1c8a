"""Each result of a report over time, as the report screen shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.conversation import Language
from assistant.reports.changes import Dated, Point, changed_since, sentence, series
from ui.view_models.ports import ReportPoint, ReportRowView


def with_history(
    views: Sequence[ReportRowView],
    rows: Sequence[Mapping[str, Any]],
    day: date,
    earlier: Sequence[Dated],
    language: Language,
) -> tuple[ReportRowView, ...]:
    """``views`` of ``rows``, a report of ``day``, with what the ``earlier`` reports say of the same tests."""
    before = {str(row["analyte"]) for report in earlier for row in report.rows if row.get("analyte")}
    return tuple(
        _over_time(view, row, day, earlier, language) if row.get("analyte") in before else view
        for view, row in zip(views, rows, strict=True)
    )


def _over_time(
    view: ReportRowView, row: Mapping[str, Any], day: date, earlier: Sequence[Dated], language: Language
) -> ReportRowView:
    points = series(str(row["analyte"]), [*earlier, Dated(day, (row,))])
    one_unit = len({point.printed.partition(" ")[2] for point in points}) == 1
    history = tuple(ReportPoint(point.day.isoformat(), _value(point, one_unit)) for point in reversed(points))
    change = "".join(sentence(one, language) for one in changed_since((row,), earlier))
    return replace(view, history=history if len(history) > 1 else (), change=change)


def _value(point: Point, one_unit: bool) -> str:
    """As printed; where the reports use several units, in the one they share as well."""
    return point.printed if one_unit else f"{point.printed} ({point.value:.4g} {point.unit})"
