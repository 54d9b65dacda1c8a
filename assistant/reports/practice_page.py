"""Draws a practice sheet as a clean page."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.reports.errors import ReportError
from assistant.reports.practice_values import Header, Layout, PracticeRow

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

PAGE_WIDTH = 1300
"""Width of the page in pixels: about 150 dots an inch on A4."""
MARGIN = 70
LINE = 44
TEXT_SIZE = 26
SMALLEST = 15
RELATIVE_WIDTH = {
    "number": 0.6,
    "code": 1.2,
    "name": 3.2,
    "result": 1.4,
    "flag": 0.7,
    "unit": 1.3,
    "range": 1.8,
}
"""Widths of columns relative to each other (design)."""
FONT_FILES: Sequence[tuple[str, int]] = (
    ("NotoSansCJK-Regular.ttc", 2),  # face 2 is Simplified Chinese
    ("NotoSansCJKsc-Regular.otf", 0),
    ("NotoSansSC-Regular.otf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("msyh.ttc", 0),
    ("Hiragino Sans GB.ttc", 0),
)
"""Fonts that hold Latin, Chinese and arrows: file name and face within the file."""


class FontMissing(ReportError):
    """No font with Chinese letters is installed."""


@cache
def font_file() -> tuple[Path, int]:
    """The first font of :data:`FONT_FILES` on this machine, with its face; raises :class:`FontMissing`."""
    home = Path.home()
    folders = {
        "win32": [Path("C:/Windows/Fonts")],
        "darwin": [Path("/Library/Fonts"), Path("/System/Library/Fonts"), home / "Library/Fonts"],
    }.get(
        sys.platform, [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts"]
    )
    present = {
        path.name: path for folder in folders if folder.is_dir() for path in folder.rglob("*.[to]t[fc]")
    }
    for name, face in FONT_FILES:
        if name in present:
            return present[name], face
    raise FontMissing(
        "No font with Chinese letters is installed; install Noto Sans CJK (Debian: fonts-noto-cjk)."
    )


@cache
def font(size: int) -> FreeTypeFont:
    """The sheet's font at ``size`` pixels."""
    from PIL import ImageFont

    path, face = font_file()
    return ImageFont.truetype(str(path), size, index=face)


@dataclass(frozen=True, slots=True)
class _Column:
    role: str
    x: int
    width: int


def draw_page(rows: Sequence[PracticeRow], layout: Layout, header: Header, words: Mapping[str, str]) -> Image:
    """A white page with header, table and footer. ``words`` holds the text over each column role."""
    from PIL import Image, ImageDraw

    per_group = -(-len(rows) // layout.groups)
    height = MARGIN * 2 + LINE * (per_group + 8)
    page = Image.new("RGB", (PAGE_WIDTH, height), "white")
    pen = ImageDraw.Draw(page)
    y = MARGIN
    pen.text((PAGE_WIDTH / 2, y), header.title, font=font(34), fill="black", anchor="mt")
    y = _fields(pen, header.fields, y + LINE + 16) + 8
    pen.line((MARGIN, y, PAGE_WIDTH - MARGIN, y), fill="black", width=2)
    groups = _columns(layout)
    for columns in groups:
        for column in columns:
            _cell(pen, column, y + 8, words[column.role])
    pen.line((MARGIN, y + LINE + 4, PAGE_WIDTH - MARGIN, y + LINE + 4), fill="black", width=1)
    top = y + LINE + 12
    for place, row in enumerate(rows):
        group, line = divmod(place, per_group)
        cells = _cells(row, layout, place + 1)
        for column in groups[group]:
            _cell(pen, column, top + line * LINE, cells[column.role])
    y = top + per_group * LINE + 6
    pen.line((MARGIN, y, PAGE_WIDTH - MARGIN, y), fill="black", width=2)
    _fields(pen, header.footer, y + 12)
    return page


def _fields(pen: ImageDraw, fields: Sequence[tuple[str, str]], y: int) -> int:
    """Write ``label: value`` four to a line; the y below them."""
    step = (PAGE_WIDTH - 2 * MARGIN) // 4
    x = MARGIN
    for label, value in fields:
        text = f"{label}: {value}"
        width = int(pen.textlength(text, font=font(22)))
        if x + width > PAGE_WIDTH - MARGIN:
            x, y = MARGIN, y + LINE - 6
        pen.text((x, y), text, font=font(22), fill="black")
        x += max(step, -(-width // step) * step)
    return y + LINE - 6


def _cell(pen: ImageDraw, column: _Column, y: int, text: str) -> None:
    """Write ``text`` into a column, smaller where it would run into the next."""
    size = TEXT_SIZE
    while size > SMALLEST and pen.textlength(text, font=font(size)) > column.width - 14:
        size -= 1
    pen.text((column.x, y + (TEXT_SIZE - size)), text, font=font(size), fill="black")


def _columns(layout: Layout) -> list[list[_Column]]:
    """Columns of each group, left to right."""
    gap = 40
    width = (PAGE_WIDTH - 2 * MARGIN - gap * (layout.groups - 1)) / layout.groups
    total = sum(RELATIVE_WIDTH[role] for role in layout.columns)
    groups = []
    for group in range(layout.groups):
        x = MARGIN + group * (width + gap)
        columns = []
        for role in layout.columns:
            share = width * RELATIVE_WIDTH[role] / total
            columns.append(_Column(role, round(x), round(share)))
            x += share
        groups.append(columns)
    return groups


def _cells(row: PracticeRow, layout: Layout, number: int) -> Mapping[str, str]:
    mark = layout.flags[row.flag] if row.flag != "none" else ""
    value = f"{row.value} {row.unit}".strip() if layout.unit_with_value else row.value
    return {
        "number": str(number),
        "code": row.code,
        "name": row.name,
        "result": value + mark if layout.glued_flag else value,
        "flag": mark,
        "unit": row.unit,
        "range": row.reference_range,
    }
