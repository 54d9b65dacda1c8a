"""Any CSV file or Excel sheet with a heading: columns are found by their words or chosen by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.exchange.amounts import unit_code
from app.exchange.columns import Column, Meaning, says_when_and_what, understand_all
from app.exchange.errors import ColumnsUnclear
from app.exchange.import_draft import ImportDraft, ImportFormat
from app.exchange.table_file import TableRow, heading_row
from app.exchange.table_readings import TableRules, read_rows

#: A heading is looked for in this many rows: exports often begin with a title or a name.
_HEADING_WITHIN = 30


def find_heading(rows: Sequence[TableRow]) -> int:
    """Return the index of the row that is the heading: the first that says when and what, else the first."""
    for index, row in enumerate(rows[:_HEADING_WITHIN]):
        if says_when_and_what(settled(understand_all(row.cells))):
            return index
    return 0


def read(
    rows: Sequence[TableRow],
    rules: TableRules,
    meanings: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    *,
    has_heading: bool = True,
) -> ImportDraft:
    """Return what the table holds.

    ``meanings`` chooses columns by heading (or ``column N``) → :class:`Meaning` value, ``units`` their units;
    what is not chosen is found by its words. Without a heading all columns have to be chosen. Raises
    :class:`app.exchange.errors.ImportRefused`.
    """
    first = heading_row(rows)
    start = find_heading(rows) if has_heading else -1
    headings = rows[start].cells if has_heading else tuple("" for _ in first.cells)
    columns = _chosen(understand_all(headings), meanings or {}, units or {})
    found = read_rows(rows[start + 1 :], settled(columns), rules)
    return ImportDraft(ImportFormat.TABLE, found.rows, found.left_out, found.columns)


def settled(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Let a lone time column be the moment, and a moment beside a time column be the date."""
    meanings = {column.meaning for column in columns}
    swap: dict[Meaning, Meaning] = {}
    if Meaning.TIME in meanings and not meanings & {Meaning.DATE, Meaning.MOMENT}:
        swap = {Meaning.TIME: Meaning.MOMENT}
    elif Meaning.MOMENT in meanings and meanings & {Meaning.TIME, Meaning.DATE} == {Meaning.TIME}:
        swap = {Meaning.MOMENT: Meaning.DATE}
    elif Meaning.MOMENT in meanings and Meaning.DATE in meanings:
        swap = {Meaning.DATE: Meaning.IGNORE, Meaning.TIME: Meaning.IGNORE}
    return tuple(replace(column, meaning=swap.get(column.meaning, column.meaning)) for column in columns)


def _chosen(
    columns: Sequence[Column], meanings: Mapping[str, str], units: Mapping[str, str]
) -> tuple[Column, ...]:
    known = {name for column in columns for name in (column.heading, f"column {column.index + 1}")}
    headings = tuple(column.heading for column in columns)
    for name in (*meanings, *units):
        if name not in known:
            raise ColumnsUnclear(
                f"The table has no column '{name}': choose one of {', '.join(headings)}.", headings
            )
    chosen = []
    for column in columns:
        names = (column.heading, f"column {column.index + 1}")
        meaning = next((meanings[name] for name in names if name in meanings), None)
        unit = next((units[name] for name in names if name in units), None)
        if meaning is not None:
            column = replace(column, meaning=_meaning(meaning, headings))
        elif column.meaning.value in meanings.values():
            column = replace(column, meaning=Meaning.IGNORE)  # another column was chosen for it
        if unit is not None:
            code = unit_code(unit)
            if code is None:
                raise ColumnsUnclear(
                    f"'{unit}' is not a unit that is known: choose mmHg, kPa, kg, lb …", headings
                )
            column = replace(column, unit=code)
        chosen.append(column)
    return tuple(chosen)


def _meaning(text: str, headings: tuple[str, ...]) -> Meaning:
    try:
        return Meaning(text)
    except ValueError as error:
        known = ", ".join(meaning.value for meaning in Meaning)
        raise ColumnsUnclear(
            f"'{text}' is not a meaning of a column: choose one of {known}.", headings
        ) from error
