"""``image://drawing/NAME/INK/SOFT/PAPER``: our own drawings of devices and postures in the colours of the theme.

A drawing says ``currentColor`` for ink, ``soft`` for its filled parts and ``paper`` for what hides lines behind it.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Final

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

_COLOUR: Final = r"[0-9A-Fa-f]{6}"
_ID: Final = re.compile(
    rf"(?P<name>[a-z0-9_-]{{1,40}})/(?P<ink>{_COLOUR})/(?P<soft>{_COLOUR})/(?P<paper>{_COLOUR})"
)
_DEFAULT_PX: Final = 240
_MAX_PX: Final = 1024


class DrawingProvider(QQuickImageProvider):
    """Draws pictures for QML."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requested_size: QSize) -> QImage:  # noqa: A002, N802
        """Return a drawing at the requested size; a null image for an unknown one."""
        pixels = max(requested_size.width(), requested_size.height())
        image = draw(id, min(pixels, _MAX_PX) if pixels > 0 else _DEFAULT_PX)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


def draw(drawing: str, pixels: int) -> QImage:
    """Return ``NAME/INK/SOFT/PAPER`` as a square image, null if there is no such drawing."""
    match = _ID.fullmatch(drawing)
    path = files("resources") / "drawings" / f"{match['name']}.svg" if match else None
    if match is None or path is None or not path.is_file():
        return QImage()
    source = path.read_text(encoding="utf-8")
    for word, colour in (("currentColor", "ink"), ('"soft"', "soft"), ('"paper"', "paper")):
        value = f"#{match[colour]}"
        source = source.replace(word, value if word == "currentColor" else f'"{value}"')
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(source.encode())).render(painter)
    painter.end()
    return image
