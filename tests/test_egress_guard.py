"""The guard in front of every test stops the clients we know, and lets loopback be."""

from __future__ import annotations

import socket
import sys
import urllib.request
from pathlib import Path

import httpx2
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from egress_guard import EgressBlocked, stays_on_this_machine  # noqa: F401 - a fixture, for this file alone

#: Reserved for documentation (RFC 5737): nobody is there even if the guard fails.
NOWHERE = "192.0.2.1"


def test_a_socket_is_stopped(stays_on_this_machine) -> None:  # noqa: F811
    with pytest.raises(EgressBlocked), socket.socket() as plain:
        plain.connect((NOWHERE, 80))
    assert stays_on_this_machine == [f"socket.connect {NOWHERE}"]
    stays_on_this_machine.clear()


def test_urllib_and_httpx_are_stopped(stays_on_this_machine) -> None:  # noqa: F811
    with pytest.raises(OSError, match="tests may not leave"):
        urllib.request.urlopen(f"http://{NOWHERE}/", timeout=1)
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"http://{NOWHERE}/", timeout=1, trust_env=False)
    assert stays_on_this_machine
    stays_on_this_machine.clear()


def test_names_are_not_looked_up(stays_on_this_machine) -> None:  # noqa: F811
    with pytest.raises(EgressBlocked):
        socket.getaddrinfo("example.org", 443)
    stays_on_this_machine.clear()


def test_this_machine_may_be_talked_to(stays_on_this_machine) -> None:  # noqa: F811
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        assert stays_on_this_machine == []
