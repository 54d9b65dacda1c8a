"""Documents from the web, for a list of addresses that a person gives. Only the addresses leave this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx2

from kb.errors import AddressRefused, AddressUnreachable, DocumentTooLarge
from kb.parsing.reader import LARGEST_DOCUMENT, SUFFIXES

_TIMEOUT_SECONDS: Final = 20.0
#: Most addresses of one list.
MOST_ADDRESSES: Final = 500
_FORMATS: Final = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/plain": ".txt",
    "text/markdown": ".md",
}
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What lies at an address: its bytes, and the format they are in (as :data:`~kb.parsing.reader.SUFFIXES`)."""

    data: bytes
    name: str
    suffix: str


def addresses(text: str) -> tuple[str, ...]:
    """The addresses of a list, one a line; ``#`` begins a remark. Raises :class:`IntakeError`."""
    lines = [line.strip() for line in text.splitlines()]
    found = tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
    if len(found) > MOST_ADDRESSES:
        raise AddressRefused(f"The list has more than {MOST_ADDRESSES} addresses; split it.")
    for number, address in enumerate(found, 1):
        parts = urlsplit(address)
        if not parts.hostname or not (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        ):
            raise AddressRefused(f"Address {number} of the list does not begin with https://; put it right.")
    return found


def fetch(address: str) -> Fetched:
    """Get the document at ``address``. Raises :class:`IntakeError` for anything but a whole document.

    No redirect is followed and no proxy taken from the environment, so that nobody else hears of it.
    """
    host = urlsplit(address).hostname or address
    data = bytearray()
    try:
        with (
            httpx2.Client(timeout=_TIMEOUT_SECONDS, trust_env=False, follow_redirects=False) as client,
            client.stream("GET", address, headers={"User-Agent": "Listenwell"}) as response,
        ):
            if response.status_code != 200:
                raise AddressUnreachable(
                    f"{host} has no document at this address (it answered {response.status_code})."
                )
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > LARGEST_DOCUMENT:
                    raise DocumentTooLarge(
                        f"The document at {host} is larger than {LARGEST_DOCUMENT // 1_000_000} MB."
                    )
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    except httpx2.HTTPError as error:
        raise AddressUnreachable(
            f"{host} could not be reached; check the address and the network."
        ) from error
    name = urlsplit(address).path.rpartition("/")[2] or host
    suffix = _FORMATS.get(kind) or next((end for end in SUFFIXES if name.lower().endswith(end)), ".html")
    return Fetched(bytes(data), name.rpartition(".")[0] or name, suffix)
