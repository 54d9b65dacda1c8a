"""Results over time: the same analyte across reports and units, and what changed since the last report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from assistant.conversation import Language
from assistant.reports.analytes import Analyte, analyte_table
from assistant.reports.corrections import row_from_json
from assistant.reports.results import ReportRow

Rows = Sequence[Mapping[str, Any]]
"""Rows as in ``report read``."""
EQUAL = 0.005
"""Figures that differ by less than this share are one figure in two units, not a change (design)."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A report's rows and the day they stand for."""

    day: date
    rows: Rows


@dataclass(frozen=True, slots=True)
class Point:
    """A result of one analyte. ``value`` in ``unit``, a UCUM unit that all points of a series share."""

    day: date
    value: float
    unit: str
    printed: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A result that was there last time too. Figures as printed; ``way`` compares them in one unit."""

    name: str
    before: str
    now: str
    day_before: date
    way: Literal["up", "down", "same", "unknown"]


def series(analyte: str, reports: Sequence[Dated]) -> tuple[Point, ...]:
    """Results of ``analyte`` in its SI unit, oldest first; those that are in doubt or in an unknown unit are left out.

    Raises :class:`KeyError` for an unknown analyte.
    """
    entry = analyte_table()[analyte]
    points = []
    for report in sorted(reports, key=lambda report: report.day):
        for fields in report.rows:
            if fields.get("analyte") != analyte or fields.get("doubts"):
                continue
            row = row_from_json(fields)
            value = _si(row, entry)
            if value is not None and not row.value.comparator:
                printed = f"{row.value.text} {row.unit}".strip()
                points.append(Point(report.day, value, entry.units.si, printed))
    return tuple(points)


def changed_since(now: Rows, earlier: Sequence[Dated]) -> tuple[Changed, ...]:
    """For each result of ``now`` its newest value among the ``earlier`` reports, in printed order."""
    newest = sorted(earlier, key=lambda report: report.day, reverse=True)
    changes = []
    for fields in now:
        key = fields.get("analyte")
        if not key:
            continue
        found = next(
            ((report.day, old) for report in newest for old in report.rows if old.get("analyte") == key), None
        )
        if found is not None:
            changes.append(_changed(row_from_json(fields), row_from_json(found[1]), found[0]))
    return tuple(changes)


def _changed(now: ReportRow, before: ReportRow, day: date) -> Changed:
    entry = analyte_table()[now.analyte or ""]
    one, other = _si(before, entry), _si(now, entry)
    way: Literal["up", "down", "same", "unknown"] = "unknown"
    if before.value.text == now.value.text and before.unit == now.unit:
        way = "same"
    elif one is not None and other is not None and not (before.value.comparator or now.value.comparator):
        close = abs(other - one) <= EQUAL * max(abs(one), abs(other))
        way = "same" if close else "up" if other > one else "down"
    return Changed(now.printed_name, _figure(before), _figure(now), day, way)


def _si(row: ReportRow, analyte: Analyte) -> float | None:
    if row.value.number is None or row.ucum is None:
        return None
    return analyte.to_si(float(row.value.number), row.ucum)


def _figure(row: ReportRow) -> str:
    return f"{row.value.text} {row.unit}".strip()


_WAYS = {
    Language.ZH: {"up": "升高", "down": "降低", "same": "没有变化", "unknown": "不能直接比较"},
    Language.EN: {"up": "higher", "down": "lower", "same": "unchanged", "unknown": "not comparable"},
}


def sentence(change: Changed, language: Language) -> str:
    """``change`` in words: both figures as printed, and the day of the earlier one."""
    way = _WAYS[language][change.way]
    day = change.day_before.isoformat()
    if language is Language.ZH:
        return f"{change.name}：{day} 是 {change.before}，这次是 {change.now}，{way}。"
    return f"{change.name}: {change.before} on {day}, now {change.now}, {way}."
