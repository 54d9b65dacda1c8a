"""The part of a report photo that may leave when the person asks for it: its result rows, on white.

Whatever is not inside a row that was read as a result (the head with name and numbers, stamps, signatures,
the table it lies on) is painted over, and no metadata of the camera goes along.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from assistant.deidentification.masking import PrivacyError

#: Our rules: longest side of what is sent (pixels), its JPEG quality, and air around each row (pixels).
_LONGEST_SIDE: Final = 1600
_QUALITY: Final = 85
_MARGIN: Final = 2
_MOST_PIXELS: Final = 60_000_000


def cut_out_results(photo: bytes, boxes: Sequence[tuple[int, int, int, int]]) -> bytes:
    """JPEG of the rows of ``photo`` at ``boxes`` (left, top, right, bottom in pixels of the upright photo).

    Raises :class:`PrivacyError` when there is nothing to cut out or the photo cannot be opened.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if not boxes:
        raise PrivacyError("No result rows were read from this photo, so none of it can be sent.")
    try:
        with Image.open(BytesIO(photo)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise PrivacyError("The photo is too large to send a part of it: send the results as text.")
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise PrivacyError("The photo cannot be opened, so none of it can be sent.") from error
    page = Image.new("RGB", upright.size, "white")
    kept = [_inside(box, upright.size) for box in boxes]
    for box in kept:
        if box[2] > box[0] and box[3] > box[1]:
            page.paste(upright.crop(box), box[:2])
    left, top = min(box[0] for box in kept), min(box[1] for box in kept)
    right, bottom = max(box[2] for box in kept), max(box[3] for box in kept)
    if right <= left or bottom <= top:
        raise PrivacyError("No result rows were read from this photo, so none of it can be sent.")
    cut = page.crop((left, top, right, bottom))
    cut.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    written = BytesIO()
    cut.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _inside(box: tuple[int, int, int, int], size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    return (
        max(0, left - _MARGIN),
        max(0, top - _MARGIN),
        min(size[0], right + _MARGIN),
        min(size[1], bottom + _MARGIN),
    )
