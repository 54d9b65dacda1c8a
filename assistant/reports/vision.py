"""The second reader: a vision model that fills a fixed form from crops of the page.

It never adds a result of its own: what it reads is only held against what text recognition read.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from importlib import resources
from typing import Any, Protocol

from assistant.models.answer_prompt import ChatMessage
from assistant.models.engine import EngineDescription, EngineError
from assistant.reports.results import Box, ReportRow

_log = logging.getLogger(__name__)

ROWS_A_CROP = 8
"""Rows shown at a time: small print stays large enough for the model's image tokens (design)."""
REPORT_IMAGE_TOKENS = 1280
"""Image tokens of a crop: a token covers 28 to 32 pixels squared, and a crop is at most 1,400 pixels wide."""
MAX_CROPS = 12
TOKENS_A_ROW = 70
MAX_CELL = 60
"""Longest cell taken from the model, in characters; longer ones are no cells (design)."""

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "rows": {
            "type": "array",
            "maxItems": 3 * ROWS_A_CROP,
            "items": {
                "type": "object",
                "properties": {
                    name: {"type": "string", "maxLength": MAX_CELL}
                    for name in ("name", "value", "unit", "range", "flag")
                },
                "required": ["name", "value", "unit", "range", "flag"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["rows"],
    "additionalProperties": False,
}
"""The form of the model's answer (JSON schema)."""


class FormEngine(Protocol):
    """A model that sees pictures and keeps to a JSON schema, as the local engine does."""

    @property
    def description(self) -> EngineDescription:
        """Which engine and model this is."""
        ...

    def generate(
        self,
        prompt: Sequence[ChatMessage],
        *,
        schema: Mapping[str, Any] | None = None,
        images: Sequence[bytes] = (),
        max_tokens: int = 400,
        temperature: float | None = None,
    ) -> AsyncGenerator[str, None]:
        """Yield the answer in pieces; raises :class:`~assistant.models.engine.EngineError`."""
        ...


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One line as the model saw it; cells as printed, empty where it saw none."""

    name: str
    value: str
    unit: str
    range: str
    flag: str


class VisionReader:
    """Asks a :class:`FormEngine` for the lines on crops of a page."""

    def __init__(self, engine: FormEngine) -> None:
        self._engine = engine

    @property
    def name(self) -> str:
        """What the reader is called among the readers of a row."""
        return self._engine.description.model

    async def read(self, crops: Sequence[bytes]) -> tuple[SeenRow, ...] | None:
        """Lines on ``crops`` (JPEG or PNG), top to bottom; ``None`` when the model fails: one reader is left then."""
        seen: list[SeenRow] = []
        for crop in crops[:MAX_CROPS]:
            try:
                seen.extend(await self._lines(crop))
            except EngineError as error:
                _log.warning("the second reader failed: %s", type(error).__name__)
                return None
        return tuple(seen)

    async def _lines(self, crop: bytes) -> list[SeenRow]:
        prompt = (
            ChatMessage("system", _instructions()),
            ChatMessage("user", "Fill the form with the lines of this picture."),
        )
        answer = self._engine.generate(
            prompt, schema=SCHEMA, images=(crop,), max_tokens=2 * ROWS_A_CROP * TOKENS_A_ROW, temperature=0.0
        )
        async with aclosing(answer) as stream:
            pieces = [piece async for piece in stream]
        return seen_rows("".join(pieces))


def seen_rows(answer: str) -> list[SeenRow]:
    """Lines of a model's answer; none when it is not of the agreed form (a cut-off or invented one)."""
    try:
        rows = json.loads(answer)["rows"]
        return [
            SeenRow(*(_cell(row[name]) for name in ("name", "value", "unit", "range", "flag")))
            for row in rows
        ]
    except (ValueError, LookupError, TypeError, RecursionError):
        return []


def _cell(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a cell is text")
    return " ".join(value.split())[:MAX_CELL]


def _instructions() -> str:
    file = resources.files("resources") / "prompts" / "report_lines.txt"
    return file.read_text(encoding="utf-8").strip()


def crop_boxes(rows: Sequence[ReportRow]) -> list[tuple[int, Box]]:
    """Page number and box (pixels of the upright photo) of each crop the model is shown.

    Rows are taken in order, so that tables side by side come one after the other.
    """
    boxes = []
    for page in sorted({row.page for row in rows}):
        own = [row for row in rows if row.page == page]
        for start in range(0, len(own), ROWS_A_CROP):
            part = own[start : start + ROWS_A_CROP]
            heights = sorted(row.value_box[3] - row.value_box[1] for row in part)
            margin = max(4, heights[len(heights) // 2] // 2)
            boxes.append(
                (
                    page,
                    (
                        max(0, min(row.box[0] for row in part) - 2 * margin),
                        max(0, min(row.box[1] for row in part) - margin),
                        max(row.box[2] for row in part) + 2 * margin,
                        max(row.box[3] for row in part) + margin,
                    ),
                )
            )
    return boxes
