"""Blood Pressure Measurement (2A35) and Intermediate Cuff Pressure (2A36).

Layout: flags 8; systolic, diastolic, mean arterial pressure as SFLOAT; then, each if its flag is set,
date and time, pulse rate SFLOAT, user 8, status 16. Intermediate Cuff Pressure uses the first SFLOAT only.
Reserved bits may be set by later revisions and mean nothing; bytes after the known fields belong to them.
Source: Bluetooth GATT Specification Supplement; Blood Pressure Service 1.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag, StrEnum

from device_io.codecs.date_time import DeviceTime, encode_date_time, read_device_time
from device_io.codecs.frame import FrameReader
from device_io.codecs.ieee11073 import MedicalFloat, SpecialValue, read_sfloat, sfloat_bytes

#: "Unknown user" in the user field (GATT Specification Supplement, Blood Pressure Measurement).
UNKNOWN_USER = 0xFF


class PressureUnit(StrEnum):
    """The unit of the three pressures, as a UCUM code."""

    MILLIMETRE_OF_MERCURY = "mm[Hg]"
    KILOPASCAL = "kPa"


class _Field(IntEnum):
    """Bits of the flags byte."""

    KILOPASCAL = 0x01
    TIME_STAMP = 0x02
    PULSE_RATE = 0x04
    USER = 0x08
    STATUS = 0x10


class MeasurementStatus(IntFlag):
    """Bits of the status field; the pulse range is the two-bit value of bits 3 and 4. Reserved bits are kept as sent."""

    BODY_MOVEMENT = 0x01
    CUFF_LOOSE = 0x02
    IRREGULAR_PULSE = 0x04
    PULSE_ABOVE_RANGE = 0x08
    PULSE_BELOW_RANGE = 0x10
    WRONG_POSITION = 0x20


@dataclass(frozen=True, slots=True)
class FrameVariant:
    """How a model departs from the specification.

    ``big_endian_tail``: pulse and status are sent high byte first. ``user_always_sent``: the user byte is
    there without its flag.
    """

    big_endian_tail: bool = False
    user_always_sent: bool = False


STANDARD = FrameVariant()


@dataclass(frozen=True, slots=True)
class BloodPressureMeasurement:
    """One frame of 2A35, as sent: pressures in ``unit``, pulse in beats a minute.

    ``user`` may be :data:`UNKNOWN_USER`.
    """

    unit: PressureUnit
    systolic: MedicalFloat
    diastolic: MedicalFloat
    mean_arterial: MedicalFloat
    time_stamp: DeviceTime | None = None
    pulse: MedicalFloat | None = None
    user: int | None = None
    status: MeasurementStatus | None = None


@dataclass(frozen=True, slots=True)
class CuffPressure:
    """One frame of 2A36: the pressure in the cuff while it is being inflated. Never a reading."""

    unit: PressureUnit
    pressure: MedicalFloat
    time_stamp: DeviceTime | None = None
    pulse: MedicalFloat | None = None
    user: int | None = None
    status: MeasurementStatus | None = None


def decode_blood_pressure(payload: bytes, variant: FrameVariant = STANDARD) -> BloodPressureMeasurement:
    """Decode a Blood Pressure Measurement.

    Raises:
        FrameError: the frame is cut short.

    """
    return _decode(payload, "A blood pressure frame", variant)


def decode_cuff_pressure(payload: bytes) -> CuffPressure:
    """Decode an Intermediate Cuff Pressure.

    Raises:
        FrameError: the frame is cut short.

    """
    frame = _decode(payload, "A cuff pressure frame", STANDARD)
    return CuffPressure(frame.unit, frame.systolic, frame.time_stamp, frame.pulse, frame.user, frame.status)


def encode_blood_pressure(frame: BloodPressureMeasurement) -> bytes:
    """Return the bytes of ``frame`` in the standard layout.

    Raises:
        ValueError: a value has no SFLOAT form.

    """
    flags = _Field.KILOPASCAL if frame.unit is PressureUnit.KILOPASCAL else 0
    body = b"".join(sfloat_bytes(value) for value in (frame.systolic, frame.diastolic, frame.mean_arterial))
    if frame.time_stamp is not None:
        flags |= _Field.TIME_STAMP
        body += encode_date_time(frame.time_stamp)
    if frame.pulse is not None:
        flags |= _Field.PULSE_RATE
        body += sfloat_bytes(frame.pulse)
    if frame.user is not None:
        flags |= _Field.USER
        body += bytes((frame.user,))
    if frame.status is not None:
        flags |= _Field.STATUS
        body += int(frame.status).to_bytes(2, "little")
    return bytes((flags,)) + body


def failed_measurement(time_stamp: DeviceTime | None = None) -> BloodPressureMeasurement:
    """Return what a meter sends when it could not measure: NaN in every pressure."""
    nan = SpecialValue.NOT_A_NUMBER
    return BloodPressureMeasurement(PressureUnit.MILLIMETRE_OF_MERCURY, nan, nan, nan, time_stamp)


def _decode(payload: bytes, subject: str, variant: FrameVariant) -> BloodPressureMeasurement:
    reader = FrameReader(payload, subject)
    flags = reader.unsigned(1)
    big = variant.big_endian_tail
    systolic, diastolic, mean_arterial = (read_sfloat(reader) for _ in range(3))
    time_stamp = read_device_time(reader) if flags & _Field.TIME_STAMP else None
    pulse = read_sfloat(reader, big_endian=big) if flags & _Field.PULSE_RATE else None
    user = reader.unsigned(1) if flags & _Field.USER or variant.user_always_sent else None
    status = reader.unsigned(2, big_endian=big) if flags & _Field.STATUS else None
    return BloodPressureMeasurement(
        unit=PressureUnit.KILOPASCAL if flags & _Field.KILOPASCAL else PressureUnit.MILLIMETRE_OF_MERCURY,
        systolic=systolic,
        diastolic=diastolic,
        mean_arterial=mean_arterial,
        time_stamp=time_stamp,
        pulse=pulse,
        user=user,
        status=None if status is None else MeasurementStatus(status),
    )
