"""Kill -9 while records are written: what was said to be kept is there, pairs of rows are whole, photos open."""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Final

from app.folders import open_folders
from app.records import raw
from app.records.database import Connection, Database, open_database
from app.records.errors import RecordsError
from app.records.sealed_files import SealedFiles

#: A kill comes within so many milliseconds of the first acknowledgement.
KILL_WITHIN_MS: Final = 300
#: One pair in so many comes with a photo, which takes two more syncs.
PHOTO_EVERY: Final = 10
_MOST_TIMES: Final = 4
#: Pairs that the control writes in one transaction, each acknowledged at once.
_EARLY_TOGETHER: Final = 5000
_MOMENT: Final = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kills:
    """What was found after a number of kills; ``torn`` counts pairs of which one half was there."""

    kills: int
    acknowledged: int
    lost: int
    torn: int
    photos: int
    bad_photos: int
    slowest_open_ms: float


def kill_writers(folder: Path, kills: int, least: int = 0, *, early: bool = False, seed: int = 1) -> Kills:
    """Kill a writer ``kills`` times at a random moment and look for what it had acknowledged.

    A slow disk is killed more often, up to :data:`_MOST_TIMES` as often, until ``least`` were acknowledged. ``early``:
    it acknowledges before it commits, as a control that must lose something.
    """
    chance = random.Random(seed)
    key = secrets.token_bytes(32)
    data = open_folders(folder).data
    acknowledged: set[int] = set()
    slowest = 0.0
    found: dict[int, str] = {}
    number = 0
    while number < kills or (len(acknowledged) < least and number < _MOST_TIMES * kills):
        acknowledged |= _kill_one(data, key, early, number * 1_000_000 + 1, chance)
        started = time.perf_counter()
        database = open_database(data / "records.db", key, lambda: _MOMENT)
        slowest = max(slowest, 1000 * (time.perf_counter() - started))
        found = _found(database)
        number += 1
    whole = {one // 2 for one in found if one % 2 == 0 and one + 1 in found}
    photos = [one for one in found.values() if one.startswith("photo ")]
    return Kills(
        number,
        len(acknowledged),
        len(acknowledged - whole),
        len(found) - 2 * len(whole),
        len(photos),
        sum(not _opens(SealedFiles(data / "photos", key), one) for one in photos),
        slowest,
    )


def _kill_one(data: Path, key: bytes, early: bool, first: int, chance: random.Random) -> set[int]:
    child = subprocess.Popen(
        [sys.executable, "-m", __name__, str(data), "early" if early else "late", str(first)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
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


def _found(database: Database) -> dict[int, str]:
    """Return what the received rows hold, by their ids, after a look at every page."""
    try:
        database.check()
        with database.snapshot() as connection:
            rows = connection.execute("SELECT id, payload FROM raw").fetchall()
            return {row[0]: bytes(row[1]).decode() for row in rows}
    finally:
        database.close()


def _opens(photos: SealedFiles, payload: str) -> bool:
    _, name, digest = payload.split()
    try:
        return sha256(photos.open(name)).hexdigest() == digest
    except RecordsError:
        return False


def write_until_killed(
    data: Path, key: bytes, first: int, *, early: bool, say: Callable[[int], None]
) -> None:
    """Keep pairs of rows, some with a photo, and ``say`` the number of each: after its commit or, ``early``, before."""
    database = open_database(data / "records.db", key, lambda: _MOMENT)
    photos = SealedFiles(data / "photos", key)
    numbers = count(first)
    while True:
        if early:
            with database.transaction() as connection:
                for _ in range(_EARLY_TOGETHER):
                    number = next(numbers)
                    _keep(connection, number, b"{}")
                    say(number)
            continue
        number = next(numbers)
        payload = b"{}" if number % PHOTO_EVERY else _with_photo(photos)
        with database.transaction() as connection:
            _keep(connection, number, payload)
        say(number)


def _with_photo(photos: SealedFiles) -> bytes:
    content = os.urandom(20_000)
    return f"photo {photos.seal(content)} {sha256(content).hexdigest()}".encode()


def _keep(connection: Connection, number: int, payload: bytes) -> None:
    for half in (0, 1):
        row = {
            "id": 2 * number + half,
            "source": raw.MANUAL,
            "payload": payload,
            "received_at": "",
            "time_zone": "UTC",
            "session_id": "s",
        }
        raw.insert(connection, row)


def main() -> None:
    """The writer: the folder, ``early`` or ``late`` and the first number as arguments, the key on standard input."""
    data, how, first = sys.argv[1:4]
    key = bytes.fromhex(sys.stdin.readline())

    def say(number: int) -> None:
        os.write(sys.stdout.fileno(), b"%d\n" % number)

    write_until_killed(Path(data), key, int(first), early=how == "early", say=say)


if __name__ == "__main__":
    main()
