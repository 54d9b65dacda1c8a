"""Turns a clean page into what a telephone would take of it: turned, in perspective, half in shadow, as JPEG."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

BORDER = 90
"""Table around the page, in pixels."""
TILT = 0.03
"""Largest shift of a corner, as a share of the page's width: about 2 degrees of turn and mild perspective."""
SHADOW = 0.5
"""Light left in the darkest corner."""
JPEG_QUALITY = 70

Corner = tuple[float, float]


def photograph(page: Image, chance: random.Random) -> bytes:
    """A JPEG photo of ``page``; what varies comes from ``chance``."""
    import numpy as np
    from PIL import Image, ImageFilter

    width, height = page.width + 2 * BORDER, page.height + 2 * BORDER
    table = Image.new("RGB", (width, height), (118, 96, 78))
    table.paste(page, (BORDER, BORDER))
    ends = _corners(width, height)
    starts = [
        (x + chance.uniform(-TILT, TILT) * width, y + chance.uniform(-TILT, TILT) * width) for x, y in ends
    ]
    turned = table.transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        _coefficients(ends, starts),
        Image.Resampling.BICUBIC,
        fillcolor=(118, 96, 78),
    )
    light = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.7)), dtype=np.float32)
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    angle = chance.uniform(0, 2 * np.pi)
    slant = across * np.cos(angle) + down * np.sin(angle)
    slant = (slant - slant.min()) / (slant.max() - slant.min())
    edge = 1 / (1 + np.exp(-(slant - chance.uniform(0.35, 0.65)) * 14))
    shade = 1 - (1 - SHADOW) * (0.35 * slant + 0.65 * edge)
    noise = np.random.default_rng(chance.getrandbits(32)).normal(0, 4, light.shape)
    lit = np.clip(light * shade[:, :, None] + noise, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(lit).save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def _corners(width: float, height: float) -> list[Corner]:
    return [(0, 0), (width, 0), (width, height), (0, height)]


def _coefficients(ends: Sequence[Corner], starts: Sequence[Corner]) -> tuple[float, ...]:
    """The eight numbers of the perspective that takes ``ends`` of the result to ``starts`` of the source."""
    import numpy as np

    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(ends, starts, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    solved = np.linalg.solve(np.array(rows), np.array([value for start in starts for value in start]))
    return tuple(float(value) for value in solved)
