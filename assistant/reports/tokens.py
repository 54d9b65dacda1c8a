"""Text found in a photo, as it travels from the reading process to the layout."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

CLEAR = 0.9
"""Confidence of text read clearly; upside-down and sideways photos had 2 in 10 such tokens, others 97 and more."""
STACKED = 1.6
"""A token this many usual lines high, and as many times as high as wide, stands for several lines (design)."""
MAX_TOKENS = 4000
"""A full A4 page of small print holds under 1,500 pieces of text (design)."""
MAX_TEXT = 300
"""Longest text of one token that is kept, in characters (design)."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of text. ``box`` is clockwise from the top left in pixels of the upright photo.

    ``confidence`` is the recogniser's, 0 to 1. ``arrow`` is ``"up"`` or ``"down"`` when the last sign of
    the token is drawn like an arrow, whatever it was read as. ``again`` is what a second look at the
    untouched photo read in the same place, ``None`` where there was none; ``found``: the second look
    found this token where the detector saw nothing.
    """

    text: str
    confidence: float
    box: tuple[Point, Point, Point, Point]
    arrow: str | None = None
    again: str | None = None
    found: bool = False

    @property
    def left(self) -> float:
        """Middle of the left edge, x in pixels."""
        return (self.box[0][0] + self.box[3][0]) / 2

    @property
    def right(self) -> float:
        """Middle of the right edge, x in pixels."""
        return (self.box[1][0] + self.box[2][0]) / 2

    @property
    def centre(self) -> Point:
        """Centre in pixels."""
        return (
            sum(corner[0] for corner in self.box) / 4,
            sum(corner[1] for corner in self.box) / 4,
        )

    @property
    def height(self) -> float:
        """Length of the left edge in pixels."""
        return max(1.0, math.dist(self.box[0], self.box[3]))

    @property
    def slope(self) -> float:
        """Rise over run of the top and bottom edges, y downwards."""
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = self.box
        run = (x1 - x0) + (x2 - x3)
        return ((y1 - y0) + (y2 - y3)) / run if run > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """All text of a photo. ``width`` and ``height`` in pixels of the upright photo."""

    tokens: tuple[Token, ...]
    width: int
    height: int


def unstacked(tokens: Sequence[Token], is_name: Callable[[str], bool]) -> list[Token]:
    """``tokens``, each column of signs that are names of their own ("钾", "钠", "氯") taken apart.

    Detectors join what stands close under one another.
    """
    if not tokens:
        return []
    usual = median(token.height for token in tokens)
    parted: list[Token] = []
    for token in tokens:
        wide = token.right - token.left
        lines = len(token.text)
        stacked = (
            lines > 1
            and token.height > STACKED * max(usual, wide)
            and all(is_name(sign) for sign in token.text)
        )
        parted.extend(_lines(token) if stacked else (token,))
    return parted


def _lines(token: Token) -> list[Token]:
    """One token a sign, from the top down."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = token.box

    def edge(share: float) -> tuple[Point, Point]:
        return (x0 + (x3 - x0) * share, y0 + (y3 - y0) * share), (
            x1 + (x2 - x1) * share,
            y1 + (y2 - y1) * share,
        )

    step = 1 / len(token.text)
    cut = []
    for place, sign in enumerate(token.text):
        (top, bottom) = edge((place + 0.05) * step), edge((place + 0.95) * step)
        cut.append(
            replace(token, text=sign, box=(top[0], top[1], bottom[1], bottom[0]), arrow=None, again=None)
        )
    return cut


def first_reading(page: Page) -> Page:
    """``page`` as the first reader alone had it: without what the second look found or read again."""
    return replace(page, tokens=tuple(replace(token, again=None) for token in page.tokens if not token.found))


def page_from_message(message: Mapping[str, Any]) -> Page:
    """Check and convert the reading process's message; :class:`ValueError` when it is not of the agreed shape."""
    raw = message["tokens"]
    if not isinstance(raw, list) or len(raw) > MAX_TOKENS:
        raise ValueError("tokens must be a list of bounded length")
    return Page(tuple(_token(item) for item in raw), int(message["width"]), int(message["height"]))


def page_to_message(page: Page) -> dict[str, Any]:
    """The message that :func:`page_from_message` reads."""
    tokens = [
        {
            "text": token.text,
            "confidence": token.confidence,
            "box": [list(corner) for corner in token.box],
            "arrow": token.arrow,
            "again": token.again,
            "found": token.found,
        }
        for token in page.tokens
    ]
    return {"tokens": tokens, "width": page.width, "height": page.height}


def _token(item: Mapping[str, Any]) -> Token:
    corners = [(float(x), float(y)) for x, y in item["box"]]
    if len(corners) != 4 or not all(math.isfinite(value) for corner in corners for value in corner):
        raise ValueError("a box has four finite corners")
    arrow = item.get("arrow")
    if arrow not in (None, "up", "down"):
        raise ValueError("arrow is up, down or absent")
    confidence = min(1.0, max(0.0, float(item["confidence"])))
    again = item.get("again")
    return Token(
        visible(str(item["text"])[:MAX_TEXT]),
        confidence,
        (corners[0], corners[1], corners[2], corners[3]),
        arrow,
        None if again is None else visible(str(again)[:MAX_TEXT]),
        item.get("found") is True,
    )


def visible(text: str) -> str:
    """``text`` without control and formatting characters (zero-width, bidirectional, tags), spaces trimmed."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] != "C").strip()
