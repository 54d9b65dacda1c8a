"""Records under kill -9 and flipped bits: what was acknowledged is there, and no wrong number is ever read."""

from __future__ import annotations

import random
import secrets
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from app.folders import open_folders
from app.keys import DataKey, KeyStatus, KeyStorage
from app.records.errors import RecordsError
from app.records.records import Records, Sources, open_records
from ui.benchmarks.benchmark import Bench, Goal, Measured, rounded
from ui.benchmarks.years_of_frames import ZONE, frames_until

PACKAGES = ("sqlcipher3",)

#: The targets of the fault plan: 200 kills (10,000 acknowledgements), 500 flipped bits, a restore within ten seconds.
FULL_KILLS: Final = 200
FULL_FLIPS: Final = 500
LONGEST_RESTORE_S: Final = 10.0
#: A kill comes within so many milliseconds of the first acknowledgement.
KILL_WITHIN_MS: Final = 50
#: Readings in the file whose bits are flipped.
FULL_READINGS: Final = 100_000
QUICK_READINGS: Final = 1_000
_END: Final = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

#: Keeps pairs of rows and says the number of each: after its commit or, as the control, before a commit of many.
_WRITER: Final = """
import os, sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from app.records import raw
from app.records.database import open_database

def keep(connection, number):
    for half in (0, 1):
        row = {"id": 2 * number + half, "source": "manual", "payload": b"{}", "received_at": "", "time_zone": "UTC",
               "session_id": "s"}
        raw.insert(connection, row)

database = open_database(Path(sys.argv[1]), bytes.fromhex(sys.stdin.readline()), lambda: datetime.now(UTC))
numbers = count(int(sys.argv[3]))
while sys.argv[2] == "late":
    number = next(numbers)
    with database.transaction() as connection:
        keep(connection, number)
    os.write(1, b"%d\\n" % number)
while sys.argv[2] == "early":
    with database.transaction() as connection:
        for _ in range(5000):
            number = next(numbers)
            keep(connection, number)
            os.write(1, b"%d\\n" % number)
"""


@dataclass(frozen=True, slots=True)
class Kills:
    """What was found after a number of kills; ``torn`` counts transactions of which one half was there."""

    kills: int
    acknowledged: int
    lost: int
    torn: int
    slowest_open_ms: float


@dataclass(frozen=True, slots=True)
class Flips:
    """What was found after bits were flipped one at a time."""

    flips: int
    silently_wrong: int
    recovered: int
    harmless: int
    lost_readings: int
    slowest_s: float


def measure(bench: Bench) -> Measured:
    """Kill writers, with a control that must lose something; then flip bits and open."""
    kills = bench.rounds(FULL_KILLS, 5)
    bench.say(f"killing {kills} writers")
    kept = kill_writers(bench.folder / "kept", kills)
    bench.say(f"killing {kills} writers that say too early that it is kept")
    control = kill_writers(bench.folder / "control", kills, early=True)
    flips = bench.rounds(FULL_FLIPS, 6)
    bench.say(f"flipping {flips} bits")
    flipped = flip_bits(bench.folder / "flipped", QUICK_READINGS, flips)
    readings = QUICK_READINGS if bench.quick else FULL_READINGS
    restore_s = restore_seconds(bench.folder / "restored", readings)
    measures: dict[str, Any] = {
        "kill_9": _as_json(kept),
        "kill_9_control": _as_json(control),
        "bit_flips": _as_json(flipped),
        "restore": {"readings": readings, "seconds": rounded(restore_s)},
    }
    goals = (
        Goal("acknowledged_lost", kept.lost, 0, at_most=True),
        Goal("transactions_torn", kept.torn, 0, at_most=True),
        Goal("control_lost", control.lost, 1),
        Goal("silently_wrong", flipped.silently_wrong, 0, at_most=True),
        Goal("restore_s", restore_s, LONGEST_RESTORE_S, at_most=True),
    )
    return Measured(measures, goals)


def kill_writers(folder: Path, kills: int, *, early: bool = False, seed: int = 1) -> Kills:
    """Kill a writer ``kills`` times at a random moment and look for what it had acknowledged."""
    chance = random.Random(seed)
    key = secrets.token_bytes(32)
    database = open_folders(folder).database_file
    acknowledged: set[int] = set()
    slowest = 0.0
    for number in range(kills):
        acknowledged |= _kill_one(database, key, early, number * 1_000_000, chance)
        started = time.perf_counter()
        found = _found(database, key)
        slowest = max(slowest, 1000 * (time.perf_counter() - started))
    whole = {one // 2 for one in found if one % 2 == 0 and one + 1 in found}
    return Kills(kills, len(acknowledged), len(acknowledged - whole), len(found) - 2 * len(whole), slowest)


def _kill_one(database: Path, key: bytes, early: bool, first: int, chance: random.Random) -> set[int]:
    child = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(database), "early" if early else "late", str(first + 1)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        if child.stdin is None or child.stdout is None:
            raise RuntimeError("a child without pipes")
        child.stdin.write(key.hex().encode() + b"\n")
        child.stdin.flush()
        lines = [child.stdout.readline()]
        time.sleep(chance.uniform(0, KILL_WITHIN_MS) / 1000)
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.read().splitlines()
        return {int(line) for line in lines if line.strip()}
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()


def _found(path: Path, key: bytes) -> set[int]:
    from app.records.database import open_database

    database = open_database(path, key, lambda: _END)
    try:
        database.check()
        with database.snapshot() as connection:
            return {row[0] for row in connection.execute("SELECT id FROM raw")}
    finally:
        database.close()


def flip_bits(folder: Path, readings: int, flips: int, seed: int = 2) -> Flips:
    """Flip one bit after another in the file of a profile that has a copy, and compare what is read with the truth."""
    house = _House(folder)
    house.fill(readings)
    truth = house.values()
    whole = house.database.read_bytes()
    chance = random.Random(seed)
    wrong = recovered = harmless = lost = 0
    slowest = 0.0
    for _ in range(flips):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        house.replace(bytes(damaged))
        started = time.perf_counter()
        found, was_recovered = house.read_twice()
        slowest = max(slowest, time.perf_counter() - started)
        wrong += sum(truth.get(name) != value for name, value in found.items())
        lost += len(truth) - len(found)
        recovered += was_recovered
        harmless += not was_recovered
    return Flips(flips, wrong, recovered, harmless, lost, slowest)


def restore_seconds(folder: Path, readings: int) -> float:
    """Return how long a start takes that finds its first page damaged and puts the copy in its place."""
    house = _House(folder)
    house.fill(readings)
    damaged = bytearray(house.database.read_bytes())
    damaged[100] ^= 1
    house.replace(bytes(damaged))
    started = time.perf_counter()
    house.open().close()
    return time.perf_counter() - started


class _House:
    """A profile with frames of one person, a copy that stands by, and a few frames after it."""

    def __init__(self, folder: Path) -> None:
        self._folders = open_folders(folder)
        self._key = DataKey(secrets.token_bytes(32), KeyStatus(KeyStorage.MEMORY, "for the benchmark"))
        self.database = self._folders.database_file

    def open(self) -> Records:
        return open_records(self._folders, self._key, "CN", ZONE, Sources(now=lambda: _END))

    def fill(self, readings: int) -> None:
        records = self.open()
        after_copy = readings // 50
        kept = list(frames_until(_END, readings))
        records.journal.append_all(kept[:-after_copy])
        records.rebuild()
        records.keep_copy()
        records.journal.append_all(kept[-after_copy:])
        records.rebuild()
        records.close()

    def replace(self, content: bytes) -> None:
        for side in ("-wal", "-shm"):
            self.database.with_name(self.database.name + side).unlink(missing_ok=True)
        self.database.write_bytes(content)
        self.database.with_suffix(".damaged").unlink(missing_ok=True)

    def values(self) -> dict[int, str]:
        """Return every reading by its number, in one fixed form."""
        records = self.open()
        try:
            (person,) = records.household.people()
            return {one.id: repr(one.reading) for one in records.readings(person, limit=10**9)}
        finally:
            records.close()

    def read_twice(self) -> tuple[dict[int, str], bool]:
        """Read everything; where damage is met, start once more, as a person would. Tell whether that recovered."""
        for _ in range(2):
            try:
                records = self.open()
            except RecordsError:
                continue
            try:
                (person,) = records.household.people()
                readings = records.readings(person, limit=10**9)
                return {one.id: repr(one.reading) for one in readings}, records.recovery is not None
            except RecordsError:
                continue
            finally:
                records.close()
        return {}, False


def _as_json(found: Kills | Flips) -> dict[str, Any]:
    return {
        name: rounded(value) if isinstance(value, float) else value
        for name, value in ((name, getattr(found, name)) for name in found.__slots__)
    }
