"""What a report says once it is read: rows, checks, doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from assistant.reports.report_header import ReportHeader
from assistant.reports.values import Range, Value


class Verdict(StrEnum):
    """Where a result lies. ``UNJUDGED``: nothing printed or published allows a judgement."""

    NORMAL = "normal"
    HIGH = "high"
    LOW = "low"
    ABNORMAL = "abnormal"
    UNJUDGED = "unjudged"

    @property
    def out_of_range(self) -> bool:
        """Whether the result is to be marked."""
        return self in (Verdict.HIGH, Verdict.LOW, Verdict.ABNORMAL)


class Basis(StrEnum):
    """What a verdict rests on."""

    PRINTED_RANGE = "printed_range"
    PRINTED_MARK = "printed_mark"
    GENERAL_RANGE = "general_range"


class Doubt(StrEnum):
    """Why a person should compare a row with the paper."""

    LOW_CONFIDENCE = "low_confidence"
    ARROW_AS_DIGIT = "arrow_as_digit"
    GLUED_TO_NAME = "glued_to_name"
    MARK_DISAGREES = "mark_disagrees"
    RANGE_INVERTED = "range_inverted"
    DECIMAL_POINT = "decimal_point"
    COMMA = "comma"
    ARITHMETIC = "arithmetic"
    TWO_VALUES = "two_values"
    READERS_DISAGREE = "readers_disagree"
    CRITICAL = "critical"
    UNNAMED = "unnamed"


Flag = Literal["H", "L", "none"]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the upright photo."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One result.

    ``printed_name``, ``code``, ``value.text``, ``printed_unit`` and ``printed_range`` are as printed.
    ``analyte`` is a key of the table of analytes, ``ucum`` the unit where both are known, ``unit`` the unit
    as people write it. ``general_range`` and ``range_source`` are set when a published range judged instead
    of a printed one. ``critical`` names the laboratories' lists whose critical value is reached; it serves
    for "contact your doctor" alone. ``agreed`` is ``None`` while only one reader read the row (``readers``);
    ``other_value`` is what the second reader read where it does not agree. ``value_box`` holds the value alone,
    ``meanings`` the analytes an ambiguous name may mean.
    """

    printed_name: str
    value: Value
    confidence: float
    box: Box
    readers: tuple[str, ...]
    code: str = ""
    analyte: str | None = None
    printed_unit: str = ""
    unit: str = ""
    ucum: str | None = None
    printed_range: Range | None = None
    general_range: str = ""
    range_source: str = ""
    flag: Flag = "none"
    verdict: Verdict = Verdict.UNJUDGED
    basis: Basis | None = None
    critical: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    agreed: bool | None = None
    other_value: str = ""
    value_box: Box = (0, 0, 0, 0)
    meanings: tuple[str, ...] = ()
    page: int = 1

    @property
    def in_doubt(self) -> bool:
        """Whether the person is asked to compare this row with the paper."""
        return bool(self.doubts)

    def to_json(self) -> dict[str, Any]:
        """The row as in ``report read``."""
        return {
            "printed_name": self.printed_name,
            "code": self.code,
            "analyte": self.analyte,
            "value": self.value.text,
            "unit": self.unit,
            "ucum": self.ucum,
            "range": self.printed_range.text if self.printed_range else "",
            "general_range": self.general_range,
            "range_source": self.range_source,
            "flag": self.flag,
            "verdict": self.verdict.value,
            "basis": self.basis.value if self.basis else None,
            "critical": bool(self.critical),
            "confidence": round(self.confidence, 3),
            "box": list(self.box),
            "value_box": list(self.value_box),
            "agreed": self.agreed,
            "other_value": self.other_value,
            "meanings": list(self.meanings),
            "page": self.page,
            "readers": list(self.readers),
            "doubts": [doubt.value for doubt in self.doubts],
        }


@dataclass(frozen=True, slots=True)
class CheckResult:
    """An arithmetic check: what ``analytes`` (the defined one first) print and what the others make of it, in SI units."""

    id: str
    passed: bool
    analytes: tuple[str, ...]
    printed: float
    computed: float

    def to_json(self) -> dict[str, Any]:
        """The check as in ``report read``."""
        return {
            "id": self.id,
            "passed": self.passed,
            "analytes": list(self.analytes),
            "printed": round(self.printed, 4),
            "computed": round(self.computed, 4),
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence of a report in prose (imaging, discharge), under the heading it stands beneath; never a number."""

    section: str
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """The finding as in ``report read``."""
        return {"section": self.section, "sentence": self.sentence}


@dataclass(frozen=True, slots=True)
class ReportReading:
    """A report that was read.

    ``kind`` is the panel most rows belong to (``cbc``, ``lipids``…), ``findings`` for a report in prose, or
    empty. ``redacted`` counts personal fields that were found and left out; ``ms`` is wall time by stage;
    ``previews`` are the pages as JPEG pictures of our own making, ``sizes`` their width and height in pixels
    of the upright photo, to which boxes refer.
    """

    rows: tuple[ReportRow, ...]
    checks: tuple[CheckResult, ...]
    redacted: int
    ms: Mapping[str, float]
    warnings: tuple[str, ...]
    kind: str
    header: ReportHeader = field(default_factory=ReportHeader)
    findings: tuple[Finding, ...] = ()
    previews: tuple[bytes, ...] = ()
    sizes: tuple[tuple[int, int], ...] = ()

    @property
    def out_of_range(self) -> Sequence[ReportRow]:
        """Rows to be marked."""
        return [row for row in self.rows if row.verdict.out_of_range]

    def to_json(self) -> dict[str, Any]:
        """The reading as in ``report read``."""
        return {
            "rows": [row.to_json() for row in self.rows],
            "checks": [check.to_json() for check in self.checks],
            "redacted": self.redacted,
            "kind": self.kind,
            "header": self.header.to_json(),
            "findings": [finding.to_json() for finding in self.findings],
            "warnings": list(self.warnings),
            "ms": round(self.ms.get("total", 0.0), 1),
            "timings_ms": {stage: round(time, 1) for stage, time in self.ms.items()},
        }
