"""A real station on a real X server: no key or click leads out of it, and a visit leaves nothing behind.

It needs Xvfb, openbox and xdotool, which a machine without a screen need not have.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_TOOLS = ("Xvfb", "openbox", "xdotool", "xwininfo")
_MISSING = [tool for tool in _TOOLS if shutil.which(tool) is None]

pytestmark = [
    pytest.mark.skipif(bool(_MISSING), reason=f"not installed: {', '.join(_MISSING)}"),
    pytest.mark.timeout(600),
]

#: Where things are on the pages of a station of 1080 x 1920.
START, AGREE, ASK, TYPE = (540, 1257), (308, 1828), (540, 513), (950, 1680)
BACK, DONE, ERASE = (540, 1870), (540, 1828), (761, 1828)

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


@dataclass
class Screen:
    """The X server and what is on it."""

    environment: dict[str, str]

    def do(self, *words: object) -> str:
        command = ["xdotool", *(str(word) for word in words)]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=30
        ).stdout

    def click(self, place: tuple[int, int], button: int = 1) -> None:
        self.do("mousemove", *place, "click", button)

    def windows(self) -> list[str]:
        """The windows of programs that are to be seen, whole screen first."""
        tree = subprocess.run(
            ["xwininfo", "-root", "-tree"], env=self.environment, capture_output=True, text=True, timeout=30
        ).stdout
        return [line for line in tree.splitlines() if '"listenwell")' in line and "1080x1920+0+0" in line]


def wait_for(true, seconds: float) -> bool:
    """Look every tenth of a second: what is waited for happens in other processes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def screen(tmp_path_factory) -> Iterator[Screen]:
    home = tmp_path_factory.mktemp("screen")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1080x1920x24"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as numbers:
        display = f":{numbers.readline().strip()}"
    environment = {**os.environ, "DISPLAY": display, "HOME": str(home)}
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    yield Screen(environment)
    for process in (manager, server):
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def station(screen: Screen, tmp_path_factory) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    data = tmp_path_factory.mktemp("station")
    environment = {**screen.environment, "QT_QPA_PLATFORM": "xcb", "QT_QUICK_BACKEND": "software"}
    command = [sys.executable, "-m", "ui.command_line", "run", "--kiosk", "--data", str(data)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        assert wait_for(lambda: bool(screen.windows()), 180), "no window came up"
        yield process, data
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)


def children(process: subprocess.Popen[bytes]) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout
    return [int(line) for line in found.split()]


def holds(pid: int, token: bytes) -> bool:
    """Whether the memory of a process holds ``token``."""
    try:
        maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
        with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
            for line in maps:
                span, rights, *_ = line.split()
                if "r" not in rights or "[v" in line:
                    continue
                start, end = (int(part, 16) for part in span.split("-"))
                try:
                    memory.seek(start)
                    if token in memory.read(end - start):
                        return True
                except (OSError, OverflowError):
                    continue
    except (FileNotFoundError, ProcessLookupError):
        return False
    return False


def files_with(folders: list[Path], token: bytes) -> list[Path]:
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and token in path.read_bytes()
    ]


def test_no_key_and_no_click_leads_out(screen: Screen, station):
    process, _ = station
    before = children(process)
    for key in KEYS:
        screen.do("key", key)
        assert len(screen.windows()) == 1, key
    for place in ((5, 5), (1075, 5), (540, 900), (1075, 1915)):
        for button in (2, 3):
            screen.click(place, button)
            assert len(screen.windows()) == 1, (place, button)
    assert children(process) == before


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root may read another process")
def test_nothing_of_a_visit_is_left_anywhere(screen: Screen, station):
    process, data = station
    token = f"zq{secrets.token_hex(6)}"
    first = children(process)
    for place, seconds in ((START, 1.5), (AGREE, 3), (ASK, 3), (TYPE, 1.5)):
        screen.click(place)
        time.sleep(seconds)  # the page moves in; there is nothing to ask a window of another program
    screen.do("type", "--delay", "30", token)
    spoken = token.encode()
    assert wait_for(
        lambda: any(holds(pid, spoken) or holds(pid, token.encode("utf-16-le")) for pid in first), 30
    )
    screen.do("key", "Return")
    time.sleep(3)
    for place, seconds in ((BACK, 1.5), (DONE, 1.5), (ERASE, 1.5)):
        screen.click(place)
        time.sleep(seconds)
    assert wait_for(lambda: first[0] not in children(process) or first[1] not in children(process), 90)
    assert wait_for(lambda: len(children(process)) == 2, 90)
    for written in (spoken, token.encode("utf-16-le")):
        left = [pid for pid in (process.pid, *children(process)) if holds(pid, written)]
        assert left == []
        places = [data, Path("/dev/shm"), Path(screen.environment["HOME"])]
        assert files_with([place for place in places if place.is_dir()], written) == []
