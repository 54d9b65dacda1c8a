"""Makes control tokens in foreign text harmless: text in a photo or a question must not pose as a message of ours."""

from __future__ import annotations

import re

#: A ``<`` that begins a control token or media marker in any vocabulary; shown as ‹ instead.
_CONTROL = re.compile(r"<(?=\||/?[a-zA-Z_]+[>|])")


def inert(text: str) -> str:
    """``text`` with every beginning of a control token or media marker made harmless."""
    return _CONTROL.sub("‹", text)
