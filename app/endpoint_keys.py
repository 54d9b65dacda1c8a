"""The key of a cloud endpoint: from the environment or the system's keyring, never from the settings file."""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import urlsplit

from app.keys import find_keyring
from assistant.models.engine import EngineUnavailable

KEY_VARIABLE: Final = "LISTENWELL_CLOUD_KEY"
#: Under this name the key lies in the system's keyring, with the host as account.
KEYRING_SERVICE: Final = "listenwell-cloud"


def endpoint_key(base_url: str) -> str:
    """The key for the endpoint at ``base_url``; empty if there is none.

    May ask the keyring: call from a thread. Raises :class:`EngineUnavailable` when the keyring is locked.
    """
    if key := os.environ.get(KEY_VARIABLE):
        return key
    keyring = find_keyring()
    if keyring is None:
        return ""
    from keyring.errors import KeyringError

    try:
        return keyring.store.get_password(KEYRING_SERVICE, urlsplit(base_url).hostname or "") or ""
    except (KeyringError, OSError) as error:
        raise EngineUnavailable(
            f"The key of the cloud cannot be read: unlock the system keyring, or set {KEY_VARIABLE}."
        ) from error
