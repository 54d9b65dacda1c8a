"""Recovery codes: 150 random bits that a person can write down, with a check against slips of the pen."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from typing import Final

from app.backup.errors import WrongSecret

#: Crockford's base 32: no I, L, O or U, which are read as other characters.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})
_RANDOM_CHARACTERS: Final = 30
_CHECK_CHARACTERS: Final = 2
_GROUP: Final = 4


def new_recovery_code(random_bytes: Callable[[int], bytes] = os.urandom) -> str:
    """Return a new code: eight groups of four characters."""
    # 256 is a multiple of 32, so every character is equally likely.
    characters = "".join(ALPHABET[byte % 32] for byte in random_bytes(_RANDOM_CHARACTERS))
    return _grouped(characters + _check(characters))


def normalised(code: str) -> str:
    """Return ``code`` as it was made, whatever its case, spaces and dashes. Raises :class:`WrongSecret`."""
    typed = plain(code)
    characters, check = typed[:_RANDOM_CHARACTERS], typed[_RANDOM_CHARACTERS:]
    if len(typed) != _RANDOM_CHARACTERS + _CHECK_CHARACTERS or not set(typed) <= set(ALPHABET):
        raise WrongSecret("A recovery code has eight groups of four letters and digits: copy all of them.")
    if check != _check(characters):
        raise WrongSecret("There is a slip in the recovery code: compare it with what you wrote down.")
    return _grouped(typed)


def plain(code: str) -> str:
    """Return the characters of ``code`` as they were made, without what separates them."""
    return re.sub(r"[\s\-–—]", "", code).upper().translate(_READ_AS)


def looks_like_one(secret: str) -> bool:
    """Tell whether ``secret`` has the shape of a recovery code rather than of a passphrase."""
    try:
        normalised(secret)
    except WrongSecret:
        return False
    return True


def _check(characters: str) -> str:
    digest = hashlib.sha256(characters.encode()).digest()
    return "".join(ALPHABET[byte % 32] for byte in digest[:_CHECK_CHARACTERS])


def _grouped(characters: str) -> str:
    return "-".join(characters[start : start + _GROUP] for start in range(0, len(characters), _GROUP))
