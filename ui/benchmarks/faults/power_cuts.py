"""Power that fails: of what was written and not synced, any part may be on the disk, and sectors may be torn."""

from __future__ import annotations

import random
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from app.records import raw
from app.records.database import open_database
from app.records.errors import RecordsError
from ui.benchmarks.faults.recorded_writes import Acknowledged, Delete, Event, Sync, Truncate, Write, recorded

#: What a disk writes whole or not at all.
SECTOR: Final = 512
#: A log this short (in pages) meets many checkpoints in few transactions.
_LOG_PAGES: Final = 60
_MOMENT: Final = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_NAME: Final = "records.db"


class Survives(StrEnum):
    """What of the writes since the last sync of a file is on the disk."""

    NOTHING = "nothing"
    PREFIX = "prefix"
    SUBSET = "subset"
    TORN = "torn"


@dataclass(frozen=True, slots=True)
class PowerCuts:
    """What was found in the images that power cuts left; ``lost`` = acknowledged pairs of rows that were not there."""

    images: int
    acknowledged: int
    checkpoints: int
    lost: int
    torn: int
    corrupt: int
    events: int


@dataclass(slots=True)
class _FileState:
    """A file: what a sync promised, and what was asked since, in order."""

    kept: bytearray = field(default_factory=bytearray)
    since: list[Write | Truncate] = field(default_factory=list)

    def sync(self) -> None:
        for one in self.since:
            _apply(self.kept, one)
        self.since.clear()

    def after_cut(self, survives: Survives, chance: random.Random) -> bytes:
        """Return the file as the disk may have it when the power comes back."""
        image = bytearray(self.kept)
        for one in self._survivors(survives, chance):
            _apply(image, one)
        return bytes(image)

    def _survivors(self, survives: Survives, chance: random.Random) -> Iterator[Write | Truncate]:
        if survives is Survives.PREFIX:
            yield from self.since[: chance.randrange(len(self.since) + 1)]
        elif survives is not Survives.NOTHING:
            for one in self.since:
                if survives is Survives.TORN and isinstance(one, Write):
                    yield from _some_sectors(one, chance)
                elif chance.random() < 0.5:
                    yield one


def cut_power(
    folder: Path, transactions: int, images: int, *, early: bool = False, seed: int = 3
) -> PowerCuts:
    """Record ``transactions`` of the records' own database, then open ``images`` that power cuts may have left of them.

    ``early``: acknowledge before the commit, as a control that must lose something.
    """
    key = secrets.token_bytes(32)
    chance = random.Random(seed)
    events, first = _record(folder / "recorded", key, transactions, chance, early=early)
    cuts = sorted(chance.randrange(first, len(events) + 1) for _ in range(images))
    ways = list(Survives)
    lost = torn = corrupt = 0
    for number, (files, promised) in enumerate(_at(events, cuts)):
        place = folder / "image"
        _lay_out(
            place, {name: one.after_cut(ways[number % len(ways)], chance) for name, one in files.items()}
        )
        found = _found(place / _NAME, key)
        if found is None:
            corrupt += 1
            continue
        whole = {one // 2 for one in found if one % 2 == 0 and one + 1 in found}
        torn += len(found) - 2 * len(whole)
        lost += len(promised - whole)
    shutil.rmtree(folder / "image", ignore_errors=True)
    acknowledged = sum(isinstance(one, Acknowledged) for one in events)
    checkpoints = sum(one == Sync(_NAME) for one in events[first:])
    return PowerCuts(images, acknowledged, checkpoints, lost, torn, corrupt, len(events))


def _record(
    folder: Path, key: bytes, transactions: int, chance: random.Random, *, early: bool
) -> tuple[list[Event], int]:
    """Return what was asked of the disk, and the place of the first event after the database was open."""
    folder.mkdir(parents=True)
    with recorded(folder) as events:
        database = open_database(folder / _NAME, key, lambda: _MOMENT)
        try:
            first = len(events)
            with database.transaction() as connection:
                connection.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}").fetchall()
            for number in range(1, transactions + 1):
                if early:
                    events.append(Acknowledged(number))
                with database.transaction() as connection:
                    for half in (0, 1):
                        raw.insert(connection, _row(2 * number + half, chance))
                if not early:
                    events.append(Acknowledged(number))
        finally:
            database.close()
    return events, first


def _row(number: int, chance: random.Random) -> dict[str, object]:
    payload = chance.randbytes(chance.randrange(20, 2000))
    return {
        "id": number,
        "source": raw.MANUAL,
        "payload": payload,
        "received_at": "",
        "time_zone": "UTC",
        "session_id": "s",
    }


def _at(events: Sequence[Event], cuts: Sequence[int]) -> Iterator[tuple[Mapping[str, _FileState], set[int]]]:
    """Yield the files, and what was acknowledged, at each of the sorted ``cuts``."""
    files = {_NAME: _FileState()}
    promised: set[int] = set()
    done = 0
    for cut in cuts:
        for event in events[done:cut]:
            match event:
                case Acknowledged(number):
                    promised.add(number)
                case Delete(file):
                    files.pop(file, None)
                case Sync(file):
                    files.setdefault(file, _FileState()).sync()
                case Write() | Truncate():
                    files.setdefault(event.file, _FileState()).since.append(event)
        done = cut
        yield files, promised


def _lay_out(place: Path, files: Mapping[str, bytes]) -> None:
    place.mkdir(exist_ok=True)
    for side in ("", "-wal", "-shm", "-journal"):
        (place / f"{_NAME}{side}").unlink(missing_ok=True)
    for name, content in files.items():
        (place / name).write_bytes(content)


def _found(path: Path, key: bytes) -> set[int] | None:
    """Return the received rows of the database, or ``None`` where it is not sound in every page and index."""
    try:
        database = open_database(path, key, lambda: _MOMENT)
        try:
            database.check()
            with database.snapshot() as connection:
                sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
                return {row[0] for row in connection.execute("SELECT id FROM raw")} if sound else None
        finally:
            database.close()
    except RecordsError:
        return None


def _apply(content: bytearray, change: Write | Truncate) -> None:
    if isinstance(change, Truncate):
        del content[change.size :]
        content.extend(bytes(change.size - len(content)))
        return
    end = change.offset + len(change.content)
    content.extend(bytes(max(0, end - len(content))))
    content[change.offset : end] = change.content


def _some_sectors(one: Write, chance: random.Random) -> Iterator[Write]:
    """Yield the sectors of a write that reached the disk."""
    start = one.offset
    end = one.offset + len(one.content)
    while start < end:
        after = min(end, (start // SECTOR + 1) * SECTOR)
        if chance.random() < 0.5:
            yield Write(one.file, start, one.content[start - one.offset : after - one.offset])
        start = after
