"""One form for all text: broken encodings mended, invisible characters out, simplified Chinese, usual widths."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from opencc import OpenCC

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LETTER: Final = re.compile(r"[A-Za-z]")
#: Full-width letters and digits; Chinese punctuation is meant to be wide and stays.
_WIDE: Final = {
    code: code - 0xFEE0
    for block in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B))
    for code in range(*block)
}
#: More Han than this share of a text's letters makes it Chinese: a Chinese word takes fewer characters.
_CHINESE_FROM: Final = 0.2


def language_of(text: str) -> str:
    """``zh`` or ``en``."""
    han, latin = len(_HAN.findall(text)), len(_LETTER.findall(text))
    return "zh" if han > _CHINESE_FROM * (han + latin) else "en"


def cleaned(text: str) -> tuple[str, int]:
    """``text`` in one form, and how many invisible characters were taken out of it.

    Invisible are controls, direction marks, zero-width and tag characters and private ones: they can
    hide words from the person who reviews, and have no use in an article.
    """
    import ftfy

    text = ftfy.fix_text(text, fix_character_width=False, uncurl_quotes=False, normalization="NFC")
    visible = "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs", "Cn"}
    )
    hidden = len(text) - len(visible)
    text = visible.translate(_WIDE).replace("\u00a0", " ").replace("\u3000", " ")
    if language_of(text) == "zh":
        text = _simplifier().convert(text)
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip(), hidden


def with_headings(markdown: str) -> str:
    """``markdown`` with its highest heading at ``##``, as articles have it, and no empty one."""
    levels = [len(mark) for mark in re.findall(r"^(#{1,6})[ \t]", markdown, re.MULTILINE)]
    shift = 2 - min(levels, default=2)
    return re.sub(
        r"^(#{1,6})[ \t]+(.*?)[ \t#]*$",
        lambda found: "#" * min(len(found[1]) + shift, 6) + f" {found[2]}" if found[2] else "",
        markdown,
        flags=re.MULTILINE,
    )


@cache
def _simplifier() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
