"""Turns a clean page into what a telephone would take of it: bent, turned, half in shadow, blurred, as JPEG."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

BORDER = 90
"""Table around the page, in pixels."""
WOOD = (118, 96, 78)


@dataclass(frozen=True, slots=True)
class Camera:
    """How bad a photo may get; each is the worst that is drawn.

    ``tilt``: shift of a corner as a share of the width. ``bend``: height of the curve of the paper in pixels.
    ``shadow``: light taken from the darkest corner, 0 to 1. ``fold``, ``moire``: share of photos with one.
    ``blur``: radius in pixels. ``noise``: in grey levels. ``side``: longest sides to choose from, 0 as drawn.
    ``quality``: JPEG qualities, worst and best.
    """

    tilt: float = 0.03
    bend: float = 0.0
    shadow: float = 0.5
    fold: float = 0.0
    moire: float = 0.0
    blur: float = 0.7
    noise: float = 4.0
    side: tuple[int, ...] = (0,)
    quality: tuple[int, int] = (70, 70)


SCAN = Camera(tilt=0.006, shadow=0.1, blur=0.4, noise=2.0, quality=(75, 92))
PHONE = Camera(tilt=0.03, bend=10.0, shadow=0.5, fold=0.3, moire=0.1, blur=0.9, quality=(60, 85))
HARD_PHONE = Camera(
    tilt=0.045, bend=34.0, shadow=0.6, fold=0.5, moire=0.3, blur=1.2, noise=5.0,
    side=(0, 0, 2000, 1600), quality=(45, 75),
)  # fmt: skip


def photograph(page: Image, camera: Camera, chance: random.Random) -> bytes:
    """A JPEG photo of ``page``; what varies comes from ``chance``."""
    import cv2
    import numpy as np
    from PIL import Image, ImageOps

    table = np.asarray(ImageOps.expand(page, BORDER, WOOD))
    seen = _lens(table, camera, chance)
    radius = camera.blur * chance.uniform(0.5, 1.0)
    seen = cv2.GaussianBlur(seen, (0, 0), max(0.1, radius)).astype(np.float32)
    lit = seen * _light(seen.shape[:2], camera, chance)[:, :, None]
    if chance.random() < camera.moire:
        lit *= _moire(seen.shape[:2], chance)[:, :, None]
    noise = np.random.default_rng(chance.getrandbits(32)).normal(0, camera.noise, lit.shape)
    picture = Image.fromarray(np.clip(lit + noise, 0, 255).astype(np.uint8))
    side = chance.choice(camera.side)
    if side and side < max(picture.size):
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=chance.randint(*camera.quality))
    return out.getvalue()


def _lens(table: Any, camera: Camera, chance: random.Random) -> Any:
    """The page seen in perspective, its paper bent across and along, in one resampling."""
    import cv2
    import numpy as np

    height, width = table.shape[:2]
    ends = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    shifts = [[chance.uniform(-camera.tilt, camera.tilt) * width for _ in "xy"] for _ in range(4)]
    turn = cv2.getPerspectiveTransform(ends, ends + np.array(shifts, np.float32))
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    weight = turn[2, 0] * across + turn[2, 1] * down + turn[2, 2]
    x = (turn[0, 0] * across + turn[0, 1] * down + turn[0, 2]) / weight
    y = (turn[1, 0] * across + turn[1, 1] * down + turn[1, 2]) / weight
    bend = camera.bend * chance.uniform(0.3, 1.0) * chance.choice((-1, 1))
    phase, waves = chance.uniform(0, np.pi), chance.uniform(0.6, 1.4)
    y = y + bend * np.sin(np.pi * waves * x / width + phase) * (0.6 + 0.4 * y / height)
    if chance.random() < camera.fold:
        crease = chance.uniform(0.3, 0.7) * height
        y = y + np.where(y > crease, (y - crease) * chance.uniform(-0.03, 0.03), 0)
    return cv2.remap(
        table, x.astype(np.float32), y.astype(np.float32), cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT, borderValue=WOOD,
    )  # fmt: skip


def _light(shape: tuple[int, int], camera: Camera, chance: random.Random) -> NDArray[np.float32]:
    """Share of light at each pixel: a soft slope, the edge of a shadow, a crease."""
    import numpy as np

    height, width = shape
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    angle = chance.uniform(0, 2 * np.pi)
    slant = across * np.cos(angle) + down * np.sin(angle)
    slant = (slant - slant.min()) / (slant.max() - slant.min())
    edge = 1 / (1 + np.exp(-(slant - chance.uniform(0.35, 0.65)) * chance.uniform(10, 40)))
    light = 1 - camera.shadow * chance.uniform(0.4, 1.0) * (0.35 * slant + 0.65 * edge)
    if chance.random() < camera.fold:
        place, width_of_crease = chance.uniform(0.25, 0.75), chance.uniform(0.003, 0.012)
        light *= 1 - 0.3 * np.exp(-(((down - place) / width_of_crease) ** 2))
    return np.asarray(light, dtype=np.float32)


def _moire(shape: tuple[int, int], chance: random.Random) -> NDArray[np.float32]:
    """The beat of a screen's dots with the sensor's: slow coloured waves over fine lines."""
    import numpy as np

    height, width = shape
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    angle, period = chance.uniform(0, np.pi), chance.uniform(5, 14)
    fine = np.sin(2 * np.pi * (across * np.cos(angle) + down * np.sin(angle)) / period)
    slow = np.sin(2 * np.pi * (across * np.sin(angle) + down * np.cos(angle)) / chance.uniform(60, 160))
    return np.asarray(1 + 0.06 * fine + 0.05 * slow, dtype=np.float32)
