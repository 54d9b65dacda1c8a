"""The key of a cloud endpoint: from the environment or the system's keyring, never from the settings file."""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import urlsplit

from app.keys import find_keyring

KEY_VARIABLE: Final = "LISTENWELL_CLOUD_KEY"
#: Under this name the key lies in the system's keyring, with the host as account.
KEYRING_SERVICE: Final = "listenwell-cloud"


def endpoint_key(base_url: str) -> str:
    """The key for the endpoint at ``base_url``; empty if there is none. May ask the keyring: call from a thread."""
    if KEY_VARIABLE in os.environ:
        return os.environ[KEY_VARIABLE]
    keyring = find_keyring()
    if keyring is None:
        return ""
    return keyring.store.get_password(KEYRING_SERVICE, urlsplit(base_url).hostname or "") or ""
