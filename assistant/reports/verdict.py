"""Judges results: the printed range first, a published one where allowed, and what makes a row doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from assistant.reports.analytes import Analyte, AnalyteTable, GeneralRange
from assistant.reports.results import Basis, Doubt, ReportRow, Verdict
from assistant.reports.values import Range, Side, Value, compare

SURE = 0.95
"""Recognised values below this confidence are asked about (design: with :data:`SURE_OF_ONE` about 1 row in 10)."""
SURE_OF_TWO = 0.75
"""The same where a second look read the same value (design)."""
SURE_OF_ONE = 0.97
"""The same for values that end in 1, the digit arrows are read as (all three seen had 0.90 to 0.96)."""
FAR_OUTSIDE = 5
"""A value this many times beyond its range, whose tenth or tenfold lies inside, may have lost its point (design)."""


@dataclass(frozen=True, slots=True)
class Person:
    """What published ranges depend on; ``None`` where unknown."""

    sex: Literal["M", "F"] | None = None
    age: int | None = None


def judged(row: ReportRow, table: AnalyteTable, person: Person) -> ReportRow:
    """``row`` with verdict, basis, critical lists and the doubts that its own cells raise."""
    analyte = table[row.analyte] if row.analyte else None
    row = _with_verdict(row, analyte, table, person)
    critical = _critical(row, analyte, table) if analyte else ()
    asked = (Doubt.CRITICAL,) if critical else ()
    return replace(row, critical=critical, doubts=(*row.doubts, *asked, *_doubts(row)))


def _with_verdict(row: ReportRow, analyte: Analyte | None, table: AnalyteTable, person: Person) -> ReportRow:
    if analyte is not None and analyte.positive_protects:
        return row
    if row.printed_range is not None:
        side = compare(row.value, row.printed_range)
        if side is not None:
            return replace(row, verdict=_VERDICTS[side], basis=Basis.PRINTED_RANGE)
    if row.flag != "none":
        verdict = Verdict.HIGH if row.flag == "H" else Verdict.LOW
        return replace(row, verdict=verdict, basis=Basis.PRINTED_MARK)
    if row.printed_range is None and analyte is not None:
        return _by_general_range(row, analyte, table, person)
    return row


_VERDICTS = {
    Side.INSIDE: Verdict.NORMAL,
    Side.HIGH: Verdict.HIGH,
    Side.LOW: Verdict.LOW,
    Side.OUTSIDE: Verdict.ABNORMAL,
}


def _by_general_range(row: ReportRow, analyte: Analyte, table: AnalyteTable, person: Person) -> ReportRow:
    entry = general_range(analyte, person)
    if entry is None or row.value.number is None or row.ucum is None:
        return row
    value, low, high = (
        analyte.to_si(float(row.value.number), row.ucum),
        analyte.to_si(entry.low, entry.unit) if entry.low is not None else None,
        analyte.to_si(entry.high, entry.unit) if entry.high is not None else None,
    )
    if value is None:
        return row
    limits = Range(
        "",
        None if low is None else Decimal(str(low)),
        None if high is None else Decimal(str(high)),
    )
    side = compare(replace(row.value, number=Decimal(str(value))), limits)
    if side is None:
        return row
    return replace(
        row,
        verdict=_VERDICTS[side],
        basis=Basis.GENERAL_RANGE,
        general_range=f"{_written(entry)} {table.units.shown(entry.unit)}".strip(),
        range_source=entry.source,
    )


def general_range(analyte: Analyte, person: Person) -> GeneralRange | None:
    """The one published range that applies to ``person``; ``None`` when none or several may."""
    fitting = [
        entry
        for entry in analyte.ranges
        if (entry.sex is None or entry.sex == person.sex)
        and (entry.age is None or (person.age is not None and entry.age[0] <= person.age <= entry.age[1]))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _written(entry: GeneralRange) -> str:
    if entry.low is None:
        return f"≤{entry.high:g}"
    return f"≥{entry.low:g}" if entry.high is None else f"{entry.low:g}-{entry.high:g}"


def _critical(row: ReportRow, analyte: Analyte, table: AnalyteTable) -> tuple[str, ...]:
    """Lists whose critical value the result reaches; empty when the unit cannot be told."""
    if row.value.number is None:
        return ()
    ucum = row.ucum or (unit_by_range(analyte, row.printed_range) if not row.printed_unit else None)
    value = analyte.to_si(float(row.value.number), ucum) if ucum else None
    if value is None:
        return ()
    names: list[str] = []
    for entry in analyte.critical:
        limit = analyte.to_si(entry.value, entry.unit)
        if limit is not None and (value <= limit if entry.side == "low" else value >= limit):
            names.extend(entry.lists)
    return tuple(names)


def unit_by_range(analyte: Analyte, printed: Range | None) -> str | None:
    """The unit in which a printed range lies near the published ones, where no unit is printed."""
    if printed is None or not analyte.ranges:
        return None
    ends = [
        (printed.low, [entry.low for entry in analyte.ranges]),
        (printed.high, [entry.high for entry in analyte.ranges]),
    ]
    for ucum in dict.fromkeys((analyte.units.si, *analyte.allowed_units)):
        for end, published in ends:
            value = analyte.to_si(float(end), ucum) if end else None
            limits = [analyte.to_si(limit, analyte.ranges[0].unit) for limit in published if limit]
            if value and any(limit and 0.6 <= value / limit <= 1.6 for limit in limits):
                return ucum
    return None


def _doubts(row: ReportRow) -> list[Doubt]:
    doubts: list[Doubt] = []
    limits, value = row.printed_range, row.value
    if row.confidence < (SURE_OF_TWO if row.agreed else SURE) or value.placeholder:
        doubts.append(Doubt.LOW_CONFIDENCE)
    if value.ambiguous:
        doubts.append(Doubt.COMMA)
    if limits is not None and not limits.consistent:
        doubts.append(Doubt.RANGE_INVERTED)
    if Doubt.ARROW_AS_DIGIT not in row.doubts and ends_in_doubtful_one(row):
        doubts.append(Doubt.ARROW_AS_DIGIT)
    if limits is not None and mark_disagrees(row, limits):
        doubts.append(Doubt.MARK_DISAGREES)
    if limits is not None and point_lost(value, limits):
        doubts.append(Doubt.DECIMAL_POINT)
    return doubts


def ends_in_doubtful_one(row: ReportRow) -> bool:
    """Whether the last 1 of the value may be an arrow: no mark was read, and the rest of the row speaks for one."""
    value, limits = row.value, row.printed_range
    digits = str(value.number) if value.number is not None else ""
    if row.flag != "none" or not digits.endswith("1") or len(digits) < 2:
        return False
    if row.confidence < SURE_OF_ONE and not row.agreed:
        return True
    if limits is None or value.number is None:
        return False
    if value.decimals:
        return value.decimals > max(limits.decimals, 1)
    without = compare(Value("", Decimal(digits[:-1])), limits)
    return compare(value, limits) in (Side.HIGH, Side.LOW) and without in (Side.HIGH, Side.LOW)


def mark_disagrees(row: ReportRow, limits: Range) -> bool:
    """Whether the printed mark contradicts the value and the printed range."""
    side = compare(row.value, limits)
    if row.flag == "none" or side not in (Side.INSIDE, Side.HIGH, Side.LOW):
        return False
    return side is not (Side.HIGH if row.flag == "H" else Side.LOW)


def point_lost(value: Value, limits: Range) -> bool:
    """Whether the value lies far outside while its tenth or tenfold lies inside."""
    if value.number is None or compare(value, limits) not in (Side.HIGH, Side.LOW):
        return False
    far = (limits.high is not None and value.number > limits.high * FAR_OUTSIDE) or (
        limits.low is not None and value.number * FAR_OUTSIDE < limits.low
    )
    moved = [replace(value, number=value.number / 10), replace(value, number=value.number * 10)]
    return far and any(compare(other, limits) is Side.INSIDE for other in moved)


def with_repeats_marked(rows: Sequence[ReportRow]) -> list[ReportRow]:
    """``rows`` with those in doubt that give one analyte two different values in the same unit."""
    seen: dict[tuple[str | None, str | None], set[str]] = {}
    for row in rows:
        if row.analyte:
            seen.setdefault((row.analyte, row.ucum), set()).add(row.value.text)
    return [
        replace(row, doubts=(*row.doubts, Doubt.TWO_VALUES))
        if row.analyte and len(seen[row.analyte, row.ucum]) > 1
        else row
        for row in rows
    ]
