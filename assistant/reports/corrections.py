"""What a person put right on a report: the value is theirs, the verdict is made anew by code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.reports.analytes import analyte_table, folded_name
from assistant.reports.errors import ReportError
from assistant.reports.results import ReportRow
from assistant.reports.values import Value, parse_range, parse_value
from assistant.reports.verdict import Person, judged


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
    for row, kept in zip(rows, stored, strict=True):
        value = parse_value(str(kept.get("value") or "")) if kept.get("corrected") else None
        if value is None:
            better.append(row)
            continue
        typed = replace(row, value=value, doubts=(), confidence=1.0, agreed=True, other_value="", critical=())
        better.append(replace(judged(typed, table, person or Person()), doubts=()))
    return tuple(better)


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
