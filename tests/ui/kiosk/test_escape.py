"""A real station on a real X server: no key or click leads out of it, and a visit leaves nothing behind.

It needs Xvfb, openbox and xdotool, which a machine without a screen need not have.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator

import pytest

from ui.testing.station_screen import (
    RunningStation,
    Screen,
    a_screen,
    a_station,
    missing_tools,
    visit_with_a_word,
)

pytestmark = [
    pytest.mark.skipif(bool(missing_tools()), reason=f"not installed: {', '.join(missing_tools())}"),
    pytest.mark.timeout(600),
]

KEYS = [
    "alt+F4",
    "ctrl+q",
    "ctrl+w",
    "ctrl+o",
    "ctrl+s",
    "ctrl+p",
    "ctrl+n",
    "ctrl+t",
    "ctrl+shift+i",
    "ctrl+Tab",
    "alt+Tab",
    "alt+space",
    "alt+F2",
    "alt+Left",
    "super",
    "Menu",
    "Escape",
    "F1",
    "F5",
    "F11",
    "F12",
    "Print",
    "ctrl+alt+t",
    "ctrl+alt+Delete",
    "ctrl+Escape",
    "shift+F10",
]


@pytest.fixture(scope="module")
def screen(tmp_path_factory) -> Iterator[Screen]:
    with a_screen(tmp_path_factory.mktemp("screen")) as there:
        yield there


@pytest.fixture(scope="module")
def station(screen: Screen, tmp_path_factory) -> Iterator[RunningStation]:
    with a_station(screen, tmp_path_factory.mktemp("station")) as running:
        yield running


def test_no_key_and_no_click_leads_out(screen: Screen, station: RunningStation):
    before = station.children()
    for key in KEYS:
        screen.do("key", key)
        assert len(screen.windows()) == 1, key
    for place in ((5, 5), (1075, 5), (540, 15), (1075, 1915)):
        for button in (2, 3):
            screen.touch(place, button)
            assert len(screen.windows()) == 1, (place, button)
    assert station.children() == before


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root may read another process")
def test_nothing_of_a_visit_is_left_anywhere(station: RunningStation):
    found = visit_with_a_word(station, f"zq{secrets.token_hex(6)}")
    assert found.typed
    assert found.traces == []
