"""From the bytes of a photo to pixels. Runs in the reading process only, under its limits."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.reports.errors import ReportFileError
from assistant.reports.photo import IMAGE_FORMATS, MAX_PIXELS, image_format

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

WORKING_SIDE = 2000
"""Longest side given to recognition, in pixels (the recogniser's own limit; more gained nothing where measured)."""
PREVIEW_SIDE = 1600
"""Longest side of the picture shown beside the results, in pixels."""
CROP_SIDE = 1400
"""Longest side of a crop shown to a model, in pixels: small print is enlarged, a wide table is not shrunk below reading."""
FULL_SIDE = 8000
"""Longest side kept for crops: the photo as it is, up to 40 megapixels."""
MIN_SIDE = 200
"""A picture whose longest side is shorter cannot hold a readable table (design)."""

_TOO_MANY_PIXELS = f"The picture has more than {MAX_PIXELS // 10**6} million pixels; take a smaller photo or crop it to the report."


@dataclass(frozen=True, slots=True)
class Pixels:
    """An upright RGB picture of shape (height, width, 3).

    A coordinate here times ``scale`` is one of the full upright photo, ``width`` by ``height`` pixels.
    """

    rgb: NDArray[np.uint8]
    scale: float
    width: int
    height: int


def decode(data: bytes, longest: int = WORKING_SIDE) -> Pixels:
    """Decode the first picture of ``data``, turned upright by the camera's note, at most ``longest`` pixels long.

    Raises :class:`ReportFileError` when it is damaged, too large or too small.
    """
    import numpy as np
    from PIL import Image, ImageOps

    if image_format(data) == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=IMAGE_FORMATS) as picture:
                _check_size(picture.width, picture.height)
                rgb = _on_white(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as error:
        raise ReportFileError(_TOO_MANY_PIXELS) from error
    except (OSError, SyntaxError, ValueError, EOFError, ArithmeticError, LookupError, TypeError) as error:
        raise ReportFileError(
            "The picture is damaged or incomplete; take it again or send it again."
        ) from error
    width, height = rgb.size
    scale = max(1.0, max(width, height) / longest)
    if scale > 1:
        rgb = rgb.resize((round(width / scale), round(height / scale)), Image.Resampling.LANCZOS)
    return Pixels(np.asarray(rgb), scale, width, height)


def turned(picture: Pixels, quarters: int) -> Pixels:
    """``picture`` turned by ``quarters`` of a full turn, counter-clockwise."""
    import numpy as np

    across, down = (picture.width, picture.height) if quarters % 2 == 0 else (picture.height, picture.width)
    return Pixels(np.ascontiguousarray(np.rot90(picture.rgb, quarters)), picture.scale, across, down)


def preview(picture: Pixels) -> bytes:
    """The picture as a JPEG of our own making, so that nothing else needs to decode the foreign file."""
    from PIL import Image

    small = Image.fromarray(picture.rgb)
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=85)
    return out.getvalue()


def crop(picture: Pixels, box: tuple[int, int, int, int]) -> bytes:
    """The part inside ``box`` (left, top, right, bottom in full-photo pixels) as a JPEG, enlarged where it is small."""
    from PIL import Image

    height, width = picture.rgb.shape[:2]
    left, top = (max(0, int(side / picture.scale)) for side in box[:2])
    right = min(width, max(left + 1, round(box[2] / picture.scale)))
    bottom = min(height, max(top + 1, round(box[3] / picture.scale)))
    part = Image.fromarray(picture.rgb[min(top, height - 1) : bottom, min(left, width - 1) : right])
    zoom = min(3.0, CROP_SIDE / max(part.size))
    part = part.resize(
        (max(1, round(part.width * zoom)), max(1, round(part.height * zoom))), Image.Resampling.LANCZOS
    )
    out = io.BytesIO()
    part.save(out, "JPEG", quality=90)
    return out.getvalue()


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise ReportFileError(_TOO_MANY_PIXELS)
    if max(width, height) < MIN_SIDE:
        raise ReportFileError(
            "The picture is too small to read; take it closer, so that the report fills the frame."
        )


def _on_white(picture: Image.Image) -> Image.Image:
    """``picture`` in RGB, transparent parts white as paper."""
    from PIL import Image

    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper
