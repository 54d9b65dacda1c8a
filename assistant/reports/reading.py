"""The way from a photo to results: read the text, arrange it, name it, judge it, check it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.conversation import Language
from assistant.reports.analytes import AnalyteTable, analyte_table
from assistant.reports.arithmetic import run_checks, with_failures_marked
from assistant.reports.atoms import Atom, flag_of
from assistant.reports.errors import NotAReport
from assistant.reports.layout import Arranged, Row, arrange
from assistant.reports.naming import Line, analytes_of
from assistant.reports.reader import OcrProcess, PageReader, Progress
from assistant.reports.results import Box, Doubt, Flag, ReportReading, ReportRow
from assistant.reports.tokens import Page
from assistant.reports.values import Value, parse_range, parse_value
from assistant.reports.verdict import Person, judged, with_repeats_marked

MIN_UNKNOWN_ROWS = 3
"""Fewer rows than this, none of them a known test, are no laboratory report (design)."""

CLEAR = 0.9
"""Confidence of text read clearly; upside-down and sideways photos had 2 in 10 such tokens, others 97 and more."""
MIN_CLEAR_SHARE = 0.5
"""With fewer clear tokens than this share a photo is refused as a whole (design)."""

_WARNINGS = {
    Language.ZH: {
        "one_reader": "只有一种读取方式（文字识别）看过这张照片，请核对标出的行。",
        "checks": "有些数值之间算不拢，请对照报告核对标出的行。",
    },
    Language.EN: {
        "one_reader": "Only one reader (text recognition) saw this photo; compare the marked rows with the paper.",
        "checks": "Some values do not add up; compare the marked rows with the paper.",
    },
}


class ReportReader:
    """Reads photos of laboratory reports. ``pages`` does the recognising, ``clock`` gives seconds for timings."""

    def __init__(
        self, pages: PageReader | None = None, *, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._pages = pages or OcrProcess()
        self._clock = clock

    async def read(
        self,
        data: bytes,
        *,
        progress: Progress = lambda _stage: None,
        language: Language = Language.EN,
        person: Person | None = None,
    ) -> ReportReading:
        """Read one photo (bytes of a JPEG, PNG, WebP, TIFF or BMP file).

        ``progress`` is told ``decoding``, ``recognising`` and ``arranging``; ``language`` is that of the
        warnings; ``person`` lets published ranges judge where the report prints none. Cancelling the call
        ends the reading process.

        Raises :class:`~assistant.reports.errors.ReportFileError` for a file that cannot be used,
        :class:`~assistant.reports.errors.NotAReport` when no results are found and
        :class:`~assistant.reports.errors.ReportReaderError` when reading breaks off.
        """
        started = self._clock()
        read = await self._pages.read_page(data, progress=progress)
        recognised = self._clock()
        progress("arranging")
        # a thread: arranging a full page takes longer than a frame of the window
        reading = await asyncio.to_thread(interpret, read.page, read.reader, person or Person(), language)
        ended = self._clock()
        times = {
            "recognising": (recognised - started) * 1000,
            "arranging": (ended - recognised) * 1000,
            "total": (ended - started) * 1000,
        }
        return replace(reading, ms=times)


def interpret(page: Page, reader: str, person: Person, language: Language = Language.EN) -> ReportReading:
    """Results of a page of text that ``reader`` recognised; :class:`NotAReport` when it holds none."""
    table = analyte_table()
    clear = sum(token.confidence >= CLEAR for token in page.tokens)
    if clear < MIN_CLEAR_SHARE * len(page.tokens):
        raise NotAReport(
            "The text could not be read clearly; turn the photo upright, or take it again in better light and focus."
        )
    arranged = arrange(page)
    rows = _named(arranged, reader, table)
    if not any(row.analyte for row in rows) and len(rows) < MIN_UNKNOWN_ROWS:
        raise NotAReport(
            "No table of results was found; lay the report flat in even light, fill the frame with it, "
            "hold the camera upright and take the photo again."
        )
    rows = with_repeats_marked([judged(row, table, person) for row in rows])
    checks = run_checks(rows, table)
    rows = with_failures_marked(rows, checks)
    warnings = [_WARNINGS[language]["one_reader"]] if any(row.in_doubt for row in rows) else []
    if not all(check.passed for check in checks):
        warnings.append(_WARNINGS[language]["checks"])
    return ReportReading(tuple(rows), checks, arranged.redacted, {}, tuple(warnings), _kind(rows, table))


def _named(arranged: Arranged, reader: str, table: AnalyteTable) -> list[ReportRow]:
    """Rows with their analytes; lines outside a headed table count only when they are a known test."""
    lines: list[tuple[Row, Line]] = []
    for row in arranged.rows:
        value = parse_value(row.cells["result"].text)
        if value is not None:
            lines.append((row, Line(row.name.text, _text(row, "code"), _text(row, "unit"), value)))
    found = analytes_of([line for _, line in lines], table)
    rows = []
    for (row, line), analyte in zip(lines, found, strict=True):
        if analyte is None and not (row.headed and {"range", "unit"} & row.cells.keys()):
            continue
        allowed = analyte.allowed_units if analyte else ()
        ucum = table.units.resolve(line.unit, allowed) if line.unit and analyte else None
        printed_range = parse_range(_text(row, "range"))
        rows.append(
            ReportRow(
                printed_name=line.name,
                value=line.value,
                confidence=min(row.cells["result"].source.token.confidence, row.name.source.token.confidence),
                box=_box([row.name, *row.cells.values()]),
                readers=(reader,),
                code=line.code,
                analyte=analyte.key if analyte else None,
                printed_unit=line.unit,
                unit=table.units.shown(ucum) if ucum else line.unit,
                ucum=ucum,
                printed_range=printed_range,
                flag=_flag(row),
                doubts=_reading_doubts(row, line.value),
            )
        )
    return rows


def _text(row: Row, role: str) -> str:
    return row.cells[role].text if role in row.cells else ""


def _flag(row: Row) -> Flag:
    mark = flag_of(_text(row, "flag"))
    return "H" if mark == "H" else "L" if mark == "L" else "none"


def _reading_doubts(row: Row, value: Value) -> tuple[Doubt, ...]:
    """Doubts about how the value was cut out of its token."""
    result = row.cells["result"]
    doubts = []
    if result.source is row.name.source:
        doubts.append(Doubt.GLUED_TO_NAME)
    drawn_as_arrow = result.last and result.source.token.arrow is not None
    if drawn_as_arrow and value.number is not None and str(value.number)[-1] in "147":
        doubts.append(Doubt.ARROW_AS_DIGIT)
    if row.crowded:
        doubts.append(Doubt.TWO_VALUES)
    return tuple(doubts)


def _box(atoms: Sequence[Atom]) -> Box:
    corners = [corner for atom in atoms for corner in atom.source.token.box]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return (round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))


def _kind(rows: Sequence[ReportRow], table: AnalyteTable) -> str:
    counts = Counter(panel for row in rows if row.analyte for panel in table.panels_of(row.analyte))
    return counts.most_common(1)[0][0] if counts else ""
