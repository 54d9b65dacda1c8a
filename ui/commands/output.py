"""How commands speak: answers on standard output, progress and failures on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO


class CommandFailed(Exception):
    """What was asked for could not be done; the message is one sentence saying what to do."""


def say(line: str) -> None:
    """A line of progress or failure, on standard error."""
    _write(sys.stderr, line)


def tell(line: str = "") -> None:
    """A line of the answer, on standard output."""
    _write(sys.stdout, line)


def answer(as_json: bool, value: Mapping[str, Any], lines: Iterable[str]) -> None:
    """Print ``value`` as one JSON line when asked to, else ``lines`` for people."""
    if as_json:
        import json

        tell(json.dumps(value, ensure_ascii=False, default=_plain))
        return
    for line in lines:
        tell(line)


def table(rows: Sequence[Sequence[object]]) -> list[str]:
    """Rows as aligned text; the first row is the heading."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(_width(row[column]) for row in texts) for column in range(len(texts[0]))]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in texts
    ]


def _write(stream: TextIO, line: str) -> None:
    """Write ``line``; characters that ``stream`` cannot show become question marks."""
    encoding = stream.encoding or "utf-8"
    try:
        print(line.encode(encoding, "replace").decode(encoding), file=stream, flush=True)
    except BrokenPipeError:
        # The reader went away (``| head``): what was begun is finished, in silence.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _width(text: str) -> int:
    """Columns ``text`` takes in a terminal: Chinese characters take two."""
    return sum(
        2 if "\u1100" <= character <= "\uffef" and not "\u2000" <= character <= "\u2e7f" else 1
        for character in text
    )


def _plain(value: object) -> object:
    from datetime import date, datetime
    from decimal import Decimal

    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
