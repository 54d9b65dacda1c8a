"""Paper: the system's default printer, through Qt. The rest of the window works where there is none."""

from __future__ import annotations

from typing import Final

#: A page is drawn with so many dots an inch; finer is not seen on paper, and takes long.
PRINT_DOTS_PER_INCH: Final = 300.0


class PrintFailed(Exception):
    """The page was not printed; the message says what to do."""


def default_printer() -> str:
    """Return the name of the printer that would be used, empty where there is none. May take a second."""
    try:
        from PySide6.QtPrintSupport import QPrinterInfo
    except ImportError:  # a library of the system is missing: saving the page still works
        return ""
    name = QPrinterInfo.defaultPrinterName()
    if name:
        return name
    names = QPrinterInfo.availablePrinterNames()
    return names[0] if names else ""


def print_page(png: bytes, printer_name: str) -> None:
    """Print one A4 page, given as a picture. Raises :class:`PrintFailed`. Not on the window's thread."""
    from PySide6.QtCore import QMarginsF, QRectF
    from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    info = QPrinterInfo.printerInfo(printer_name)
    if info.isNull():
        raise PrintFailed(f"The printer {printer_name} is gone: switch it on, or save the page as PDF.")
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Millimeter)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintFailed(
            f"The printer {printer_name} does not take the page: look at it, or save the page as PDF."
        )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(painter.viewport()), QImage.fromData(png))
    if not painter.end():
        raise PrintFailed(
            f"The page was not printed by {printer_name}: look at the printer, or save the page as PDF."
        )
