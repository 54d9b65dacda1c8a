"""``listenwell report``: from photos, scans and PDFs of reports to results; and practice photos."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.conversation import Language
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, say, table
from ui.commands.parsing import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.records.reports import StoredReport
    from app.services import Services
    from assistant.reports.results import ReportReading
    from ui.commands.parsing import Groups

#: A photo; the reading process has its own, smaller limit and says it in words.
_MOST_BYTES = 200 * 1024 * 1024


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    actions = groups.add_parser("report", help="laboratory reports").add_subparsers(
        dest="action", required=True
    )
    reading = actions.add_parser(
        "read", parents=[common], help="read photos, scans or PDFs of reports; of a folder all"
    )
    reading.add_argument("files", nargs="+", type=Path, metavar="FILE")
    reading.add_argument("--lang", choices=[language.value for language in Language])
    reading.add_argument("--store", action="store_true", help="keep the results in the records")
    reading.set_defaults(run=run_read)
    listing = actions.add_parser("list", parents=[common], help="reports of the person, newest first")
    listing.set_defaults(run=run_list)
    correcting = actions.add_parser("correct", parents=[common], help="put a row of a kept report right")
    correcting.add_argument("report", metavar="ID")
    correcting.add_argument("row", type=count, metavar="ROW", help="its number, from 1")
    correcting.add_argument("value", help="the result as it is printed")
    correcting.set_defaults(run=run_correct)
    naming = actions.add_parser(
        "name", parents=[common], help="say which test a row is whose name may mean several"
    )
    naming.add_argument("report", metavar="ID")
    naming.add_argument("row", type=count, metavar="ROW", help="its number, from 1")
    naming.add_argument("test", metavar="TEST", help="one of the row's meanings")
    naming.set_defaults(run=run_name)
    trend = actions.add_parser("trend", parents=[common], help="one laboratory test over all reports")
    trend.add_argument("name", metavar="TEST")
    trend.set_defaults(run=run_trend)
    making = actions.add_parser(
        "generate",
        parents=[common],
        help="make practice photos of invented reports, with the truth of each cell",
    )
    making.add_argument("folder", type=Path, metavar="DIR")
    making.add_argument("--count", type=count, default=10, metavar="N")
    making.add_argument("--tier", type=int, choices=[1, 2, 3], help="how hard; without it a third of each")
    making.add_argument("--seed", type=int, default=1)
    making.add_argument(
        "--layouts",
        choices=["building", "judging"],
        default="judging",
        help="which layouts; judging ones are never built on",
    )
    making.set_defaults(run=run_generate)


def run_read(options: argparse.Namespace) -> int:
    """Print the rows of each report; with several files, one JSON object holds them all."""
    from assistant.reports.explanation import explain

    values: list[dict[str, Any]] = []
    lines: list[str] = []
    with services(options) as house:
        language = Language(options.lang) if options.lang else house.language
        for file in report_files(options.files):
            data = read_file(file)
            reading = asyncio.run(house.reports.read(data, progress=say, language=language))
            values.append({"file": file.name, **reading.to_json()})
            lines += [*_lines(reading), *explain(reading.rows, language)]
            lines += [f"{finding.section}: {finding.sentence}" for finding in reading.findings]
            if options.store:
                values[-1] |= _stored(house, reading, data)
                lines += values[-1]["changes"]
    answer(options.json, values[0] if len(values) == 1 else {"reports": values}, lines)
    return 0


def _stored(house: Services, reading: ReportReading, photo: bytes) -> dict[str, Any]:
    """Keep the report; what it is called, which report shows the same paper, and what changed since the last one."""
    from assistant.reports.changes import Dated, changed_since, sentence

    told = reading.to_json()
    detail = {name: told[name] for name in ("kind", "header", "findings")}
    digest = hashlib.sha256(photo).hexdigest()
    stored = house.records.store_report(house.person, told["rows"], digest, photo, detail)
    twin = house.records.other_photo_of(house.person, stored)
    earlier = [
        Dated(report.day, report.rows)
        for report in house.records.reports(house.person)
        if report.id not in {stored.id, twin.id if twin else ""} and report.day <= stored.day
    ]
    changes = changed_since(stored.rows, earlier)
    return {
        "report": stored.id,
        "same_paper_as": twin.id if twin else None,
        "corrected": sum(bool(row.get("corrected")) for row in stored.rows),
        "changes": [sentence(change, house.language) for change in changes if change.way != "same"],
    }


def run_correct(options: argparse.Namespace) -> int:
    """Keep what the person says a row is."""
    with services(options) as house:
        better = house.records.correct_report(_kept(house, options.report), options.row - 1, options.value)
    return _answer_row(options, better)


def run_name(options: argparse.Namespace) -> int:
    """Keep which test the person says a row is."""
    with services(options) as house:
        better = house.records.name_report_row(_kept(house, options.report), options.row - 1, options.test)
    return _answer_row(options, better)


def _kept(house: Services, report: str) -> StoredReport:
    stored = next((one for one in house.records.reports(house.person) if one.id == report), None)
    if stored is None:
        raise CommandFailed(f"There is no report {report}: list them with report list.")
    return stored


def _answer_row(options: argparse.Namespace, report: StoredReport) -> int:
    row = dict(report.rows[options.row - 1])
    answer(options.json, row, [f"{row['printed_name']}: {row['value']} {row['unit']} ({row['verdict']})"])
    return 0


def run_list(options: argparse.Namespace) -> int:
    """Reports of the person, newest first."""
    with services(options) as house:
        found = house.records.reports(house.person)
    entries = [
        {
            "id": report.id,
            "day": report.day.isoformat(),
            "stored_at": report.stored_at.isoformat(),
            "kind": report.detail.get("kind") or "",
            "hospital": (report.detail.get("header") or {}).get("hospital") or "",
            "rows": len(report.rows),
            "findings": len(report.detail.get("findings") or ()),
        }
        for report in found
    ]
    columns = ("id", "day", "kind", "hospital", "rows", "findings")
    rows = [tuple(str(entry[name]) for name in columns) for entry in entries]
    answer(options.json, {"reports": entries}, table([columns, *rows]))
    return 0


def run_trend(options: argparse.Namespace) -> int:
    """Results of one analyte over all reports, in one unit."""
    from assistant.reports.analytes import analyte_table
    from assistant.reports.changes import Dated, series

    found = analyte_table().candidates(options.name)
    keys = (options.name,) if options.name in analyte_table().analytes else found
    if len(keys) != 1:
        raise CommandFailed(
            f"{options.name} is not the name of one laboratory test: write it as the report does."
        )
    with services(options) as house:
        reports = [Dated(report.day, report.rows) for report in house.records.reports(house.person, 500)]
    points = [
        {
            "day": point.day.isoformat(),
            "value": round(point.value, 6),
            "unit": point.unit,
            "printed": point.printed,
        }
        for point in series(keys[0], reports)
    ]
    rows = [(point["day"], str(point["value"]), point["unit"], point["printed"]) for point in points]
    answer(
        options.json,
        {"analyte": keys[0], "points": points},
        table([("day", "value", "unit", "printed"), *rows]),
    )
    return 0


def run_generate(options: argparse.Namespace) -> int:
    """Write photos and truth files, as ``evaluate reports`` takes them."""
    from assistant.reports.practice.fonts import FontMissing
    from assistant.reports.practice.generation import TIERS, generate

    tiers = [options.tier] if options.tier else list(TIERS)
    made = 0
    try:
        for place, tier in enumerate(tiers):
            number = options.count // len(tiers) + (place < options.count % len(tiers))
            files = generate(
                options.folder, number, tier, options.seed, options.layouts,
                progress=lambda done, of, tier=tier: say(f"tier {tier}: {done} of {of}"),  # type: ignore[misc]
            )  # fmt: skip
            made += len(files)
    except (FontMissing, OSError) as error:
        raise CommandFailed(str(error)) from error
    answer(options.json, {"folder": str(options.folder), "n": made}, [f"{made} photos in {options.folder}"])
    return 0


def report_files(paths: Sequence[Path]) -> list[Path]:
    """``paths`` with each folder replaced by the photos and PDFs in it, by name. Raises :class:`CommandFailed`."""
    from assistant.reports.photo import SUFFIXES

    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [file for file in sorted(path.iterdir()) if file.suffix.lower() in SUFFIXES]
            if not inside:
                raise CommandFailed(f"The folder {path} holds no photo or PDF: name another one.")
            files.extend(inside)
        else:
            files.append(path)
    return files


def read_file(file: Path) -> bytes:
    """The bytes of a file the person named. Raises :class:`CommandFailed`."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise CommandFailed(f"The file {file} is larger than 200 MB: give a photo of one page.")
        return file.read_bytes()
    except OSError as error:
        raise CommandFailed(
            f"The file {file} cannot be read ({error.strerror}): check its name and rights."
        ) from error


def _lines(reading: ReportReading) -> list[str]:
    rows = [
        (
            row["printed_name"],
            row["value"],
            row["unit"] or "",
            row["range"] or "",
            row["verdict"],
            "check" if row["doubts"] else "",
        )
        for row in (one.to_json() for one in reading.rows)
    ]
    return table([("name", "value", "unit", "range", "verdict", ""), *rows])
