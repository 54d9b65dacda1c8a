"""One test over all reports, to be looked at: every result in the unit of the newest, beside what was printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.reports.analytes import Analyte, analyte_table
from assistant.reports.changes import EQUAL, Dated
from assistant.reports.corrections import row_from_json
from assistant.reports.results import ReportRow, Verdict


@dataclass(frozen=True, slots=True)
class CourseResult:
    """A result as ``printed`` with its ``printed_range``; ``value``, ``low`` and ``high`` are in the course's unit.

    ``verdict`` is that of the report's own day; ``decimals`` counts those printed; ``converted`` tells whether
    ``value`` was printed in another unit, which ``unit`` (UCUM) names.
    """

    day: date
    value: float
    printed: str
    printed_range: str
    low: float | None
    high: float | None
    verdict: Verdict
    unit: str
    converted: bool
    decimals: int


@dataclass(frozen=True, slots=True)
class LaboratoryCourse:
    """Results of one analyte, oldest first, in ``unit`` (UCUM).

    ``in_doubt`` counts results nobody has confirmed yet, ``apart`` those that are no plain number or stand in a
    unit that cannot be converted; neither is among ``results``.
    """

    analyte: Analyte
    unit: str
    results: tuple[CourseResult, ...]
    in_doubt: int
    apart: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A result that is a plain number: the unit it is given in (UCUM), and its value in the analyte's SI unit."""

    day: date
    row: ReportRow
    verdict: Verdict
    unit: str
    si: float


def analytes_over_time(reports: Sequence[Dated]) -> tuple[str, ...]:
    """Keys of the analytes of which a course can be shown, those in most reports first, then in the table's order."""
    table = analyte_table()
    found: Counter[str] = Counter()
    for report in reports:
        keys = {
            str(row.get("analyte")) for row in report.rows if row.get("analyte") and not row.get("doubts")
        }
        found.update(keys & table.analytes.keys())
    order = {key: place for place, key in enumerate(table.analytes)}
    shown = [key for key in found if laboratory_course(key, reports).results]
    return tuple(sorted(shown, key=lambda key: (-found[key], order[key])))


def laboratory_course(analyte: str, reports: Sequence[Dated]) -> LaboratoryCourse:
    """The course of ``analyte``; one result that two photos of a day show counts once.

    Raises :class:`KeyError` for an unknown analyte.
    """
    entry = analyte_table()[analyte]
    found: list[_Found] = []
    in_doubt = apart = 0
    for report in sorted(reports, key=lambda report: report.day):
        for fields in report.rows:
            if fields.get("analyte") != analyte:
                continue
            row = row_from_json(fields)
            number = _number(row, entry)
            if fields.get("doubts"):
                in_doubt += 1
            elif number is None:
                apart += 1
            else:
                verdict = Verdict(str(fields.get("verdict") or Verdict.UNJUDGED))
                found.append(_Found(report.day, row, verdict, *number))
    unit = found[-1].unit if found else entry.units.si
    results: list[CourseResult] = []
    for one in found:
        value = float(one.row.value.number or 0) if one.unit == unit else entry.from_si(one.si, unit)
        if value is None:
            apart += 1
        elif not any(other.day == one.day and _equal(other.value, value) for other in results):
            results.append(_result(one, entry, value, unit))
    return LaboratoryCourse(entry, unit, tuple(results), in_doubt, apart)


def _number(row: ReportRow, analyte: Analyte) -> tuple[str, float] | None:
    """The unit a plain number is given in and its SI value; ``None`` where it cannot be told."""
    if row.value.number is None or row.value.comparator:
        return None
    si = analyte.to_si(float(row.value.number), row.ucum)
    return None if si is None else (row.ucum or analyte.units.si, si)


def _result(found: _Found, analyte: Analyte, value: float, unit: str) -> CourseResult:
    row, limits = found.row, found.row.printed_range
    low, high = (
        _converted(float(end), analyte, found.unit, unit) if end is not None else None
        for end in ((limits.low, limits.high) if limits else (None, None))
    )
    return CourseResult(
        day=found.day,
        value=value,
        printed=f"{row.value.text} {row.unit}".strip(),
        printed_range=f"{limits.text} {row.unit}".strip() if limits else "",
        low=low,
        high=high,
        verdict=found.verdict,
        unit=found.unit,
        converted=found.unit != unit,
        decimals=row.value.decimals,
    )


def _converted(number: float, analyte: Analyte, given: str, wanted: str) -> float | None:
    if given == wanted:
        return number
    si = analyte.to_si(number, given)
    return None if si is None else analyte.from_si(si, wanted)


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= EQUAL * max(abs(one), abs(other))
