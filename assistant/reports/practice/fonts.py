"""Fonts for practice sheets: those with Latin, Chinese and arrows that this machine has."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.reports.errors import ReportError

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Style = Literal["sans", "serif"]
FILES: dict[Style, Sequence[tuple[str, int]]] = {
    "sans": (
        ("NotoSansCJK-Regular.ttc", 2),  # face 2 is Simplified Chinese
        ("NotoSansCJKsc-Regular.otf", 0),
        ("NotoSansSC-Regular.otf", 0),
        ("SourceHanSansSC-Regular.otf", 0),
        ("wqy-microhei.ttc", 0),
        ("msyh.ttc", 0),
        ("Hiragino Sans GB.ttc", 0),
    ),
    "serif": (("NotoSerifCJK-Regular.ttc", 2), ("NotoSerifCJKsc-Regular.otf", 0), ("simsun.ttc", 0)),
}
"""File name and face within the file, the preferred one first."""


class FontMissing(ReportError):
    """No font with Chinese letters is installed."""


@cache
def font_file(style: Style = "sans") -> tuple[Path, int]:
    """The first font of ``style`` on this machine, with its face; sans where there is no serif.

    Raises :class:`FontMissing`.
    """
    present = _installed()
    for name, face in (*FILES[style], *FILES["sans"]):
        if name in present:
            return present[name], face
    raise FontMissing(
        "No font with Chinese letters is installed; install Noto Sans CJK (Debian: fonts-noto-cjk)."
    )


@cache
def font(size: int, style: Style = "sans") -> FreeTypeFont:
    """The sheet's font at ``size`` pixels."""
    from PIL import ImageFont

    path, face = font_file(style)
    return ImageFont.truetype(str(path), size, index=face)


@cache
def _installed() -> dict[str, Path]:
    home = Path.home()
    folders = {
        "win32": [Path("C:/Windows/Fonts")],
        "darwin": [Path("/Library/Fonts"), Path("/System/Library/Fonts"), home / "Library/Fonts"],
    }.get(
        sys.platform, [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts"]
    )
    return {path.name: path for folder in folders if folder.is_dir() for path in folder.rglob("*.[to]t[fc]")}
