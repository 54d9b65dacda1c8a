"""Device Information (180A): maker, model and serial number as text a person may see."""

from __future__ import annotations

import unicodedata

#: Longest name kept; real ones have under 40 characters, the field allows 512 bytes.
MAX_TEXT_CHARACTERS = 64


def decode_text(payload: bytes) -> str:
    """Return the text of a Device Information string, safe to show and to match.

    Devices pad with NUL or blanks and some send bytes that are no UTF-8: those and all control and
    format characters become blanks, runs of blanks one, and what is left is cut to :data:`MAX_TEXT_CHARACTERS`.
    """
    text = payload.decode("utf-8", errors="replace").replace("\N{REPLACEMENT CHARACTER}", "")
    printable = "".join(" " if unicodedata.category(mark)[0] == "C" else mark for mark in text)
    return " ".join(printable.split())[:MAX_TEXT_CHARACTERS].rstrip()


def encode_text(text: str) -> bytes:
    """Return the UTF-8 bytes of ``text``."""
    return text.encode()
