"""Backups put to the proof: every row and photo comes back elsewhere, and what is wrong is refused whole."""

from __future__ import annotations

import hashlib
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.backup import backup
from app.backup.container import Secrets
from app.backup.recovery_code import new_recovery_code
from app.folders import Folders, open_folders
from app.keys import DataKey, KeyStatus, KeyStorage
from app.records.database import connect
from app.records.errors import RecordsError
from app.records.records import Sources, open_records
from ui.benchmarks.years_of_frames import ZONE, frames_until

_END: Final = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_PHOTOS: Final = 5


@dataclass(frozen=True, slots=True)
class Backups:
    """What came back; ``accepted`` counts files that were cut off or changed, or keys that do not fit, and were taken."""

    readings: int
    size_bytes: int
    alike: bool
    photos_alike: bool
    trials: int
    accepted: int
    create_s: float
    restore_s: float


def prove_backups(folder: Path, readings: int, trials: int, seed: int = 20) -> Backups:
    """Back up a filled profile, restore it as another machine would, and try ``trials`` spoilt files of three kinds."""
    chance = random.Random(seed)
    here, there = open_folders(folder / "here"), open_folders(folder / "there")
    keys = [
        DataKey(chance.randbytes(32), KeyStatus(KeyStorage.MEMORY, "for the benchmark")) for _ in range(2)
    ]
    photos = _fill(here, keys[0], readings, chance)
    secret = Secrets(recovery_code=new_recovery_code())
    file = folder / "backup.listenwell"
    started = time.perf_counter()
    made = backup.create(here, keys[0], file, secret, lambda: _END)
    created = time.perf_counter()
    backup.restore(file, secret, there, keys[1])
    restored = time.perf_counter()
    accepted = sum(_accepts(folder, file.read_bytes(), secret, number, chance) for number in range(trials))
    return Backups(
        readings,
        made.size_bytes,
        _digests(here, keys[0]) == _digests(there, keys[1]),
        _photos(there, keys[1]) == photos,
        trials,
        accepted,
        created - started,
        restored - created,
    )


def _fill(folders: Folders, key: DataKey, readings: int, chance: random.Random) -> set[bytes]:
    records = open_records(folders, key, "CN", ZONE, Sources(now=lambda: _END))
    try:
        records.journal.append_all(list(frames_until(_END, readings)))
        records.rebuild(compare=False)
        (person,) = records.household.people()
        photos = {chance.randbytes(100_000) for _ in range(_PHOTOS)}
        for photo in photos:
            row = {"printed_name": "Glucose", "value": "5.1", "unit": "mmol/L"}
            records.store_report(person, [row], hashlib.sha256(photo).hexdigest(), photo)
        return photos
    finally:
        records.close()


def _accepts(folder: Path, content: bytes, secret: Secrets, number: int, chance: random.Random) -> bool:
    """Spoil the backup one of three ways and tell whether it is taken all the same."""
    spoilt, tried = bytearray(content), secret
    match number % 3:
        case 0:
            del spoilt[chance.randrange(len(spoilt)) :]
        case 1:
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        case _:
            tried = Secrets(recovery_code=new_recovery_code())
    file = folder / "spoilt"
    file.write_bytes(spoilt)
    try:
        backup.verify(file, tried)
    except RecordsError:
        return False
    return True


def _digests(folders: Folders, key: DataKey) -> dict[str, str]:
    """Return a digest of all rows of each table, in one fixed order."""
    connection = connect(folders.database_file, key.secret)
    try:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        found = {}
        for (name,) in tables:
            digest = hashlib.sha256()
            for row in connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2"):
                digest.update(repr(tuple(row)).encode())
            found[name] = digest.hexdigest()
        return found
    finally:
        connection.close()


def _photos(folders: Folders, key: DataKey) -> set[bytes]:
    records = open_records(folders, key, "CN", ZONE, Sources(now=lambda: _END))
    try:
        (person,) = records.household.people()
        return {records.report_photo(report) or b"" for report in records.reports(person)}
    finally:
        records.close()
