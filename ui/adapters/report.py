"""The report screen's port over the report reader and the records."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.records.errors import RecordsError
from app.records.reports import StoredReport
from app.services import Services
from assistant.conversation import Language
from assistant.reports.analytes import analyte_table
from assistant.reports.changes import Dated, changed_since, sentence
from assistant.reports.corrections import with_corrections
from assistant.reports.errors import ReportError
from assistant.reports.explanation import explain
from assistant.reports.photo import SUFFIXES
from assistant.reports.results import Doubt, ReportReading, ReportRow, Verdict
from ui.adapters.error_words import failed
from ui.adapters.report_history import with_history
from ui.adapters.report_sources import sources_for
from ui.view_models.ports import (
    Flag,
    PortFailed,
    ReportMeaning,
    ReportRowView,
    ReportSnapshot,
    ReportSource,
)

_STAGES = {
    "decoding": {Language.ZH: "正在打开照片", Language.EN: "Opening the photo"},
    "recognising": {Language.ZH: "正在认字", Language.EN: "Reading the words"},
    "arranging": {Language.ZH: "正在整理成表", Language.EN: "Sorting them into a table"},
    "comparing": {Language.ZH: "正在请第二个模型核对", Language.EN: "A second reader is checking"},
}
_NOT_READABLE = {
    Language.ZH: "这个文件打不开，请换一张照片。",
    Language.EN: "This file cannot be opened; choose another photo.",
}
_SAME_PAPER = {
    Language.ZH: "这张报告 {day} 已经存过，这次是同一份报告的另一张照片。",
    Language.EN: "This report was kept on {day} already; this is another photo of the same paper.",
}
#: A photo of one page; the reading process has its own, smaller limit and says so.
_MOST_BYTES = 200 * 1024 * 1024
#: Pages of one report that are read together.
_MOST_PAGES = 12
_VERDICTS = {
    Verdict.NORMAL: {Language.ZH: "正常", Language.EN: "in range"},
    Verdict.HIGH: {Language.ZH: "偏高", Language.EN: "high"},
    Verdict.LOW: {Language.ZH: "偏低", Language.EN: "low"},
    Verdict.ABNORMAL: {Language.ZH: "异常", Language.EN: "not as expected"},
    Verdict.UNJUDGED: {Language.ZH: "无法判断", Language.EN: "not judged"},
}
_FLAGS: dict[str, Flag] = {"H": "high", "L": "low", "none": "none"}
_SIDES: dict[Verdict, Flag] = {Verdict.HIGH: "high", Verdict.LOW: "low", Verdict.NORMAL: "none"}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One photo or PDF: what was read and what is kept of it."""

    reading: ReportReading
    stored: StoredReport


class ReportAdapter:
    """Reads photos and keeps their results, encrypted (:class:`ui.view_models.ports.ReportPort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house
        self._sheets: tuple[_Sheet, ...] = ()
        #: The last reading, for the question that may follow.
        self.last: ReportReading | None = None

    async def read(
        self, path: str | Sequence[str], language: Language, on_stage: Callable[[str], None]
    ) -> ReportSnapshot:
        """Read the pages at ``path``, store what they say, and return it for the screen."""
        files = await asyncio.to_thread(_files_of, [path] if isinstance(path, str) else list(path))
        sheets = []
        try:
            for file in files:
                data = await asyncio.to_thread(_bytes_of, file)
                if data is None:
                    raise PortFailed(_NOT_READABLE[language])
                reading = await self._house.reports.read(
                    data, progress=lambda stage: on_stage(_STAGES[stage][language]), language=language
                )
                stored = await asyncio.to_thread(self._store, reading, data)
                sheets.append(_Sheet(reading, stored))
        except (ReportError, RecordsError) as error:
            raise failed(error, language) from error
        if not sheets:
            raise PortFailed(_NOT_READABLE[language])
        self._sheets = tuple(sheets)
        return await asyncio.to_thread(self._shown, language)

    async def correct(self, index: int, value: str, language: Language) -> ReportSnapshot:
        """Keep ``value`` as what row ``index`` says, counted over all pages, and return the report with it."""
        try:
            await asyncio.to_thread(
                self._say, index, lambda report, row: self._house.records.correct_report(report, row, value)
            )
        except RecordsError as error:
            raise failed(error, language) from error
        return await asyncio.to_thread(self._shown, language)

    async def name(self, index: int, key: str, language: Language) -> ReportSnapshot:
        """Keep that row ``index``, counted over all pages, is the test ``key``, and return the report with it."""
        try:
            await asyncio.to_thread(
                self._say, index, lambda report, row: self._house.records.name_report_row(report, row, key)
            )
        except RecordsError as error:
            raise failed(error, language) from error
        return await asyncio.to_thread(self._shown, language)

    async def sources(self, language: Language) -> tuple[ReportSource, ...]:
        """Passages of the library about the results out of range of the report last read."""
        rows = () if self.last is None else tuple(self.last.out_of_range)
        return await asyncio.to_thread(sources_for, self._house, rows, language)

    def _say(self, index: int, keep: Callable[[StoredReport, int], StoredReport]) -> None:
        sheets = list(self._sheets)
        for place, sheet in enumerate(sheets):
            if index < len(sheet.stored.rows):
                sheets[place] = replace(sheet, stored=keep(sheet.stored, index))
                break
            index -= len(sheet.stored.rows)
        self._sheets = tuple(sheets)

    def _store(self, reading: ReportReading, photo: bytes) -> StoredReport:
        told = reading.to_json()
        detail = {name: told[name] for name in ("kind", "header", "findings")}
        digest = hashlib.sha256(photo).hexdigest()
        return self._house.records.store_report(self._house.person, told["rows"], digest, photo, detail)

    def _shown(self, language: Language) -> ReportSnapshot:
        """The pages together, as the person left them."""
        readings = [
            replace(sheet.reading, rows=with_corrections(sheet.reading.rows, sheet.stored.rows))
            for sheet in self._sheets
        ]
        whole = _joined(readings)
        self.last = whole
        own = {sheet.stored.photo_sha256 for sheet in self._sheets}
        earlier = [
            report
            for report in self._house.records.reports(self._house.person)
            if report.photo_sha256 not in own and report.day <= self._sheets[0].stored.day
        ]
        twin = self._house.records.other_photo_of(self._house.person, self._sheets[0].stored)
        earlier = [report for report in earlier if twin is None or report.id != twin.id]
        rows = [row for sheet in self._sheets for row in sheet.stored.rows]
        dated = [Dated(report.day, report.rows) for report in earlier]
        changes = changed_since(rows, dated)
        shown = snapshot(whole, language)
        views = with_history(shown.rows, rows, self._sheets[0].stored.day, dated, language)
        warnings = shown.warnings
        if twin is not None:
            warnings = (_SAME_PAPER[language].format(day=twin.stored_at.date().isoformat()), *warnings)
        return replace(
            shown,
            rows=tuple(
                replace(view, corrected=bool(row.get("corrected")))
                for view, row in zip(views, rows, strict=True)
            ),
            warnings=warnings,
            changes=tuple(sentence(change, language) for change in changes if change.way != "same"),
        )


def _joined(readings: Sequence[ReportReading]) -> ReportReading:
    """Several pages as one report: rows in order, pictures one after the other."""
    first = readings[0]
    if len(readings) == 1:
        return first
    rows: list[ReportRow] = []
    before = 0
    for reading in readings:
        rows.extend(replace(row, page=row.page + before) for row in reading.rows)
        before += max(1, len(reading.previews))
    return replace(
        first,
        rows=tuple(rows),
        checks=tuple(check for reading in readings for check in reading.checks),
        redacted=sum(reading.redacted for reading in readings),
        warnings=tuple(dict.fromkeys(text for reading in readings for text in reading.warnings)),
        findings=tuple(finding for reading in readings for finding in reading.findings),
        previews=tuple(picture for reading in readings for picture in reading.previews),
        sizes=tuple(size for reading in readings for size in reading.sizes),
    )


def snapshot(reading: ReportReading, language: Language) -> ReportSnapshot:
    """A reading as the report screen shows it."""
    header = reading.header
    about = [header.hospital, header.specimen, header.day.isoformat() if header.day else ""]
    return ReportSnapshot(
        rows=tuple(_row(row, reading, language) for row in reading.rows),
        summary=tuple(explain(reading.rows, language)) if reading.rows else (),
        warnings=reading.warnings,
        readers=", ".join(dict.fromkeys(reader for row in reading.rows for reader in row.readers)),
        previews=tuple(
            f"data:image/jpeg;base64,{base64.b64encode(picture).decode('ascii')}"
            for picture in reading.previews
        ),
        about=" · ".join(part for part in about if part),
        findings=tuple(f"{finding.section}：{finding.sentence}" for finding in reading.findings),
    )


def _row(row: ReportRow, reading: ReportReading, language: Language) -> ReportRowView:
    wide, high = reading.sizes[row.page - 1] if row.page <= len(reading.sizes) else (0, 0)
    left, top, right, bottom = row.box
    placed = wide > 0 and high > 0
    return ReportRowView(
        name=row.printed_name,
        value=row.value.text,
        unit=row.unit or row.printed_unit,
        range=row.printed_range.text if row.printed_range else row.general_range,
        flag=_SIDES.get(row.verdict, _FLAGS[row.flag]),
        verdict_text=_VERDICTS[row.verdict][language],
        in_doubt=row.in_doubt,
        other=row.other_value,
        page=row.page - 1,
        spot_left=left / wide if placed else 0.0,
        spot_top=top / high if placed else 0.0,
        spot_width=(right - left) / wide if placed else 0.0,
        spot_height=(bottom - top) / high if placed else 0.0,
        meanings=_meanings(row, language),
    )


def _meanings(row: ReportRow, language: Language) -> tuple[ReportMeaning, ...]:
    """The tests to choose from while it is not known which one the row is."""
    if Doubt.UNNAMED not in row.doubts:
        return ()
    found = [analyte_table()[key] for key in row.meanings]
    return tuple(ReportMeaning(one.key, one.zh[0] if language is Language.ZH else one.en[0]) for one in found)


def _files_of(paths: Sequence[str]) -> list[Path]:
    """Files at ``paths``, those of a folder by name."""
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            files += [file for file in sorted(path.iterdir()) if file.suffix.lower() in SUFFIXES]
        else:
            files.append(path)
    return files[:_MOST_PAGES]


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.stat().st_size <= _MOST_BYTES else None
    except OSError:
        return None
