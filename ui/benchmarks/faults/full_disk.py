"""A disk that fills up: the next write is refused clearly and at once, nothing kept is lost, an alert still is kept."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from app.records.database import Connection, Database, open_database
from app.records.errors import StorageFull

#: The largest file that the writer may make, and the size of the disk of its own.
_LARGEST_FILE: Final = 1_500_000
_DISK: Final = "6m"
_KEY: Final = bytes(range(32))
_MOMENT: Final = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_HOUSE: Final = Path(__file__).parents[3]
#: A child that takes longer hangs.
_PATIENCE_S: Final = 600


@dataclass(frozen=True, slots=True)
class FullDisk:
    """What a writer met: transactions acknowledged, how long the refusal took, and rows still readable after it."""

    acknowledged: int
    refusal_ms: float
    sentence: str
    readable: int


def fill_up(folder: Path) -> tuple[FullDisk, int]:
    """Write until a file may not grow any more; also return how many acknowledged rows are lost after a new start."""
    folder.mkdir(parents=True, exist_ok=True)
    found = FullDisk(**_child([sys.executable, "-m", __name__, "fill", str(folder)]))
    database = _open(folder)
    try:
        database.check()
        return found, 2 * found.acknowledged - len(_names(database))
    finally:
        database.close()


def alert_on_a_full_disk(folder: Path) -> bool | None:
    """Tell whether an alert is kept on a small disk that is full to the last byte.

    ``None`` where this machine lets nobody make a disk of their own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.which("unshare") is None:
        return None
    script = 'mount -t tmpfs -o size="$1" tmpfs "$2" && exec "$3" -m "$4" alert "$2"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]
    done = subprocess.run(
        [*command, "sh", _DISK, str(folder), sys.executable, __name__],
        capture_output=True,
        text=True,
        cwd=_HOUSE,
        timeout=_PATIENCE_S,
    )
    if done.returncode and ("unshare" in done.stderr or "mount:" in done.stderr):
        return None
    return done.returncode == 0 and bool(json.loads(done.stdout)["kept"])


def _child(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=_HOUSE, timeout=_PATIENCE_S, check=True
    )
    return dict(json.loads(done.stdout))


def _open(folder: Path) -> Database:
    return open_database(folder / "records.db", _KEY, lambda: _MOMENT)


def _names(database: Database) -> list[str]:
    with database.snapshot() as connection:
        return [row[0] for row in connection.execute("SELECT id FROM person ORDER BY id")]


def _keep(connection: Connection, name: str) -> None:
    connection.execute(
        "INSERT INTO person (id, display_name, created_at) VALUES (?, ?, '')", (name, "name" * 600)
    )


def _fill(folder: Path) -> FullDisk:
    """Keep pairs of rows until a file may not grow."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    database = _open(folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    acknowledged = 0
    while True:
        started = time.perf_counter()
        try:
            with database.transaction() as connection:
                for half in "ab":
                    _keep(connection, f"{acknowledged:06}{half}")
        except StorageFull as error:
            took = 1000 * (time.perf_counter() - started)
            return FullDisk(acknowledged, took, str(error), len(_names(database)))
        acknowledged += 1


def _alert(folder: Path) -> bool:
    """Fill the disk to its last byte, go on until a row is refused, then write in need."""
    database = _open(folder)
    with (folder / "filler").open("wb", buffering=0) as filler:
        size = 65536
        while size:
            try:
                filler.write(bytes(size))
            except OSError:
                size //= 2
    kept: list[str] = []
    while True:
        name = f"{len(kept):06}"
        try:
            with database.transaction() as connection:
                _keep(connection, name)
        except StorageFull:
            break
        kept.append(name)
    database.write_in_need(lambda connection: _keep(connection, "alert"))
    database.close()
    database = _open(folder)
    database.check()
    found = _names(database)
    database.close()
    return found == [*kept, "alert"]


def main() -> None:
    """The writer on the full disk: ``fill`` or ``alert`` and the folder as arguments, JSON on standard output."""
    what, folder = sys.argv[1:3]
    found = asdict(_fill(Path(folder))) if what == "fill" else {"kept": _alert(Path(folder))}
    os.write(sys.stdout.fileno(), json.dumps(found).encode() + b"\n")


if __name__ == "__main__":
    main()
