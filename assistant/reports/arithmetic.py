"""Arithmetic that must hold between the values of a report: a misread digit breaks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.reports.analytes import AnalyteTable, Check
from assistant.reports.results import CheckResult, Doubt, ReportRow
from assistant.reports.verdict import unit_by_range


def run_checks(rows: Sequence[ReportRow], table: AnalyteTable) -> tuple[CheckResult, ...]:
    """Every check of the table whose values are all on the report."""
    values = _values(rows, table)
    results = []
    for check in table.checks:
        if not set(check.parts) <= values.keys():
            continue
        if isinstance(check.result, str):
            if check.result not in values:
                continue
            printed, analytes = values[check.result], (check.result, *check.parts)
        else:
            printed, analytes = float(check.result), check.parts
        if check.kind == "ratio" and values[check.parts[1]] == 0:
            continue
        expected = computed(check, [values[part] for part in check.parts])
        passed = abs(printed - expected) <= max(check.absolute, check.relative * abs(expected)) + 1e-9
        results.append(CheckResult(check.id, passed, analytes, printed, expected))
    return tuple(results)


def computed(check: Check, parts: Sequence[float]) -> float:
    """What ``check`` makes of ``parts`` (SI units); :class:`ZeroDivisionError` for a ratio over nothing."""
    match check.kind:
        case "sum":
            return sum(parts)
        case "difference":
            return parts[0] - sum(parts[1:])
        case "product":
            result = check.scale
            for part in parts:
                result *= part
            return result
        case "ratio":
            return check.scale * parts[0] / parts[1]


def with_failures_marked(rows: Sequence[ReportRow], checks: Sequence[CheckResult]) -> list[ReportRow]:
    """``rows`` with those in doubt that take part in a failed check and in no passed one."""
    failed = {key for check in checks if not check.passed for key in check.analytes}
    proven = {key for check in checks if check.passed for key in check.analytes}
    suspects = failed - proven or failed
    return [
        replace(row, doubts=(*row.doubts, Doubt.ARITHMETIC)) if row.analyte in suspects else row
        for row in rows
    ]


def _values(rows: Sequence[ReportRow], table: AnalyteTable) -> Mapping[str, float]:
    """Plain numbers by analyte in SI units; analytes printed twice are left out."""
    values: dict[str, float] = {}
    twice: set[str] = set()
    for row in rows:
        if row.analyte is None or row.value.number is None or row.value.comparator:
            continue
        analyte = table[row.analyte]
        ucum = row.ucum or (unit_by_range(analyte, row.printed_range) if not row.printed_unit else None)
        number = analyte.to_si(float(row.value.number), ucum)
        if row.analyte in values:
            twice.add(row.analyte)
        if number is not None:
            values[row.analyte] = number
    return {key: number for key, number in values.items() if key not in twice}
