"""Whether two pictures of a window show the same, told with patience for other versions of a font.

Both are made small and smooth first. A letter that is a pixel wider is then a difference of a shade; a button that has
moved, a text that is missing or another colour is a difference of a whole field.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

#: Size of a reference, a quarter of the window on each side: what it shows can be told, and it takes few bytes.
_WIDTH, _HEIGHT = 320, 200
#: A field is compared by its mean colour, in pixels of the reference.
_FIELD: Final = 10
#: Fields that differ by more than this many of 255 steps differ. Our rule, from the same windows with two versions of
#: Noto Sans CJK and with sub-pixel positioning on and off.
_STEPS: Final = 20.0
#: So many of a hundred fields may differ before the pictures do.
MOST_PERCENT: Final = 3.0


@dataclass(frozen=True, slots=True)
class Difference:
    """``percent`` of the fields differ; ``worst`` is how far, in steps of 255."""

    percent: float
    worst: float

    @property
    def same(self) -> bool:
        """Whether both show the same."""
        return self.percent <= MOST_PERCENT


def small(picture: QImage) -> QImage:
    """Return ``picture`` as a reference is kept."""
    smooth = picture.convertToFormat(QImage.Format.Format_RGB32).scaled(
        _WIDTH, _HEIGHT, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return smooth.convertToFormat(QImage.Format.Format_RGB888)


def write_reference(picture: Path, kept: Path) -> None:
    """Keep the picture of a file as the reference ``kept``."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    # Few colours: a third of the bytes, and the tolerance does not notice.
    small(QImage(str(picture))).convertToFormat(QImage.Format.Format_Indexed8).save(str(kept), quality=0)


def difference(picture: QImage, reference: QImage) -> Difference:
    """Compare two pictures of any size; one that could not be read differs from everything."""
    import numpy as np

    if picture.isNull() or reference.isNull():
        return Difference(100.0, 255.0)

    def fields(image: QImage) -> np.ndarray:
        shrunk = small(image)
        rows = np.frombuffer(shrunk.constBits(), np.uint8).reshape(_HEIGHT, shrunk.bytesPerLine())
        pixels = rows[:, : _WIDTH * 3].reshape(_HEIGHT // _FIELD, _FIELD, _WIDTH // _FIELD, _FIELD, 3)
        mean: np.ndarray = pixels.mean(axis=(1, 3), dtype=np.float64)
        return mean

    apart = np.abs(fields(picture) - fields(reference)).max(axis=2)
    return Difference(float((apart > _STEPS).mean() * 100), float(apart.max()))


def compare_folders(pictures: Path, references: Path) -> dict[str, Difference]:
    """Return how each reference differs from the picture at the same place; one that is missing differs wholly."""
    places = sorted(reference.relative_to(references) for reference in references.rglob("*.png"))
    return {
        place.with_suffix("").as_posix(): difference(
            QImage(str(pictures / place)), QImage(str(references / place))
        )
        for place in places
    }
