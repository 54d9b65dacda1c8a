"""What other agents can ask for: plain values in, plain values out; nothing here changes anything.

Every number comes from the records as they are shown in the window. Names of people are never given.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import Field

from app.services import Services
from assistant.conversation import Language
from device_io.reading import COMPONENT_UNITS, ReadingKind

_MOST_POINTS: Final = 400
_MOST_REPORTS: Final = 10
_MOST_PASSAGES: Final = 10
_LONGEST_QUERY: Final = 300

Days = Annotated[int, Field(ge=1, le=1830, description="how many days up to today")]
Half = Annotated[int, Field(ge=1, le=900, description="length of each of the two periods in days")]
Tongue = Annotated[str, Field(pattern="^(zh|en)$", description="language of the words: zh or en")]
Words = Annotated[str, Field(min_length=1, max_length=_LONGEST_QUERY, description="what to look for")]
SheetDays = Annotated[int, Field(ge=7, le=90, description="how many days up to today")]


class AgentTools:
    """The tools, over one household. The methods are what :mod:`ui.mcp_server.server` offers."""

    def __init__(self, house: Services) -> None:
        self._house = house

    def list_metrics(self) -> dict[str, Any]:
        """What is measured here: kinds and components with units, how many readings, and when the last was."""
        person, rows = self._house.person, []
        for kind in ReadingKind:
            readings = self._house.records.readings(person, kind, _MOST_POINTS)
            if readings:
                rows.append(
                    {
                        "kind": kind.value,
                        "components": dict(COMPONENT_UNITS[kind]),
                        "readings": len(readings),
                        "at_least": len(readings) == _MOST_POINTS,
                        "last_taken_at": readings[0].reading.taken_at.isoformat(),
                    }
                )
        return {"metrics": rows}

    def trend(self, kind: str, component: str, days: Days = 30, language: Tongue = "en") -> dict[str, Any]:
        """One component over the last days: points, mean, lowest, highest, and the sentence the window shows."""
        found = self._house.records.trend(
            self._house.person, _kind(kind), component, days, self._house.now(), Language(language)
        )
        points = found.points[-_MOST_POINTS:]
        return {
            "kind": kind,
            "component": component,
            "days": days,
            "unit": found.unit,
            "readings": found.n,
            "mean": _text(found.mean),
            "lowest": _text(found.minimum),
            "highest": _text(found.maximum),
            "sentence": found.sentence,
            "points": [[point.taken_at.isoformat(), _text(point.value)] for point in points],
            "points_left_out": len(found.points) - len(points),
        }

    def compare_periods(self, kind: str, component: str, days: Half = 14) -> dict[str, Any]:
        """The last days against as many before them: number of readings and mean of each, and the difference."""
        now, records, person = self._house.now(), self._house.records, self._house.person
        late = records.trend(person, _kind(kind), component, days, now, Language.EN)
        both = records.trend(person, _kind(kind), component, 2 * days, now, Language.EN)
        earlier = both.n - late.n
        before = None
        if earlier > 0 and both.mean is not None:
            before = (both.mean * both.n - (late.mean or Decimal(0)) * late.n) / earlier
        change = late.mean - before if late.mean is not None and before is not None else None
        return {
            "kind": kind,
            "component": component,
            "unit": both.unit,
            "recent": {"days": days, "readings": late.n, "mean": _rounded(late.mean)},
            "before": {"days": days, "readings": earlier, "mean": _rounded(before)},
            "change": _rounded(change),
        }

    def report_results(self, reports: Annotated[int, Field(ge=1, le=_MOST_REPORTS)] = 1) -> dict[str, Any]:
        """Results of the last laboratory reports: analyte, value, unit, range as printed, and which are in doubt."""
        rows = self._house.records.reports(self._house.person, reports)
        return {
            "reports": [
                {
                    "read_at": report.stored_at.isoformat(),
                    "results": [_result(row) for row in report.rows if row.get("analyte")],
                }
                for report in rows
            ]
        }

    def library_search(
        self, query: Words, language: Tongue = "en", limit: Annotated[int, Field(ge=1, le=_MOST_PASSAGES)] = 5
    ) -> dict[str, Any]:
        """Passages of the medical library with their sources."""
        library = self._house.library
        library.build()
        hits = library.search(query, language, limit=limit).hits
        return {
            "passages": [
                {
                    "id": hit.passage.id,
                    "title": hit.passage.title,
                    "source": hit.passage.source,
                    "text": hit.passage.text,
                    "score": round(hit.score, 3),
                }
                for hit in hits
            ]
        }

    def visit_sheet(self, days: SheetDays = 28, language: Tongue = "en") -> dict[str, Any]:
        """The page for the doctor without a name on it: the essentials as text, and the page as PDF in base64."""
        import base64

        from app.exchange.visit_sheet.content import SheetOptions

        options = SheetOptions(Language(language), (), days, "")
        exchange, person = self._house.records.exchange, self._house.person
        sheet = exchange.visit_sheet(person, options)
        page = exchange.visit_sheet_pdf(person, options)
        return {
            "first_day": sheet.first_day.isoformat(),
            "last_day": sheet.last_day.isoformat(),
            "essentials": sheet.essentials,
            "pdf_base64": base64.b64encode(page).decode(),
        }


#: The tools by name, in the order they are listed.
TOOL_NAMES: Final[Sequence[str]] = (
    "list_metrics", "trend", "compare_periods", "report_results", "library_search", "visit_sheet",
)  # fmt: skip


def _kind(name: str) -> ReadingKind:
    try:
        return ReadingKind(name)
    except ValueError as error:
        raise ValueError(f"There is no metric called {name[:40]!r}: list_metrics names them.") from error


def _result(row: Any) -> dict[str, Any]:
    names = ("analyte", "value", "unit", "range", "general_range", "flag", "verdict")
    return {name: row.get(name) for name in names} | {"in_doubt": bool(row.get("doubts"))}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def _rounded(value: Decimal | None) -> str | None:
    return None if value is None else _text(round(value, 2))
