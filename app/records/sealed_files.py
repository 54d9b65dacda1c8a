"""Photos beside the database, encrypted with its key; file names are random and say nothing."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.durable_file import replace_file
from app.records.errors import DamagedDatabase, InvalidEntry, RecordsError, StorageFull

#: A report photo of 40 million pixels as JPEG stays below.
MAX_BYTES: Final = 20 * 1024 * 1024
_NONCE_BYTES: Final = 12


class SealedFiles:
    """Files sealed with AES-256-GCM under a key derived from the data key, one random nonce each."""

    def __init__(self, folder: Path, key: bytes, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        self._folder = folder
        self._key = hmac.digest(key, b"listenwell sealed files", hashlib.sha256)
        self._random_bytes = random_bytes

    def sweep(self) -> None:
        """Take away what a crash left unfinished; only while no other process writes here."""
        for unfinished in self._folder.glob(".*.tmp"):
            unfinished.unlink(missing_ok=True)

    def seal(self, content: bytes) -> str:
        """Write ``content`` durably and return the name it can be opened by."""
        name = self._random_bytes(16).hex()
        self.seal_as(name, content)
        return name

    def seal_as(self, name: str, content: bytes) -> None:
        """Write ``content`` durably under ``name``, which :meth:`seal` gave it before (a restored backup)."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if len(content) > MAX_BYTES:
            raise InvalidEntry("The photo is larger than 20 MB: take it again at a smaller size.")
        nonce = self._random_bytes(_NONCE_BYTES)
        sealed = nonce + AESGCM(self._key).encrypt(nonce, content, name.encode())
        try:
            replace_file(self._folder / name, sealed)
        except OSError as error:
            message = f"The photo cannot be kept in {self._folder} ({error.strerror}): free some space."
            raise StorageFull(message) from error

    def open(self, name: str) -> bytes:
        """Return what :meth:`seal` kept under ``name``; a changed file is refused."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if not re.fullmatch(r"[0-9a-f]{32}", name):
            raise RecordsError("There is no such photo in the records.")
        try:
            with (self._folder / name).open("rb") as file:
                sealed = file.read(MAX_BYTES + 64)
            return AESGCM(self._key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode())
        except OSError as error:
            raise RecordsError("The photo is missing from the records: restore it from a backup.") from error
        except (InvalidTag, ValueError) as error:
            raise DamagedDatabase("The photo is damaged: restore it from a backup.") from error
