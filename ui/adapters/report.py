"""The report screen's port over the report reader and the records."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

from app.records.errors import RecordsError
from app.services import Services
from assistant.conversation import Language
from assistant.reports.errors import ReportError
from assistant.reports.explanation import explain
from assistant.reports.results import ReportReading, ReportRow, Verdict
from ui.adapters.error_words import failed
from ui.view_models.ports import Flag, PortFailed, ReportRowView, ReportSnapshot

_STAGES = {
    "decoding": {Language.ZH: "正在打开照片", Language.EN: "Opening the photo"},
    "recognising": {Language.ZH: "正在认字", Language.EN: "Reading the words"},
    "arranging": {Language.ZH: "正在整理成表", Language.EN: "Sorting them into a table"},
}
_NOT_READABLE = {
    Language.ZH: "这个文件打不开，请换一张照片。",
    Language.EN: "This file cannot be opened; choose another photo.",
}
#: A photo of one page; the reading process has its own, smaller limit and says so.
_MOST_BYTES = 200 * 1024 * 1024
_VERDICTS = {
    Verdict.NORMAL: {Language.ZH: "正常", Language.EN: "in range"},
    Verdict.HIGH: {Language.ZH: "偏高", Language.EN: "high"},
    Verdict.LOW: {Language.ZH: "偏低", Language.EN: "low"},
    Verdict.ABNORMAL: {Language.ZH: "异常", Language.EN: "not as expected"},
    Verdict.UNJUDGED: {Language.ZH: "无法判断", Language.EN: "not judged"},
}
_FLAGS: dict[str, Flag] = {"H": "high", "L": "low", "none": "none"}
_SIDES: dict[Verdict, Flag] = {Verdict.HIGH: "high", Verdict.LOW: "low", Verdict.NORMAL: "none"}


class ReportAdapter:
    """Reads a photo and keeps its results, encrypted (:class:`ui.view_models.ports.ReportPort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house
        #: The last reading, for the question that may follow.
        self.last: ReportReading | None = None

    async def read(self, path: str, language: Language, on_stage: Callable[[str], None]) -> ReportSnapshot:
        """Read the photo at ``path``, store what it says, and return it for the screen."""
        data = await asyncio.to_thread(_bytes_of, Path(path))
        if data is None:
            raise PortFailed(_NOT_READABLE[language])
        try:
            reading = await self._house.reports.read(
                data, progress=lambda stage: on_stage(_STAGES[stage][language]), language=language
            )
            await asyncio.to_thread(self._store, reading, data)
        except (ReportError, RecordsError) as error:
            raise failed(error, language) from error
        self.last = reading
        return snapshot(reading, language)

    def _store(self, reading: ReportReading, photo: bytes) -> None:
        rows = [row.to_json() for row in reading.rows]
        self._house.records.store_report(self._house.person, rows, hashlib.sha256(photo).hexdigest(), photo)


def snapshot(reading: ReportReading, language: Language) -> ReportSnapshot:
    """A reading as the report screen shows it."""
    return ReportSnapshot(
        rows=tuple(_row(row, language) for row in reading.rows),
        summary=tuple(explain(reading.rows, language)),
        warnings=reading.warnings,
        readers=", ".join(dict.fromkeys(reader for row in reading.rows for reader in row.readers)),
    )


def _row(row: ReportRow, language: Language) -> ReportRowView:
    return ReportRowView(
        name=row.printed_name,
        value=row.value.text,
        unit=row.unit or row.printed_unit,
        range=row.printed_range.text if row.printed_range else row.general_range,
        flag=_SIDES.get(row.verdict, _FLAGS[row.flag]),
        verdict_text=_VERDICTS[row.verdict][language],
        in_doubt=row.in_doubt,
    )


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.stat().st_size <= _MOST_BYTES else None
    except OSError:
        return None
