"""Glucose Measurement (2A18) and Glucose Feature (2A51).

Layout: flags 8, sequence 16, base time; then, each if its flag is set, time offset i16 in minutes,
concentration SFLOAT with type and location in one byte, status 16. A record may have no concentration.
The unit flag is worded "mg/dL or mmol/L", but the field itself is in kg/L or mol/L.
Source: Bluetooth GATT Specification Supplement; Glucose Service 1.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag, StrEnum
from struct import Struct

from device_io.codecs.date_time import DeviceTime, encode_date_time, read_device_time
from device_io.codecs.frame import FrameReader
from device_io.codecs.ieee11073 import MedicalFloat, SpecialValue, decode_sfloat, sfloat_bytes

#: Type and location of a sample that is the maker's control solution and nobody's blood
#: (GATT Specification Supplement, Glucose Measurement).
CONTROL_SOLUTION_TYPE = 10
CONTROL_SOLUTION_LOCATION = 4

#: Flags and sequence number; concentration, type and location.
_HEAD, _SAMPLE = Struct("<BH"), Struct("<HB")


class ConcentrationUnit(StrEnum):
    """The unit of the concentration field, as a UCUM code."""

    KILOGRAM_PER_LITRE = "kg/L"
    MOLE_PER_LITRE = "mol/L"


class _Field(IntEnum):
    """Bits of the flags byte."""

    TIME_OFFSET = 0x01
    CONCENTRATION = 0x02
    MOLE_PER_LITRE = 0x04
    STATUS = 0x08
    CONTEXT_FOLLOWS = 0x10


class GlucoseStatus(IntFlag):
    """Bits of the status field; reserved bits are kept as sent and mean nothing."""

    BATTERY_LOW = 0x0001
    SENSOR_MALFUNCTION = 0x0002
    SAMPLE_TOO_SMALL = 0x0004
    STRIP_INSERTION_ERROR = 0x0008
    WRONG_STRIP = 0x0010
    RESULT_TOO_HIGH = 0x0020
    RESULT_TOO_LOW = 0x0040
    TOO_WARM = 0x0080
    TOO_COLD = 0x0100
    READ_INTERRUPTED = 0x0200
    DEVICE_FAULT = 0x0400
    TIME_FAULT = 0x0800


@dataclass(frozen=True, slots=True)
class GlucoseSample:
    """What was measured: the concentration in ``unit``, and where the sample came from.

    ``type`` and ``location`` are the numbers of the GATT Specification Supplement, 0 to 15.
    """

    concentration: MedicalFloat
    unit: ConcentrationUnit
    type: int
    location: int

    @property
    def is_control_solution(self) -> bool:
        """Whether this tests the meter and says nothing about a person."""
        return self.type == CONTROL_SOLUTION_TYPE or self.location == CONTROL_SOLUTION_LOCATION


@dataclass(frozen=True, slots=True)
class GlucoseMeasurement:
    """One record of 2A18. ``base_time`` with ``sequence`` is its stable key.

    The time a person sees is ``base_time`` plus ``time_offset_min``: changing the meter's clock changes
    the offset of later records only.
    """

    sequence: int
    base_time: DeviceTime
    time_offset_min: int | None = None
    sample: GlucoseSample | None = None
    status: GlucoseStatus | None = None
    context_follows: bool = False

    @property
    def is_above_range(self) -> bool:
        """Whether the meter shows "HI": the result is higher than it can measure."""
        told = self.status is not None and GlucoseStatus.RESULT_TOO_HIGH in self.status
        return told or (
            self.sample is not None and self.sample.concentration is SpecialValue.POSITIVE_INFINITY
        )

    @property
    def is_below_range(self) -> bool:
        """Whether the meter shows "LO": the result is lower than it can measure."""
        told = self.status is not None and GlucoseStatus.RESULT_TOO_LOW in self.status
        return told or (
            self.sample is not None and self.sample.concentration is SpecialValue.NEGATIVE_INFINITY
        )


@dataclass(frozen=True, slots=True)
class GlucoseFeature:
    """What a meter can report: the 16 bits of 2A51 (bits 0 to 10 as the status they announce)."""

    supported: int


def decode_glucose_measurement(payload: bytes) -> GlucoseMeasurement:
    """Decode a Glucose Measurement.

    Raises:
        FrameError: the frame is cut short.

    """
    reader = FrameReader(payload, "A glucose record")
    flags, sequence = reader.fields(_HEAD)
    return GlucoseMeasurement(
        sequence=sequence,
        base_time=read_device_time(reader),
        time_offset_min=reader.signed(2) if flags & _Field.TIME_OFFSET else None,
        sample=_read_sample(reader, flags) if flags & _Field.CONCENTRATION else None,
        status=GlucoseStatus(reader.unsigned(2)) if flags & _Field.STATUS else None,
        context_follows=bool(flags & _Field.CONTEXT_FOLLOWS),
    )


def encode_glucose_measurement(record: GlucoseMeasurement) -> bytes:
    """Return the bytes of ``record``.

    Raises:
        ValueError: the concentration has no SFLOAT form.

    """
    flags = _Field.CONTEXT_FOLLOWS if record.context_follows else 0
    body = record.sequence.to_bytes(2, "little") + encode_date_time(record.base_time)
    if record.time_offset_min is not None:
        flags |= _Field.TIME_OFFSET
        body += record.time_offset_min.to_bytes(2, "little", signed=True)
    if record.sample is not None:
        flags |= _Field.CONCENTRATION
        if record.sample.unit is ConcentrationUnit.MOLE_PER_LITRE:
            flags |= _Field.MOLE_PER_LITRE
        body += sfloat_bytes(record.sample.concentration)
        body += bytes((record.sample.type | record.sample.location << 4,))
    if record.status is not None:
        flags |= _Field.STATUS
        body += int(record.status).to_bytes(2, "little")
    return bytes((flags,)) + body


def decode_glucose_feature(payload: bytes) -> GlucoseFeature:
    """Decode a Glucose Feature.

    Raises:
        FrameError: not two bytes.

    """
    reader = FrameReader(payload, "A glucose feature")
    supported = reader.unsigned(2)
    reader.finish()
    return GlucoseFeature(supported)


def encode_glucose_feature(feature: GlucoseFeature) -> bytes:
    """Return the two bytes of ``feature``."""
    return feature.supported.to_bytes(2, "little")


def _read_sample(reader: FrameReader, flags: int) -> GlucoseSample:
    concentration, origin = reader.fields(_SAMPLE)
    molar = flags & _Field.MOLE_PER_LITRE
    return GlucoseSample(
        concentration=decode_sfloat(concentration),
        unit=ConcentrationUnit.MOLE_PER_LITRE if molar else ConcentrationUnit.KILOGRAM_PER_LITRE,
        type=origin & 0x0F,
        location=origin >> 4,
    )
