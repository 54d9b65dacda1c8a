"""The laboratory results of a visit sheet: the newest of each analyte, where it is out of its printed range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from app.exchange.visit_sheet import words
from app.exchange.visit_sheet.content import LabResult
from app.records import wording
from app.records.reports import StoredReport
from assistant.conversation import Language
from assistant.reports.analytes import analyte_table

#: Longer texts are cut, so that a row is one line of paper or two; a Chinese letter is as wide as two others.
WIDEST_NAME: Final = 36
WIDEST_FIGURE: Final = 24
_ARROWS: Final = {"high": "↑", "low": "↓"}
_ABNORMAL: Final = "abnormal"


def out_of_range(
    reports: Sequence[StoredReport], zone: ZoneInfo, language: Language
) -> tuple[LabResult, ...]:
    """Return what is out of range in ``reports``, the newest report first.

    An older result of an analyte does not count any more once there is a newer one.
    """
    pages = _pages(reports, zone)
    seen: set[str] = set()
    results: list[LabResult] = []
    for report in sorted(reports, key=lambda one: (one.day, one.stored_at), reverse=True):
        day, page, count = pages[report.id]
        name = wording.day_name(day, language)
        where = words.report_page(name, page, count, language, printed=report.printed_day is not None)
        newest = [row for row in report.rows if _names(row) not in seen]
        seen |= {_names(row) for row in newest}
        results += [
            _result(row, where, language) for row in newest if row.get("verdict") in (*_ARROWS, _ABNORMAL)
        ]
    return tuple(results)


def cut(text: str, widest: int) -> str:
    """Return ``text`` on one line, cut where it is wider than ``widest``."""
    plain = " ".join(text.split())
    width = 0
    for index, character in enumerate(plain):
        width += 2 if east_asian_width(character) in "WF" else 1
        if width > widest:
            return f"{plain[:index]}…"
    return plain


def _names(row: Mapping[str, Any]) -> str:
    return str(row.get("analyte") or row.get("printed_name") or "")


def _result(row: Mapping[str, Any], where: str, language: Language) -> LabResult:
    printed = str(row.get("printed_name") or "")
    analyte = analyte_table().analytes.get(str(row.get("analyte") or ""))
    if language is Language.EN and analyte is not None and not printed.isascii():
        printed = f"{analyte.en[0]} {printed}"  # the doctor may not read the letters of the paper
    return LabResult(
        name=cut(printed, WIDEST_NAME),
        value=cut(f"{row.get('value') or ''} {row.get('unit') or ''}", WIDEST_FIGURE),
        range=cut(str(row.get("range") or row.get("general_range") or ""), WIDEST_FIGURE),
        mark=_ARROWS.get(str(row["verdict"]), words.abnormal(language)),
        page=where,
    )


def _pages(reports: Sequence[StoredReport], zone: ZoneInfo) -> dict[str, tuple[date, int, int]]:
    """Return report id → (its printed day, else that of the photo; its page among that day's; how many pages)."""
    by_day: dict[tuple[date, bool], list[StoredReport]] = {}
    for report in sorted(reports, key=lambda one: (one.stored_at, one.id)):
        printed = report.printed_day
        day = printed or report.stored_at.astimezone(zone).date()
        by_day.setdefault((day, printed is not None), []).append(report)
    return {
        report.id: (day, page, len(pages))
        for (day, _), pages in by_day.items()
        for page, report in enumerate(pages, start=1)
    }
