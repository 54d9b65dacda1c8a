"""CSV files and Excel workbooks as plain rows of text, bounded in size."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from app.exchange.errors import ImportRefused

MAX_ROWS: Final = 1_000_000
MAX_COLUMNS: Final = 200
MAX_CELL_LENGTH: Final = 4096
#: What the parts of a workbook may hold when they are unpacked.
MAX_UNPACKED_BYTES: Final = 512 * 1024 * 1024
_ZIP_MAGIC: Final = b"PK\x03\x04"
_DELIMITERS: Final = (",", ";", "\t", "|")
#: Encodings of text files, tried in this order: ``gb18030`` reads every byte string that Chinese Excel writes.
_ENCODINGS: Final = ("utf-8-sig", "gb18030", "cp1252")
#: What the reader of workbooks raises on damaged ones. ``SyntaxError``: both XML parsers derive theirs from it.
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its number as spreadsheets count, from 1; as many cells as it has, as text."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        """Return a cell; one that is missing is empty."""
        return self.cells[index] if index < len(self.cells) else ""


def read_table(content: bytes, sheet: str | None = None) -> list[TableRow]:
    """Return the rows of a CSV file or of one sheet (default: the first) of an Excel workbook, without empty ones.

    Raises :class:`app.exchange.errors.ImportRefused` for what is neither, or too large.
    """
    rows = _workbook(content, sheet) if content.startswith(_ZIP_MAGIC) else _text(content)
    table: list[TableRow] = []
    for number, cells in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise ImportRefused(f"The table has more than {MAX_ROWS} rows: split it into several files.")
        if len(cells) > MAX_COLUMNS or any(len(cell) > MAX_CELL_LENGTH for cell in cells):
            raise ImportRefused(
                f"Row {number} is larger than a row of readings can be: choose another file, or check its separators."
            )
        if any(cell.strip() for cell in cells):
            table.append(TableRow(number, tuple(cells)))
    return table


def _text(content: bytes) -> Iterator[Sequence[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise ImportRefused(
            "The file is neither a text table nor an Excel workbook: export it as CSV or .xlsx."
        )
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    except csv.Error as error:
        raise ImportRefused(
            f"The file is not a table that can be read ({error}): export it again."
        ) from error


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportRefused("The letters of the file cannot be read: save it as CSV in UTF-8.")


def _delimiter(text: str) -> str:
    """Return the separator that splits the first lines most evenly."""
    lines = [line for line in text[:65536].splitlines()[:20] if line.strip()]

    def score(delimiter: str) -> tuple[int, int]:
        counts = [len(re.sub(r'"[^"]*"', "", line).split(delimiter)) - 1 for line in lines]
        most = max(set(counts), key=counts.count, default=0)
        return (counts.count(most) if most else 0, most)

    return max(_DELIMITERS, key=score)


def _workbook(content: bytes, sheet: str | None) -> Iterator[Sequence[str]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED_BYTES:
                raise ImportRefused("The workbook is too large: split it, or save one sheet as CSV.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, *_DAMAGE) as error:
        raise ImportRefused(
            "The file is not an Excel workbook that can be read: save it again as .xlsx."
        ) from error
    try:
        if sheet is not None and sheet not in book.sheetnames:
            names = ", ".join(book.sheetnames)
            raise ImportRefused(f"The workbook has no sheet '{sheet}': choose one of {names}.")
        page = book[sheet] if sheet is not None else book.worksheets[0]
        for cells in page.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1):
            texts = [_cell_text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            yield texts
    except _DAMAGE as error:
        raise ImportRefused("The workbook is damaged: save it again as .xlsx.") from error
    finally:
        book.close()


def _cell_text(cell: Any) -> str:
    """Return a cell as text: dates in ISO form, whole numbers without a decimal point."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case _:
            return str(cell)


def heading_row(rows: Iterable[TableRow]) -> TableRow:
    """Return the first row of ``rows``. Raises :class:`ImportRefused` for an empty table."""
    for row in rows:
        return row
    raise ImportRefused("The file is empty: choose another one.")
