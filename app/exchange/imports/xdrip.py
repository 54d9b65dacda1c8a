"""xDrip+: glucose from its CSV export in SiDiary's format (alone or zipped as it comes).

``DAY;TIME;UDT_CGMS;BG_LEVEL;CH_GR;BOLUS;REMARK`` with ``dd.MM.yyyy`` and ``HH:mm`` local time: readings of the
sensor, then calibrations, then treatments; values in mg/dL. Source: NightscoutFoundation/xDrip,
``DatabaseUtil.java`` (saveCSV).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.exchange.columns import Column, Meaning
from app.exchange.import_draft import ImportDraft, ImportFormat
from app.exchange.moments import DateOrder
from app.exchange.table_file import TableRow
from app.exchange.table_readings import TableRules, read_rows

_MEANINGS: Final = {
    "day": Meaning.DATE,
    "time": Meaning.TIME,
    "udt_cgms": Meaning.SENSOR_GLUCOSE,
    "bg_level": Meaning.GLUCOSE,
}
_UNITS: Final = {Meaning.SENSOR_GLUCOSE: "mg/dL", Meaning.GLUCOSE: "mg/dL"}


def recognises(heading: Sequence[str]) -> bool:
    """Tell whether a table with this ``heading`` was written by xDrip+."""
    return [cell.strip().casefold() for cell in heading[:3]] == ["day", "time", "udt_cgms"]


def read(rows: Sequence[TableRow], rules: TableRules) -> ImportDraft:
    """Return the glucose values of the export; rows of meals and insulin hold none."""
    columns = [
        Column(index, cell, _MEANINGS.get(cell.strip().casefold(), Meaning.IGNORE))
        for index, cell in enumerate(rows[0].cells)
    ]
    rules = replace(rules, order=DateOrder.DAY_FIRST, default_units=_UNITS, zero_is_absent=True)
    found = read_rows(rows[1:], columns, rules)
    return ImportDraft(ImportFormat.XDRIP, found.rows, found.left_out, found.columns)
