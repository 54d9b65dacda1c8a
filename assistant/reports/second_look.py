"""Looks again at single cells: those whose result was not found, and every result once more from the untouched photo.

Runs in the reading process only. The detector loses lone dashes and faint print; a crop of the right
place finds them. Reading each result a second time, enlarged and without shadow removal, is a second
opinion that is cheap enough to have always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.reports.atoms import Kind, split
from assistant.reports.geometry import Placed
from assistant.reports.layout import Gap, arrange
from assistant.reports.tokens import MAX_TOKENS, Page, Point, Token, visible
from assistant.reports.values import plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assistant.reports.ocr import TextRecogniser

Corners = Sequence[Point]

HEIGHT = 64
"""Height to which a cell is brought before it is read again, in pixels."""
LEAST = {"result": 0.6, "range": 0.85, "unit": 0.6}
"""A cell read with less confidence counts as empty: a doubtful result is asked about, a doubtful range judges (design)."""
DASH_CONFIDENCE = 0.96
"""Given to a dash that was told by its shape: sure enough not to ask about each (design)."""
FAINTEST = 24
"""Grey levels by which ink must differ from the paper (design)."""
MOST_GAPS = 80
"""Cells looked at on one page; a page of results has fewer."""

_RESULTS = frozenset({Kind.NUMBER, Kind.LIMIT, Kind.WORD, Kind.TEXT})
_EXPECTED = {
    "result": _RESULTS,
    "range": frozenset({Kind.RANGE, Kind.LIMIT, Kind.WORD}),
    "unit": frozenset({Kind.UNIT}),
}
"""What a cell that was not read may hold, by role."""


def looked_again(
    page: Page, flat: NDArray[np.uint8], photo: NDArray[np.uint8], scale: float, recogniser: TextRecogniser
) -> Page:
    """``page`` with results found where none was read, and with ``again`` set on the tokens that hold results.

    ``flat`` (shadows removed) and ``photo`` are BGR and ``scale`` times smaller than the page's pixels.
    """
    page = replace(
        page, tokens=(*page.tokens, *_found(arrange(page).gaps[:MOST_GAPS], flat, scale, recogniser))
    )
    page = replace(page, tokens=page.tokens[:MAX_TOKENS])
    wanted = {row.cells["result"].source.token for row in arrange(page).rows}
    tokens = [token for token in page.tokens if token in wanted]
    clean = without_colour(photo)
    crops = [cropped(clean, _smaller(_padded(token.box, 0.12), scale)) for token in tokens]
    texts = recogniser.recognise(crops)
    again = {token: visible(text) for token, (text, _) in zip(tokens, texts, strict=True)}
    return replace(page, tokens=tuple(replace(token, again=again.get(token)) for token in page.tokens))


def _found(
    gaps: Sequence[Gap], flat: NDArray[np.uint8], scale: float, recogniser: TextRecogniser
) -> list[Token]:
    """Tokens for the cells of ``gaps`` that are not empty."""
    crops = [cropped(flat, _smaller(gap.corners, scale)) for gap in gaps]
    inked = [(gap, crop) for gap, crop in zip(gaps, crops, strict=True) if _ink(crop).any()]
    texts = recogniser.recognise([crop for _, crop in inked])
    tokens = []
    for (gap, crop), (text, confidence) in zip(inked, texts, strict=True):
        box = (gap.corners[0], gap.corners[1], gap.corners[2], gap.corners[3])
        if gap.role != "unit" and (is_dash(crop) or plain(visible(text)) == "-"):
            tokens.append(Token("-", DASH_CONFIDENCE, box, found=True))
        elif confidence >= LEAST[gap.role] and any(
            kind in _EXPECTED[gap.role] for kind, _ in split(visible(text))
        ):
            tokens.append(Token(visible(text), confidence, box, found=True))
    return tokens


def without_colour(bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The lightest channel as grey in BGR: black print stays, coloured stamps and marker pens fade."""
    import cv2
    import numpy as np

    grey = np.max(bgr, axis=2)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def is_dash(crop: NDArray[np.uint8]) -> bool:
    """Whether the one piece of ink in a cell is a short level stroke near its middle: a minus sign."""
    import cv2
    import numpy as np

    ink = _ink(crop)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    height, width = ink.shape
    pieces = [stats[label] for label in range(1, count) if stats[label, cv2.CC_STAT_AREA] >= 6]
    inside = [
        piece
        for piece in pieces
        if piece[0] > 0 and piece[0] + piece[2] < width and piece[1] > 0 and piece[1] + piece[3] < height
    ]
    if len(inside) != 1:
        return False
    _, y, wide, high, area = (int(value) for value in inside[0])
    middle = (y + high / 2) / height
    return (
        wide >= 1.6 * high
        and 0.08 * height <= wide <= 0.6 * height
        and high <= 0.16 * height
        and 0.28 <= middle <= 0.76
        and area >= 0.55 * wide * high
    )


def cropped(bgr: NDArray[np.uint8], corners: Corners) -> NDArray[np.uint8]:
    """The quadrilateral ``corners`` (clockwise from the top left) of ``bgr``, upright, :data:`HEIGHT` pixels high."""
    import cv2
    import numpy as np

    source = np.array(corners, dtype=np.float32)
    width = max(float(np.linalg.norm(source[1] - source[0])), float(np.linalg.norm(source[2] - source[3])))
    height = max(1.0, float(np.linalg.norm(source[3] - source[0])))
    columns = min(40 * HEIGHT, max(HEIGHT // 2, round(width * HEIGHT / height)))
    target = np.array([[0, 0], [columns, 0], [columns, HEIGHT], [0, HEIGHT]], dtype=np.float32)
    turn = cv2.getPerspectiveTransform(source, target)
    return np.asarray(
        cv2.warpPerspective(
            bgr, turn, (columns, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        ),
        dtype=np.uint8,
    )


def _ink(crop: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Pixels that are clearly darker than the paper around them; none in an empty cell."""
    import cv2
    import numpy as np

    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY).astype(np.float32)
    paper = float(np.median(grey))
    darkest = float(cv2.GaussianBlur(grey, (0, 0), 1.0).min())
    if paper - darkest < FAINTEST:
        return np.zeros(grey.shape, dtype=np.bool_)
    dark: NDArray[np.bool_] = grey < (paper + darkest) / 2
    return dark


def _padded(box: Corners, share: float) -> Corners:
    """``box`` grown up and down by ``share`` of its height, and as much to both sides."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = box
    down = ((x3 - x0) * share, (y3 - y0) * share)
    token = Token("", 1.0, ((x0, y0), (x1, y1), (x2, y2), (x3, y3)))
    along = Placed(token, token.left, token.right, 0.0).height * share
    return (
        (x0 - down[0] - along, y0 - down[1]),
        (x1 - down[0] + along, y1 - down[1]),
        (x2 + down[0] + along, y2 + down[1]),
        (x3 + down[0] - along, y3 + down[1]),
    )


def _smaller(corners: Corners, scale: float) -> Corners:
    return [(x / scale, y / scale) for x, y in corners]
