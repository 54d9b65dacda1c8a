"""A thousand records downloaded by a process that is killed on the way: records lost, records doubled.

The meter runs in a process of its own (``devices simulate``), the client in another, which is killed with SIGKILL at
a random moment after the transfer has begun, again and again; the last one is left alone. Then the records are counted.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ui.benchmarks.benchmark import Bench, CannotMeasure, Goal, Measured

if TYPE_CHECKING:
    from subprocess import Popen

PACKAGES = ("bleak", "bumble", "sqlcipher3")

METER: Final = "F0:00:00:00:00:02"
PASSKEY: Final = "048213"
RECORDS: Final = 1000
#: Kills in a full and in a quick run.
_KILLS: Final = (20, 3)
#: How many records may have come, of those still missing, before a kill falls.
_KILL_AFTER: Final = 60
#: The share of kills that may fall at any time, also while it starts, pairs or hangs up, and within which time.
_AT_ANY_TIME: Final = 0.25
_ANY_TIME_S: Final = 1.5
#: A kill falls within this time after that, in seconds.
_MOMENT_S: Final = 0.05
#: How long the meter waits before each record, so that a thousand take over a second.
_LATE_MS: Final = 1
#: What one client may take before it is given up.
_CLIENT_S: Final = 200.0
#: What a client that is not held is told.
_NEVER: Final = 0
#: The client says how many records have come after this word.
_CAME: Final = "came"

_CLIENT: Final = """
import asyncio, sys
from pathlib import Path
from ui.benchmarks.interruption import download
asyncio.run(download(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is in the records in the end. ``frames`` is how many frames were journalled over all attempts."""

    kills: int
    killed_at: tuple[int, ...]
    readings: int
    lost: int
    doubled: int
    frames: int


def measure(bench: Bench) -> Measured:
    """Kill and count."""
    if not hasattr(signal, "SIGKILL"):
        raise CannotMeasure("Processes cannot be killed like this on this system: run it on Linux or macOS.")
    wanted, choose = bench.rounds(*_KILLS), random.Random(1)
    tallies: list[Tally] = []
    while (made := sum(one.kills for one in tallies)) < wanted and (bench.seconds_left > 0 or not tallies):
        folder = bench.folder / str(len(tallies))
        folder.mkdir()
        tallies.append(interrupt(bench, folder, wanted - made, choose))
    lost, doubled = sum(one.lost for one in tallies), sum(one.doubled for one in tallies)
    return Measured(
        measures={
            "kills": made,
            "records": RECORDS,
            "downloads": len(tallies),
            "records_before_each_kill": [list(one.killed_at) for one in tallies],
            "readings": [one.readings for one in tallies],
            "frames_journalled": [one.frames for one in tallies],
            "lost": lost,
            "doubled": doubled,
        },
        goals=(
            Goal("records_lost", lost, 0, at_most=True),
            Goal("records_doubled", doubled, 0, at_most=True),
        ),
    )


def interrupt(bench: Bench, folder: Path, kills: int, choose: random.Random, *, held: bool = False) -> Tally:
    """Kill one download, in ``folder``, at moments that ``choose`` gives, then let it end; return what was kept.

    It is killed ``kills`` times, fewer where it is over before or the benchmark has no time left. ``held``: the client
    commits no further once the number of records that it is to be killed at has come, so that every kill falls into
    the download however busy the machine is; the meter need not be slow then.
    """
    profile = folder / "profile"
    killed_at: list[int] = []
    with _simulator(folder, late_ms=0 if held else _LATE_MS) as source:
        for number in range(kills):
            count = choose.randint(1, _KILL_AFTER)
            with _client(profile, source, count if held else _NEVER) as client:
                if not held and choose.random() < _AT_ANY_TIME:
                    _kill_after(client, choose.uniform(0.0, _ANY_TIME_S))
                elif _wait_for_records(client, count):
                    _kill_after(client, choose.uniform(0.0, _MOMENT_S))
            killed_at.append(len(_kept(profile)[0]))
            bench.say(f"killed {number + 1} of {kills} with {killed_at[-1]} records in the journal")
            if killed_at[-1] >= RECORDS or bench.seconds_left <= 0:
                break  # nothing is left to be fetched, or no time
        if killed_at[-1] < RECORDS:
            with _client(profile, source) as last:
                if last.wait(_CLIENT_S) != 0:
                    raise CannotMeasure("The last client did not end well: run the tests of device_io.")
    journalled, readings = _kept(profile)
    wanted = set(range(1, RECORDS + 1))
    return Tally(
        kills=len(killed_at),
        killed_at=tuple(killed_at),
        readings=len(readings),
        lost=len(wanted - set(readings)),
        doubled=len(readings) - len(set(readings)),
        frames=len(journalled),
    )


async def download(profile: Path, source: str, held_at: int) -> None:
    """What the client does: add the meter and take its records; says on standard output when they are coming.

    Once ``held_at`` of them have come (0: never) it commits no more and waits to be killed.
    """
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from app.device_service import DeviceService
    from device_io.events import SessionResult
    from device_io.virtual.memory import SimulatorMemory
    from device_io.virtual.remote import RemoteSimulator

    async def passkey(_wanted: object) -> int:
        return int(PASSKEY)

    records = _records(profile)
    records.journal = _CountedJournal(records.journal, held_at)
    try:
        async with (
            RemoteSimulator(source, SimulatorMemory(profile / "virtual_devices")) as simulator,
            DeviceService(
                simulator.radio, records, lambda: datetime.now(UTC), ZoneInfo("UTC"), passkey
            ) as devices,
        ):
            ended = await devices.add(METER)
        complete = ended.complete and ended.result in (SessionResult.DELIVERED, SessionResult.NOTHING_NEW)
        sys.exit(0 if complete else 1)
    finally:
        records.close()


class _CountedJournal:
    """Says on standard output how many records it has committed in groups; stops for good at ``held_at`` of them."""

    def __init__(self, journal: Any, held_at: int) -> None:
        self._journal = journal
        self._held_at = held_at
        self._came = 0

    def append(self, frame: Any) -> Any:
        return self._journal.append(frame)

    def append_all(self, frames: Any) -> Any:
        ids = self._journal.append_all(frames)
        self._came += len(frames)
        sys.stdout.write(f"{_CAME} {self._came}\n")
        sys.stdout.flush()
        if self._held_at != _NEVER and self._came >= self._held_at:
            threading.Event().wait()
        return ids

    def frames(self, device_id: str, session_stamp: str | None) -> Any:
        return self._journal.frames(device_id, session_stamp)


def _records(profile: Path) -> Any:
    """Open the records of the profile under a key that every client knows: what is measured is not the keyring."""
    from app.folders import open_folders
    from app.keys import ephemeral_key
    from app.records.records import open_records

    return open_records(open_folders(profile), ephemeral_key(lambda count: bytes(range(count))))


def _kept(profile: Path) -> tuple[list[int], list[int]]:
    """Return the numbers of the records in the journal, and those of the readings made of them."""
    from device_io import gatt
    from device_io.codecs.glucose import decode_glucose_measurement

    records = _records(profile)
    try:
        logged = records.journal.frames(METER, None)
        journalled = [
            decode_glucose_measurement(payload).sequence
            for characteristic, payload in logged
            if characteristic == gatt.GLUCOSE_MEASUREMENT
        ]
        person = records.household.people()[0]
        readings = records.readings(person, None, 2 * RECORDS)
        return journalled, [one.reading.sequence for one in readings if one.reading.sequence is not None]
    finally:
        records.close()


@contextmanager
def _simulator(folder: Path, late_ms: int) -> Iterator[str]:
    """Run the meter in a process of its own; yield where it is reached."""
    scenario = folder / "meter.toml"
    text = json.dumps(PASSKEY)
    scenario.write_text(
        'name = "A meter with a thousand records"\n[[devices]]\nkind = "glucose_meter"\n'
        f'address = "{METER}"\nname = "Meter"\npasskey = {text}\nlate_ms = {late_ms}\n'
        'quirks = ["needs_bond_for_cccd"]\n'
        f"repeat = {{ times = {RECORDS // 10}, every_minutes = 1440 }}\nreadings = [\n"
        + "".join(
            f"  {{ mmol_per_l = {5 + at / 10}, minutes_ago = {1000 - 90 * at} }},\n" for at in range(10)
        )
        + "]\n",
        encoding="utf-8",
    )
    command = [
        sys.executable, "-m", "ui.command_line", "devices", "simulate", str(scenario),
        "--hci", "tcp-server:127.0.0.1:0", "--data", str(folder / "meter"), "--json",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment()) as process:
        try:
            line = process.stdout.readline() if process.stdout is not None else ""
            if not line:
                raise CannotMeasure("The simulator did not start: run listenwell devices simulate household.")
            yield str(json.loads(line)["virtual_devices"])
        finally:
            process.terminate()


@contextmanager
def _client(profile: Path, source: str, held_at: int = _NEVER) -> Iterator[Popen[str]]:
    """Run a client; at the end it is killed if it has not ended by itself."""
    command = [sys.executable, "-c", _CLIENT, str(profile), source, str(held_at)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment()) as client:
        try:
            yield client
        finally:
            client.kill()


def _wait_for_records(client: Popen[str], count: int) -> bool:
    """Return once ``count`` records have come; ``False`` from a client that ended before, as all is fetched."""
    for line in client.stdout or ():
        word, _, number = line.partition(" ")
        if word == _CAME and int(number) >= count:
            return True
    return False


def _kill_after(client: Popen[str], seconds: float) -> None:
    """Kill ``client``, which ``kill`` does with SIGKILL, unless it ends before."""
    try:
        client.wait(seconds)
    except subprocess.TimeoutExpired:
        client.kill()


def _environment() -> dict[str, str]:
    return {**os.environ, "LISTENWELL_SECURITY__KEY_STORAGE": "file"}
