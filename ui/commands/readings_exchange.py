"""``listenwell readings import | imports | export``: files of other programs in, tables and FHIR out."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from device_io.reading import ReadingKind
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, table
from ui.commands.parsing import day

if TYPE_CHECKING:
    from app.exchange.import_draft import ImportDraft
    from app.exchange.import_file import ImportOptions
    from app.exchange.import_store import StoredImport
    from ui.commands.parsing import Groups

_KINDS = [kind.value for kind in ReadingKind]
_SUFFIXES = {".csv": "csv", ".xlsx": "xlsx", ".json": "fhir"}
_PREVIEW_ROWS = 5


def register(actions: Groups, common: argparse.ArgumentParser) -> None:
    """Add the commands to ``readings``."""
    importing = actions.add_parser(
        "import", parents=[common], help="readings out of a file: CSV, Excel, or another program's export"
    )
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--preview", action="store_true", help="show what the file holds and keep nothing")
    importing.add_argument("--format", metavar="NAME", help="whose file it is, where it is not recognised")
    importing.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="HEADING=MEANING",
        help="what a column of a table holds",
    )
    importing.add_argument(
        "--unit", action="append", default=[], metavar="HEADING=UNIT", help="the unit of a column"
    )
    order = importing.add_mutually_exclusive_group()
    order.add_argument("--day-first", action="store_true", help="dates are written day, month, year")
    order.add_argument("--month-first", action="store_true", help="dates are written month, day, year")
    importing.add_argument(
        "--no-heading", action="store_true", help="the first row is a reading; columns are 'column 1', …"
    )
    importing.add_argument(
        "--sheet", metavar="NAME", help="the sheet of an Excel workbook (default: the first)"
    )
    importing.add_argument("--user", metavar="NAME", help="whose readings, where a file holds several users")
    importing.add_argument(
        "--code", default="", help="what opens the code of a visit to a station, scanned into a text file"
    )
    importing.add_argument("--kind", action="append", choices=_KINDS, help="Apple Health: only these kinds")
    importing.add_argument("--since", type=day, metavar="DAY", help="Apple Health: only from this day on")
    importing.set_defaults(run=run_import)
    listing = actions.add_parser("imports", parents=[common], help="files that were imported; take one back")
    listing.add_argument("--undo", metavar="ID", help="take a whole import back")
    listing.set_defaults(run=run_imports)
    exporting = actions.add_parser("export", parents=[common], help="readings as CSV, Excel or FHIR")
    exporting.add_argument(
        "file", type=Path, metavar="FILE", help="FILE.csv, FILE.xlsx or FILE.json (FHIR R4)"
    )
    exporting.add_argument("--kind", action="append", choices=_KINDS, help="only these kinds")
    exporting.add_argument("--since", type=day, metavar="DAY", help="from this day on")
    exporting.add_argument("--until", type=day, metavar="DAY", help="up to this day")
    exporting.add_argument("--nameless", action="store_true", help="FHIR: without name and birth date")
    exporting.set_defaults(run=run_export)


def run_import(options: argparse.Namespace) -> int:
    """Read a file and keep what is new of it, or only show it."""
    chosen = _chosen(options)
    with services(options) as house:
        draft = house.records.exchange.read(options.file, chosen)
        stored = None
        if not options.preview:
            stored = house.records.exchange.imports.store(draft, house.person, options.file.name)
    answer(options.json, _import_json(draft, stored), _import_lines(draft, stored))
    return 0


def run_imports(options: argparse.Namespace) -> int:
    """List the imports of whoever uses Listenwell, or take one back."""
    with services(options) as house:
        imports = house.records.exchange.imports
        found: tuple[StoredImport, ...]
        if options.undo:
            mine = {one.id for one in imports.all(house.person)}
            if options.undo not in mine:
                raise CommandFailed("There is no such import: list them with 'readings imports'.")
            found = (imports.undo(options.undo),)
        else:
            found = imports.all(house.person)
    rows = [
        (
            one.id,
            one.imported_at.astimezone(house.zone).strftime("%Y-%m-%d %H:%M"),
            one.format.value,
            one.file_name,
            one.readings,
            "taken back" if one.undone_at else "",
        )
        for one in found
    ]
    lines = (
        table([("id", "imported", "format", "file", "readings", ""), *rows]) if rows else ["No imports yet."]
    )
    answer(options.json, {"imports": [_stored_json(one) for one in found]}, lines)
    return 0


def run_export(options: argparse.Namespace) -> int:
    """Write the readings of whoever uses Listenwell to a file that is not there yet."""
    from app.durable_file import replace_file
    from app.exchange.selection import Selection

    form = _SUFFIXES.get(options.file.suffix.lower())
    if form is None:
        raise CommandFailed("The file's name says what it becomes: end it in .csv, .xlsx or .json (FHIR).")
    if options.file.exists():
        raise CommandFailed(f"{options.file} exists already: choose another name.")
    kinds = frozenset(ReadingKind(kind) for kind in options.kind) if options.kind else frozenset(ReadingKind)
    selection = Selection(kinds, options.since or date.min, options.until or date.max)
    with services(options) as house:
        exchange, person = house.records.exchange, house.person
        count = len(exchange.readings(person, selection))
        match form:
            case "csv":
                content = exchange.csv(person, selection)
            case "xlsx":
                content = exchange.xlsx(person, selection)
            case _:
                content = exchange.fhir(person, selection, named=not options.nameless)
    try:
        replace_file(options.file, content)
    except OSError as error:
        raise CommandFailed(
            f"{options.file} cannot be written ({error.strerror}): choose another place."
        ) from error
    value = {"file": options.file, "format": form, "readings": count, "bytes": len(content)}
    answer(options.json, value, [f"{count} readings were written to {options.file}."])
    return 0


def _chosen(options: argparse.Namespace) -> ImportOptions:
    from app.exchange.import_draft import ImportFormat
    from app.exchange.import_file import ImportOptions
    from app.exchange.moments import DateOrder

    order = (
        DateOrder.DAY_FIRST if options.day_first else DateOrder.MONTH_FIRST if options.month_first else None
    )
    try:
        form = ImportFormat(options.format) if options.format else None
    except ValueError as error:
        known = ", ".join(form.value for form in ImportFormat)
        raise CommandFailed(f"'{options.format}' is not a format that is known: use {known}.") from error
    return ImportOptions(
        format=form,
        code=options.code,
        meanings=_pairs(options.column),
        units=_pairs(options.unit),
        order=order,
        has_heading=not options.no_heading,
        sheet=options.sheet,
        user=options.user,
        kinds=frozenset(ReadingKind(kind) for kind in options.kind)
        if options.kind
        else frozenset(ReadingKind),
        since=options.since,
    )


def _pairs(texts: list[str]) -> Mapping[str, str]:
    found = {}
    for text in texts:
        heading, equals, chosen = text.rpartition("=")
        if not equals or not heading:
            raise CommandFailed(f"'{text}' does not name a column: write it like 'Sys=systolic'.")
        found[heading] = chosen
    return found


def _import_json(draft: ImportDraft, stored: StoredImport | None) -> dict[str, Any]:
    span = draft.span
    return {
        "import": _stored_json(stored) if stored is not None and stored.rows else None,
        "format": draft.format.value,
        "rows": len(draft.rows),
        "readings": draft.readings,
        "new_rows": None if stored is None else stored.rows,
        "new_readings": None if stored is None else stored.readings,
        "by_kind": {kind.value: count for kind, count in sorted(draft.by_kind.items())},
        "left_out": {reason.value: count for reason, count in sorted(draft.left_out.items())},
        "columns": [
            {"heading": one.heading, "meaning": one.meaning, "unit": one.unit, "guessed": one.guessed}
            for one in draft.columns
        ],
        "first": span[0] if span else None,
        "last": span[1] if span else None,
    }


def _import_lines(draft: ImportDraft, stored: StoredImport | None) -> list[str]:
    lines = [f"{draft.format.value}: {draft.readings} readings in {len(draft.rows)} rows"]
    if draft.columns:
        rows = [
            (one.heading, one.meaning, one.unit, "guessed" if one.guessed else "") for one in draft.columns
        ]
        lines += table([("column", "meaning", "unit", ""), *rows])
    if stored is None:
        for row in draft.sample(_PREVIEW_ROWS):
            for reading in row.readings:
                values = ", ".join(f"{name} {one.value:f} {one.unit}" for name, one in reading.values.items())
                lines.append(f"{reading.taken_at:%Y-%m-%d %H:%M}  {reading.kind.value}: {values}")
        return [*lines, "Nothing was kept."]
    if not stored.rows:
        return [*lines, "Everything in the file was here already."]
    return [*lines, f"Kept {stored.rows} new rows with {stored.readings} new readings (import {stored.id})."]


def _stored_json(stored: StoredImport) -> dict[str, Any]:
    return {
        "id": stored.id,
        "format": stored.format.value,
        "file": stored.file_name,
        "imported_at": stored.imported_at,
        "rows": stored.rows,
        "readings": stored.readings,
        "undone_at": stored.undone_at,
    }
