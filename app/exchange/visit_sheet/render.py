"""A visit sheet as PDF and as pictures, set by typst from ``resources/visit_sheet/visit_sheet.typ``."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final, Literal

from app.exchange.errors import VisitSheetFailed
from app.exchange.visit_sheet.content import SheetContent
from app.exchange.visit_sheet.essentials import qr_svg

if TYPE_CHECKING:
    import typst

#: Families with Latin and Chinese letters, as Linux, Windows and macOS have them; the set-up brings the first.
FAMILIES: Final[Sequence[str]] = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
)
#: 144 dots an inch: an A4 page of 1190 x 1684 pixels, sharp on a screen.
SCREEN_DOTS_PER_INCH: Final = 144.0
#: Sizes of letters and chart, tried from the largest; the smallest still has letters of 6.7 points.
SCALES: Final = (1.0, 0.9, 0.8, 0.7)
#: Pages are counted on tiny pictures.
_COUNTING_DOTS_PER_INCH: Final = 8.0


def pdf(content: SheetContent, made_at: datetime) -> bytes:
    """Return the sheet as a PDF of one page, its letters embedded; the same content gives the same bytes.

    Raises :class:`app.exchange.errors.VisitSheetFailed`.
    """
    return _set(content, made_at, lambda compile_it: compile_it("pdf", SCREEN_DOTS_PER_INCH))[0]


def png(content: SheetContent, made_at: datetime, dots_per_inch: float = SCREEN_DOTS_PER_INCH) -> bytes:
    """Return the sheet as a picture. Raises :class:`app.exchange.errors.VisitSheetFailed`."""
    return _set(content, made_at, lambda compile_it: compile_it("png", dots_per_inch))[0]


_Compile = Callable[[Literal["pdf", "png"], float], list[bytes]]


def _set(content: SheetContent, made_at: datetime, wanted: Callable[[_Compile], list[bytes]]) -> list[bytes]:
    """Set the sheet in the largest scale in which it is one page."""
    import typst

    try:
        for scale in SCALES:
            compile_it = _compiler(content, made_at, scale)
            if len(compile_it("png", _COUNTING_DOTS_PER_INCH)) == 1:
                return wanted(compile_it)
    except typst.TypstError as error:
        raise VisitSheetFailed(f"The visit sheet could not be set ({error.message}): report this.") from error
    raise VisitSheetFailed("The visit sheet is longer than a page: ask shorter questions or fewer.")


def _compiler(content: SheetContent, made_at: datetime, scale: float) -> _Compile:
    import typst

    family = next((family for family in FAMILIES if family in _families()), None)
    if family is None:
        raise VisitSheetFailed(
            "No font with Chinese letters is installed: install Noto Sans CJK (Debian: fonts-noto-cjk)."
        )
    template = (resources.files("resources") / "visit_sheet" / "visit_sheet.typ").read_bytes()
    sheet = {**content.to_json(), "qr": qr_svg(content.essentials), "family": family, "scale": scale}
    compiler = typst.Compiler(
        font_paths=_fonts(), sys_inputs={"sheet": json.dumps(sheet, ensure_ascii=False)}
    )

    def compile_it(form: Literal["pdf", "png"], dots_per_inch: float) -> list[bytes]:
        pages = compiler.compile(template, format=form, ppi=dots_per_inch, timestamp=int(made_at.timestamp()))
        return pages if isinstance(pages, list) else [pages or b""]

    return compile_it


@cache
def _fonts() -> typst.Fonts:
    """The fonts of this machine; looking through them takes a moment, so it is done once."""
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


@cache
def _families() -> frozenset[str]:
    return frozenset(_fonts().families())
