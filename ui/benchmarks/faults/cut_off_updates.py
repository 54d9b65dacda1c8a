"""Updates that are killed at any step: the records open afterwards with every row, and the copy before them is whole."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from unittest import mock

from app.records import database as database_module
from app.records import standby
from app.records.database import connect, open_database
from app.records.errors import RecordsError
from app.records.migration import load_migrations

_KEY: Final = bytes(range(32))
_MOMENT: Final = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
#: Rows that must be there after every kill.
_ROWS: Final = 20


@dataclass(frozen=True, slots=True)
class CutOff:
    """What was found after kills at random steps of one update to ``version``."""

    version: int
    steps: int
    kills: int
    lost: int
    bad_copies: int


def kill_update(folder: Path, version: int, kills: int, seed: int = 5) -> CutOff:
    """Kill the update from the version before to ``version`` at ``kills`` of its steps, and open what each left.

    A step is a statement; there may be fewer of them than kills, then some are met more than once.
    """
    chance = random.Random(seed + version)
    origin = folder / "origin" / "records.db"
    _fill(origin, version - 1)
    uncut = folder / "whole" / "records.db"
    steps = _run(origin, version, [(uncut, 0)])[0]
    places = [(folder / f"kill-{number}" / "records.db", chance.randint(1, steps)) for number in range(kills)]
    _run(origin, version, places)
    lost = bad = 0
    for place, _ in places:
        lost += _lost(place)
        bad += sum(not _is_whole(copy) for copy in standby.copies(place))
        shutil.rmtree(place.parent)
    return CutOff(version, steps, kills, lost, bad)


def _fill(path: Path, version: int) -> None:
    database = open_database(path, _KEY, lambda: _MOMENT, load_migrations()[:version])
    for number in range(_ROWS):
        with database.transaction() as connection:
            connection.execute(
                "INSERT INTO person (id, display_name, created_at) VALUES (?, 'name', '')", (f"{number:02}",)
            )
            connection.execute(
                "INSERT INTO raw (source, payload, received_at, time_zone, person_id, session_id) "
                "VALUES ('manual', x'7b7d', '', 'UTC', ?, 's')",
                (f"{number:02}",),
            )
    database.close()


def _run(origin: Path, version: int, places: Sequence[tuple[Path, int]]) -> list[int]:
    """Update a copy of ``origin`` at each place, killed before the step beside it (0: never); return the steps done."""
    lines = "".join(f"{step} {place}\n" for place, step in places)
    done = subprocess.run(
        [sys.executable, "-m", __name__, str(origin), str(version)],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    return [int(line) for line in done.stdout.splitlines()]


def _lost(path: Path) -> int:
    """Return how many rows are missing after the records were opened with all updates."""
    try:
        database = open_database(path, _KEY, lambda: _MOMENT)
    except RecordsError:
        return 2 * _ROWS
    try:
        database.check()
        with database.snapshot() as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            counted = [
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("person", "raw")
            ]
            return 2 * _ROWS - sum(counted) if sound else 2 * _ROWS
    except RecordsError:
        return 2 * _ROWS
    finally:
        database.close()


def _is_whole(copy: Path) -> bool:
    connection = connect(copy, _KEY)
    try:
        return bool(connection.execute("SELECT count(*) FROM raw").fetchone()[0] == _ROWS)
    finally:
        connection.close()


def _update(path: Path, version: int, last: int) -> int:
    """Open ``path`` with the updates up to ``version``, and die before step ``last``; return the steps there were."""
    steps = 0

    def counting(place: Path, key: bytes) -> Any:
        connection = connect(place, key)

        def step(_statement: str) -> None:
            nonlocal steps
            steps += 1
            if steps == last:
                os.kill(os.getpid(), signal.SIGKILL)

        connection.set_trace_callback(step)
        return connection

    with mock.patch.object(database_module, "connect", counting):
        open_database(path, _KEY, lambda: _MOMENT, load_migrations()[:version]).close()
    return steps


def main() -> None:
    """The updater: the origin and the version as arguments, lines of ``step path`` on standard input.

    Each update runs in a copy of this process, which is what is killed.
    """
    origin, version = Path(sys.argv[1]), int(sys.argv[2])
    for line in sys.stdin:
        step, _, name = line.rstrip("\n").partition(" ")
        place = Path(name)
        place.parent.mkdir()
        shutil.copyfile(origin, place)
        child = os.fork()
        if child == 0:
            os.write(sys.stdout.fileno(), b"%d\n" % _update(place, version, int(step)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if int(step) and os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            raise SystemExit(f"step {step} was never reached")


if __name__ == "__main__":
    main()
