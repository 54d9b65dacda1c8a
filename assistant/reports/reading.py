"""The way from a photo to results: read the text, arrange it, name it, judge it, check it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.conversation import Language
from assistant.reports.agreement import with_vision
from assistant.reports.analytes import AnalyteTable, analyte_table
from assistant.reports.arithmetic import run_checks, with_failures_marked
from assistant.reports.errors import NotAReport
from assistant.reports.findings import findings_of
from assistant.reports.layout import arrange
from assistant.reports.reader import OcrProcess, PageRead, PageReader, Progress
from assistant.reports.report_header import header_of
from assistant.reports.report_rows import report_rows
from assistant.reports.results import Doubt, ReportReading, ReportRow
from assistant.reports.tokens import CLEAR, Page
from assistant.reports.verdict import Person, judged, with_repeats_marked
from assistant.reports.vision import SeenRow, VisionReader, crop_boxes

MIN_UNKNOWN_ROWS = 3
"""Fewer rows than this, none of them a known test, are no laboratory report (design)."""
MIN_CLEAR_SHARE = 0.5
"""With fewer clear tokens than this share a photo is refused as a whole (design)."""

_WARNINGS = {
    Language.ZH: {
        "one_reader": "只有一种读取方式（文字识别）看过这张照片，请核对标出的行。",
        "checks": "有些数值之间算不拢，请对照报告核对标出的行。",
        "more_lines": "另一种读取方式多看到 {count} 行，请对照报告看看有没有漏掉的项目。",
    },
    Language.EN: {
        "one_reader": "Only one reader (text recognition) saw this photo; compare the marked rows with the paper.",
        "checks": "Some values do not add up; compare the marked rows with the paper.",
        "more_lines": "The other reader saw {count} more lines; look whether a result of the paper is missing.",
    },
}


class ReportReader:
    """Reads photos and PDFs of laboratory reports.

    ``pages`` does the recognising; ``vision`` is the second reader, if a model that sees is installed;
    ``clock`` gives seconds for timings.
    """

    def __init__(
        self,
        pages: PageReader | None = None,
        *,
        vision: VisionReader | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._pages = pages or OcrProcess()
        self._vision = vision
        self._clock = clock

    async def read(
        self,
        data: bytes,
        *,
        progress: Progress = lambda _stage: None,
        language: Language = Language.EN,
        person: Person | None = None,
    ) -> ReportReading:
        """Read one file (bytes of a JPEG, PNG, WebP, HEIC, TIFF or BMP picture, or of a PDF).

        ``progress`` is told ``decoding``, ``recognising``, ``arranging`` and ``comparing``; ``language`` is
        that of the warnings; ``person`` lets published ranges judge where the report prints none.
        Cancelling the call ends the reading process.

        Raises :class:`~assistant.reports.errors.ReportFileError` for a file that cannot be used,
        :class:`~assistant.reports.errors.NotAReport` when neither results nor findings are found and
        :class:`~assistant.reports.errors.ReportReaderError` when reading breaks off.
        """
        started = self._clock()
        read = await self._pages.read_page(data, progress=progress)
        recognised = self._clock()
        progress("arranging")
        person = person or Person()
        # a thread: arranging a full page takes longer than a frame of the window
        reading = await asyncio.to_thread(interpret, read, person, language)
        arranged = self._clock()
        times = {
            "recognising": (recognised - started) * 1000,
            "arranging": (arranged - recognised) * 1000,
        }
        if self._vision is not None and reading.rows:
            progress("comparing")
            seen = await self._seen(data, reading.rows, self._vision)
            if seen is not None:
                reading = await asyncio.to_thread(
                    with_second_reader, reading, seen, self._vision.name, language
                )
            times["comparing"] = (self._clock() - arranged) * 1000
        times["total"] = (self._clock() - started) * 1000
        return replace(reading, ms=times)

    async def _seen(
        self, data: bytes, rows: Sequence[ReportRow], vision: VisionReader
    ) -> tuple[SeenRow, ...] | None:
        crops = await self._pages.crops(data, crop_boxes(rows))
        return await vision.read(crops)


def interpret(read: PageRead, person: Person, language: Language = Language.EN) -> ReportReading:
    """Results of pages of text, or the findings of a report in prose; :class:`NotAReport` when it holds neither."""
    table = analyte_table()
    _refuse_unclear(read.pages)
    arranged = [arrange(page) for page in read.pages]
    redacted = sum(page.redacted for page in arranged)
    rows = report_rows([page.rows for page in arranged], read.reader, table)
    header = header_of(read.pages)
    if not any(row.analyte for row in rows) and len(rows) < MIN_UNKNOWN_ROWS:
        if findings := findings_of(read.pages):
            return ReportReading(
                (),
                (),
                redacted,
                {},
                (),
                "findings",
                header,
                findings,
                previews=read.previews,
                sizes=tuple((page.width, page.height) for page in read.pages),
            )
        raise NotAReport(
            "No table of results was found; lay the report flat in even light, fill the frame with it, "
            "hold the camera upright and take the photo again."
        )
    judged_rows = with_repeats_marked([judged(row, table, person) for row in rows])
    return _checked(
        ReportReading(
            tuple(judged_rows),
            (),
            redacted,
            {},
            (),
            _kind(rows, table),
            header,
            previews=read.previews,
            sizes=tuple((page.width, page.height) for page in read.pages),
        ),
        table,
        language,
    )


def with_second_reader(
    reading: ReportReading, seen: Sequence[SeenRow], reader: str, language: Language = Language.EN
) -> ReportReading:
    """``reading`` with the vision model's lines held against it; verdicts and checks stay those of code."""
    rows = with_vision(reading.rows, seen, reader)
    reading = _checked(replace(reading, rows=tuple(rows)), analyte_table(), language)
    more = len([line for line in seen if line.name and line.value]) - len(rows)
    if more > 0 and any(reader in row.readers for row in rows):
        sentence = _WARNINGS[language]["more_lines"].format(count=more)
        reading = replace(reading, warnings=(*reading.warnings, sentence))
    return reading


def _refuse_unclear(pages: Sequence[Page]) -> None:
    tokens = [token for page in pages for token in page.tokens]
    if sum(token.confidence >= CLEAR for token in tokens) < MIN_CLEAR_SHARE * len(tokens):
        raise NotAReport(
            "The text could not be read clearly; take the photo again in better light and focus, "
            "so that the report fills the frame."
        )


def _checked(reading: ReportReading, table: AnalyteTable, language: Language) -> ReportReading:
    """``reading`` with its arithmetic checked and its warnings written."""
    checks = run_checks(reading.rows, table)
    bare = [
        replace(row, doubts=tuple(doubt for doubt in row.doubts if doubt is not Doubt.ARITHMETIC))
        for row in reading.rows
    ]
    rows = with_failures_marked(bare, checks)
    words = _WARNINGS[language]
    warnings = []
    if any(row.in_doubt and row.agreed is None for row in rows):
        warnings.append(words["one_reader"])
    if not all(check.passed for check in checks):
        warnings.append(words["checks"])
    return replace(reading, rows=tuple(rows), checks=checks, warnings=tuple(warnings))


def _kind(rows: Sequence[ReportRow], table: AnalyteTable) -> str:
    counts = Counter(panel for row in rows if row.analyte for panel in table.panels_of(row.analyte))
    return counts.most_common(1)[0][0] if counts else ""
