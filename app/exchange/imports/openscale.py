"""openScale: weights and body composition from its CSV export.

Versions before 3 write quoted lower-case headings in alphabetical order (``biceps … dateTime, fat … weight``),
version 3 upper-case ones (``DATE, TIME, BODY_FAT … WEIGHT``); a value that was not measured is 0 or empty, times
are local without a zone. Source: oliexdev/openScale, ``ImportExportUseCases.kt``; a file of version 2 in
andresCorralM/openscaleCSVProcessor, ``src/test/resources/test.csv``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.exchange.columns import Column, Meaning
from app.exchange.import_draft import ImportDraft, ImportFormat
from app.exchange.table_file import TableRow
from app.exchange.table_readings import TableRules, read_rows

_MEANINGS: Final = {
    "datetime": Meaning.MOMENT,
    "date": Meaning.DATE,
    "time": Meaning.TIME,
    "weight": Meaning.WEIGHT,
    "fat": Meaning.BODY_FAT,
    "body_fat": Meaning.BODY_FAT,
    "muscle": Meaning.MUSCLE,
}
#: Headings that tell this export from other tables of weights.
_ITS_OWN: Final = frozenset({"lbm", "visceralfat", "visceral_fat", "caliper1", "biceps", "thigh"})


def recognises(heading: Sequence[str]) -> bool:
    """Tell whether a table with this ``heading`` was written by openScale."""
    words = {cell.strip().casefold() for cell in heading}
    return "weight" in words and bool(words & {"datetime", "date"}) and len(words & _ITS_OWN) >= 2


def read(rows: Sequence[TableRow], rules: TableRules) -> ImportDraft:
    """Return what the export holds; percentages of fat and muscle, kilograms unless ``rules`` say otherwise."""
    columns = [
        Column(index, cell, _MEANINGS.get(cell.strip().casefold(), Meaning.IGNORE))
        for index, cell in enumerate(rows[0].cells)
    ]
    units = {Meaning.WEIGHT: "kg", Meaning.BODY_FAT: "%", Meaning.MUSCLE: "%", **rules.default_units}
    rules = replace(rules, zero_is_absent=True, default_units=units)
    found = read_rows(rows[1:], columns, rules)
    return ImportDraft(ImportFormat.OPENSCALE, found.rows, found.left_out, found.columns)
