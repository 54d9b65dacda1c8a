"""Years of one person's frames in the bytes that devices send, for benchmarks of the records."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from device_io import gatt
from device_io.codecs.blood_pressure import BloodPressureMeasurement, PressureUnit, encode_blood_pressure
from device_io.codecs.cgm_measurement import CgmMeasurement, CgmRecord, encode_cgm_measurement
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.pulse_oximetry import Oximetry, SpotCheck, encode_spot_check
from device_io.codecs.temperature import TemperatureMeasurement, TemperatureUnit, encode_temperature
from device_io.codecs.weight import MassUnit, WeightMeasurement, encode_weight
from device_io.journal import RawFrame

ZONE: Final = "Asia/Shanghai"
#: A glucose sensor measures every five minutes and is worn for two weeks.
SENSOR_STEP: Final = timedelta(minutes=5)
SENSOR_LIFE: Final = timedelta(days=14)
READINGS_A_DAY: Final = timedelta(days=1) // SENSOR_STEP + 12


def frames_until(end: datetime, count: int, seed: int = 7) -> Iterator[RawFrame]:
    """Yield ``count`` frames in the order they came, the last ones on the day of ``end``.

    A day has 288 values of a glucose sensor, four of blood pressure, four of oxygen, two weights and two temperatures.
    """
    days = -(-count // READINGS_A_DAY)
    chance = random.Random(seed)
    first = end - timedelta(days=days)
    left = count
    for number in range(days):
        start = first + timedelta(days=number)
        for frame in _day(start, first, chance):
            if not left:
                return
            left -= 1
            yield frame


def dangerous_pressure(at: datetime) -> RawFrame:
    """Return the frame of a blood pressure that has to be told at once."""
    value = BloodPressureMeasurement(
        unit=PressureUnit.MILLIMETRE_OF_MERCURY,
        systolic=Decimal(205),
        diastolic=Decimal(128),
        mean_arterial=Decimal(154),
        time_stamp=_stamp(at),
        pulse=Decimal(96),
        user=1,
        status=None,
    )
    return _frame("01", "cuff", gatt.BLOOD_PRESSURE_MEASUREMENT, encode_blood_pressure(value), at)


def _day(start: datetime, first: datetime, chance: random.Random) -> Iterator[RawFrame]:
    for step in range(timedelta(days=1) // SENSOR_STEP):
        at = start + step * SENSOR_STEP
        yield _glucose(at, first, chance)
        if step % 72 == 0:
            yield _pressure(at, chance)
            yield _oxygen(at, chance)
        if step % 144 == 0:
            yield _weight(at, chance)
            yield _temperature(at, chance)


def _glucose(at: datetime, first: datetime, chance: random.Random) -> RawFrame:
    worn = (at - first) // SENSOR_LIFE
    session_start = first + worn * SENSOR_LIFE
    minutes = (at - session_start) // timedelta(minutes=1)
    level = 130 + 45 * math.sin(at.timestamp() / 7000) + chance.gauss(0, 6)
    record = CgmRecord(glucose_mg_per_dl=Decimal(round(level)), time_offset_min=minutes)
    stamp = session_start.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None).isoformat()
    return RawFrame(
        device_id="C0:FF:EE:00:00:09",
        device_model="sensor",
        characteristic=gatt.CGM_MEASUREMENT,
        payload=encode_cgm_measurement(CgmMeasurement((record,))),
        received_at=at + timedelta(seconds=2),
        session_id=f"sensor-{worn}",
        time_zone=ZONE,
        session_start=session_start,
        session_stamp=stamp,
        checksum=False,
    )


def _pressure(at: datetime, chance: random.Random) -> RawFrame:
    systolic = Decimal(round(chance.gauss(131, 8)))
    value = BloodPressureMeasurement(
        unit=PressureUnit.MILLIMETRE_OF_MERCURY,
        systolic=systolic,
        diastolic=systolic - 48,
        mean_arterial=systolic - 32,
        time_stamp=_stamp(at),
        pulse=Decimal(round(chance.gauss(70, 5))),
        user=1,
        status=None,
    )
    return _frame("01", "cuff", gatt.BLOOD_PRESSURE_MEASUREMENT, encode_blood_pressure(value), at)


def _oxygen(at: datetime, chance: random.Random) -> RawFrame:
    value = SpotCheck(Oximetry(Decimal(chance.choice((96, 97, 98))), Decimal(70)), _stamp(at))
    return _frame("02", "oximeter", gatt.SPOT_CHECK_MEASUREMENT, encode_spot_check(value), at)


def _weight(at: datetime, chance: random.Random) -> RawFrame:
    kilograms = Decimal(round(chance.gauss(70, 0.4) * 200)) / 200
    value = WeightMeasurement(MassUnit.KILOGRAM, kilograms, _stamp(at), 1)
    return _frame("03", "scale", gatt.WEIGHT_MEASUREMENT, encode_weight(value), at)


def _temperature(at: datetime, chance: random.Random) -> RawFrame:
    celsius = Decimal(round(chance.gauss(36.6, 0.2) * 10)) / 10
    value = TemperatureMeasurement(TemperatureUnit.CELSIUS, celsius, _stamp(at), 1)
    return _frame("04", "thermometer", gatt.TEMPERATURE_MEASUREMENT, encode_temperature(value), at)


def _stamp(at: datetime) -> DeviceTime:
    return DeviceTime.from_datetime(at.astimezone(ZoneInfo(ZONE)))


def _frame(device: str, model: str, characteristic: str, payload: bytes, at: datetime) -> RawFrame:
    return RawFrame(
        device_id=f"C0:FF:EE:00:00:{device}",
        device_model=model,
        characteristic=characteristic,
        payload=payload,
        received_at=at + timedelta(seconds=20),
        session_id="session",
        time_zone=ZONE,
    )
