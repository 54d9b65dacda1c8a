"""``image://visit-sheet/NUMBER``: the page of the visit sheet that the screen shows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider


class SheetPageProvider(QQuickImageProvider):
    """Hands QML the page that is already drawn; the number in the address only tells pages apart."""

    def __init__(self, page: Callable[[], QImage]) -> None:
        """``page`` gives the present page, null while there is none."""
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._page = page

    def requestImage(self, id: str, size: QSize, requested_size: QSize) -> QImage:  # noqa: A002, N802
        """Return the present page."""
        image = self._page()
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image
