"""OMRON connect: blood pressure from the CSV report it sends by mail.

In English: ``Date,Time,Systolic (mmHg),Diastolic (mmHg),Pulse (bpm),Symptoms,Consumed,TruRead,Notes`` with dates
like ``Jan 12 2025``, or ``Measurement Date,Time Zone,SYS,DIA,Pulse,Device Model Name`` where the date carries the
time; ``-`` where there is nothing. Other languages keep the shape, so they are read as any table. Source: the
READMEs of two converters to Garmin Connect (omronbp2garminbp, bpo2g) and the export strings of OMRON's web service.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.exchange.columns import understand_all
from app.exchange.import_draft import ImportDraft, ImportFormat
from app.exchange.imports.table import settled
from app.exchange.table_file import TableRow
from app.exchange.table_readings import TableRules, read_rows

_ITS_OWN: Final = (
    frozenset({"symptoms", "truread"}),
    frozenset({"measurement date", "device model name"}),
    frozenset({"measurement date", "time zone"}),
)


def recognises(heading: Sequence[str]) -> bool:
    """Tell whether a table with this ``heading`` was written by OMRON connect."""
    words = {cell.strip().casefold() for cell in heading}
    return any(own <= words for own in _ITS_OWN)


def read(rows: Sequence[TableRow], rules: TableRules) -> ImportDraft:
    """Return what the report holds; a row's own time zone counts before the household's."""
    found = read_rows(rows[1:], settled(understand_all(rows[0].cells)), rules)
    return ImportDraft(ImportFormat.OMRON_CONNECT, found.rows, found.left_out, found.columns)
