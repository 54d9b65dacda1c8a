"""UBPM (and OBPM before it): blood pressure of up to two users, from its CSV or JSON export.

CSV: ``user;date;time;sys;dia;bpm;comment`` with ``dd.MM.yy`` and ``hh:mm``, values padded with zeros. JSON:
``{"UBPM": {"U1": [{"date": "15.01.2024", "time": "08:30:00", "sys", "dia", "bpm", "ihb", "mov", "msg"}]}}``; the
reader omblepy writes the same JSON and a CSV ``datetime,dia,sys,bpm,mov,ihb``. ``ihb`` = irregular heartbeat,
``mov`` = movement. Source: LazyT/obpm ``mainwindow.cpp``; the READMEs of userx14/omblepy and omblego.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from app.exchange.columns import Column, Meaning
from app.exchange.errors import ColumnsUnclear, ImportRefused
from app.exchange.import_draft import ImportDraft, ImportFormat
from app.exchange.moments import DateOrder
from app.exchange.table_file import TableRow
from app.exchange.table_readings import TableRules, read_rows

_MEANINGS: Final = {
    "user": Meaning.USER,
    "date": Meaning.DATE,
    "time": Meaning.TIME,
    "datetime": Meaning.MOMENT,
    "sys": Meaning.SYSTOLIC,
    "dia": Meaning.DIASTOLIC,
    "bpm": Meaning.PULSE,
    "ihb": Meaning.IRREGULAR,
    "mov": Meaning.MOVEMENT,
}
_UNITS: Final = {Meaning.SYSTOLIC: "mm[Hg]", Meaning.DIASTOLIC: "mm[Hg]", Meaning.PULSE: "/min"}
_FIELDS: Final = ("user", "date", "time", "sys", "dia", "bpm", "ihb", "mov", "msg")


def recognises(heading: Sequence[str]) -> bool:
    """Tell whether a table with this ``heading`` was written by UBPM or omblepy."""
    words = tuple(cell.strip().casefold() for cell in heading)
    return words[:6] in (
        ("user", "date", "time", "sys", "dia", "bpm"),
        ("datetime", "dia", "sys", "bpm", "mov", "ihb"),
    )


def read(rows: Sequence[TableRow], rules: TableRules) -> ImportDraft:
    """Return the readings of the user that ``rules`` name, or of the only one."""
    columns = [
        Column(index, cell, _MEANINGS.get(cell.strip().casefold(), Meaning.IGNORE))
        for index, cell in enumerate(rows[0].cells)
    ]
    user = next((column for column in columns if column.meaning is Meaning.USER), None)
    if user is not None:
        rules = replace(rules, user=_only({row.cell(user.index).strip() for row in rows[1:]}, rules.user))
    rules = replace(rules, order=DateOrder.DAY_FIRST, default_units=_UNITS)
    found = read_rows(rows[1:], columns, rules)
    return ImportDraft(ImportFormat.UBPM, found.rows, found.left_out, found.columns)


def read_json(content: Mapping[str, Any], rules: TableRules) -> ImportDraft:
    """Return the readings of the JSON export, see :func:`read`."""
    users = content.get("UBPM")
    if not isinstance(users, dict):
        raise ImportRefused("The file is not a UBPM export: export it again.")
    rows = [TableRow(1, _FIELDS)]
    for name, records in users.items():
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            raise ImportRefused("The UBPM export is damaged: export it again.")
        for record in records:
            cells = (str(name), *(_text(record.get(field)) for field in _FIELDS[1:]))
            rows.append(TableRow(len(rows), cells))
    if rules.user is not None:
        rules = replace(rules, user=f"U{rules.user.upper().removeprefix('U')}")
    return read(rows, rules)


def _only(users: set[str], wanted: str | None) -> str | None:
    if wanted is None and len(users) > 1:
        names = ", ".join(sorted(users))
        raise ColumnsUnclear(
            f"The file holds several users ({names}): choose whose readings to take.", ("user",)
        )
    if wanted is not None and wanted not in users:
        names = ", ".join(sorted(users)) or "none"
        raise ImportRefused(f"The file has no user '{wanted}', only {names}: choose another one.")
    return wanted


def _text(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)
