"""The file of a backup: a header with the locks, then the content in authenticated chunks.

The content is encrypted with AES-256-GCM under a random key, in the STREAM construction (Hoang, Reyhanitabar, Rogaway
and Vizár, CRYPTO 2015): each chunk's nonce holds its number and whether it is the last, so that chunks that are
missing, moved or cut off are noticed. Each lock wraps that key under a key derived from a secret with Argon2id
(RFC 9106, low-memory parameters); one secret is enough.
"""

from __future__ import annotations

import base64
import hashlib
import os
import struct
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.backup.errors import BackupNotMade, BackupUnusable, WrongSecret
from app.backup.recovery_code import normalised
from app.keys import MIN_PASSPHRASE_LENGTH

MAGIC: Final = b"LISTENWELL BACKUP 1\n"
CHUNK_BYTES: Final = 64 * 1024
_TAG_BYTES: Final = 16
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_PREFIX_BYTES: Final = 7
_SALT_BYTES: Final = 16
_MAX_HEADER_BYTES: Final = 64 * 1024
LockKind = Literal["passphrase", "recovery_code"]
Base64 = Annotated[str, Field(max_length=256)]


@dataclass(frozen=True, slots=True)
class Secrets:
    """What opens a backup: a passphrase, a recovery code, or either of both."""

    passphrase: str | None = None
    recovery_code: str | None = None

    def each(self) -> Mapping[LockKind, bytes]:
        """Return kind → bytes to derive a key from. Raises :class:`WrongSecret` for a code with a slip in it."""
        found: dict[LockKind, bytes] = {}
        if self.passphrase:
            found["passphrase"] = unicodedata.normalize("NFKC", self.passphrase).encode()
        if self.recovery_code:
            found["recovery_code"] = normalised(self.recovery_code).encode()
        return found


class _Lock(BaseModel):
    """A wrapped key. The costs are bounded, so that no file can make this machine work for hours."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: LockKind
    salt: Base64
    nonce: Base64
    wrapped: Base64
    time_cost: int = Field(ge=1, le=16)
    memory_kib: int = Field(ge=8, le=1024 * 1024)
    parallelism: int = Field(ge=1, le=16)


class _Header(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    prefix: Base64
    locks: Annotated[tuple[_Lock, ...], Field(min_length=1, max_length=4)]


class SealedWriter:
    """Writes content into a new container; :meth:`close` ends it."""

    def __init__(
        self, file: IO[bytes], secrets: Secrets, random_bytes: Callable[[int], bytes] = os.urandom
    ) -> None:
        """Raises :class:`BackupNotMade` where no secret, or one that is too short, was given."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if secrets.passphrase is not None and len(secrets.passphrase) < MIN_PASSPHRASE_LENGTH:
            raise BackupNotMade(
                f"The passphrase is too short: use at least {MIN_PASSPHRASE_LENGTH} characters."
            )
        given = secrets.each()
        if not given:
            raise BackupNotMade("A backup needs a passphrase or a recovery code: choose one.")
        key, self._prefix = random_bytes(_KEY_BYTES), random_bytes(_PREFIX_BYTES)
        locks = tuple(_wrap(kind, secret, key, random_bytes) for kind, secret in given.items())
        header = _Header(prefix=_text(self._prefix), locks=locks).model_dump_json().encode()
        self._file, self._cipher, self._number = file, AESGCM(key), 0
        self._associated = hashlib.sha256(MAGIC + header).digest()
        self._waiting = bytearray()
        file.write(MAGIC + struct.pack(">I", len(header)) + header)

    def write(self, content: bytes) -> int:
        """Take ``content``; whole chunks go to the file."""
        self._waiting += content
        while len(self._waiting) > CHUNK_BYTES:
            self._emit(bytes(self._waiting[:CHUNK_BYTES]), last=False)
            del self._waiting[:CHUNK_BYTES]
        return len(content)

    def close(self) -> None:
        """Write the last chunk; without it the file counts as cut off."""
        self._emit(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _emit(self, chunk: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last)
        self._file.write(self._cipher.encrypt(nonce, chunk, self._associated))
        self._number += 1


class SealedReader:
    """Reads the content of a container; every byte it gives was authenticated."""

    def __init__(self, file: IO[bytes], secrets: Secrets) -> None:
        """Raises :class:`BackupUnusable` for another kind of file and :class:`WrongSecret`."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if file.read(len(MAGIC)) != MAGIC:
            raise BackupUnusable("The file is not a backup of Listenwell: choose another one.")
        length = file.read(4)
        size = struct.unpack(">I", length)[0] if len(length) == 4 else _MAX_HEADER_BYTES + 1
        header = file.read(min(size, _MAX_HEADER_BYTES))
        try:
            if len(header) != size:
                raise ValueError("the header is cut off")  # noqa: TRY301 - answered right below
            parsed = _Header.model_validate_json(header)
            self._prefix = _bytes(parsed.prefix, _PREFIX_BYTES)
        except (ValidationError, ValueError) as error:
            raise BackupUnusable(_DAMAGED) from error
        self._cipher = AESGCM(_unwrap(parsed.locks, secrets))
        self._file, self._number = file, 0
        self._associated = hashlib.sha256(MAGIC + header).digest()
        self._ready, self._ended = bytearray(), False
        self._ahead = file.read(CHUNK_BYTES + _TAG_BYTES)

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes (all that is left without it), fewer only at the end.

        Raises :class:`BackupUnusable` where the file was cut off or changed.
        """
        while not self._ended and (size < 0 or len(self._ready) < size):
            self._next()
        size = len(self._ready) if size < 0 else size
        taken = bytes(self._ready[:size])
        del self._ready[:size]
        return taken

    def _next(self) -> None:
        from cryptography.exceptions import InvalidTag

        chunk, self._ahead = self._ahead, self._file.read(CHUNK_BYTES + _TAG_BYTES)
        last = not self._ahead
        try:
            self._ready += self._cipher.decrypt(
                _nonce(self._prefix, self._number, last), chunk, self._associated
            )
        except (InvalidTag, ValueError) as error:
            raise BackupUnusable(_DAMAGED) from error
        self._number, self._ended = self._number + 1, last


_DAMAGED: Final = "The backup is cut off or was changed: use another copy of it."


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, int(last))


def _derive(secret: bytes, salt: bytes, time_cost: int, memory_kib: int, parallelism: int) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        secret,
        salt,
        time_cost=time_cost,
        memory_cost=memory_kib,
        parallelism=parallelism,
        hash_len=_KEY_BYTES,
        type=Type.ID,
    )


def _wrap(kind: LockKind, secret: bytes, key: bytes, random_bytes: Callable[[int], bytes]) -> _Lock:
    from argon2.profiles import RFC_9106_LOW_MEMORY as COSTS
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = random_bytes(_SALT_BYTES), random_bytes(_NONCE_BYTES)
    derived = _derive(secret, salt, COSTS.time_cost, COSTS.memory_cost, COSTS.parallelism)
    return _Lock(
        kind=kind,
        salt=_text(salt),
        nonce=_text(nonce),
        wrapped=_text(AESGCM(derived).encrypt(nonce, key, MAGIC + kind.encode())),
        time_cost=COSTS.time_cost,
        memory_kib=COSTS.memory_cost,
        parallelism=COSTS.parallelism,
    )


def _unwrap(locks: tuple[_Lock, ...], secrets: Secrets) -> bytes:
    from argon2.exceptions import HashingError
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    given = secrets.each()
    for lock in locks:
        if lock.kind not in given:
            continue
        try:
            salt, nonce = _bytes(lock.salt, _SALT_BYTES), _bytes(lock.nonce, _NONCE_BYTES)
            derived = _derive(given[lock.kind], salt, lock.time_cost, lock.memory_kib, lock.parallelism)
            wrapped = _bytes(lock.wrapped, _KEY_BYTES + _TAG_BYTES)
            return AESGCM(derived).decrypt(nonce, wrapped, MAGIC + lock.kind.encode())
        except InvalidTag:
            continue
        except (ValueError, HashingError) as error:
            raise BackupUnusable(_DAMAGED) from error
    kinds = " or ".join(lock.kind.replace("_", " ") for lock in locks)
    raise WrongSecret(f"This does not open the backup: give the {kinds} it was made with.")


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str, size: int) -> bytes:
    content = base64.b64decode(text, validate=True)
    if len(content) != size:
        raise ValueError("a field of another length")
    return content
