"""A real station on an X server of its own, to be driven as a visitor does: Xvfb, openbox and xdotool.

Coordinates are those of a standing screen of 1080 x 1920; what is on it is known by its windows alone, as to anybody
who stands before it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: The programs it takes.
TOOLS: Final = ("Xvfb", "openbox", "xdotool", "xwininfo", "pgrep")

Place = tuple[int, int]
#: Where things are on the pages.
START: Final[Place] = (540, 810)
AGREE: Final[Place] = (308, 1796)
ASK: Final[Place] = (540, 965)
TYPE: Final[Place] = (950, 1655)
#: The keyboard is open then.
BACK: Final[Place] = (540, 1495)
DONE: Final[Place] = (540, 1796)
ERASE: Final[Place] = (772, 1796)


def missing_tools() -> list[str]:
    """Return the programs that are not installed."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def wait_for(true: Callable[[], bool], seconds: float) -> bool:
    """Look every twentieth of a second: what is waited for happens in other processes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


@dataclass(frozen=True, slots=True)
class Screen:
    """The X server and what is on it."""

    environment: dict[str, str]

    def do(self, *words: object) -> str:
        """Run ``xdotool``."""
        return self._run(["xdotool", *(str(word) for word in words)])

    def touch(self, place: Place, button: int = 1) -> None:
        """Press a place."""
        self.do("mousemove", *place, "click", button)

    def windows(self) -> list[str]:
        """The windows of the station that fill the screen, by their number."""
        return [
            line.split()[0]
            for line in self._run(["xwininfo", "-root", "-tree"]).splitlines()
            if '"listenwell")' in line and "1080x1920+0+0" in line
        ]

    def _run(self, command: list[str]) -> str:
        ended = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=30, check=False
        )
        return ended.stdout


@contextmanager
def a_screen(home: Path) -> Iterator[Screen]:
    """An X server with openbox, whose programs have ``home`` for their own."""
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
    desktop = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield Screen(environment)
    finally:
        for process in (desktop, server):
            process.terminate()
            process.wait(20)


@dataclass(frozen=True, slots=True)
class RunningStation:
    """A station on ``screen``; its own files lie in ``data``."""

    screen: Screen
    process: subprocess.Popen[bytes]
    data: Path

    def children(self) -> list[int]:
        """The processes of its visits: the one that is seen and the one that is ready."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        ).stdout
        return [int(line) for line in found.split()]

    def traces(self, token: str) -> list[str]:
        """Where ``token`` is found: in the memory of its processes, in its files, in those of its visits."""
        places = [self.data, Path("/dev/shm"), Path(self.screen.environment["HOME"])]
        found = []
        for written in (token.encode(), token.encode("utf-16-le")):
            found += [f"process {pid}" for pid in (self.process.pid, *self.children()) if holds(pid, written)]
            found += [str(path) for path in _files_with([one for one in places if one.is_dir()], written)]
        return found


@contextmanager
def a_station(screen: Screen, data: Path) -> Iterator[RunningStation]:
    """A station that runs on ``screen``; its first page is there. Raises ``TimeoutError``."""
    environment = {**screen.environment, "QT_QPA_PLATFORM": "xcb", "QT_QUICK_BACKEND": "software"}
    command = [sys.executable, "-m", "ui.command_line", "run", "--kiosk", "--data", str(data)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        if not wait_for(lambda: bool(screen.windows()), 180):
            raise TimeoutError("The first page of the station did not come up.")
        yield RunningStation(screen, process, data)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)


@dataclass(frozen=True, slots=True)
class VisitFound:
    """One visit in which somebody typed a word: whether it was in memory then, and where it is afterwards.

    ``gap_s`` is how long the screen showed no page between this visit and the next, ``next_page_s`` the time from
    "finish and erase" to the next first page.
    """

    typed: bool
    traces: list[str]
    gap_s: float
    next_page_s: float


def visit_with_a_word(station: RunningStation, token: str) -> VisitFound:
    """Begin, agree, ask ``token`` in writing, finish; then look for it. Takes half a minute."""
    screen = station.screen
    ready = wait_for(lambda: len(station.children()) == 2, 120)
    processes = station.children()
    for place, seconds in ((START, 1.5), (AGREE, 3.0), (ASK, 3.0), (TYPE, 1.5)):
        screen.touch(place)
        time.sleep(seconds)  # the page moves in; there is nothing to ask a window of another program
    screen.do("type", "--delay", "30", token)
    kept = (token.encode(), token.encode("utf-16-le"))
    typed = wait_for(lambda: any(holds(pid, one) for pid in processes for one in kept), 30)
    screen.do("key", "Return")
    time.sleep(2.0)
    for place in (BACK, DONE):
        screen.touch(place)
        time.sleep(1.5)
    before = screen.windows()
    screen.touch(ERASE)
    erased_at = time.monotonic()
    wait_for(lambda: screen.windows() != before, 60)
    gone_at = time.monotonic()
    ready = ready and wait_for(lambda: bool(set(screen.windows()) - set(before)), 60)
    shown_at = time.monotonic()
    wait_for(lambda: len(station.children()) == 2 and processes[0] not in station.children(), 90)
    traces = station.traces(token)
    return VisitFound(typed and ready, traces, shown_at - gone_at, shown_at - erased_at)


def holds(pid: int, token: bytes) -> bool:
    """Whether the memory of a process holds ``token``; only root may look."""
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


def _files_with(folders: list[Path], token: bytes) -> Iterator[Path]:
    for folder in folders:
        for path in folder.rglob("*"):
            try:
                if path.is_file() and not path.is_symlink() and token in path.read_bytes():
                    yield path
            except OSError:  # gone meanwhile: another visit's, or of another program
                continue
