"""The key of a cloud endpoint: from the environment or the system's keyring, never from a file.

Which keyring holds the key of which host stands in ``endpoint_keys.json`` of the settings folder (names alone),
so that another keyring is noticed and said, instead of the key seeming to be gone.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from app.durable_file import replace_file
from app.keys import find_keyring
from assistant.models.engine import EngineUnavailable

KEY_VARIABLE: Final = "LISTENWELL_CLOUD_KEY"
#: Under this name the key lies in the system's keyring, with the host as account.
KEYRING_SERVICE: Final = "listenwell-cloud"
_LONGEST_KEY: Final = 500
_MOST_BYTES: Final = 64 * 1024


def endpoint_key(base_url: str, places: Path | None = None) -> str:
    """The key for the endpoint at ``base_url``; empty if there is none.

    ``places`` is the file that remembers which keyring holds what. May ask the keyring: call from a thread. Raises
    :class:`EngineUnavailable` when the keyring is locked, or is not the one the key was put into.
    """
    if key := os.environ.get(KEY_VARIABLE):
        return key
    keyring, host = find_keyring(), _host(base_url)
    kept_in = _places(places).get(host)
    if kept_in is not None and (keyring is None or keyring.name != kept_in):
        found = keyring.name if keyring is not None else "none"
        raise EngineUnavailable(
            f"The key of the cloud is in the keyring {kept_in}, but the keyring here is {found}: "
            "log in to the session you used before, or type the key again in the settings."
        )
    if keyring is None:
        return ""
    from keyring.errors import KeyringError

    try:
        return keyring.store.get_password(KEYRING_SERVICE, host) or ""
    except (KeyringError, OSError) as error:
        raise EngineUnavailable(
            f"The key of the cloud cannot be read: unlock the system keyring, or set {KEY_VARIABLE}."
        ) from error


def keep_endpoint_key(base_url: str, key: str, places: Path) -> None:
    """Put ``key`` into the system's keyring.

    Raises :class:`EngineUnavailable` where there is no keyring that keeps secrets encrypted: then the key is kept
    nowhere.
    """
    if not key or len(key) > _LONGEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
        raise EngineUnavailable("This is no key: copy it again from the page of the service.")
    keyring = find_keyring()
    if keyring is None:
        raise EngineUnavailable(
            f"There is no keyring here that keeps a key safe: start GNOME Keyring or KWallet, or set {KEY_VARIABLE}."
        )
    from keyring.errors import KeyringError

    host = _host(base_url)
    try:
        keyring.store.set_password(KEYRING_SERVICE, host, key)
        kept = keyring.store.get_password(KEYRING_SERVICE, host) == key
        replace_file(places, json.dumps(_places(places) | {host: keyring.name}).encode())
    except (KeyringError, OSError) as error:
        raise EngineUnavailable(
            "The key could not be kept: unlock the system keyring and try again."
        ) from error
    if not kept:
        raise EngineUnavailable("The key could not be kept: unlock the system keyring and try again.")


def _host(base_url: str) -> str:
    return urlsplit(base_url).hostname or ""


def _places(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    try:
        with file.open("rb") as opened:
            value = json.loads(opened.read(_MOST_BYTES))
    except (OSError, ValueError):
        return {}
    return {str(host): str(name) for host, name in value.items()} if isinstance(value, dict) else {}
