"""Damaged bits in the records file: no wrong number is ever read, and the copy that stands by takes its place."""

from __future__ import annotations

import random
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.folders import open_folders
from app.keys import DataKey, KeyStatus, KeyStorage
from app.records.errors import RecordsError
from app.records.records import Records, Sources, open_records
from ui.benchmarks.years_of_frames import ZONE, frames_until

_END: Final = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Flips:
    """What was found after bits were flipped one at a time."""

    flips: int
    silently_wrong: int
    recovered: int
    harmless: int
    lost_readings: int
    slowest_s: float


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
        records.rebuild(compare=False)
        records.keep_copy()
        records.journal.append_all(kept[-after_copy:])
        records.rebuild(compare=False)
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
            return _values(records)
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
                return _values(records), records.recovery is not None
            except RecordsError:
                continue
            finally:
                records.close()
        return {}, False


def _values(records: Records) -> dict[int, str]:
    (person,) = records.household.people()
    return {one.id: repr(one.reading) for one in records.readings(person, limit=10**9)}
