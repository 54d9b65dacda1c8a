"""``listenwell report read``: from a photo or scan of a laboratory report to a table of results."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.conversation import Language
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer, say, table

if TYPE_CHECKING:
    from assistant.reports.results import ReportReading
    from ui.commands.parsing import Groups

#: A photo; the reading process has its own, smaller limit and says it in words.
_MOST_BYTES = 200 * 1024 * 1024


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    actions = groups.add_parser("report", help="laboratory reports").add_subparsers(
        dest="action", required=True
    )
    reading = actions.add_parser("read", parents=[common], help="read photos or scans of laboratory reports")
    reading.add_argument("files", nargs="+", type=Path, metavar="FILE")
    reading.add_argument("--lang", choices=[language.value for language in Language])
    reading.add_argument("--store", action="store_true", help="keep the results in the records")
    reading.set_defaults(run=run_read)


def run_read(options: argparse.Namespace) -> int:
    """Print the rows of each report; with several files, one JSON object holds them all."""
    from assistant.reports.explanation import explain

    values: list[dict[str, Any]] = []
    lines: list[str] = []
    with services(options) as house:
        language = Language(options.lang) if options.lang else house.language
        for file in options.files:
            data = read_file(file)
            reading = asyncio.run(house.reports.read(data, progress=say, language=language))
            values.append({"file": file.name, **reading.to_json()})
            lines += [*_lines(reading), *explain(reading.rows, language)]
            if options.store:
                digest = hashlib.sha256(data).hexdigest()
                house.records.store_report(
                    house.person, [row.to_json() for row in reading.rows], digest, data
                )
    answer(options.json, values[0] if len(values) == 1 else {"reports": values}, lines)
    return 0


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
