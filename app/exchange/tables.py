"""Readings as CSV and Excel, in a form that comes back as it was (:mod:`app.exchange.imports.own_table`)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

from app.exchange.portable import PortableReading
from app.records.units import decimal_text
from device_io.reading import COMPONENT_UNITS

#: Heading of a value column → its component and unit; the same component may come in one unit only.
VALUE_COLUMNS: Final = {
    f"{component} ({unit})": (component, unit)
    for units in COMPONENT_UNITS.values()
    for component, unit in units.items()
}
HEADINGS: Final = ("taken_at", "time_zone", "kind", *VALUE_COLUMNS, "flags", "device", "simulated")
#: A text that begins with one of these would be run as a formula by spreadsheets; an apostrophe stops it.
_FORMULA: Final = ("=", "+", "-", "@", "'")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
SHEET: Final = "readings"


def csv_bytes(readings: Sequence[PortableReading]) -> bytes:
    """Return ``readings`` as CSV in UTF-8 with a byte order mark, which spreadsheets need for Chinese."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for reading in readings:
        writer.writerow(row_of(reading))
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(readings: Sequence[PortableReading]) -> bytes:
    """Return ``readings`` as an Excel workbook with one sheet; values are numbers, times are text with their zone."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 28
    sheet.append(HEADINGS)
    first, last = 3, 3 + len(VALUE_COLUMNS)
    for reading in readings:
        cells = row_of(reading)
        sheet.append(
            [
                (float(cell) if first <= index < last else cell) if cell else None
                for index, cell in enumerate(cells)
            ]
        )
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def row_of(reading: PortableReading) -> list[str]:
    """Return the cells of ``reading`` under :data:`HEADINGS`."""
    cells = [
        decimal_text(reading.values[component].value)
        if component in reading.values and COMPONENT_UNITS[reading.kind].get(component) == unit
        else ""
        for component, unit in VALUE_COLUMNS.values()
    ]
    return [
        reading.taken_at.isoformat(),
        reading.time_zone,
        reading.kind.value,
        *cells,
        " ".join(sorted(flag.value for flag in reading.flags)),
        guarded(reading.device),
        "yes" if reading.simulated else "no",
    ]


def guarded(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula, without control characters."""
    plain = _CONTROL.sub("", text)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def unguarded(text: str) -> str:
    """Return what :func:`guarded` was given."""
    return text[1:] if text.startswith("'") else text
