"""Turns a photo into the pixels a vision model gets. Runs in the child process only."""

from __future__ import annotations

import io
import warnings

#: Photos above this are refused before they are decoded (a 0.4 MB PNG can unfold to 560 MB).
MAX_PIXELS = 40_000_000
MAX_BYTES = 20 * 1024 * 1024
#: Longest side given to the model; its own image token cap shrinks further.
MAX_SIDE = 2048
#: Shorter sides than this are enlarged: the vision tower needs at least one patch group.
MIN_SIDE = 64
_TOO_MANY = "The photo has too many pixels; take a smaller one."
_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")


class ImageRefused(Exception):
    """The photo cannot be used; the message is one sentence that says what to do."""


def pixels(data: bytes) -> tuple[int, int, bytes]:
    """Width, height and RGB bytes of the upright photo, on white. Raises :class:`ImageRefused`."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(data) > MAX_BYTES:
        raise ImageRefused(f"The photo is larger than {MAX_BYTES // 1024 // 1024} MB; take a smaller one.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise ImageRefused(_TOO_MANY)
                opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
                image = ImageOps.exif_transpose(opened)
                if "A" in image.getbands() or "transparency" in image.info:
                    image = Image.alpha_composite(
                        Image.new("RGBA", image.size, "white"), image.convert("RGBA")
                    )
                image = image.convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageRefused(_TOO_MANY) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ImageRefused("The file is not a photo that can be read; use JPEG or PNG.") from error
    scale = min(1.0, MAX_SIDE / max(image.size))
    width, height = (max(MIN_SIDE, round(side * scale)) for side in image.size)
    if (width, height) != image.size:
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    return width, height, image.tobytes()
