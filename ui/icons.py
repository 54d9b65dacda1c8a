"""``image://icon/NAME/RRGGBB``: the line icons of ``resources/icons`` in any colour.

Recoloured by the processor, so that it looks the same in the software renderer.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

_ID: Final = re.compile(r"(?P<name>[a-z0-9-]{1,40})/(?P<colour>[0-9A-Fa-f]{6})")
_SIDE: Final = re.compile(r'\b(width|height)="24"')
_DEFAULT_PX: Final = 24
_MAX_PX: Final = 1024


class IconProvider(QQuickImageProvider):
    """Draws icons for QML."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requested_size: QSize) -> QImage:  # noqa: A002, N802
        """Return icon ``NAME/RRGGBB`` at the requested size; a null image for an unknown one."""
        pixels = max(requested_size.width(), requested_size.height())
        image = draw_icon(id, min(pixels, _MAX_PX) if pixels > 0 else _DEFAULT_PX)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


def draw_icon(icon: str, pixels: int) -> QImage:
    """Return ``NAME/RRGGBB`` as a square image, null if there is no such icon."""
    match = _ID.fullmatch(icon)
    path = files("resources") / "icons" / f"{match['name']}.svg" if match else None
    if match is None or path is None or not path.is_file():
        return QImage()
    drawing = path.read_text(encoding="utf-8").replace("currentColor", f"#{match['colour']}")
    # Drawn by Qt's own reader of SVG, at the size the drawing says: a painter of ours would first load all of Qt's names.
    return QImage.fromData(_SIDE.sub(rf'\1="{pixels}"', drawing).encode())
