"""Text files: plain or Markdown, in UTF-8 or the usual Chinese encodings."""

from __future__ import annotations

import re

from kb.errors import IntakeError
from kb.parsing.draft import Draft

_TITLE = re.compile(r"\A\s*#\s+(.+?)\s*#*\s*$", re.MULTILINE)


def read_plain(data: bytes, name: str) -> Draft:
    """The text. A first line ``# …`` is the title. Raises :class:`IntakeError` for what is not text."""
    text = _decoded(data, name)
    title = _TITLE.match(text)
    return Draft(title.group(1) if title else name, text[title.end() :] if title else text)


def _decoded(data: bytes, name: str) -> str:
    if b"\x00" not in data[:4096] or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        for encoding in (
            "utf-8-sig",
            "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "gb18030",
            "big5",
        ):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise IntakeError(f"{name} is not a text file; save it as UTF-8 text.")
