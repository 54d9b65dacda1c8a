"""A household in a temporary folder, a clock that is set by hand, and blood pressure frames in real bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.folders import Folders, open_folders
from app.keys import DataKey, KeyStatus, KeyStorage
from app.people import Person
from app.records.records import Records, Sources, open_records
from device_io import gatt
from device_io.codecs.blood_pressure import (
    BloodPressureMeasurement,
    MeasurementStatus,
    PressureUnit,
    encode_blood_pressure,
)
from device_io.codecs.date_time import DeviceTime
from device_io.journal import RawFrame

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


class Clock:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return open_folders(tmp_path / "profile")


@pytest.fixture
def key() -> DataKey:
    return DataKey(bytes(range(32)), KeyStatus(KeyStorage.MEMORY, "for the test"))


@pytest.fixture
def open_profile(folders: Folders, key: DataKey, clock: Clock) -> Iterator[Callable[..., Records]]:
    """Open the records of the profile; all are closed at the end."""
    opened: list[Records] = []
    ids = count(1)

    def open_it(rule_set: str = "CN") -> Records:
        sources = Sources(now=clock, new_id=lambda: f"{next(ids):032x}")
        opened.append(open_records(folders, key, rule_set, ZONE, sources))
        return opened[-1]

    yield open_it
    for records in opened:
        records.close()


@pytest.fixture
def records(open_profile: Callable[..., Records]) -> Records:
    return open_profile()


@pytest.fixture
def person(records: Records) -> Person:
    return records.household.people()[0]


@pytest.fixture
def anna(records: Records) -> Person:
    return records.household.edit(records.household.people()[0], display_name="Anna")


@pytest.fixture
def frame() -> Callable[..., RawFrame]:
    """Build the frame of a reading taken at ``at`` and received ``delay`` later."""

    def build(
        systolic: float = 128,
        diastolic: float = 79,
        pulse: int | None = 72,
        at: datetime = NOW - timedelta(minutes=55),
        *,
        delay: timedelta = timedelta(seconds=20),
        stamp: DeviceTime | str | None = "at",
        unit: PressureUnit = PressureUnit.MILLIMETRE_OF_MERCURY,
        status: MeasurementStatus | None = None,
        device: str = "C0:FF:EE:00:00:01",
        offset: timedelta | None = None,
    ) -> RawFrame:
        device_time = DeviceTime.from_datetime(at.astimezone(ZoneInfo(ZONE))) if stamp == "at" else stamp
        payload = encode_blood_pressure(
            BloodPressureMeasurement(
                unit=unit,
                systolic=Decimal(str(systolic)),
                diastolic=Decimal(str(diastolic)),
                mean_arterial=Decimal(96),
                time_stamp=device_time,
                pulse=None if pulse is None else Decimal(pulse),
                user=1,
                status=status,
            )
        )
        return RawFrame(
            device_id=device,
            device_model="virtual cuff",
            characteristic=gatt.BLOOD_PRESSURE_MEASUREMENT,
            payload=payload,
            received_at=at + delay,
            session_id="session-1",
            time_zone=ZONE,
            clock_offset=offset,
            simulated=True,
        )

    return build
