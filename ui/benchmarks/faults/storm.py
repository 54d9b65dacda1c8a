"""Meters that disconnect, repeat themselves, send late and out of order, and lose their clock: each reading once."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from app.folders import open_folders
from app.keys import DataKey, KeyStatus, KeyStorage
from app.records.database import connect
from app.records.records import Records, Sources, open_records
from device_io import gatt
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.glucose import (
    ConcentrationUnit,
    GlucoseMeasurement,
    GlucoseSample,
    encode_glucose_measurement,
)
from device_io.journal import RawFrame

_NOW: Final = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_ZONE: Final = "Asia/Shanghai"
_STEP: Final = timedelta(minutes=25)


@dataclass(frozen=True, slots=True)
class Storm:
    """What became of the events: raw rows kept, clean rows, duplicates set aside, whether a rebuild gives the same."""

    events: int
    truths: int
    raw_rows: int
    clean_rows: int
    distinct: int
    outcomes: dict[str, int]
    rebuilt_alike: bool
    seconds: float


def weather(folder: Path, truths: int, events: int, seed: int = 8) -> Storm:
    """Let ``events`` of ``truths`` readings come in as badly as radio can, and count what is kept."""
    chance = random.Random(seed)
    folders = open_folders(folder)
    key = DataKey(chance.randbytes(32), KeyStatus(KeyStorage.MEMORY, "for the benchmark"))
    sent = _storm(_readings(truths, chance), events, chance)
    started = time.perf_counter()
    records = open_records(folders, key, "CN", _ZONE, Sources(now=lambda: _NOW))
    _keep(records, sent, chance)
    records.close()
    records = open_records(folders, key, "CN", _ZONE, Sources(now=lambda: _NOW))
    seconds = time.perf_counter() - started
    alike = records.rebuild().identical
    records.close()
    connection = connect(folders.database_file, key.secret)
    try:
        raw_rows, clean_rows, distinct = connection.execute(
            "SELECT (SELECT count(*) FROM raw), count(*), count(DISTINCT device_id || '/' || sequence) FROM clean"
        ).fetchone()
        outcomes = connection.execute("SELECT outcome, count(*) FROM refinement GROUP BY outcome").fetchall()
    finally:
        connection.close()
    counted = {row[0]: row[1] for row in outcomes}
    return Storm(len(sent), truths, raw_rows, clean_rows, distinct, counted, alike, seconds)


def _readings(count: int, chance: random.Random) -> list[RawFrame]:
    """Return records of two meters; one counts on after its clock was reset to 2020."""
    found = []
    for number in range(count):
        meter, sequence = number % 2, number // 2
        taken = _NOW - _STEP * (count + 1 - number)
        local = taken + timedelta(hours=8)
        if meter and sequence > count // 4:
            local = datetime(2020, 1, 1, tzinfo=UTC) + _STEP * number
        sample = GlucoseSample(
            Decimal(chance.randrange(40, 120)) / 10_000, ConcentrationUnit.MOLE_PER_LITRE, 1, 1
        )
        record = GlucoseMeasurement(sequence, DeviceTime.from_datetime(local), 0, sample)
        payload = encode_glucose_measurement(record)
        received = taken + timedelta(seconds=chance.randrange(1, 50))
        found.append(
            RawFrame(f"meter {meter}", "Meter", gatt.GLUCOSE_MEASUREMENT, payload, received, "session", _ZONE)
        )
    return found


def _storm(frames: Sequence[RawFrame], events: int, chance: random.Random) -> list[RawFrame]:
    """Send everything once, some again and again, some days late, and neighbours out of order."""
    again = [
        replace(chance.choice(frames), received_at=_NOW - timedelta(minutes=chance.randrange(60 * 24)))
        for _ in range(events - len(frames))
    ]
    ordered = [(number + chance.uniform(0, 40), frame) for number, frame in enumerate(frames)]
    ordered += [(chance.uniform(0, len(frames) + 40), frame) for frame in again]
    return [frame for _, frame in sorted(ordered, key=lambda event: event[0])]


def _keep(records: Records, events: Sequence[RawFrame], chance: random.Random) -> None:
    at = 0
    while at < len(events):
        size = chance.choice((1, 2, 150))
        kept = records.journal.append_all(events[at : at + size])
        if chance.random() < 0.7:  # else the connection broke before they were refined
            records.refine(kept[-1])
        at += size
