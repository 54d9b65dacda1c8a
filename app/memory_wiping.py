"""Overwrites secrets in memory when they are no longer needed.

Python never does: what was freed stays readable until something else takes its place. This writes into the
object itself, so the value must be nobody else's: no constant, no interned text. CPython only.
"""

from __future__ import annotations

import ctypes
import sys


def wipe(secret: bytes | str) -> None:
    """Fill ``secret`` with zeros. Texts must be ASCII; of other interpreters nothing is touched."""
    if sys.implementation.name != "cpython" or len(secret) < 2:
        return
    if isinstance(secret, str) and not secret.isascii():
        raise ValueError("only bytes and ASCII text can be wiped")
    # A compact object ends with its characters and one closing zero.
    header = sys.getsizeof(secret) - len(secret) - 1
    ctypes.memset(id(secret) + header, 0, len(secret))
