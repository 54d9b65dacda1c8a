"""From values to printed lines: names, forms of ranges and marks, and what real print-outs do to them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.reports.analytes import AnalyteTable
from assistant.reports.practice.sheets import Item, Layout
from assistant.reports.practice.values import OUT_OF_RANGE_SHARE, drawn, numbers
from assistant.reports.values import Side, compare, parse_range, parse_value

PLACEHOLDER = "-----.--"
"""What analysers print where they gave no result."""


@dataclass(frozen=True, slots=True)
class Hazards:
    """How often things happen: shares of rows (``…_rows``) or of reports, 0 to 1; 0 everywhere is a clean print.

    Defaults of the real tiers are shares of 627 real documents (thetahealth/mirobody-gen layout.json).
    """

    other_names: float = 0.0
    starred_rows: float = 0.0
    bracketed_code: float = 0.0
    unit_missing: float = 0.0
    no_reference: float = 0.0
    superscript: float = 0.0
    limit_rows: float = 0.0
    decimal_comma: float = 0.0
    space_in_number_rows: float = 0.0
    placeholder_rows: float = 0.0
    range_notes: float = 0.0
    group_labels: float = 0.0


NONE = Hazards()
REAL = Hazards(0.5, 0.15, 0.1, 0.096, 0.121, 0.115, 0.5, 0.027, 0.0, 0.0, 0.088, 0.1)
HARD = Hazards(0.6, 0.2, 0.15, 0.15, 0.15, 0.23, 0.8, 0.05, 0.03, 0.01, 0.2, 0.25)


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """One printed line. ``flag`` is ``H``, ``L`` or ``none``, in words like the truth files.

    ``note``: a line without a result that is printed like one: a group's name or a range for others.
    """

    key: str
    name: str
    code: str
    value: str
    unit: str
    reference_range: str
    flag: Literal["H", "L", "none"]
    note: bool = False


def practice_rows(
    items: Sequence[Item], layout: Layout, table: AnalyteTable, chance: random.Random, hazards: Hazards = NONE
) -> list[PracticeRow]:
    """One row an item. Arithmetic that the table's checks define holds between the printed values."""
    found = numbers(items, table, chance)
    form = chance.choice(layout.range_forms)
    ranged = chance.random() >= hazards.no_reference
    united = chance.random() >= hazards.unit_missing
    raised = chance.random() < hazards.superscript
    comma = chance.random() < hazards.decimal_comma
    coded = chance.random() < hazards.bracketed_code and "code" not in layout.columns
    rows = []
    for item in items:
        name, code = _named(item, layout, table, chance, hazards)
        value, printed_range, flag = _result(item, found, form, layout, chance, hazards)
        unit = item.unit if united else ""
        if raised:
            unit = unit.replace("10^9", "10⁹").replace("10^12", "10¹²")
        if comma:
            value, printed_range = value.replace(".", ","), printed_range.replace(".", ",")
        if coded and code:
            name = f"{name}({code})"
        if not ranged:
            printed_range = ""
        rows.append(PracticeRow(item.key, name, code, value, unit, printed_range, flag))
    return rows


def _named(
    item: Item, layout: Layout, table: AnalyteTable, chance: random.Random, hazards: Hazards
) -> tuple[str, str]:
    if item.key:
        analyte = table[item.key]
        names: Sequence[str] = analyte.zh if layout.language == "zh" else analyte.en
        code = analyte.abbreviations[0]
    else:
        names, code = item.names[layout.language], ""
    name = chance.choice(names) if chance.random() < hazards.other_names else names[0]
    if chance.random() < hazards.starred_rows:
        name = chance.choice("*★") + name
    return name, code


def _result(
    item: Item,
    found: Mapping[str, float],
    form: str,
    layout: Layout,
    chance: random.Random,
    hazards: Hazards,
) -> tuple[str, str, Literal["H", "L", "none"]]:
    """Value, range and mark as printed."""
    if item.expected is not None:
        usual = item.expected[layout.language]
        odd = chance.random() < OUT_OF_RANGE_SHARE and item.other is not None
        value = chance.choice(item.other[layout.language]) if odd and item.other else usual
        return value, usual if item.ranged else "", "none"
    number = found[item.key] if item.key else round(drawn(item, chance), item.digits)
    printed_range = range_of(item, form)
    if item.below is not None and chance.random() < 0.3 * hazards.limit_rows:
        return f"<{item.below:.{item.digits}f}", printed_range, "none"
    if chance.random() < hazards.placeholder_rows:
        return PLACEHOLDER, printed_range, "none"
    value = f"{number:.{item.digits}f}"
    flag = flag_of_value(value, printed_range)
    if "." in value and chance.random() < hazards.space_in_number_rows:
        value = value.replace(".", " .")
    return value, printed_range, flag


def range_of(item: Item, form: str) -> str:
    """The printed range of a numeric item."""
    if item.low is None and item.high is None:
        return ""
    if item.low is None:
        return f"<{item.high:.{item.digits}f}"
    if item.high is None:
        return f">{item.low:.{item.digits}f}"
    return form.format(low=f"{item.low:.{item.digits}f}", high=f"{item.high:.{item.digits}f}")


def flag_of_value(value: str, printed_range: str) -> Literal["H", "L", "none"]:
    """The mark a laboratory prints for ``value``."""
    number, limits = parse_value(value), parse_range(printed_range)
    side = compare(number, limits) if number and limits else None
    return "H" if side is Side.HIGH else "L" if side is Side.LOW else "none"


def cells(row: PracticeRow, layout: Layout, number: int) -> Mapping[str, str]:
    """What each column of ``layout`` prints for ``row``, by role."""
    if row.note:
        return {"name": row.name}
    mark = layout.flags[row.flag] if row.flag != "none" else ""
    value = f"{row.value} {row.unit}".strip() if layout.unit == "value" else row.value
    limits = row.reference_range
    if layout.unit == "range" and limits:
        limits = f"{limits} {row.unit}".strip()
    return {
        "number": str(number),
        "code": row.code,
        "name": row.name,
        "result": value + mark if layout.glued_flag else value,
        "flag": mark,
        "unit": row.unit,
        "range": limits,
        "method": "01" if layout.language == "en" else "比浊法" if number % 3 else "化学发光法",
    }


def truth(row: PracticeRow, layout: Layout) -> dict[str, str]:
    """What the truth file says of ``row``: what this layout shows of it, nothing more."""
    shows_range = "range" in layout.columns
    shows_unit = "unit" in layout.columns or (
        layout.unit == "value" or (layout.unit == "range" and shows_range and row.reference_range != "")
    )
    entry = {"printed_name": row.name}
    if "code" in layout.columns:
        entry["code"] = row.code
    return entry | {
        "value": row.value,
        "unit": row.unit if shows_unit else "",
        "reference_range": row.reference_range if shows_range else "",
        "flag": row.flag if layout.glued_flag or "flag" in layout.columns else "none",
    }
