"""Clocks: offsets, zones, summer time, batteries that were changed, and a host clock that jumps."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from app.folders import Folders
from app.keys import DataKey
from app.people import Person
from app.records.records import Records, Sources, open_records
from assistant.conversation import Language
from device_io import gatt
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.glucose import (
    ConcentrationUnit,
    GlucoseMeasurement,
    GlucoseSample,
    encode_glucose_measurement,
)
from device_io.journal import RawFrame
from device_io.reading import QualityFlag, Quantity, ReadingKind

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LOCAL = NOW + timedelta(hours=8)
Frame = Callable[..., RawFrame]
CLOCK_FLAGS = {
    QualityFlag.CLOCK_CORRECTED,
    QualityFlag.CLOCK_ZONE,
    QualityFlag.CLOCK_RESET,
    QualityFlag.TIME_UNCERTAIN,
}


def stamp(local: datetime) -> DeviceTime:
    return DeviceTime.from_datetime(local)


@pytest.mark.parametrize(
    ("offset", "flags"),
    [
        (timedelta(minutes=2), set()),
        (timedelta(minutes=2, seconds=1), {QualityFlag.CLOCK_CORRECTED}),
        (timedelta(minutes=-17), {QualityFlag.CLOCK_CORRECTED}),
        (timedelta(hours=1), {QualityFlag.CLOCK_CORRECTED, QualityFlag.CLOCK_ZONE}),
        (timedelta(hours=-7, minutes=1), {QualityFlag.CLOCK_CORRECTED, QualityFlag.CLOCK_ZONE}),
        (timedelta(hours=1, minutes=30), {QualityFlag.CLOCK_CORRECTED}),
        (timedelta(days=3), {QualityFlag.CLOCK_CORRECTED}),
        (timedelta(days=400), {QualityFlag.CLOCK_CORRECTED, QualityFlag.CLOCK_RESET}),
    ],
)
def test_a_clock_that_is_off_is_corrected_and_its_fault_is_named(
    records: Records, frame: Frame, offset: timedelta, flags: set[QualityFlag]
) -> None:
    at = NOW - timedelta(minutes=30)
    device_clock = stamp((at + timedelta(hours=8) - offset).replace(tzinfo=None))
    found = records.refine(records.journal.append(frame(at=at, stamp=device_clock, offset=offset)))
    assert found is not None
    assert found.reading.flags & CLOCK_FLAGS == flags
    expected = at if abs(offset) > timedelta(minutes=2) else at - offset
    assert found.reading.taken_at == expected
    assert found.reading.clock_offset == offset, "what the device said is kept"
    rule_names = {rule.name for rule in found.made_by}
    assert ("clock_whole_hours" in rule_names) == (QualityFlag.CLOCK_ZONE in flags)


def test_a_reading_from_before_the_battery_was_changed_is_believed_as_it_stands(
    records: Records, frame: Frame
) -> None:
    taken = NOW - timedelta(days=3)
    reset_by = timedelta(days=365 * 11)
    one = frame(at=taken, stamp=stamp((taken + timedelta(hours=8)).replace(tzinfo=None)), offset=reset_by)
    found = records.refine(records.journal.append(replace(one, received_at=NOW)))
    assert found is not None
    assert found.reading.taken_at == taken
    assert {QualityFlag.CLOCK_RESET, QualityFlag.TIME_UNCERTAIN} <= found.reading.flags
    assert found.late


def test_a_device_that_missed_the_end_of_summer_time_is_an_hour_ahead(records: Records, frame: Frame) -> None:
    ahead = stamp((LOCAL + timedelta(hours=1)).replace(tzinfo=None))
    found = records.refine(records.journal.append(frame(at=NOW, stamp=ahead)))
    assert found is not None
    assert found.reading.taken_at == NOW + timedelta(seconds=20), "when it came"
    assert {QualityFlag.CLOCK_ZONE, QualityFlag.TIME_UNCERTAIN} <= found.reading.flags


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("America/New_York", datetime(2026, 11, 1, 3, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 28, 23, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 24, 22, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 13, tzinfo=UTC)),
        ("Asia/Shanghai", datetime(1991, 9, 14, 14, tzinfo=UTC)),
    ],
)
def test_readings_through_a_clock_change_stay_apart_and_in_order(
    folders: Folders, key: DataKey, zone: str, start: datetime
) -> None:
    """A numbered meter, every seven minutes through the change: none lost, doubled or out of order."""
    end = start + timedelta(hours=6)
    records = open_records(folders, key, "CN", zone, Sources(now=lambda: end))
    moments = [start + timedelta(minutes=7 * step) for step in range(50)]
    for number, at in enumerate(moments):
        sample = GlucoseSample(Decimal("0.0055"), ConcentrationUnit.MOLE_PER_LITRE, 1, 1)
        local = DeviceTime.from_datetime(at.astimezone(ZoneInfo(zone)))
        payload = encode_glucose_measurement(GlucoseMeasurement(number, local, 0, sample))
        one = RawFrame(
            "meter", "Meter", gatt.GLUCOSE_MEASUREMENT, payload, at + timedelta(seconds=9), "s", zone
        )
        records.refine(records.journal.append(one))
    (person,) = records.household.people()
    found = records.readings(person, ReadingKind.GLUCOSE)[::-1]
    assert len(found) == 50
    certain = [one for one in found if QualityFlag.TIME_UNCERTAIN not in one.reading.flags]
    assert {one.reading.taken_at for one in certain} <= set(moments)
    assert len(certain) >= 40, "only the repeated hour is in doubt"
    numbers = [one.reading.sequence for one in certain]
    assert numbers == sorted(numbers), "never out of order"
    assert all(one.local_day == one.reading.taken_at.astimezone(ZoneInfo(zone)).date() for one in found)
    assert records.rebuild().identical
    records.close()


def test_typed_readings_of_the_repeated_hour_are_two_readings(folders: Folders, key: DataKey) -> None:
    zone = ZoneInfo("America/New_York")
    records = open_records(folders, key, "US", zone.key, Sources(now=lambda: NOW))
    (person,) = records.household.people()
    first, second = (datetime(2026, 11, 1, 1, 30, fold=fold, tzinfo=zone) for fold in (0, 1))
    for at in (second, first):
        type_in(records, person, 70, at)
    found = records.readings(person)
    assert [one.reading.taken_at for one in found] == [second.astimezone(UTC), first.astimezone(UTC)]
    assert found[0].reading.taken_at - found[1].reading.taken_at == timedelta(hours=1)
    records.close()


def test_a_host_clock_that_jumps_back_loses_and_reorders_nothing(
    records: Records, person: Person, frame: Frame
) -> None:
    """The host's clock falls back by 400 days: rows keep the order in which they came, and nothing alarms as new."""
    records.refine(records.journal.append(frame(128)))
    jumped = frame(131, at=NOW - timedelta(minutes=5))
    jumped = replace(jumped, received_at=jumped.received_at - timedelta(days=400))
    found = records.refine(records.journal.append(jumped))
    assert found is not None
    assert QualityFlag.TIME_UNCERTAIN in found.reading.flags, (
        "taken after it came: one of the clocks is wrong"
    )
    assert found.reading.taken_at == jumped.received_at
    assert records.refine(records.journal.append(jumped)) == found, "sent again it is the same"
    assert len(records.readings(person)) == 2
    assert [one.id for one in records.readings(person)] == [128, 256]
    assert records.rebuild().identical


def test_a_reading_of_a_wrong_host_clock_takes_its_right_place_when_it_comes_again(
    records: Records, person: Person
) -> None:
    """The host started in 2024; once its clock is right, the meter sends its stored record again."""
    taken = NOW - timedelta(hours=3)
    sample = GlucoseSample(Decimal("0.0055"), ConcentrationUnit.MOLE_PER_LITRE, 1, 1)
    record = GlucoseMeasurement(7, stamp((taken + timedelta(hours=8)).replace(tzinfo=None)), 0, sample)
    payload = encode_glucose_measurement(record)
    sent = RawFrame("meter", "Meter", gatt.GLUCOSE_MEASUREMENT, payload, NOW, "s", "Asia/Shanghai")
    wrong = replace(sent, received_at=NOW - timedelta(days=700))
    doubted = records.refine(records.journal.append(wrong))
    assert doubted is not None
    assert QualityFlag.TIME_UNCERTAIN in doubted.reading.flags
    for again in (sent, wrong, sent):
        found = records.refine(records.journal.append(again))
        assert found is not None
        assert (found.id, found.reading.taken_at) == (doubted.id, taken)
    (one,) = records.readings(person)
    assert QualityFlag.TIME_UNCERTAIN not in one.reading.flags
    assert records.trend(person, ReadingKind.GLUCOSE, "glucose", 1, NOW, Language.EN).n == 1
    assert records.rebuild().identical


def type_in(records: Records, person: Person, pulse: int, at: datetime) -> None:
    records.add_manual(ReadingKind.HEART_RATE, {"pulse": Quantity(Decimal(pulse), "/min")}, at, person)
