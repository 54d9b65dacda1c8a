"""Weight Measurement (2A9D) and Weight Scale Feature (2A9E).

Layout: flags 8, weight 16; then, each if its flag is set, date and time, user 8, body mass index and height.
A step is always 0.005 kg or 0.01 lb: the resolution in the feature says only how finely the scale measures.
Source: Bluetooth GATT Specification Supplement; Weight Scale Service 1.0.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum

from device_io.codecs.date_time import DeviceTime, encode_date_time, read_device_time
from device_io.codecs.fixed_point import read_steps, steps_bytes
from device_io.codecs.frame import FrameReader

#: What stands in the place of a weight that could not be measured (Weight Scale Service, section 3.2.1.2).
UNSUCCESSFUL = 0xFFFF

_BODY_MASS_INDEX_STEP = Decimal("0.1")


class MassUnit(StrEnum):
    """The unit of a mass, as a UCUM code."""

    KILOGRAM = "kg"
    POUND = "[lb_av]"


#: The step of a mass and, with the same unit flag, of a height (metres, or inches).
MASS_STEPS = {MassUnit.KILOGRAM: Decimal("0.005"), MassUnit.POUND: Decimal("0.01")}
HEIGHT_STEPS = {MassUnit.KILOGRAM: Decimal("0.001"), MassUnit.POUND: Decimal("0.1")}


class _Field(IntEnum):
    """Bits of the flags byte."""

    POUND = 0x01
    TIME_STAMP = 0x02
    USER = 0x04
    BODY = 0x08


@dataclass(frozen=True, slots=True)
class BodySize:
    """Body mass index in kg/m², and height in metres (kilogram frames) or inches (pound frames)."""

    mass_index: Decimal
    height: Decimal


@dataclass(frozen=True, slots=True)
class WeightMeasurement:
    """One frame of 2A9D. ``weight`` is in ``unit``, ``None`` where the scale could not measure.

    ``user`` may be 255, which means unknown.
    """

    unit: MassUnit
    weight: Decimal | None
    time_stamp: DeviceTime | None = None
    user: int | None = None
    body: BodySize | None = None


@dataclass(frozen=True, slots=True)
class WeightScaleFeature:
    """What a scale can report: the 32 bits of 2A9E."""

    supported: int

    @property
    def has_time_stamp(self) -> bool:
        """Bit 0."""
        return bool(self.supported & 0x01)

    @property
    def has_users(self) -> bool:
        """Bit 1."""
        return bool(self.supported & 0x02)

    @property
    def has_body_mass_index(self) -> bool:
        """Bit 2."""
        return bool(self.supported & 0x04)


def decode_weight(payload: bytes) -> WeightMeasurement:
    """Decode a Weight Measurement.

    Raises:
        FrameError: the frame is cut short.

    """
    reader = FrameReader(payload, "A weight frame")
    flags = reader.unsigned(1)
    unit = MassUnit.POUND if flags & _Field.POUND else MassUnit.KILOGRAM
    weight = reader.unsigned(2)
    return WeightMeasurement(
        unit=unit,
        weight=None if weight == UNSUCCESSFUL else weight * MASS_STEPS[unit],
        time_stamp=read_device_time(reader) if flags & _Field.TIME_STAMP else None,
        user=reader.unsigned(1) if flags & _Field.USER else None,
        body=_read_body(reader, unit) if flags & _Field.BODY else None,
    )


def encode_weight(frame: WeightMeasurement) -> bytes:
    """Return the bytes of ``frame``.

    Raises:
        ValueError: a value lies between two steps or outside the field.

    """
    flags = _Field.POUND if frame.unit is MassUnit.POUND else 0
    if frame.weight is None:
        body = UNSUCCESSFUL.to_bytes(2, "little")
    else:
        body = steps_bytes(frame.weight, MASS_STEPS[frame.unit])
    if frame.time_stamp is not None:
        flags |= _Field.TIME_STAMP
        body += encode_date_time(frame.time_stamp)
    if frame.user is not None:
        flags |= _Field.USER
        body += bytes((frame.user,))
    if frame.body is not None:
        flags |= _Field.BODY
        body += steps_bytes(frame.body.mass_index, _BODY_MASS_INDEX_STEP)
        body += steps_bytes(frame.body.height, HEIGHT_STEPS[frame.unit])
    return bytes((flags,)) + body


def decode_weight_scale_feature(payload: bytes) -> WeightScaleFeature:
    """Decode a Weight Scale Feature.

    Raises:
        FrameError: not four bytes.

    """
    reader = FrameReader(payload, "The features of a scale")
    supported = reader.unsigned(4)
    reader.finish()
    return WeightScaleFeature(supported)


def encode_weight_scale_feature(feature: WeightScaleFeature) -> bytes:
    """Return the four bytes of ``feature``."""
    return feature.supported.to_bytes(4, "little")


def _read_body(reader: FrameReader, unit: MassUnit) -> BodySize:
    return BodySize(read_steps(reader, _BODY_MASS_INDEX_STEP), read_steps(reader, HEIGHT_STEPS[unit]))
