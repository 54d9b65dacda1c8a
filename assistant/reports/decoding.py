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
MIN_SIDE = 200
"""A picture whose longest side is shorter cannot hold a readable table (design)."""

_TOO_MANY_PIXELS = f"The picture has more than {MAX_PIXELS // 10**6} million pixels; take a smaller photo or crop it to the report."


@dataclass(frozen=True, slots=True)
class Pixels:
    """An upright RGB picture of shape (height, width, 3), at most :data:`WORKING_SIDE` long.

    A coordinate here times ``scale`` is one of the full upright photo, ``width`` by ``height`` pixels.
    """

    rgb: NDArray[np.uint8]
    scale: float
    width: int
    height: int


def decode(data: bytes) -> Pixels:
    """Decode the first picture of ``data``, turned upright by the camera's note.

    Raises :class:`ReportFileError` when it is damaged, too large or too small.
    """
    import numpy as np
    from PIL import Image, ImageOps

    image_format(data)
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
    scale = max(1.0, max(width, height) / WORKING_SIDE)
    if scale > 1:
        rgb = rgb.resize((round(width / scale), round(height / scale)), Image.Resampling.LANCZOS)
    return Pixels(np.asarray(rgb), scale, width, height)


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
