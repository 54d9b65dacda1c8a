"""From a raw frame to a reading. Pure: the live session and the rebuild of the records both use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from device_io import gatt
from device_io.codecs.battery import decode_battery_level
from device_io.codecs.blood_pressure import (
    UNKNOWN_USER,
    BloodPressureMeasurement,
    MeasurementStatus,
    PressureUnit,
    decode_blood_pressure,
    decode_cuff_pressure,
)
from device_io.codecs.current_time import decode_current_time
from device_io.codecs.frame import FrameError
from device_io.codecs.ieee11073 import MedicalFloat, SpecialValue
from device_io.device_clock import taken_at
from device_io.journal import RawFrame
from device_io.models import match_model
from device_io.reading import COMPONENT_UNITS, QualityFlag, Quantity, Reading, ReadingKind

#: Millimetres of mercury in a kilopascal (NIST SP 811, appendix B.8: 1 mmHg = 0.1333224 kPa).
MMHG_PER_KPA = Decimal("7.50062")

#: What a blood pressure can be; outside, a reading is kept and flagged.
#: Source: BMC Family Practice 2015, table 2 (systolic 50-260, diastolic 0-200, diastolic below systolic).
PLAUSIBLE_SYSTOLIC_MMHG = (Decimal(50), Decimal(260))
PLAUSIBLE_DIASTOLIC_MMHG = (Decimal(0), Decimal(200))

_STATUS_FLAGS: Mapping[MeasurementStatus, QualityFlag] = {
    MeasurementStatus.BODY_MOVEMENT: QualityFlag.BODY_MOVEMENT,
    MeasurementStatus.CUFF_LOOSE: QualityFlag.CUFF_LOOSE,
    MeasurementStatus.IRREGULAR_PULSE: QualityFlag.IRREGULAR_PULSE,
    MeasurementStatus.PULSE_ABOVE_RANGE: QualityFlag.PULSE_ABOVE_RANGE,
    MeasurementStatus.PULSE_BELOW_RANGE: QualityFlag.PULSE_BELOW_RANGE,
    MeasurementStatus.WRONG_POSITION: QualityFlag.WRONG_POSITION,
}


class MeasurementFailed(FrameError):
    """The device says that it could not measure."""


class NotAReading(FrameError):
    """The frame is in order but carries nothing to keep as a reading."""


def interpret(frame: RawFrame) -> Reading:
    """Return the reading that ``frame`` carries.

    Raises:
        MeasurementFailed: the device reports that it could not measure.
        NotAReading: live values, or a characteristic that carries no readings.
        FrameError: the bytes cannot be read.

    """
    if frame.characteristic != gatt.BLOOD_PRESSURE_MEASUREMENT:
        raise NotAReading(_why_no_reading(frame.characteristic))
    model = match_model(frame.device_model)
    measurement = decode_blood_pressure(frame.payload, model.blood_pressure)
    values = _blood_pressure_values(measurement)
    moment = taken_at(measurement.time_stamp, frame.received_at, frame.time_zone, frame.clock_offset)
    return Reading(
        kind=ReadingKind.BLOOD_PRESSURE,
        values=values,
        taken_at=moment.at,
        received_at=frame.received_at,
        device_stamp=None if measurement.time_stamp is None else str(measurement.time_stamp),
        clock_offset=frame.clock_offset,
        user_slot=None if measurement.user == UNKNOWN_USER else measurement.user,
        flags=moment.flags | _blood_pressure_flags(measurement, values),
    )


def describe(characteristic: str, payload: bytes, device_model: str = "") -> dict[str, Any]:
    """Return what a frame says, ready for JSON: ``kind``, ``values``, ``taken_at``, ``flags``.

    ``characteristic`` is a 16- or 128-bit UUID; ``device_model`` chooses a model's variant. Values are exact
    numbers in the units records keep; ``taken_at`` is the device's own local stamp (unknown parts 0000 and
    00) or ``None``, since bytes alone do not say in which zone the device lives.

    Raises:
        MeasurementFailed: the device reports that it could not measure.
        FrameError: the bytes cannot be read, or the characteristic is not known.

    """
    try:
        uuid = gatt.uuid(characteristic)
    except ValueError as error:
        raise FrameError(str(error)) from error
    describer = _DESCRIBERS.get(uuid)
    if describer is None:
        known = ", ".join(sorted(name[4:8].upper() for name in _DESCRIBERS))
        raise FrameError(f"{characteristic} is not a characteristic this version reads; it reads {known}.")
    return describer(payload, device_model)


def _why_no_reading(characteristic: str) -> str:
    if characteristic == gatt.INTERMEDIATE_CUFF_PRESSURE:
        return "The cuff pressure while it inflates is not a reading; wait for the result."
    return f"Characteristic {characteristic} carries no readings that this version keeps."


def _in_mmhg(value: Decimal, unit: PressureUnit) -> Decimal:
    return value * MMHG_PER_KPA if unit is PressureUnit.KILOPASCAL else value


def _blood_pressure_values(measurement: BloodPressureMeasurement) -> dict[str, Quantity]:
    """Return the components that are numbers, in the units records keep.

    A mean of NaN or 0 is a meter that does not compute one (Beurer BM 85 sends 0); a pulse likewise.
    """
    systolic, diastolic = measurement.systolic, measurement.diastolic
    if isinstance(systolic, SpecialValue) or isinstance(diastolic, SpecialValue):
        raise MeasurementFailed(
            "The monitor could not measure this time; sit still for a minute, check the cuff and measure again."
        )
    units = COMPONENT_UNITS[ReadingKind.BLOOD_PRESSURE]
    values = {
        "systolic": Quantity(_in_mmhg(systolic, measurement.unit), units["systolic"]),
        "diastolic": Quantity(_in_mmhg(diastolic, measurement.unit), units["diastolic"]),
    }
    if isinstance(measurement.mean_arterial, Decimal) and measurement.mean_arterial != 0:
        mean = _in_mmhg(measurement.mean_arterial, measurement.unit)
        values["mean_arterial"] = Quantity(mean, units["mean_arterial"])
    if isinstance(measurement.pulse, Decimal) and measurement.pulse != 0:
        values["pulse"] = Quantity(measurement.pulse, units["pulse"])
    return values


def _blood_pressure_flags(
    measurement: BloodPressureMeasurement, values: Mapping[str, Quantity]
) -> frozenset[QualityFlag]:
    status = measurement.status or MeasurementStatus(0)
    flags = {flag for bit, flag in _STATUS_FLAGS.items() if bit in status}
    both = {QualityFlag.PULSE_ABOVE_RANGE, QualityFlag.PULSE_BELOW_RANGE}
    if both <= flags:  # the two bits are one number, of which the value 3 is reserved
        flags -= both
    systolic, diastolic = values["systolic"].value, values["diastolic"].value
    low_systolic, high_systolic = PLAUSIBLE_SYSTOLIC_MMHG
    low_diastolic, high_diastolic = PLAUSIBLE_DIASTOLIC_MMHG
    plausible = (
        low_systolic <= systolic <= high_systolic
        and low_diastolic <= diastolic <= high_diastolic
        and diastolic < systolic
    )
    return frozenset(flags if plausible else flags | {QualityFlag.IMPLAUSIBLE})


def _exact(value: MedicalFloat) -> int | float | str:
    """Return a JSON value that reads back as the same decimal."""
    if isinstance(value, SpecialValue):
        return value.value
    return int(value) if value == value.to_integral_value() else float(value)


def _described(
    kind: str,
    values: Mapping[str, tuple[MedicalFloat, str]],
    stamp: object | None = None,
    flags: frozenset[QualityFlag] = frozenset(),
) -> dict[str, Any]:
    return {
        "kind": kind,
        "values": {name: {"value": _exact(value), "unit": unit} for name, (value, unit) in values.items()},
        "taken_at": None if stamp is None else str(stamp),
        "flags": sorted(flag.value for flag in flags),
    }


def _describe_blood_pressure(payload: bytes, device_model: str) -> dict[str, Any]:
    measurement = decode_blood_pressure(payload, match_model(device_model).blood_pressure)
    values = _blood_pressure_values(measurement)
    flags = _blood_pressure_flags(measurement, values)
    shown: dict[str, tuple[MedicalFloat, str]] = {
        name: (quantity.value, quantity.unit) for name, quantity in values.items()
    }
    return _described(ReadingKind.BLOOD_PRESSURE.value, shown, measurement.time_stamp, flags)


def _describe_cuff_pressure(payload: bytes, _device_model: str) -> dict[str, Any]:
    frame = decode_cuff_pressure(payload)
    value = frame.pressure
    if isinstance(value, Decimal):
        value = _in_mmhg(value, frame.unit)
    unit = PressureUnit.MILLIMETRE_OF_MERCURY.value
    return _described("cuff_pressure", {"cuff_pressure": (value, unit)}, frame.time_stamp)


def _describe_current_time(payload: bytes, _device_model: str) -> dict[str, Any]:
    clock = decode_current_time(payload)
    return _described("current_time", {}, clock.time)


def _describe_battery(payload: bytes, _device_model: str) -> dict[str, Any]:
    return _described("battery", {"battery": (Decimal(decode_battery_level(payload)), "%")})


_DESCRIBERS: Mapping[str, Callable[[bytes, str], dict[str, Any]]] = {
    gatt.BLOOD_PRESSURE_MEASUREMENT: _describe_blood_pressure,
    gatt.INTERMEDIATE_CUFF_PRESSURE: _describe_cuff_pressure,
    gatt.CURRENT_TIME: _describe_current_time,
    gatt.BATTERY_LEVEL: _describe_battery,
}
