"""What a blood pressure frame says."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from device_io.codecs.blood_pressure import (
    BloodPressureMeasurement,
    MeasurementStatus,
    PressureUnit,
    decode_blood_pressure,
)
from device_io.codecs.ieee11073 import SpecialValue
from device_io.findings.finding import Finding, MeasurementFailed, known_user
from device_io.models import match_model
from device_io.reading import COMPONENT_UNITS, QualityFlag, Quantity, ReadingKind

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


def find_blood_pressure(payload: bytes, device_model: str) -> Finding:
    """Return the blood pressure of a measurement (2A35).

    Raises:
        MeasurementFailed: the monitor could not measure.
        FrameError: the bytes cannot be read.

    """
    measurement = decode_blood_pressure(payload, match_model(device_model).blood_pressure)
    values = _values(measurement)
    return Finding(
        kind=ReadingKind.BLOOD_PRESSURE,
        values=values,
        stamp=measurement.time_stamp,
        local_time=measurement.time_stamp,
        user=known_user(measurement.user),
        flags=_flags(measurement, values),
    )


def in_mmhg(value: Decimal, unit: PressureUnit) -> Decimal:
    """Return ``value`` in mmHg."""
    return value * MMHG_PER_KPA if unit is PressureUnit.KILOPASCAL else value


def _values(measurement: BloodPressureMeasurement) -> dict[str, Quantity]:
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
        "systolic": Quantity(in_mmhg(systolic, measurement.unit), units["systolic"]),
        "diastolic": Quantity(in_mmhg(diastolic, measurement.unit), units["diastolic"]),
    }
    if isinstance(measurement.mean_arterial, Decimal) and measurement.mean_arterial != 0:
        mean = in_mmhg(measurement.mean_arterial, measurement.unit)
        values["mean_arterial"] = Quantity(mean, units["mean_arterial"])
    if isinstance(measurement.pulse, Decimal) and measurement.pulse != 0:
        values["pulse"] = Quantity(measurement.pulse, units["pulse"])
    return values


def _flags(measurement: BloodPressureMeasurement, values: Mapping[str, Quantity]) -> frozenset[QualityFlag]:
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
