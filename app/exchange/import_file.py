"""From a file that somebody chose to what it would bring: which program wrote it, and its reader."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.exchange.amounts import plain_decimal
from app.exchange.errors import ImportRefused
from app.exchange.fhir import reading as bundle_reading
from app.exchange.import_draft import MAX_FILE_BYTES, ImportDraft, ImportFormat
from app.exchange.imports import (
    apple_health,
    nightscout,
    omron_connect,
    openscale,
    own_table,
    table,
    ubpm,
    xdrip,
)
from app.exchange.moments import DateOrder
from app.exchange.sealed_code import is_sealed, unseal
from app.exchange.table_file import TableRow, heading_row, read_table
from app.exchange.table_readings import TableRules
from device_io.reading import ReadingKind

_ZIP_MAGIC: Final = b"PK\x03\x04"
_HEAD_BYTES: Final = 65536


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a person chose about a file; everything has a default.

    ``format``: whose file it is, where it is not recognised. ``meanings`` and ``units``: for a table, by column
    heading (:class:`app.exchange.columns.Meaning` values; units as people write them). ``order``: of day and month.
    ``has_heading``: ``False`` for a table that begins with its first reading. ``sheet``: of a workbook. ``user``: of a file with several. ``kinds`` and ``since``: a part of Apple Health.
    ``code``: opens what was scanned at a station (:mod:`app.exchange.sealed_code`).
    """

    format: ImportFormat | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    order: DateOrder | None = None
    has_heading: bool = True
    sheet: str | None = None
    user: str | None = None
    kinds: frozenset[ReadingKind] = frozenset(ReadingKind)
    since: date | None = None
    code: str = ""


#: Tables of known programs, the most particular headings first.
_TABLES: Final[Sequence[tuple[ImportFormat, Callable[[Sequence[str]], bool]]]] = (
    (ImportFormat.LISTENWELL_TABLE, own_table.recognises),
    (ImportFormat.XDRIP, xdrip.recognises),
    (ImportFormat.UBPM, ubpm.recognises),
    (ImportFormat.OMRON_CONNECT, omron_connect.recognises),
    (ImportFormat.OPENSCALE, openscale.recognises),
)


def read_file(path: Path, zone: ZoneInfo, options: ImportOptions | None = None) -> ImportDraft:
    """Read the file at ``path`` whole and keep nothing; times without a zone are in ``zone``.

    Raises :class:`app.exchange.errors.ImportRefused` with one sentence (:class:`app.exchange.errors.ColumnsUnclear`
    where ``options`` have to say something).
    """
    options = options or ImportOptions()
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            if _is_apple_health(path, head, options):
                wanted = apple_health.Wanted(options.kinds, options.since)
                return _not_empty(apple_health.read(path, zone.key, wanted))
            content = head + file.read(max(0, MAX_FILE_BYTES + 1 - len(head)))
    except OSError as error:
        raise ImportRefused(
            f"The file {path.name} cannot be read ({error.strerror}): check its name and rights."
        ) from error
    if len(content) > MAX_FILE_BYTES:
        raise ImportRefused(f"The file is larger than {MAX_FILE_BYTES // 1024**2} MB: export fewer days.")
    return _not_empty(read_bytes(content, zone, options))


def read_bytes(content: bytes, zone: ZoneInfo, options: ImportOptions) -> ImportDraft:
    """Read a file that is already here, see :func:`read_file`; not Apple Health, which is streamed."""
    if is_sealed(content):
        content = unseal(content.decode("utf-8-sig", "replace"), options.code)
    if _looks_like_json(content):
        return _from_json(content, zone, options)
    content = _out_of_zip(content)
    rows = read_table(content, options.sheet)
    heading = heading_row(rows).cells
    recognised = (form for form, known in _TABLES if options.has_heading and known(heading))
    form = options.format or next(recognised, ImportFormat.TABLE)
    rules = TableRules(zone=zone, order=options.order, user=options.user)
    match form:
        case ImportFormat.LISTENWELL_TABLE:
            return own_table.read(rows)
        case ImportFormat.XDRIP:
            return xdrip.read(rows, rules)
        case ImportFormat.UBPM:
            return ubpm.read(rows, rules)
        case ImportFormat.OMRON_CONNECT:
            return omron_connect.read(rows, rules)
        case ImportFormat.OPENSCALE:
            return openscale.read(rows, rules)
        case ImportFormat.TABLE:
            return table.read(rows, rules, options.meanings, options.units, has_heading=options.has_heading)
        case _:
            raise ImportRefused(f"The file is a table, not one of {form.value}: leave the format out.")


def headings(content: bytes, sheet: str | None = None) -> tuple[str, ...]:
    """Return the headings of a table, for choosing columns. Raises :class:`ImportRefused`."""
    rows: Sequence[TableRow] = read_table(_out_of_zip(content), sheet)
    heading_row(rows)
    return rows[table.find_heading(rows)].cells


def _not_empty(draft: ImportDraft) -> ImportDraft:
    if not draft.rows:
        raise ImportRefused("The file holds no readings that are kept here: choose another one.")
    return draft


def _is_apple_health(path: Path, head: bytes, options: ImportOptions) -> bool:
    if options.format is ImportFormat.APPLE_HEALTH or apple_health.recognises(head):
        return True
    if not head.startswith(_ZIP_MAGIC):
        return False
    try:
        with zipfile.ZipFile(path) as package:
            return any(name.startswith("apple_health_export/") for name in package.namelist())
    except zipfile.BadZipFile:
        return False


def _looks_like_json(content: bytes) -> bool:
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _from_json(content: bytes, zone: ZoneInfo, options: ImportOptions) -> ImportDraft:
    try:
        parsed: Any = json.loads(
            content.decode("utf-8-sig"), parse_float=plain_decimal, parse_constant=plain_decimal
        )
    except (ValueError, RecursionError) as error:
        raise ImportRefused("The file is damaged or cut off: export it again.") from error
    if isinstance(parsed, dict) and "UBPM" in parsed:
        return ubpm.read_json(parsed, TableRules(zone=zone, user=options.user))
    if nightscout.recognises(parsed):
        return nightscout.read(parsed, zone)
    if bundle_reading.recognises(parsed):
        return bundle_reading.read(parsed, zone)
    raise ImportRefused("The file is none of the exports that are known: export a CSV table instead.")


def _out_of_zip(content: bytes) -> bytes:
    """Return the only CSV of a zip (as xDrip+ writes), or ``content`` itself."""
    if not content.startswith(_ZIP_MAGIC):
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            tables = [part for part in package.infolist() if part.filename.lower().endswith(".csv")]
            if len(tables) != 1:
                return content  # a workbook, or not for us: the table reader says so
            if tables[0].file_size > MAX_FILE_BYTES:
                raise ImportRefused("The table in the zip is too large: export fewer days.")
            return package.read(tables[0])
    except zipfile.BadZipFile:
        return content
    except (RuntimeError, NotImplementedError, EOFError) as error:
        # RuntimeError: the zip has a password; NotImplementedError: a packing that Python does not know.
        raise ImportRefused("The zip cannot be opened: unpack it and choose the file inside.") from error
