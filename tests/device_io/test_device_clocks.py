from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from device_io.codecs.blood_pressure import BloodPressureMeasurement, PressureUnit, encode_blood_pressure
from device_io.codecs.date_time import DeviceTime
from device_io.device_clock import offset_of
from device_io.interpretation import interpret
from device_io.reading import QualityFlag

_UNCERTAIN = {QualityFlag.TIME_UNCERTAIN}
_CORRECTED = {QualityFlag.CLOCK_CORRECTED}


@pytest.fixture
def taken(raw_frame):
    """Interpret a reading with the given stamp; return when it was taken and what is said about it."""

    def take(stamp, received_at=datetime(2026, 3, 10, 8, tzinfo=UTC), **facts):
        parts = None if stamp is None else DeviceTime(*stamp)
        unit = PressureUnit.MILLIMETRE_OF_MERCURY
        frame = encode_blood_pressure(
            BloodPressureMeasurement(unit, Decimal(128), Decimal(79), Decimal(95), parts, Decimal(72))
        )
        (reading,) = interpret(raw_frame(frame, received_at=received_at, **facts))
        assert reading.received_at == received_at
        assert reading.device_stamp == (None if parts is None else str(parts))
        return reading.taken_at, set(reading.flags)

    return take


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_a_stamp_is_local_time_of_the_household(taken):
    assert taken((2026, 3, 10, 8, 30, 0)) == (utc(2026, 3, 10, 7, 30), set())
    assert taken((2026, 3, 10, 15, 30, 0), zone="Asia/Shanghai") == (utc(2026, 3, 10, 7, 30), set())


def test_no_stamp_means_now(taken, now):
    assert taken(None) == (now, set())


@pytest.mark.parametrize(
    "stamp",
    [
        (0, 3, 10, 8, 30, 0),
        (2026, 0, 0, 8, 30, 0),
        (1970, 1, 1, 0, 5, 0),
        (2000, 1, 1, 0, 5, 0),
        (2026, 13, 10, 8, 30, 0),
        (2026, 2, 30, 8, 30, 0),
        (2026, 3, 10, 24, 0, 0),
        (1500, 1, 1, 0, 0, 0),
        (2031, 3, 10, 8, 30, 0),
    ],
)
def test_a_stamp_that_cannot_be_keeps_the_value_and_says_so(taken, now, stamp):
    assert taken(stamp) == (now, _UNCERTAIN)


def test_a_clock_three_hours_behind_is_corrected(taken):
    offset = timedelta(hours=3)
    assert taken((2026, 3, 10, 5, 30, 0), clock_offset=offset) == (utc(2026, 3, 10, 7, 30), _CORRECTED)


def test_a_clock_in_the_future_is_corrected_too(taken):
    offset = timedelta(days=-400)
    assert taken((2027, 4, 14, 8, 30, 0), clock_offset=offset) == (utc(2026, 3, 10, 7, 30), _CORRECTED)


def test_two_minutes_are_left_alone(taken):
    assert taken((2026, 3, 10, 8, 30, 0), clock_offset=timedelta(minutes=2)) == (
        utc(2026, 3, 10, 7, 30),
        set(),
    )
    late = timedelta(minutes=2, seconds=1)
    assert taken((2026, 3, 10, 8, 30, 0), clock_offset=late) == (utc(2026, 3, 10, 7, 32, 1), _CORRECTED)


def test_a_clock_that_missed_summer_time_still_tells_winter_readings_right(taken):
    # Read in April by a host on summer time: the meter runs an hour behind, its March stamp was right.
    spring = utc(2026, 4, 10, 8)
    got = taken((2026, 3, 10, 8, 30, 0), received_at=spring, clock_offset=timedelta(hours=1))
    assert got == (utc(2026, 3, 10, 7, 30), _CORRECTED)


def test_the_repeated_hour_is_uncertain_unless_one_of_the_two_is_to_come(taken):
    stamp = (2026, 10, 25, 2, 30, 0)  # summer time ends at 3:00
    assert taken(stamp, received_at=utc(2026, 10, 26, 8)) == (utc(2026, 10, 25, 0, 30), _UNCERTAIN)
    assert taken(stamp, received_at=utc(2026, 10, 25, 0, 40)) == (utc(2026, 10, 25, 0, 30), set())


def test_the_skipped_hour_is_uncertain(taken):
    moment, flags = taken((2026, 3, 29, 2, 30, 0), received_at=utc(2026, 3, 29, 12))
    assert flags == _UNCERTAIN
    assert utc(2026, 3, 29, 0) <= moment <= utc(2026, 3, 29, 2)


def test_a_zone_nobody_knows_is_uncertain(taken, now):
    assert taken((2026, 3, 10, 8, 30, 0), zone="Mars/Olympus") == (now, _UNCERTAIN)


def test_an_offset_is_host_minus_device():
    local = datetime(2026, 3, 10, 9, 0, 0, 400000, tzinfo=ZoneInfo("Europe/Berlin"))
    assert offset_of(DeviceTime(2026, 3, 10, 8, 0, 0), local) == timedelta(hours=1)
    assert offset_of(DeviceTime(2000, 1, 1, 0, 0, 0), local) is None
    assert offset_of(DeviceTime(0, 0, 0, 0, 0, 0), local) is None
