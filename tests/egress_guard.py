"""No test reaches beyond this machine: whatever tries is stopped and named, and its test fails.

A pytest plugin. Python's audit events see every connection of this process, whichever library makes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

_LOCAL = {"", "127.0.0.1", "::1", "localhost", "localhost.localdomain", "0.0.0.0", "::"}
_attempts: list[str] = []
_armed = False


class EgressBlocked(OSError):
    """Something tried to leave this machine during a test."""


def _is_local(host: object) -> bool:
    if host is None:
        return True
    text = host.decode(errors="replace") if isinstance(host, bytes) else str(host)
    return text in _LOCAL or text.startswith("127.")


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _armed or not event.startswith("socket."):
        return
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg") and len(arguments) > 1:
        address = arguments[1]
        # Names of files are sockets of this machine.
        if isinstance(address, tuple) and address and not _is_local(address[0]):
            _blocked(f"{event} {address[0]}")
    elif event == "socket.getaddrinfo" and not _is_local(arguments[0]):
        _blocked(f"{event} {arguments[0]}")


def _blocked(what: str) -> None:
    _attempts.append(what)
    raise EgressBlocked(f"tests may not leave this machine: {what}")


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def stays_on_this_machine() -> Iterator[list[str]]:
    """Fail the test during which anything tried to leave; yields what tried, for the test of this guard."""
    global _armed
    _attempts.clear()
    _armed = True
    yield _attempts
    _armed = False
    if _attempts:
        tried = ", ".join(dict.fromkeys(_attempts))
        _attempts.clear()
        pytest.fail(f"something tried to leave this machine: {tried}")
