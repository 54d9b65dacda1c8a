"""The visit sheet's port over the exchange: the page on the screen, as a file, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.durable_file import replace_file
from app.exchange.visit_sheet.content import SheetContent, SheetOptions
from app.records.errors import RecordsError
from app.services import Services
from assistant.conversation import Language
from ui.adapters.error_words import failed
from ui.printing import PRINT_DOTS_PER_INCH, PrintFailed, default_printer, print_page
from ui.view_models.ports import PortFailed, SheetPreview, SheetRequest, Unsubscribe

#: An A4 page of 1191 x 1684 pixels: sharp at the width it has on the screen.
SCREEN_DOTS_PER_INCH: Final = 144.0


class VisitSheetAdapter:
    """The sheet of the person who uses Listenwell (:class:`ui.view_models.ports.VisitSheetPort`)."""

    def __init__(
        self,
        house: Services,
        find_printer: Callable[[], str] = default_printer,
        print_png: Callable[[bytes, str], None] = print_page,
    ) -> None:
        """``find_printer`` names the printer to use, ``print_png`` prints a page given as PNG on it."""
        self._house, self._find_printer, self._print_png = house, find_printer, print_png

    def preview(self, request: SheetRequest, language: Language) -> SheetPreview:
        """The page as it will be printed."""
        from app.exchange.visit_sheet import render

        house = self._house
        try:
            content = house.records.exchange.visit_sheet(house.person, _options(request, language))
            png = render.png(content, house.now(), SCREEN_DOTS_PER_INCH)
        except RecordsError as error:
            raise failed(error, language) from error
        return SheetPreview(png, _words(content))

    def save(self, request: SheetRequest, path: Path, language: Language) -> None:
        """Write the page as PDF."""
        house = self._house
        try:
            page = house.records.exchange.visit_sheet_pdf(house.person, _options(request, language))
        except RecordsError as error:
            raise failed(error, language) from error
        try:
            replace_file(path, page)
        except OSError as error:
            raise PortFailed(
                "这里不能保存文件，请换一个文件夹。"
                if language is Language.ZH
                else "The file cannot be written here: choose another folder."
            ) from error

    def printer(self) -> str:
        """The printer that would be used."""
        return self._find_printer()

    def print(self, request: SheetRequest, language: Language) -> str:
        """Print the page on the default printer."""
        house = self._house
        printer = self._find_printer()
        if not printer:
            raise PortFailed(
                "没有找到打印机。请接上打印机，或者保存成 PDF 带走。"
                if language is Language.ZH
                else "No printer was found. Connect one, or save the page as PDF and take it along."
            )
        try:
            png = house.records.exchange.visit_sheet_png(
                house.person, _options(request, language), PRINT_DOTS_PER_INCH
            )
            self._print_png(png, printer)
        except RecordsError as error:
            raise failed(error, language) from error
        except PrintFailed as error:
            raise PortFailed(
                f"打印机 {printer} 没有打出来。请看一下打印机，或者保存成 PDF。"
                if language is Language.ZH
                else str(error)
            ) from error
        return printer

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each commit."""
        return self._house.records.subscribe(lambda _change: callback())


def _options(request: SheetRequest, language: Language) -> SheetOptions:
    return SheetOptions(language, request.questions, request.days)


def _words(content: SheetContent) -> str:
    """The page in sentences: what a screen reader says in place of the picture."""
    pressure = content.pressure
    lines = [
        content.period,
        "" if pressure is None else f"{pressure.label}: {pressure.figure} {pressure.unit}. {pressure.judged}",
        *content.changes,
        *(f"{lab.name} {lab.value} ({lab.range})" for lab in content.labs),
        *(f"{medicine.name} {medicine.dose} {medicine.times}".strip() for medicine in content.medicines),
        *content.questions,
    ]
    return "\n".join(line for line in lines if line)
