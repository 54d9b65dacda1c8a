"""Compares rows that were read with the truth, and counts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.reports.analytes import analyte_table
from assistant.reports.naming import Line, named
from assistant.reports.results import ReportRow
from assistant.reports.units import folded_unit
from assistant.reports.values import Side, compare, parse_range, parse_value, plain
from assistant.reports.verdict import Person, judged

NAME_RATIO = 70.0
"""Least similarity of a name that counts as found, in percent (the truth files' rule)."""

TruthRow = Mapping[str, str]


@dataclass(slots=True)
class Tally:
    """Counts over one image or all: pairs are (right, of)."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, number: int = 1) -> None:
        """Count ``number`` more of ``name``."""
        self.counts[name] = self.counts.get(name, 0) + number

    def merge(self, other: Tally) -> None:
        """Add the counts of ``other``."""
        for name, number in other.counts.items():
            self.add(name, number)

    def share(self, right: str, of: str) -> float | None:
        """``right`` as a percentage of ``of``; ``None`` of nothing."""
        total = self.counts.get(of, 0)
        return round(100 * self.counts.get(right, 0) / total, 1) if total else None


def paired(truth: Sequence[TruthRow], rows: Sequence[ReportRow]) -> list[tuple[TruthRow, ReportRow | None]]:
    """Each true row with the row read for it: right values first, then the likest name."""
    free = list(range(len(rows)))
    found: dict[int, int] = {}
    for exact in (True, False):
        for place, wanted in enumerate(truth):
            if place in found:
                continue
            likely = [index for index in free if _same_name(wanted, rows[index]) >= NAME_RATIO]
            if exact:
                likely = [index for index in likely if _same(wanted["value"], rows[index].value.text)]
            if likely:
                best = max(likely, key=lambda index: _same_name(wanted, rows[index]))
                found[place] = best
                free.remove(best)
    return [(wanted, rows[found[place]] if place in found else None) for place, wanted in enumerate(truth)]


def _same_name(wanted: TruthRow, row: ReportRow) -> float:
    from rapidfuzz import fuzz

    code = wanted.get("code")
    if code and _folded(code) in {_folded(row.code), _folded(row.printed_name)}:
        return 100.0
    return fuzz.ratio(_folded(wanted["printed_name"]), _folded(row.printed_name))


def score(wanted: TruthRow, row: ReportRow | None, tally: Tally) -> list[dict[str, Any]]:
    """Count what of a true row was read right; what was not is returned in words."""
    tally.add("true")
    critical = _critical(wanted)
    tally.add("critical", critical)
    if row is None:
        tally.add("critical_missed", critical)
        return [{"row": wanted["printed_name"], "problem": "not found"}]
    tally.add("critical_missed", critical and not row.critical)
    tally.add("named")
    problems = []
    value_right = _same(wanted["value"], row.value.text)
    tally.add("right", value_right)
    if not value_right:
        tally.add("silent_wrong", not row.in_doubt)
        problems.append(
            {
                "row": wanted["printed_name"],
                "problem": "value",
                "want": wanted["value"],
                "got": row.value.text,
            }
        )
    elif row.in_doubt:
        tally.add("right_but_asked")
    printed = row.printed_range.text if row.printed_range else ""
    for name, right in (
        (
            "unit",
            folded_unit(wanted["unit"]) == folded_unit(row.printed_unit) or _unit_known(wanted["unit"], row),
        ),
        ("range", _same_range(wanted["reference_range"], printed)),
    ):
        tally.add(name, right)
        if not right:
            got = row.printed_unit if name == "unit" else printed
            want = wanted["unit" if name == "unit" else "reference_range"]
            problems.append({"row": wanted["printed_name"], "problem": name, "want": want, "got": got})
    marked = _marked(row)
    if wanted["flag"] in ("H", "L"):
        tally.add("flags")
        tally.add("flag", marked == wanted["flag"])
    else:
        tally.add("false_flags", marked != "none" and _inside(wanted))
    flag_right = wanted["flag"] not in ("H", "L") or marked == wanted["flag"]
    tally.add("full", not problems and flag_right)
    return problems


def _same_range(wanted: str, got: str) -> bool:
    """Whether two printed ranges are one, whatever dash they are written with."""
    one, other = parse_range(wanted), parse_range(got)
    if one is None or other is None:
        return plain(wanted).casefold() == plain(got).casefold()
    return replace(one, text="") == replace(other, text="")


def _marked(row: ReportRow) -> str:
    """The mark shown: computed, else printed."""
    return {"high": "H", "low": "L"}.get(row.verdict.value, "none")


def _inside(wanted: TruthRow) -> bool:
    """Whether the truth gives no reason for a mark: no range, or a value inside it."""
    value, limits = parse_value(wanted["value"]), parse_range(wanted["reference_range"])
    return value is None or limits is None or compare(value, limits) in (Side.INSIDE, None)


def _unit_known(printed: str, row: ReportRow) -> bool:
    """Whether ``printed`` and the unit read mean the same unit of the analyte."""
    table = analyte_table()
    allowed = table[row.analyte].allowed_units if row.analyte else ()
    return row.ucum is not None and table.units.resolve(printed, allowed) == row.ucum


def _critical(wanted: TruthRow) -> bool:
    """Whether the true row reaches a published critical value."""
    table = analyte_table()
    value = parse_value(wanted["value"])
    if value is None or value.number is None:
        return False
    line = Line(wanted["printed_name"], wanted.get("code", ""), wanted["unit"], value)
    analyte = named([line], table)[0][0]
    if analyte is None:
        return False
    ucum = table.units.resolve(wanted["unit"], analyte.allowed_units) if wanted["unit"] else None
    row = ReportRow(
        wanted["printed_name"], value, 1.0, (0, 0, 0, 0), (), analyte=analyte.key, printed_unit=wanted["unit"],
        ucum=ucum, printed_range=parse_range(wanted["reference_range"]),
    )  # fmt: skip
    return bool(judged(row, table, Person()).critical)


def measures(tally: Tally) -> dict[str, Any]:
    """The measures of the agreed form; shares are percentages."""
    counts = tally.counts
    images = max(1, counts.get("images", 0))
    recall, precision = tally.share("right", "true"), tally.share("right", "read")
    f1 = round(2 * recall * precision / (recall + precision), 1) if recall and precision else None
    return {
        "row_recall": recall,
        "row_precision": precision,
        "row_f1": f1,
        "value_exact": tally.share("right", "named"),
        "unit": tally.share("unit", "named"),
        "range": tally.share("range", "named"),
        "flag": tally.share("flag", "flags"),
        "full_row": tally.share("full", "true"),
        "false_flags": counts.get("false_flags", 0),
        "critical": counts.get("critical", 0),
        "critical_missed": counts.get("critical_missed", 0),
        "silent_wrong": counts.get("silent_wrong", 0),
        "personal_fields_stored": counts.get("personal", 0),
        "questions_per_report": round(counts.get("questions", 0) / images, 2),
        "right_rows_asked": tally.share("right_but_asked", "right"),
    }


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _same(wanted: str, got: str) -> bool:
    return _folded(wanted) == _folded(got)
