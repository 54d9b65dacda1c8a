"""What a person put right on a report: the value is theirs, the verdict is made anew by code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from assistant.reports.analytes import analyte_table, folded_name
from assistant.reports.errors import ReportError
from assistant.reports.results import Doubt, ReportRow
from assistant.reports.values import Value, parse_range, parse_value
from assistant.reports.verdict import Person, judged

#: What changes in a row when the test it is becomes known.
_OF_A_NAME: Final = (
    "analyte",
    "unit",
    "ucum",
    "general_range",
    "range_source",
    "verdict",
    "basis",
    "critical",
    "doubts",
)


class NotAValue(ReportError):
    """What was typed cannot be a result."""


def lines_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A name for each row that stays the same when the photo is read again: its printed name and which of that name."""
    seen: Counter[str] = Counter()
    names = []
    for row in rows:
        folded = folded_name(str(row.get("printed_name") or ""))
        seen[folded] += 1
        names.append(f"{folded}#{seen[folded]}")
    return names


def corrected(row: Mapping[str, Any], value: str, person: Person | None = None) -> dict[str, Any]:
    """``row`` (as in ``report read``) with ``value`` in it, judged again and no longer in doubt.

    Raises :class:`NotAValue` when ``value`` cannot be a printed result.
    """
    parsed = parse_value(value)
    if parsed is None:
        raise NotAValue("That cannot be a result; type it as it is printed, for example 5.6, <0.5 or 阴性.")
    typed = replace(row_from_json(row), value=parsed, doubts=(), confidence=1.0, agreed=True, other_value="")
    again = judged(typed, analyte_table(), person or Person())
    fields = again.to_json()
    return {
        **row,
        **fields,
        "doubts": [],
        "corrected": True,
        "value_read": row.get("value_read", row["value"]),
    }


def with_corrections(
    rows: Sequence[ReportRow], stored: Sequence[Mapping[str, Any]], person: Person | None = None
) -> tuple[ReportRow, ...]:
    """``rows`` as read, with the values that were put right in ``stored`` (the same rows as in ``report read``)."""
    table = analyte_table()
    better = []
    for read, kept in zip(rows, stored, strict=True):
        known = kept.get("analyte") if kept.get("named") else None
        row = with_name(read, known, person) if known in read.meanings and known else read
        value = parse_value(str(kept.get("value") or "")) if kept.get("corrected") else None
        if value is None:
            better.append(row)
            continue
        typed = replace(row, value=value, doubts=(), confidence=1.0, agreed=True, other_value="", critical=())
        better.append(replace(judged(typed, table, person or Person()), doubts=()))
    return tuple(better)


def with_name(row: ReportRow, analyte: str, person: Person | None = None) -> ReportRow:
    """``row`` as a result of ``analyte``, judged again; doubts about its value stay.

    Raises :class:`NotAValue` unless its printed name may mean ``analyte``.
    """
    if analyte not in row.meanings:
        raise NotAValue(
            "The report's name for this result does not mean that test: choose one of those shown."
        )
    table = analyte_table()
    ucum = table.units.resolve(row.printed_unit, table[analyte].allowed_units) if row.printed_unit else None
    named = replace(
        row,
        analyte=analyte,
        ucum=ucum,
        unit=table.units.shown(ucum) if ucum else row.printed_unit,
        doubts=tuple(doubt for doubt in row.doubts if doubt is not Doubt.UNNAMED),
    )
    again = judged(named, table, person or Person())
    return replace(again, doubts=tuple(dict.fromkeys(again.doubts)))


def named(row: Mapping[str, Any], analyte: str) -> dict[str, Any]:
    """``row`` (as in ``report read``) as :func:`with_name` makes it."""
    doubts = tuple(Doubt(doubt) for doubt in row.get("doubts") or ())
    read = replace(row_from_json(row), doubts=doubts, meanings=tuple(row.get("meanings") or ()))
    fields = with_name(read, analyte).to_json()
    return {**row, **{name: fields[name] for name in _OF_A_NAME}, "named": True}


def row_from_json(row: Mapping[str, Any]) -> ReportRow:
    """The result that ``row`` (as in ``report read``) tells of, not yet judged."""
    text = str(row.get("value") or "")
    parsed = parse_value(text)
    bare = ReportRow(
        printed_name=str(row.get("printed_name") or ""),
        value=parsed if parsed is not None else Value(text),
        confidence=float(row.get("confidence") or 0.0),
        box=(0, 0, 0, 0),
        readers=tuple(row.get("readers") or ()),
    )
    box, value_box = (tuple(row.get(name) or (0, 0, 0, 0)) for name in ("box", "value_box"))
    return replace(
        bare,
        box=(box[0], box[1], box[2], box[3]),
        value_box=(value_box[0], value_box[1], value_box[2], value_box[3]),
        code=str(row.get("code") or ""),
        analyte=row.get("analyte"),
        printed_unit=str(row.get("unit") or ""),
        unit=str(row.get("unit") or ""),
        ucum=row.get("ucum"),
        printed_range=parse_range(str(row.get("range") or "")),
        flag=row.get("flag") or "none",
        page=int(row.get("page") or 1),
    )
