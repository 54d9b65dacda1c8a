"""Whether a camera frame would make a readable photo: page found, sharp, bright, free of glare, close enough."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE = 480
"""Longest side of the frame that is judged, in pixels: a look takes a few milliseconds (design)."""
DARK = 70.0
"""Paper darker than this (grey, 0 to 255) drowns faint print in noise (design)."""
GLARE_LEVEL = 250
GLARE_SHARE = 0.03
"""More than this share of the page burnt out beyond its own white hides print (design)."""
SHARP = 150.0
"""Least variance of the Laplacian over the page's own detail; frames out of focus stay under 40, sharp ones above 2,000 (practice photos)."""
FAR_SHARE = 0.25
"""A page that fills less of the frame is too far for small print (design)."""
CONTRAST = 25.0
"""A page is at least this much lighter than what lies around it (grey, 0 to 255)."""
MIN_PAGE = 0.12
"""A bright piece smaller than this share of the frame is no page."""

Corner = tuple[float, float]


class Hint(StrEnum):
    """What to do next, the most urgent only. ``GOOD``: nothing, the photo may be taken."""

    DARK = "dark"
    NO_PAGE = "no_page"
    GLARE = "glare"
    FAR = "far"
    CUT = "cut"
    BLURRED = "blurred"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Guidance:
    """A frame judged. ``corners`` of the page, clockwise from the top left, as shares of width and height; empty if not found."""

    hint: Hint
    corners: tuple[Corner, ...]
    brightness: float
    sharpness: float
    glare: float
    filled: float


def judge_frame(grey: NDArray[np.uint8]) -> Guidance:
    """Judge a frame of grey levels, shape (height, width)."""
    import cv2
    import numpy as np

    scale = SIDE / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    height, width = small.shape
    corners = page_corners(np.asarray(small, dtype=np.uint8))
    mask: NDArray[np.uint8] = np.zeros((height, width), np.uint8)
    if len(corners):
        cv2.fillConvexPoly(mask, np.array(corners, np.int32), 255)
        mask = np.asarray(cv2.erode(mask, np.ones((9, 9), np.uint8)), dtype=np.uint8)
    else:
        mask[:] = 255
    inside = small[mask > 0]
    if not inside.size:
        inside = small.ravel()
    brightness = float(np.percentile(inside, 75))
    burnt = (small >= GLARE_LEVEL) & (mask > 0)
    glare = float(cv2.erode(burnt.astype(np.uint8), np.ones((5, 5), np.uint8)).sum() / max(1, inside.size))
    glare = 0.0 if float(np.median(inside)) >= GLARE_LEVEL - 8 else glare  # white paper in bright, even light
    detail = cv2.Laplacian(small, cv2.CV_32F)
    sharpness = float(detail[mask > 0].var()) if (mask > 0).any() else 0.0
    filled = float(cv2.contourArea(np.array(corners, np.float32)) / small.size) if len(corners) else 0.0
    shares = tuple((float(x) / width, float(y) / height) for x, y in corners)
    hint = _hint(shares, brightness, sharpness, glare, filled)
    return Guidance(hint, shares, brightness, sharpness, glare, filled)


def _hint(
    corners: tuple[Corner, ...], brightness: float, sharpness: float, glare: float, filled: float
) -> Hint:
    if brightness < DARK:
        return Hint.DARK
    if not corners:
        return Hint.NO_PAGE
    if filled < FAR_SHARE:
        return Hint.FAR
    if sum(not 0.004 < share < 0.996 for corner in corners for share in corner) > 3:
        return Hint.CUT
    if glare > GLARE_SHARE:
        return Hint.GLARE
    return Hint.BLURRED if sharpness < SHARP else Hint.GOOD


def page_corners(grey: NDArray[np.uint8]) -> list[Corner]:
    """Corners of the brightest large four-sided piece, clockwise from the top left, in pixels; empty when there is none."""
    import cv2
    import numpy as np

    smooth = cv2.GaussianBlur(grey, (7, 7), 0)
    _, bright = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    inside, outside = smooth[bright > 0], smooth[bright == 0]
    if not inside.size or not outside.size or float(inside.mean()) - float(outside.mean()) < CONTRAST:
        return []
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return []
    outline = max(outlines, key=cv2.contourArea)
    if cv2.contourArea(outline) < MIN_PAGE * grey.size:
        return []
    hull = cv2.convexHull(outline)
    around = cv2.arcLength(hull, closed=True)
    for tolerance in (0.02, 0.04, 0.06, 0.08):
        shape = cv2.approxPolyDP(hull, tolerance * around, closed=True).reshape(-1, 2)
        if len(shape) == 4:
            return _clockwise(shape.astype(float))
    return []


def _clockwise(points: NDArray[np.float64]) -> list[Corner]:
    sums, differences = points.sum(axis=1), points[:, 1] - points[:, 0]
    order = (sums.argmin(), differences.argmin(), sums.argmax(), differences.argmax())
    return [(float(points[index][0]), float(points[index][1])) for index in order]
