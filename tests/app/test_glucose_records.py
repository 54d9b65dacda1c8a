from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from app.people import Person
from app.records.records import Records
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
from device_io.record_resume import resume_after

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def record(sequence: int) -> RawFrame:
    sample = GlucoseSample(Decimal("0.0055"), ConcentrationUnit.MOLE_PER_LITRE, 1, 1)
    base_time = DeviceTime(2026, 11, 24, 8, 0, 0)
    payload = encode_glucose_measurement(GlucoseMeasurement(sequence, base_time, 0, sample))
    return RawFrame("AA:02", "Meter", gatt.GLUCOSE_MEASUREMENT, payload, NOW, "session", "Asia/Shanghai")


def test_glucose_records_are_told_apart_by_their_number(records: Records, person: Person) -> None:
    """A meter numbers its records; two of them may carry the same base time and value."""
    for sequence in (1, 2, 2):
        stored = records.refine(records.journal.append(record(sequence)))
        assert stored is not None
        assert stored.reading.values["glucose"].value == Decimal("5.5")
    assert len(records.readings(person, ReadingKind.GLUCOSE)) == 2


def test_the_journal_knows_up_to_which_number_nothing_is_missing(records: Records) -> None:
    assert resume_after(records.journal.frames("AA:02", None)) is None
    for sequence in (5, 6, 7, 9):
        records.journal.append(record(sequence))
    records.journal.append(replace(record(8), payload=b"\x00"))
    records.journal.append(replace(record(8), device_id="AA:03"))
    assert resume_after(records.journal.frames("AA:02", None)) == 7
