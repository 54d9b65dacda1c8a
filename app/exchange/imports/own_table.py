"""Listenwell's own CSV and Excel exports (:mod:`app.exchange.tables`), exactly as they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.exchange.amounts import NotANumber, plain_decimal
from app.exchange.errors import MAX_PROBLEMS, CellProblem, ImportRefused
from app.exchange.import_draft import MAX_READINGS, ImportDraft, ImportedRow, ImportFormat
from app.exchange.portable import PortableReading
from app.exchange.table_file import TableRow
from app.exchange.tables import HEADINGS, VALUE_COLUMNS, unguarded
from app.records.timestamps import zone
from device_io.reading import COMPONENT_UNITS, QualityFlag, Quantity, ReadingKind


class _BadCell(ValueError):
    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


def recognises(heading: Sequence[str]) -> bool:
    """Tell whether a table with this ``heading`` was written by Listenwell."""
    return tuple(heading[:3]) == HEADINGS[:3] and set(heading) <= set(HEADINGS)


def read(rows: Sequence[TableRow]) -> ImportDraft:
    """Return the readings of the export. Raises :class:`app.exchange.errors.ImportRefused`."""
    heading = rows[0].cells
    if len(rows) > MAX_READINGS:
        raise ImportRefused(f"The file holds more than {MAX_READINGS} readings: split it into several files.")
    found: list[ImportedRow] = []
    problems: list[CellProblem] = []
    for row in rows[1:]:
        cells = {name: row.cell(index) for index, name in enumerate(heading)}
        try:
            reading = _reading(cells)
        except _BadCell as error:
            problems.append(CellProblem(row.number, error.column, str(error)))
            if len(problems) > MAX_PROBLEMS:
                break
            continue
        original = {name: cell for name, cell in cells.items() if cell}
        found.append(ImportedRow(row.number, original, (reading,)))
    if problems:
        raise ImportRefused.at(problems)
    return ImportDraft(ImportFormat.LISTENWELL_TABLE, tuple(found))


def _reading(cells: dict[str, str]) -> PortableReading:
    try:
        kind = ReadingKind(cells["kind"])
    except ValueError as error:
        raise _BadCell("kind", f"'{cells['kind']}' is not a kind of reading: correct it.") from error
    try:
        taken_at = datetime.fromisoformat(cells["taken_at"])
    except ValueError as error:
        raise _BadCell(
            "taken_at", f"'{cells['taken_at']}' is not a time: write it like {_EXAMPLE}."
        ) from error
    if taken_at.tzinfo is None:
        raise _BadCell("taken_at", f"'{cells['taken_at']}' has no time zone: write it like {_EXAMPLE}.")
    name = cells["time_zone"]
    if zone(name).key != name:
        raise _BadCell("time_zone", f"'{name}' is not a time zone: write it like Asia/Shanghai.")
    return PortableReading(
        kind=kind,
        values=_values(kind, cells),
        taken_at=taken_at.astimezone(zone(name)),
        time_zone=name,
        flags=_flags(cells.get("flags", "")),
        device=unguarded(cells.get("device", "")),
        simulated=cells.get("simulated") == "yes",
    )


_EXAMPLE = "2026-11-24T08:05:00+08:00"


def _values(kind: ReadingKind, cells: dict[str, str]) -> dict[str, Quantity]:
    values: dict[str, Quantity] = {}
    for heading, (component, unit) in VALUE_COLUMNS.items():
        text = cells.get(heading, "")
        if not text:
            continue
        if COMPONENT_UNITS[kind].get(component) != unit:
            raise _BadCell(heading, f"a {kind.value} reading has no {component}: remove it.")
        try:
            values[component] = Quantity(plain_decimal(text), unit)
        except NotANumber as error:
            raise _BadCell(heading, str(error)) from error
    return values


def _flags(text: str) -> frozenset[QualityFlag]:
    try:
        return frozenset(QualityFlag(word) for word in text.split())
    except ValueError as error:
        raise _BadCell("flags", f"'{text[:60]}' are not marks that are known: remove them.") from error
