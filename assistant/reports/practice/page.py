"""Draws a practice sheet as a clean page."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.reports.practice.fonts import Style, font
from assistant.reports.practice.printing import PracticeRow, cells
from assistant.reports.practice.sheets import Layout

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTHS = {1: 1300, 2: 1640, 3: 1900}
"""Width of the page in pixels by tables side by side: about 150 to 220 dots an inch on A4."""
MARGIN = 70
TEXT_SIZE = 26
SMALLEST = 17
TIGHT = 5
"""Gap between columns that all but touch, in pixels."""
WIDEST = 130
"""Widest gap between columns, in pixels."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What stands around the table. ``fields`` above it and ``footer`` below are (label, value)."""

    title: str
    fields: tuple[tuple[str, str], ...]
    footer: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wear:
    """What is wrong with the print itself.

    ``shifts``: columns printed higher or lower than the names, in shares of a line. ``faint``: lightness of
    results that are a dash, 0 black to 255. ``stamp``: text of a red stamp. ``barcode``: whether one is printed.
    """

    shifts: Mapping[str, float]
    faint: int = 0
    stamp: str = ""
    barcode: bool = False


CLEAN = Wear({})


@dataclass(frozen=True, slots=True)
class _Column:
    role: str
    x: float
    width: float


def draw_page(
    rows: Sequence[PracticeRow], layout: Layout, texts: Texts, wear: Wear, chance: random.Random
) -> Image:
    """A white page with header, table and footer."""
    from PIL import Image, ImageDraw

    width = WIDTHS[layout.groups]
    per_group = -(-len(rows) // layout.groups)
    printed = [cells(row, layout, place + 1) for place, row in enumerate(rows)]
    size, groups = _columns(printed, per_group, layout, texts.headings, width)
    line = round(size * 1.65)
    page = Image.new("RGB", (width, MARGIN * 2 + line * (per_group + 10 + len(texts.notes))), "white")
    pen = ImageDraw.Draw(page)
    pen.text((width / 2, MARGIN), texts.title, font=font(34, layout.font), fill="black", anchor="mt")
    if wear.barcode:
        _barcode(pen, width, chance)
    y = _fields(pen, texts.fields, MARGIN + 60, width, layout.font) + 8
    pen.line((MARGIN, y, width - MARGIN, y), fill="black", width=2)
    for columns in groups:
        for column in columns:
            pen.text(
                (column.x, y + 8), texts.headings[column.role], font=font(size, layout.font), fill="black"
            )
    top = y + line + 10
    pen.line((MARGIN, top - 4, width - MARGIN, top - 4), fill="black", width=1)
    for place, texts_of_row in enumerate(printed):
        group, down = divmod(place, per_group)
        for column in groups[group]:
            text = texts_of_row.get(column.role, "")
            shift = wear.shifts.get(column.role, 0.0) * line
            dash = column.role == "result" and text == "-"
            fill = (wear.faint,) * 3 if dash else (0, 0, 0)
            pen.text((column.x, top + down * line + shift), text, font=font(size, layout.font), fill=fill)
    bottom = top + per_group * line + 4
    _rules(pen, layout, groups, (y, top, bottom, line, width))
    y = _fields(pen, texts.footer, bottom + 10, width, layout.font)
    for note in texts.notes:
        pen.text((MARGIN, y), note, font=font(20, layout.font), fill="black")
        y += line
    if wear.stamp:
        _stamp(page, wear.stamp, (top, bottom), chance)
    return page


def _columns(
    printed: Sequence[Mapping[str, str]],
    per_group: int,
    layout: Layout,
    headings: Mapping[str, str],
    width: int,
) -> tuple[int, list[list[_Column]]]:
    """Letter size in pixels and the columns of each group, fitted to what they hold."""
    roles = layout.columns
    least = TIGHT if layout.gaps == "tight" else 24
    for size in range(TEXT_SIZE, SMALLEST - 1, -1):
        groups = []
        for group in range(layout.groups):
            lines = printed[group * per_group : (group + 1) * per_group]
            groups.append(
                [
                    max(
                        font(size, layout.font).getlength(text)
                        for text in (headings[role], *(line.get(role, "") for line in lines if len(line) > 1))
                    )
                    for role in roles
                ]
            )
        free = width - 2 * MARGIN - sum(map(sum, groups))
        gap = free / max(1, layout.groups * len(roles) - 1)
        if gap >= least:
            break
    if layout.gaps == "tight":
        # a tight print leaves its room at a few places only: before units, ranges and marks
        gap = min(gap, 40.0)
    gap = min(gap, WIDEST)
    x = float(MARGIN)
    placed = []
    for widths in groups:
        columns = []
        for role, wide in zip(roles, widths, strict=True):
            columns.append(_Column(role, x, wide))
            tight = layout.gaps == "tight" and (role == roles[-1] or role == "name")
            x += wide + (min(TIGHT, gap) if tight else gap)
        placed.append(columns)
    return size, placed


def _rules(
    pen: ImageDraw,
    layout: Layout,
    groups: Sequence[Sequence[_Column]],
    place: tuple[float, float, float, int, int],
) -> None:
    y, top, bottom, line, width = place
    pen.line((MARGIN, bottom, width - MARGIN, bottom), fill="black", width=2)
    if layout.rules in ("rows", "grid"):
        step = top - 4
        while step < bottom:
            pen.line((MARGIN, step, width - MARGIN, step), fill=(120, 120, 120), width=1)
            step += line
    if layout.rules == "grid":
        for columns in groups:
            for column in columns:
                x = column.x - 3
                pen.line((x, y, x, bottom), fill=(120, 120, 120), width=1)


def _fields(pen: ImageDraw, fields: Sequence[tuple[str, str]], y: float, width: int, style: Style) -> float:
    """Write ``label: value`` four to a line; the y below them."""
    step = (width - 2 * MARGIN) // 4
    x = MARGIN
    for label, value in fields:
        text = f"{label}: {value}"
        long = int(pen.textlength(text, font=font(22, style)))
        if x + long > width - MARGIN:
            x, y = MARGIN, y + 38
        pen.text((x, y), text, font=font(22, style), fill="black")
        x += max(step, -(-long // step) * step)
    return y + 38


def _barcode(pen: ImageDraw, width: int, chance: random.Random) -> None:
    x = width - MARGIN - 260
    while x < width - MARGIN:
        bar = chance.choice((2, 2, 3, 5))
        pen.rectangle((x, 20, x + bar, 58), fill="black")
        x += bar + chance.choice((2, 3, 4))


def _stamp(page: Image, text: str, rows: tuple[float, float], chance: random.Random) -> None:
    """A red round stamp over the lower part of the table."""
    from PIL import Image, ImageDraw

    side = 260
    layer = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(layer)
    ink = (200, 30, 40, 150)
    pen.ellipse((6, 6, side - 6, side - 6), outline=ink, width=6)
    pen.text((side / 2, side / 2), text, font=font(34), fill=ink, anchor="mm")
    pen.text((side / 2, side / 2 + 54), "★", font=font(40), fill=ink, anchor="mm")
    layer = layer.rotate(chance.uniform(-25, 25), expand=True)
    top, bottom = rows
    x = round(chance.uniform(0.35, 0.75) * page.width)
    y = round(chance.uniform(top + (bottom - top) * 0.4, bottom) - side / 2)
    page.paste(layer, (min(x, page.width - layer.width), y), layer)
