"""What the report screen asks for: photos of laboratory reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language

Flag = Literal["high", "low", "none"]


@dataclass(frozen=True, slots=True)
class ReportRowView:
    """One printed result; ``in_doubt`` asks the person to compare it with the paper."""

    name: str
    value: str
    unit: str
    range: str
    flag: Flag
    verdict_text: str
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class ReportSnapshot:
    """A report as it was read; ``readers`` says who read it."""

    rows: tuple[ReportRowView, ...]
    summary: tuple[str, ...]
    warnings: tuple[str, ...]
    readers: str


class ReportPort(Protocol):
    """Photos of laboratory reports."""

    async def read(self, path: str, language: Language, on_stage: Callable[[str], None]) -> ReportSnapshot:
        """Read the picture at ``path``; ``on_stage`` gets a short sentence a step. Raises ``PortFailed``."""
        ...
