"""Tells an arrow from a digit by its shape: recognisers read ↑ as 1. Runs in the reading process only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEIGHT = 48
"""Height to which a token is brought before its signs are looked at, in pixels."""


def last_sign_arrow(bgr: NDArray[np.uint8], corners: Sequence[Sequence[float]]) -> str | None:
    """``"up"`` or ``"down"`` when the rightmost sign inside ``corners`` (clockwise) is drawn as an arrow."""
    glyph = _last_glyph(bgr, corners)
    return None if glyph is None else arrow_shape(glyph)


def arrow_shape(ink: NDArray[np.bool_]) -> str | None:
    """Judge one sign, cropped to its ink (rows, columns).

    An arrow has a narrow stem on its middle line at one end and a head at the other that is at least
    twice as wide, lies on both sides of the stem and narrows to the tip.
    """
    rows, columns = ink.shape
    if rows < HEIGHT // 3 or columns < 5 or not 0.25 <= columns / rows <= 1.1:
        return None
    widths = [_extent(row) for row in ink]
    for name, ordered in (("up", widths), ("down", widths[::-1])):
        if _is_arrow(ordered, columns):
            return name
    return None


def _extent(row: NDArray[np.bool_]) -> tuple[int, int] | None:
    """First and last inked column of a row."""
    where = row.nonzero()[0]
    return (int(where[0]), int(where[-1])) if len(where) else None


def _is_arrow(rows: Sequence[tuple[int, int] | None], columns: int) -> bool:
    """Whether ``rows``, tip first, widen from a tip to a head and then go on as a thin stem in the middle."""
    if any(row is None for row in rows):
        return False
    spans = [row for row in rows if row is not None]
    wide = [right - left + 1 for left, right in spans]
    head = wide.index(max(wide))
    if not 0.15 <= head / len(wide) <= 0.7:
        return False
    tip = wide[: max(1, len(wide) // 10)]
    stem = spans[head + max(2, (len(spans) - head) // 3) :]
    if len(stem) < len(spans) * 0.2 or max(tip) > columns * 0.55:
        return False
    stem_widths = [right - left + 1 for left, right in stem]
    middles = [(left + right) / 2 for left, right in stem]
    middle = sum(middles) / len(middles)
    return (
        max(stem_widths) <= columns * 0.45
        and abs(middle - (columns - 1) / 2) <= columns * 0.18
        and max(middles) - min(middles) <= columns * 0.25
    )


def _last_glyph(bgr: NDArray[np.uint8], corners: Sequence[Sequence[float]]) -> NDArray[np.bool_] | None:
    """The rightmost connected piece of ink of a token, upright, or ``None`` when there is none."""
    import cv2
    import numpy as np

    source = np.array(corners, dtype=np.float32)
    width = float(np.linalg.norm(source[1] - source[0]))
    height = float(np.linalg.norm(source[3] - source[0]))
    if width < 4 or height < 8:
        return None
    columns = max(8, round(width * HEIGHT / height))
    target = np.array([[0, 0], [columns, 0], [columns, HEIGHT], [0, HEIGHT]], dtype=np.float32)
    turn = cv2.getPerspectiveTransform(source, target)
    grey = cv2.cvtColor(cv2.warpPerspective(bgr, turn, (columns, HEIGHT)), cv2.COLOR_BGR2GRAY)
    _, binary = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(binary, connectivity=8)
    pieces = [
        label
        for label in range(1, count)
        if stats[label, cv2.CC_STAT_AREA] >= 12 and stats[label, cv2.CC_STAT_HEIGHT] >= HEIGHT // 4
    ]
    if not pieces:
        return None
    last = max(
        pieces, key=lambda label: int(stats[label, cv2.CC_STAT_LEFT] + stats[label, cv2.CC_STAT_WIDTH])
    )
    x, y, w, h = (int(value) for value in stats[last, :4])
    piece: NDArray[np.bool_] = labels[y : y + h, x : x + w] == last
    return piece
