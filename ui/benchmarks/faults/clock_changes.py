"""Readings through a year with clock changes, in four zones: none lost, none doubled, none out of order."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from app.folders import open_folders
from app.keys import DataKey, KeyStatus, KeyStorage
from app.records.database import connect
from app.records.records import Sources, open_records
from device_io import gatt
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.glucose import (
    ConcentrationUnit,
    GlucoseMeasurement,
    GlucoseSample,
    encode_glucose_measurement,
)
from device_io.journal import RawFrame
from device_io.reading import QualityFlag

#: Zones that change their clocks each in its own way, with a year in which they do (China had summer time until 1991;
#: Lord Howe moves by half an hour). All of 366 days.
YEARS: Final = {
    "America/New_York": 2024,
    "Europe/Berlin": 2024,
    "Australia/Lord_Howe": 2024,
    "Asia/Shanghai": 1988,
}
DAYS: Final = 366
STEP: Final = timedelta(minutes=2)
READINGS_A_YEAR: Final = DAYS * (timedelta(days=1) // STEP)
#: A meter numbers its records with 16 bits; a new one takes over before that.
_RECORDS_A_METER: Final = 60_000
_TOGETHER: Final = 2000


@dataclass(frozen=True, slots=True)
class ClockChanges:
    """What was kept of the readings; ``uncertain`` ones, in an hour that came twice, say that they are."""

    readings: int
    kept: int
    doubled_names: int
    out_of_order: int
    misplaced: int
    uncertain: int


def through_a_year(folder: Path, zone: str, start: datetime, readings: int) -> ClockChanges:
    """Keep a reading every :data:`STEP` from ``start``, stamped with nothing but local time, and look where they stand.

    ``misplaced`` counts readings at another moment than the true one that do not say that they are uncertain.
    """
    folders = open_folders(folder)
    key = DataKey(secrets.token_bytes(32), KeyStatus(KeyStorage.MEMORY, "for the benchmark"))
    end = start + STEP * readings
    records = open_records(folders, key, "CN", zone, Sources(now=lambda: end))
    frames = _frames(zone, start, readings)
    while batch := list(islice(frames, _TOGETHER)):
        records.refine(records.journal.append_all(batch)[-1])
    records.close()
    connection = connect(folders.database_file, key.secret)
    try:
        rows = connection.execute(
            "SELECT raw_id, taken_at, flags, identity FROM clean ORDER BY raw_id"
        ).fetchall()
    finally:
        connection.close()
    out_of_order = misplaced = uncertain = 0
    latest = ""
    for row in rows:
        if QualityFlag.TIME_UNCERTAIN in json.loads(row["flags"]):
            uncertain += 1
            continue
        out_of_order += row["taken_at"] < latest
        latest = row["taken_at"]
        misplaced += datetime.fromisoformat(latest) != start + STEP * (row["raw_id"] - 1)
    doubled = len(rows) - len({row["identity"] for row in rows})
    return ClockChanges(readings, len(rows), doubled, out_of_order, misplaced, uncertain)


def years(folder: Path, readings: int) -> dict[str, ClockChanges]:
    """Go through ``readings`` of each year; fewer than a whole year are taken around the hour that comes twice."""
    found = {}
    for number, (name, year) in enumerate(YEARS.items()):
        start = datetime(year, 1, 1, tzinfo=UTC)
        if readings < READINGS_A_YEAR:
            start = repeated_hour(name, year) - STEP * (readings // 2)
        found[name] = through_a_year(folder / str(number), name, start, readings)
    return found


def repeated_hour(name: str, year: int) -> datetime:
    """Return when the clocks of ``name`` went back in ``year``."""
    zone = ZoneInfo(name)
    hours = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * half) for half in range(DAYS * 48))
    shift = zone.utcoffset(datetime(year, 1, 1, tzinfo=UTC).astimezone(zone))
    for moment in hours:
        now = moment.astimezone(zone).utcoffset()
        if shift is not None and now is not None and now < shift:
            return moment
        shift = now
    raise ValueError(f"no hour comes twice in {name} in {year}")


def _frames(name: str, start: datetime, readings: int) -> Iterator[RawFrame]:
    zone = ZoneInfo(name)
    sample = GlucoseSample(Decimal("0.0055"), ConcentrationUnit.MOLE_PER_LITRE, 1, 1)
    for number in range(readings):
        at = start + STEP * number
        meter, sequence = divmod(number, _RECORDS_A_METER)
        local = DeviceTime.from_datetime(at.astimezone(zone))
        payload = encode_glucose_measurement(GlucoseMeasurement(sequence, local, 0, sample))
        received = at + timedelta(seconds=9)
        yield RawFrame(f"meter {meter}", "Meter", gatt.GLUCOSE_MEASUREMENT, payload, received, "s", name)
