"""The random key of the records and where this machine keeps it.

Order: the operating system's keyring (allow-listed backends only), a passphrase, a file. ``key.json`` in
the data folder records which was used and with which backend, so that a change is noticed instead of
locking people out or falling back to something weaker.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.durable_file import OWNER_ONLY, replace_file
from app.folders import Folders
from app.memory_wiping import wipe

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
PASSPHRASE_VARIABLE: Final = "LISTENWELL_PASSPHRASE"
MIN_PASSPHRASE_LENGTH: Final = 8
SERVICE: Final = "listenwell"
#: Backends that keep secrets encrypted. ``keyring`` never chooses by itself: with keyrings.alt installed and
#: no session bus it silently picks one that stores plain text.
ALLOWED_BACKENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "linux": ("keyring.backends.SecretService.Keyring", "keyring.backends.kwallet.DBusKeyring"),
    "darwin": ("keyring.backends.macOS.Keyring",),
    "win32": ("keyring.backends.Windows.WinVaultKeyring",),
}


class KeyUnavailable(Exception):
    """The key of the records cannot be had; the message says what to do. The records stay untouched."""


class WrongPassphrase(KeyUnavailable):
    """The passphrase does not open the records."""


class KeyStorage(StrEnum):
    """Where the key lies."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"
    FILE = "file"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """Where the key lies, and one plain sentence about how safe that is."""

    storage: KeyStorage
    sentence: str


@dataclass(frozen=True, slots=True)
class DataKey:
    """The 32 bytes that encrypt the records; never shown in ``repr``."""

    secret: bytes = field(repr=False)
    status: KeyStatus

    def forget(self) -> None:
        """Overwrite the key in memory; nothing opens with it any more. Call it when the records are closed."""
        wipe(self.secret)


class SecretStore(Protocol):
    """A keyring backend, as the ``keyring`` package shapes them."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return the stored secret or ``None``."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store a secret."""
        ...


@dataclass(frozen=True, slots=True)
class NamedStore:
    """A keyring backend with its full class name."""

    name: str
    store: SecretStore


class _KeyRecord(BaseModel):
    """``key.json``: how the key is kept; holds nothing that opens the records by itself."""

    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    storage: Literal[KeyStorage.KEYRING, KeyStorage.PASSPHRASE, KeyStorage.FILE]
    account: str = Field(pattern=r"^[0-9a-f]{32}$")
    check: str = Field(pattern=r"^[0-9a-f]{32}$")
    backend: str | None = None
    salt: str | None = None
    nonce: str | None = None
    wrapped: str | None = None


#: Asks the person; the argument is true when a new passphrase is being chosen. ``None`` = no answer.
AskPassphrase = Callable[[bool], str | None]


@dataclass(frozen=True, slots=True)
class KeySources:
    """What the key can be kept in on this machine; tests give their own."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    ask_passphrase: AskPassphrase | None = None
    keyring: Callable[[], NamedStore | None] = field(default_factory=lambda: find_keyring)
    random_bytes: Callable[[int], bytes] = os.urandom


def ephemeral_key(random_bytes: Callable[[int], bytes] = os.urandom) -> DataKey:
    """Return a key that lives in memory only: what is written with it ends with this process."""
    sentence = "The key is in memory only: these records cannot be opened again after Listenwell closes."
    return DataKey(random_bytes(KEY_BYTES), KeyStatus(KeyStorage.MEMORY, sentence))


def open_key(folders: Folders, key_storage: str = "auto", sources: KeySources | None = None) -> DataKey:
    """Return the key of the records in ``folders``, making one only where no records exist yet.

    ``key_storage`` is ``auto`` or a :class:`KeyStorage` value the household chose. Raises
    :class:`KeyUnavailable` (or :class:`WrongPassphrase`) with what to do.
    """
    sources = sources or KeySources()
    record_file = folders.data / "key.json"
    key_file = folders.config / "device.key"
    record = _read_record(record_file)
    if record is not None:
        return _recall(record, key_storage, key_file, sources)
    database = folders.database_file
    if database.exists() and database.stat().st_size:
        raise KeyUnavailable(
            f"The records exist but {record_file} is missing: put it back from a backup of the data folder."
        )
    return _create(record_file, key_storage, key_file, sources)


def find_keyring() -> NamedStore | None:
    """Return the first allow-listed keyring backend that works here, or ``None``."""
    from importlib import import_module

    for name in ALLOWED_BACKENDS.get(sys.platform, ()):
        module, _, class_name = name.rpartition(".")
        try:
            backend = getattr(import_module(module), class_name)
            if backend.priority > 0:
                return NamedStore(name, backend())
        except (ImportError, RuntimeError, AttributeError, OSError, ValueError):
            continue  # no bus, a stale one, no daemon
    return None


def _create(record_file: Path, key_storage: str, key_file: Path, sources: KeySources) -> DataKey:
    key = sources.random_bytes(KEY_BYTES)
    account = sources.random_bytes(16).hex()
    if key_storage in ("auto", KeyStorage.KEYRING):
        keyring = sources.keyring()
        if keyring is not None and _store_in_keyring(keyring, account, key):
            record = _KeyRecord(
                storage=KeyStorage.KEYRING, account=account, check=_check(key), backend=keyring.name
            )
            return _finish(record_file, record, key)
        if key_storage == KeyStorage.KEYRING:
            raise KeyUnavailable(
                "No unlocked keyring was found: start GNOME Keyring or KWallet, or set security.key_storage to 'auto'."
            )
    if key_storage in ("auto", KeyStorage.PASSPHRASE):
        passphrase = _passphrase(sources, new=True)
        if passphrase is not None:
            return _finish(record_file, _wrap(key, account, passphrase, sources.random_bytes), key)
        if key_storage == KeyStorage.PASSPHRASE:
            raise KeyUnavailable(
                f"No passphrase was given: set {PASSPHRASE_VARIABLE} or type one when asked."
            )
    if key_file.exists():
        # A backup of earlier records may still need this key, so it is kept and used again.
        key = _read_key_file(key_file)
    else:
        spelled = binascii.hexlify(key) + b"\n"
        _write(key_file, spelled)
        wipe(spelled)
    record = _KeyRecord(storage=KeyStorage.FILE, account=account, check=_check(key))
    return _finish(record_file, record, key)


def _recall(record: _KeyRecord, key_storage: str, key_file: Path, sources: KeySources) -> DataKey:
    if key_storage not in ("auto", record.storage):
        raise KeyUnavailable(
            f"The key of the records is kept as '{record.storage}' but the settings ask for '{key_storage}': "
            f"set security.key_storage to 'auto' or '{record.storage}'."
        )
    match record.storage:
        case KeyStorage.KEYRING:
            key = _from_keyring(record, sources)
        case KeyStorage.PASSPHRASE:
            key = _unwrap(record, _passphrase(sources, new=False))
        case KeyStorage.FILE:
            key = _read_key_file(key_file)
    if not hmac.compare_digest(_check(key), record.check):
        raise KeyUnavailable(
            "The key found on this machine belongs to other records: put back the one these were made with."
        )
    return DataKey(key, _status(record))


def _finish(record_file: Path, record: _KeyRecord, key: bytes) -> DataKey:
    _write(record_file, record.model_dump_json(exclude_none=True, indent=1).encode() + b"\n")
    return DataKey(key, _status(record))


def _status(record: _KeyRecord) -> KeyStatus:
    match record.storage:
        case KeyStorage.KEYRING:
            name = (record.backend or "").removeprefix("keyring.backends.").split(".")[0]
            sentence = f"The key is in the system keyring ({name}), opened by your login."
        case KeyStorage.PASSPHRASE:
            sentence = "The key is locked with a passphrase; without it nobody can open the records."
        case KeyStorage.FILE:
            sentence = (
                "The key is in a file on this machine, the weakest choice: whoever copies the disk can read the "
                f"records; a keyring or a passphrase ({PASSPHRASE_VARIABLE}) is safer."
            )
    return KeyStatus(record.storage, sentence)


def _read_record(path: Path) -> _KeyRecord | None:
    try:
        with path.open("rb") as file:
            return _KeyRecord.model_validate_json(file.read(64 * 1024))
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise KeyUnavailable(
            f"{path} cannot be used: put it back from a backup of the data folder."
        ) from error


def _write(path: Path, content: bytes) -> None:
    try:
        replace_file(path, content)
    except OSError as error:
        message = f"The key file {path} cannot be written ({error.strerror}): free space or check its folder."
        raise KeyUnavailable(message) from error


def _check(key: bytes) -> str:
    """Tell one key from another without giving anything of it away."""
    return hmac.digest(key, b"listenwell key check", hashlib.sha256)[:16].hex()


# --- keyring ---


def _store_in_keyring(keyring: NamedStore, account: str, key: bytes) -> bool:
    from keyring.errors import KeyringError

    try:
        keyring.store.set_password(SERVICE, account, key.hex())
        return keyring.store.get_password(SERVICE, account) == key.hex()
    except (KeyringError, OSError):
        return False


def _from_keyring(record: _KeyRecord, sources: KeySources) -> bytes:
    from keyring.errors import KeyringError

    keyring = sources.keyring()
    if keyring is None or keyring.name != record.backend:
        found = keyring.name if keyring else "none"
        raise KeyUnavailable(
            f"The key of the records is in the keyring {record.backend}, but the keyring here is {found}: "
            "log in to the session you used before or start that keyring."
        )
    try:
        secret = keyring.store.get_password(SERVICE, record.account)
    except (KeyringError, OSError) as error:
        raise KeyUnavailable("The system keyring is locked: unlock it and start Listenwell again.") from error
    if secret is None:
        raise KeyUnavailable(
            "The key of the records is gone from the system keyring: restore the keyring from its backup."
        )
    return _decode_hex(
        secret, "The key in the system keyring is damaged: restore the keyring from its backup."
    )


# --- passphrase ---


def _passphrase(sources: KeySources, *, new: bool) -> str | None:
    passphrase = sources.environ.get(PASSPHRASE_VARIABLE)
    if not passphrase and sources.ask_passphrase is not None:
        passphrase = sources.ask_passphrase(new)
    if not passphrase:
        return None
    if new and len(passphrase) < MIN_PASSPHRASE_LENGTH:
        raise KeyUnavailable(f"The passphrase is too short: use at least {MIN_PASSPHRASE_LENGTH} characters.")
    return passphrase


def _derive(passphrase: str, salt: bytes) -> bytes:
    """Argon2id with the low-memory parameters of RFC 9106, section 4 (3 passes, 64 MiB, 4 lanes)."""
    from argon2.low_level import hash_secret_raw
    from argon2.profiles import RFC_9106_LOW_MEMORY as PARAMETERS

    return hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=PARAMETERS.time_cost,
        memory_cost=PARAMETERS.memory_cost,
        parallelism=PARAMETERS.parallelism,
        hash_len=KEY_BYTES,
        type=PARAMETERS.type,
        version=PARAMETERS.version,
    )


def _wrap(key: bytes, account: str, passphrase: str, random_bytes: Callable[[int], bytes]) -> _KeyRecord:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = random_bytes(SALT_BYTES), random_bytes(NONCE_BYTES)
    wrapped = AESGCM(_derive(passphrase, salt)).encrypt(nonce, key, account.encode())
    return _KeyRecord(
        storage=KeyStorage.PASSPHRASE,
        account=account,
        check=_check(key),
        salt=base64.b64encode(salt).decode(),
        nonce=base64.b64encode(nonce).decode(),
        wrapped=base64.b64encode(wrapped).decode(),
    )


def _unwrap(record: _KeyRecord, passphrase: str | None) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if passphrase is None:
        raise WrongPassphrase(
            f"The records are locked with a passphrase: set {PASSPHRASE_VARIABLE} or type it when asked."
        )
    try:
        salt, nonce, wrapped = (
            base64.b64decode(part or "", validate=True)
            for part in (record.salt, record.nonce, record.wrapped)
        )
        if len(salt) != SALT_BYTES or len(nonce) != NONCE_BYTES:
            raise ValueError("salt or nonce of another length")  # noqa: TRY301 - answered right below
        return AESGCM(_derive(passphrase, salt)).decrypt(nonce, wrapped, record.account.encode())
    except InvalidTag as error:
        raise WrongPassphrase("The passphrase does not open these records: try again.") from error
    except (binascii.Error, ValueError) as error:
        raise KeyUnavailable("key.json is damaged: put it back from a backup of the data folder.") from error


# --- file ---


def _read_key_file(path: Path) -> bytes:
    try:
        if path.stat().st_mode & 0o077:
            path.chmod(OWNER_ONLY)
        # Unbuffered, so that no copy of the key stays behind in a buffer.
        with path.open("rb", buffering=0) as file:
            text = file.read(1024)
    except OSError as error:
        raise KeyUnavailable(
            f"The key of the records cannot be read from {path}: put the file back from a backup."
        ) from error
    return _decode_hex(text, f"The key file {path} is damaged: put it back from a backup.")


def _decode_hex(text: str | bytes, problem: str) -> bytes:
    digits = text.strip()
    try:
        key = binascii.unhexlify(digits)
    except ValueError as error:
        raise KeyUnavailable(problem) from error
    if isinstance(text, bytes):  # a text of a keyring is not ours to write into
        wipe(digits)
        wipe(text)
    if len(key) != KEY_BYTES:
        raise KeyUnavailable(problem)
    return key
