"""Chinese text as a recogniser gives it, put into the usual written form."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_HAN = r"[\u3400-\u9fff]"
_MARKS = {",": "，", ".": "。", "?": "？", "!": "！", ":": "：", ";": "；"}
_WIDE = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_MARK_AFTER_HAN = re.compile(rf"(?<={_HAN})\s*([,.?!:;])(?!\d)")
_MARK_AFTER_NUMBER = re.compile(rf"(?<=\d)([,?!;])\s*(?={_HAN}|$)")
_SPACE_AT_HAN = re.compile(rf"(?<={_HAN})\s+|\s+(?={_HAN})|(?<=[，。？！：；])\s+")
_COMMA_BEFORE_END = re.compile(r"[，；：]+(?=[。？！])")


def tidied_chinese(text: str) -> str:
    """Simplified characters, Chinese punctuation beside them, no spaces between them, digits of normal width.

    Numbers stay as they are.
    """
    tidy = simplified(text).translate(_WIDE)
    tidy = _MARK_AFTER_HAN.sub(lambda found: _MARKS[found[1]], tidy)
    tidy = _MARK_AFTER_NUMBER.sub(lambda found: _MARKS[found[1]], tidy)
    tidy = _SPACE_AT_HAN.sub("", tidy)
    return _COMMA_BEFORE_END.sub("", tidy).strip()


def simplified(text: str) -> str:
    """``text`` in simplified characters."""
    return str(_simplifier().convert(text))


@cache
def _simplifier() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
