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
LEAST_FIGURES = 0.8
"""Figures read with less confidence give way to a sign that was told by its shape (design)."""
SIGN_CONFIDENCE = 0.96
"""Given to a sign that was told by its shape: sure enough not to ask about each (design)."""
PLACEHOLDER = 4
"""So many dashes in a row stand for a result that there is not: "-----.--" (design)."""
RULE = 1.2
"""A level stroke longer than this many heights is a line of the table; no sign is so wide (design)."""
SPECK = 0.4
"""Pieces of ink smaller than this share of the largest are specks (design)."""
FAINTEST = 20
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
    inked = [(gap, crop) for gap, crop in zip(gaps, crops, strict=True) if _ink(without_rules(crop)).any()]
    texts = recogniser.recognise([crop for _, crop in inked])
    tokens = []
    for (gap, crop), (text, confidence) in zip(inked, texts, strict=True):
        box = (gap.corners[0], gap.corners[1], gap.corners[2], gap.corners[3])
        text = visible(text)
        fits = confidence >= LEAST[gap.role] and any(kind in _EXPECTED[gap.role] for kind, _ in split(text))
        signs = "" if gap.role == "unit" else "-" if plain(text) == "-" else drawn_signs(without_rules(crop))
        figures = confidence >= LEAST_FIGURES and any(sign.isdigit() for sign in text)
        if signs and not (fits and figures):
            tokens.append(Token(signs, SIGN_CONFIDENCE, box, found=True))
        elif fits:
            tokens.append(Token(text, confidence, box, found=True))
    return tokens


def without_colour(bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The lightest channel as grey in BGR: black print stays, coloured stamps and marker pens fade."""
    import cv2
    import numpy as np

    grey = np.max(bgr, axis=2)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def without_rules(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``crop`` without the lines of the table: they are darker than faint print, and pass for strokes of a sign.

    What is dark along more than :data:`RULE` heights level, or all the way from top to bottom, is no sign.
    """
    import cv2
    import numpy as np

    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    dark = cv2.subtract(np.full_like(grey, int(np.median(grey))), grey)
    rules = np.zeros_like(dark)
    for along, across in (((round(RULE * height), 1), (1, 7)), ((1, round(0.9 * height)), (7, 1))):
        if along[0] > width:
            continue
        thick = cv2.dilate(dark, np.ones(across[::-1], np.uint8))  # lines lean a little
        line = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones(along[::-1], np.uint8))
        rules = np.maximum(rules, line)
    return np.asarray(cv2.add(crop, cv2.cvtColor(rules, cv2.COLOR_GRAY2BGR)), dtype=np.uint8)


def drawn_signs(crop: NDArray[np.uint8]) -> str:
    """The signs of a cell that holds nothing but dashes, crosses and points ("-", "+", "-----.--"); else empty."""
    import cv2
    import numpy as np

    ink = _ink(crop)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    height, width = ink.shape
    largest = max((int(stats[label, cv2.CC_STAT_AREA]) for label in range(1, count)), default=0)
    pieces, cut = [], np.zeros(width, dtype=np.bool_)
    for label in range(1, count):
        x, y, wide, high, area = (int(value) for value in stats[label])
        if x == 0 or x + wide == width or y == 0 or y + high == height:
            cut[x : x + wide] = True
        elif area >= max(6.0, SPECK * largest):
            pieces.append((x, y, labels[y : y + high, x : x + wide] == label))
    signs = []
    for x, y, piece in pieces:
        sign = _sign(piece, (y + piece.shape[0] / 2) / height, height)
        under = sign == "+" and cut[x : x + piece.shape[1]].any()  # the lower stroke of ±
        signs.append((x, "?" if under else sign))
    text = "".join(sign for _, sign in sorted(signs))
    strokes = text.count("-")
    nothing = strokes >= PLACEHOLDER and set(text) <= {"-", "."} and len(text) - strokes <= 1
    return text if text in ("-", "+") or nothing else ""


def _sign(piece: NDArray[np.bool_], middle: float, line: int) -> str:
    """``-``, ``+`` or ``.`` for one piece of ink around ``middle`` (share) of a line ``line`` pixels high, else ``?``."""
    high, wide = piece.shape
    area = int(piece.sum())
    if not 0.28 <= middle <= 0.8:
        return "?"
    if high <= 0.14 * line and wide <= 0.12 * line and wide < 1.3 * high:
        return "."
    if wide >= 1.3 * high and 0.08 * line <= wide <= 0.6 * line and high <= 0.2 * line:
        return "-" if area >= 0.55 * wide * high and middle <= 0.76 else "?"
    if 0.16 * line <= high <= 0.6 * line and 0.16 * line <= wide <= 0.6 * line and 0.6 <= wide / high <= 1.6:
        return "+" if _crossed(piece) else "?"
    return "?"


def _crossed(piece: NDArray[np.bool_]) -> bool:
    """Whether a piece of ink is a level and an upright stroke through its middle, with empty corners."""
    high, wide = piece.shape
    rows, columns = piece.mean(axis=1), piece.mean(axis=0)
    down, across = high // 4, wide // 4
    corners = (piece[:down, :across], piece[:down, -across:], piece[-down:, :across], piece[-down:, -across:])
    middle = slice(high // 3, high - high // 3), slice(wide // 3, wide - wide // 3)
    return bool(
        max(corner.mean() for corner in corners) <= 0.1
        and rows[middle[0]].max() >= 0.85
        and columns[middle[1]].max() >= 0.85
        and max(rows[:down].max(), rows[-down:].max(), columns[:across].max(), columns[-across:].max()) <= 0.5
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
    grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.5), dtype=np.float32)
    paper, darkest = float(np.median(grey)), float(grey.min())
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
