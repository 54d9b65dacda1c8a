"""The newest laboratory HbA1c on the reports, by the day of its specimen, and when the next is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from app.records.profile.tags.rules import TagRule
from app.records.reports import StoredReport
from app.records.thresholds import clinical_row

_HBA1C: Final = "hba1c"


@dataclass(frozen=True, slots=True)
class Hba1c:
    """A result: the day it stands for, in percent, and the report it is on."""

    day: date
    percent: Decimal
    report_id: str


def newest(reports: Iterable[StoredReport]) -> Hba1c | None:
    """Return the newest HbA1c of ``reports``; one in another unit than percent is left out."""
    found = [
        Hba1c(report.day, percent, report.id)
        for report in reports
        if (percent := _percent(report)) is not None
    ]
    return max(found, key=lambda one: one.day, default=None)


def due_on(last: Hba1c, rule: TagRule) -> date:
    """Return the day of the next one, by whether the last was at the goal."""
    goal = Decimal(str(clinical_row("glucose", "home_targets")["hba1c_below_percent"]))
    months = int(rule.value("stable_months" if last.percent < goal else "unstable_months"))
    return _months_later(last.day, months)


def _percent(report: StoredReport) -> Decimal | None:
    for row in report.rows:
        if row.get("analyte") == _HBA1C and row.get("unit") == "%":
            try:
                return Decimal(str(row.get("value")))
            except InvalidOperation:
                continue
    return None


def _months_later(day: date, months: int) -> date:
    """Return the same day ``months`` later, or the last of that month where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
