"""What the report screen asks for: photos of laboratory reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language

Flag = Literal["high", "low", "none"]


@dataclass(frozen=True, slots=True)
class ReportMeaning:
    """A test that an ambiguous name on a report may mean; ``key`` is what it is chosen by."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class ReportPoint:
    """What an earlier report, or this one, says of the same test; ``value`` with its unit."""

    day: str
    value: str


@dataclass(frozen=True, slots=True)
class ReportRowView:
    """One printed result; ``in_doubt`` asks the person to compare it with the paper.

    ``other`` is what the second reader read where it does not agree. The evidence lies on picture ``page``
    (from 0) in the rectangle ``spot_…``, shares of the picture; a ``spot_width`` of 0 is no evidence.
    ``meanings`` are the tests to choose from while its name is ambiguous; ``history`` is the same test over time,
    newest first (empty without an earlier one), and ``change`` what changed since last time.
    """

    name: str
    value: str
    unit: str
    range: str
    flag: Flag
    verdict_text: str
    in_doubt: bool = False
    other: str = ""
    corrected: bool = False
    page: int = 0
    spot_left: float = 0.0
    spot_top: float = 0.0
    spot_width: float = 0.0
    spot_height: float = 0.0
    meanings: tuple[ReportMeaning, ...] = ()
    history: tuple[ReportPoint, ...] = ()
    change: str = ""


@dataclass(frozen=True, slots=True)
class ReportSource:
    """A passage of the library that explains a result."""

    title: str
    passage: str


@dataclass(frozen=True, slots=True)
class ReportSnapshot:
    """A report as it was read; ``readers`` says who read it.

    ``previews`` are addresses of its pages as pictures of our own making; ``about`` is where and when it is
    from; ``changes`` is what changed since last time; ``findings`` are the sentences of a report in prose.
    """

    rows: tuple[ReportRowView, ...]
    summary: tuple[str, ...]
    warnings: tuple[str, ...]
    readers: str
    previews: tuple[str, ...] = ()
    about: str = ""
    changes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


class ReportPort(Protocol):
    """Photos of laboratory reports."""

    async def read(
        self, path: str | Sequence[str], language: Language, on_stage: Callable[[str], None]
    ) -> ReportSnapshot:
        """Read the file or folder at ``path``, or several pages of one report; ``on_stage`` gets a short sentence a step.

        Raises ``PortFailed``.
        """
        ...

    async def correct(self, index: int, value: str, language: Language) -> ReportSnapshot:
        """Keep ``value`` as what row ``index`` of the report last read says. Raises ``PortFailed``."""
        ...

    async def name(self, index: int, key: str, language: Language) -> ReportSnapshot:
        """Row ``index`` is the test ``key`` of its meanings. Raises ``PortFailed``."""
        ...

    async def sources(self, language: Language) -> Sequence[ReportSource]:
        """Passages of the library about the results out of range of the report last read; none while there is no library."""
        ...
