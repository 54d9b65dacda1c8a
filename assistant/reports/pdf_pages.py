"""Pages of a PDF: their text layer where there is one, else a picture. Runs in the reading process only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assistant.reports.decoding import WORKING_SIDE, Pixels
from assistant.reports.errors import ReportFileError
from assistant.reports.tokens import MAX_TEXT, MAX_TOKENS, Page, Token, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PAGES = 50
"""Longest PDF taken, in pages (reliability study, F13)."""
MAX_SCANNED = 6
"""Pages without a text layer that are recognised; each takes some seconds (design)."""
MIN_LETTERS = 40
"""A text layer with fewer letters is only a stamp or a page number (design)."""
MAX_LETTERS = 40_000
TEXT_SCALE = 3.0
"""Pixels given to a PDF point, so that sizes are those of a photo of about 216 dots an inch."""
CELL_GAP = 0.9
"""A gap of this many letter heights parts two cells of a line (design)."""

_DAMAGED = "The PDF is damaged or locked with a password; open it elsewhere and give a picture of the page."


def pdf_pages(data: bytes) -> Iterator[Page | Pixels]:
    """Each page as text with places, or as a picture to recognise.

    Raises :class:`ReportFileError` when the PDF is damaged, locked, too long, or has too many scanned pages.
    """
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ReportFileError(_DAMAGED) from error
    with document:
        if not 0 < len(document) <= MAX_PAGES:
            raise ReportFileError(
                f"The PDF has more than {MAX_PAGES} pages; give the pages with the results only."
            )
        scanned = 0
        for number in range(len(document)):
            try:
                page = document[number]
                text = _text_layer(page)
                if text is None:
                    scanned += 1
                    picture = _picture(page)
            except pypdfium2.PdfiumError as error:
                raise ReportFileError(_DAMAGED) from error
            if text is not None:
                yield text
            elif scanned > MAX_SCANNED:
                raise ReportFileError(
                    f"The PDF has more than {MAX_SCANNED} scanned pages; give the pages with the results only."
                )
            else:
                yield picture


def _text_layer(page: Any) -> Page | None:
    """The text of a page as tokens of one cell each, or ``None`` when it holds too little."""
    width, height = page.get_size()
    text_page = page.get_textpage()
    count = text_page.count_chars()
    if not MIN_LETTERS <= count <= MAX_LETTERS:
        return None
    letters = []
    text = text_page.get_text_range()
    if len(text) != count:  # surrogates and hyphens shift the places: read letter by letter
        text = "".join(text_page.get_text_range(index, 1)[:1] or " " for index in range(count))
    for index, sign in enumerate(text):
        left, bottom, right, top = text_page.get_charbox(index, loose=True)
        letters.append((sign, left, height - top, right, height - bottom))
    if sum(sign.isalnum() for sign, *_ in letters) < MIN_LETTERS:
        return None
    tokens = [_token(cell) for cell in _cells(letters)]
    kept = tuple(token for token in tokens if token.text)[:MAX_TOKENS]
    return Page(kept, round(width * TEXT_SCALE), round(height * TEXT_SCALE))


_Letter = tuple[str, float, float, float, float]
"""A sign with its left, top, right and bottom, in points from the top left of the page."""


def _cells(letters: Sequence[_Letter]) -> Iterator[list[_Letter]]:
    """Letters grouped into cells: parted by line ends and wide gaps."""
    cell: list[_Letter] = []
    for letter in letters:
        sign, left, top, _, bottom = letter
        if sign in "\r\n\x00" or bottom <= top:
            continue
        if cell:
            _, _, last_top, last_right, last_bottom = cell[-1]
            high = max(bottom - top, last_bottom - last_top)
            same_line = abs((top + bottom) - (last_top + last_bottom)) < high
            if not same_line or not -high < left - last_right < CELL_GAP * high:
                yield cell
                cell = []
        cell.append(letter)
    if cell:
        yield cell


def _token(cell: Sequence[_Letter]) -> Token:
    printed = [letter for letter in cell if not letter[0].isspace()]
    if not printed:
        return Token("", 1.0, ((0, 0), (0, 0), (0, 0), (0, 0)))
    left = min(letter[1] for letter in printed) * TEXT_SCALE
    top = min(letter[2] for letter in printed) * TEXT_SCALE
    right = max(letter[3] for letter in printed) * TEXT_SCALE
    bottom = max(letter[4] for letter in printed) * TEXT_SCALE
    text = visible("".join(letter[0] for letter in cell)[:MAX_TEXT])
    return Token(text, 1.0, ((left, top), (right, top), (right, bottom), (left, bottom)))


def rendered(data: bytes, number: int) -> Pixels:
    """Page ``number`` (from 0) as a picture; :class:`ReportFileError` when it cannot be drawn."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            return _picture(document[number])
    except pypdfium2.PdfiumError as error:
        raise ReportFileError(_DAMAGED) from error


def _picture(page: Any) -> Pixels:
    import numpy as np

    width, height = page.get_size()
    scale = WORKING_SIDE / max(width, height, 1.0)
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    pixels = np.asarray(bitmap.to_pil().convert("RGB"))
    return Pixels(pixels, 1.0, pixels.shape[1], pixels.shape[0])
