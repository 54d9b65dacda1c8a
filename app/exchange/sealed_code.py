"""What a visitor takes home: the readings of the visit as a FHIR bundle, sealed, as a QR code of one picture.

The code holds no readable word: it opens with eight characters that stand beside it on the screen and nowhere else.
At home, Listenwell takes the text of the code as a file to import and asks for them.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.backup.recovery_code import ALPHABET, plain
from app.exchange.errors import CodeWanted, ExportFailed, ImportRefused
from app.exchange.fhir.bundle import BundleContent, bundle_bytes
from app.exchange.portable import PortableReading
from app.people import Person

MARK: Final = "LISTENWELL1:"
#: Forty random bits: with the work of Argon2id (a third of a second a guess) some ten thousand years to try them all.
CODE_CHARACTERS: Final = 8
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32
#: A QR code holds 2,953 bytes (ISO/IEC 18004, version 40-L); version 30 (137 modules) can be photographed from a screen.
MOST_CHARACTERS: Final = 1_732
#: What a sealed text may grow to when it is opened.
_MOST_OPENED_BYTES: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class TakeAway:
    """``text`` goes into the QR code, ``code`` beside it. ``left_out``: readings that found no room, the last ones given."""

    text: str
    code: str
    left_out: int


def seal(
    readings: Sequence[PortableReading], now: datetime, random_bytes: Callable[[int], bytes] = os.urandom
) -> TakeAway:
    """Seal as many of ``readings``, the first ones first, as fit one code.

    Raises :class:`ExportFailed` where there are none.
    """
    for many in range(len(readings), 0, -1):
        kept = sorted(readings[:many], key=lambda one: one.taken_at)
        content = BundleContent(Person("visitor", "", now), kept, named=False)
        packed = zlib.compress(bundle_bytes(content, now), 9)
        if _length(packed) <= MOST_CHARACTERS:
            characters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in random_bytes(CODE_CHARACTERS))
            return TakeAway(
                _sealed(packed, characters, random_bytes), _grouped(characters), len(readings) - many
            )
    raise ExportFailed("There is no reading to take home yet: measure first.")


def is_sealed(content: bytes) -> bool:
    """Tell whether a file holds the text of such a code."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(MARK.encode())


def unseal(text: str, code: str) -> bytes:
    """Return the FHIR bundle in ``text``. Raises :class:`ImportRefused` for another code or a damaged text."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    characters = plain(code)
    if len(characters) != CODE_CHARACTERS:
        raise CodeWanted(f"The code of a visit has {CODE_CHARACTERS} letters and digits: type all of them.")
    try:
        raw = base64.urlsafe_b64decode(re.sub(r"\s", "", text).removeprefix(MARK).encode("ascii"))
        salt, nonce, box = (
            raw[:_SALT_BYTES],
            raw[_SALT_BYTES : _SALT_BYTES + _NONCE_BYTES],
            raw[_SALT_BYTES + _NONCE_BYTES :],
        )
        if not box:
            raise ValueError("nothing was sealed")  # noqa: TRY301 - answered right below
        packed = AESGCM(_key(characters, salt)).decrypt(nonce, box, MARK.encode())
        opening = zlib.decompressobj()
        opened = opening.decompress(packed, _MOST_OPENED_BYTES)
    except InvalidTag as error:
        raise CodeWanted("This code does not open what was scanned: compare each character.") from error
    except (binascii.Error, ValueError, zlib.error) as error:
        raise ImportRefused("What was scanned is not whole: scan the code of the visit again.") from error
    if not opening.eof:
        raise ImportRefused("What was scanned is larger than any visit: scan the code of the visit again.")
    return opened


def _sealed(packed: bytes, characters: str, random_bytes: Callable[[int], bytes]) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = random_bytes(_SALT_BYTES), random_bytes(_NONCE_BYTES)
    box = AESGCM(_key(characters, salt)).encrypt(nonce, packed, MARK.encode())
    return MARK + base64.urlsafe_b64encode(salt + nonce + box).decode()


def _length(packed: bytes) -> int:
    tag = 16
    return len(MARK) + -(-(_SALT_BYTES + _NONCE_BYTES + len(packed) + tag) // 3) * 4


def _key(characters: str, salt: bytes) -> bytes:
    """Argon2id with the low-memory parameters of RFC 9106, section 4."""
    from argon2.low_level import Type, hash_secret_raw
    from argon2.profiles import RFC_9106_LOW_MEMORY as PARAMETERS

    return hash_secret_raw(
        characters.encode(),
        salt,
        time_cost=PARAMETERS.time_cost,
        memory_cost=PARAMETERS.memory_cost,
        parallelism=PARAMETERS.parallelism,
        hash_len=_KEY_BYTES,
        type=Type.ID,
    )


def _grouped(characters: str) -> str:
    return f"{characters[:4]}-{characters[4:]}"
