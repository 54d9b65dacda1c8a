"""Meters that disconnect, repeat themselves, send late and out of order, and lose their clock: each reading once."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.folders import Folders
from app.keys import DataKey
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
from device_io.reading import ReadingKind

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ZONE = "Asia/Shanghai"
#: 25,000 events of 10,000 readings in the fault plan; here a tenth of them.
READINGS = 1_000
EVENTS = 2_500


def truths(chance: random.Random) -> list[RawFrame]:
    """Records of two meters; one counts on after its clock was reset to 2020."""
    found = []
    for number in range(READINGS):
        meter, sequence = number % 2, number // 2
        taken = NOW - timedelta(days=60) + timedelta(minutes=25 * number)
        local = taken + timedelta(hours=8)
        if meter and sequence > READINGS // 4:
            local = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=25 * number)
        sample = GlucoseSample(
            Decimal(chance.randrange(40, 120)) / 10_000, ConcentrationUnit.MOLE_PER_LITRE, 1, 1
        )
        record = GlucoseMeasurement(sequence, DeviceTime.from_datetime(local), 0, sample)
        payload = encode_glucose_measurement(record)
        received = taken + timedelta(seconds=chance.randrange(1, 50))
        found.append(
            RawFrame(f"meter {meter}", "Meter", gatt.GLUCOSE_MEASUREMENT, payload, received, "session", ZONE)
        )
    return found


def storm(frames: list[RawFrame], chance: random.Random) -> list[RawFrame]:
    """Send everything once, some again and again, some days late, and neighbours out of order."""
    again = [
        replace(chance.choice(frames), received_at=NOW - timedelta(minutes=chance.randrange(60 * 24)))
        for _ in range(EVENTS - len(frames))
    ]
    events = [(number + chance.uniform(0, 40), frame) for number, frame in enumerate(frames)]
    events += [(chance.uniform(0, len(frames) + 40), frame) for frame in again]
    return [frame for _, frame in sorted(events, key=lambda event: event[0])]


def keep(records: Records, events: list[RawFrame], chance: random.Random) -> None:
    at = 0
    while at < len(events):
        size = chance.choice((1, 2, 150))
        kept = records.journal.append_all(events[at : at + size])
        if chance.random() < 0.7:  # else the connection broke before they were refined
            records.refine(kept[-1])
        at += size


def test_a_storm_of_events_leaves_each_reading_once(folders: Folders, key: DataKey) -> None:
    chance = random.Random(8)
    frames = truths(chance)
    events = storm(frames, chance)
    assert len(events) == EVENTS
    records = open_records(folders, key, "CN", ZONE, Sources(now=lambda: NOW))
    keep(records, events, chance)
    records.close()
    records = open_records(folders, key, "CN", ZONE, Sources(now=lambda: NOW))
    (person,) = records.household.people()
    found = records.readings(person, ReadingKind.GLUCOSE, limit=10 * READINGS)
    assert len(found) == READINGS
    assert len({(one.device_id, one.reading.sequence) for one in found}) == READINGS
    with records._database.snapshot() as connection:
        assert connection.execute("SELECT count(*) FROM raw").fetchone()[0] == EVENTS, "raw keeps every event"
        outcomes = dict(
            tuple(row)
            for row in connection.execute(
                "SELECT outcome, count(*) FROM refinement GROUP BY outcome"
            ).fetchall()
        )
    assert outcomes == {"clean": READINGS, "duplicate": EVENTS - READINGS}
    assert records.rebuild().identical
    records.close()
