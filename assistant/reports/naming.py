"""Which analyte a printed line is: by its name and code, then by unit, kind of result and neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.reports.analytes import Analyte, AnalyteTable
from assistant.reports.values import Value

SURE_PANEL = 3
"""This many tests of its panel on the sheet stand in for a unit (design)."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of a line before its analyte: texts as printed, empty where absent."""

    name: str
    code: str
    unit: str
    value: Value


def named(lines: Sequence[Line], table: AnalyteTable) -> list[tuple[Analyte | None, tuple[str, ...]]]:
    """The analyte of each line; where neither context nor unit decides, ``None`` and what the name may mean."""
    options = [_options(line, table) for line in lines]
    panels = Counter(panel for found in options if len(found) == 1 for panel in table.panels_of(found[0]))
    results: list[tuple[Analyte | None, tuple[str, ...]]] = []
    for line, found in zip(lines, options, strict=True):
        analyte = _decided(line, found, panels, table)
        results.append((analyte, found if analyte is None and len(found) > 1 else ()))
    return results


def _options(line: Line, table: AnalyteTable) -> tuple[str, ...]:
    """Keys that name, code, unit and kind of result allow."""
    by_name = table.candidates(line.name)
    by_code = table.candidates(line.code) if line.code else ()
    both = tuple(key for key in by_name if key in by_code)
    found = both or by_name or by_code
    found = _of_unit(found, line.unit, table)
    if len(found) > 1:
        numeric = line.value.number is not None
        fitting = tuple(key for key in found if _qualitative(table[key]) != numeric)
        found = fitting or found
    return found


def _of_unit(found: tuple[str, ...], unit: str, table: AnalyteTable) -> tuple[str, ...]:
    if not unit or not table.units.candidates(unit):
        return found
    fitting = tuple(key for key in found if table.units.resolve(unit, table[key].allowed_units))
    return fitting if fitting or len(found) > 1 else found


def _qualitative(analyte: Analyte) -> bool:
    return any(code.unit == "qualitative" for code in analyte.loinc)


def _decided(
    line: Line, found: tuple[str, ...], panels: Mapping[str, int], table: AnalyteTable
) -> Analyte | None:
    if not found:
        return None
    scores = {key: sum(panels.get(panel, 0) for panel in table.panels_of(key)) for key in found}
    best = max(scores.values())
    winners = [key for key, score in scores.items() if score == best]
    if len(winners) > 1 or (len(found) > 1 and best == 0):
        return None
    chosen = table[winners[0]]
    shared = table.needs_unit(line.name) and (not line.code or table.needs_unit(line.code))
    unit_fits = bool(line.unit) and table.units.resolve(line.unit, chosen.allowed_units) is not None
    return None if shared and not unit_fits and best < SURE_PANEL else chosen
