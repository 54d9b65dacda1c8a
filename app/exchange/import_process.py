"""A foreign file read in a child process with little memory and time, as documents of the library are.

The request goes in as JSON (no name of a file is seen from outside), a draft or a refusal comes out as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from app.exchange.errors import CellProblem, CodeWanted, ColumnsUnclear, ImportRefused
from app.exchange.import_draft import ImportDraft
from app.exchange.import_file import ImportOptions, read_file
from app.records.timestamps import zone as zone_named
from kb.limited_child import ChildFailed, limit, run_module

#: A year of a glucose sensor in the worst of formats takes a quarter of it.
MEMORY_BYTES: Final = 2 << 30
#: An export of Apple Health may be a gigabyte.
CPU_S: Final = 300
DEADLINE_S: Final = 600.0
_TOO_MUCH: Final = "The file needs more memory or time than an import may: export fewer days."


@dataclass(frozen=True, slots=True)
class _Request:
    path: Path
    zone: str
    options: ImportOptions


_REQUEST: Final = TypeAdapter(_Request)
_DRAFT: Final = TypeAdapter(ImportDraft)


def read_apart(path: Path, zone: ZoneInfo, options: ImportOptions | None = None) -> ImportDraft:
    """Read a file as :func:`app.exchange.import_file.read_file` does, in a child process.

    Raises what it raises, and :class:`app.exchange.errors.ImportRefused` for a file that breaks the limits.
    """
    request = _Request(path.absolute(), zone.key, options or ImportOptions())
    try:
        message = run_module(__name__, (), _REQUEST.dump_json(request), DEADLINE_S)
        if "draft" in message:
            return _in_zones(_DRAFT.validate_python(message["draft"]))
        raise _refusal(message)
    except (ChildFailed, ValidationError, KeyError, TypeError) as error:
        raise ImportRefused(_TOO_MUCH) from error


def _in_zones(draft: ImportDraft) -> ImportDraft:
    """Put moments back into the zones that their readings name."""
    rows = tuple(
        replace(
            row,
            readings=tuple(
                replace(one, taken_at=one.taken_at.astimezone(zone_named(one.time_zone)))
                for one in row.readings
            ),
        )
        for row in draft.rows
    )
    return replace(draft, rows=rows)


def _refusal(message: Mapping[str, Any]) -> ImportRefused:
    if message["error"] == "columns":
        return ColumnsUnclear(str(message["message"]), tuple(map(str, message["columns"])))
    if message["error"] == "code":
        return CodeWanted(str(message["message"]))
    if message["error"] == "refused":
        problems = tuple(CellProblem(**one) for one in message["problems"])
        return ImportRefused(str(message["message"]), problems)
    return ImportRefused(_TOO_MUCH)


def main() -> None:
    """The child: a request on standard input, one JSON line on standard output."""
    request = _REQUEST.validate_json(sys.stdin.buffer.read())
    limit(MEMORY_BYTES, CPU_S)
    try:
        draft = read_file(request.path, ZoneInfo(request.zone), request.options)
        answer = b'{"draft": ' + _DRAFT.dump_json(draft) + b"}"
    except ColumnsUnclear as error:
        answer = json.dumps({"error": "columns", "message": str(error), "columns": error.columns}).encode()
    except CodeWanted as error:
        answer = json.dumps({"error": "code", "message": str(error)}).encode()
    except ImportRefused as error:
        problems = [
            {"row": one.row, "column": one.column, "sentence": one.sentence} for one in error.problems
        ]
        answer = json.dumps({"error": "refused", "message": str(error), "problems": problems}).encode()
    except (MemoryError, RecursionError):
        answer = b'{"error": "memory"}'
    sys.stdout.buffer.write(answer + b"\n")


if __name__ == "__main__":
    main()
