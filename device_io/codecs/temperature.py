"""Temperature Measurement (2A1C) and Intermediate Temperature (2A1E).

Layout: flags 8, temperature FLOAT (32 bits, no SFLOAT); then, each if its flag is set, date and time, type 8
(where on the body). Source: Bluetooth GATT Specification Supplement; Health Thermometer Service 1.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from device_io.codecs.date_time import DeviceTime, encode_date_time, read_device_time
from device_io.codecs.frame import FrameReader
from device_io.codecs.ieee11073 import MedicalFloat, decode_float32, encode_float32


class TemperatureUnit(StrEnum):
    """The unit of the temperature, as a UCUM code."""

    CELSIUS = "Cel"
    FAHRENHEIT = "[degF]"


class _Field(IntEnum):
    """Bits of the flags byte."""

    FAHRENHEIT = 0x01
    TIME_STAMP = 0x02
    TYPE = 0x04


@dataclass(frozen=True, slots=True)
class TemperatureMeasurement:
    """One frame of 2A1C, the temperature in ``unit``.

    ``type``: 1 armpit, 2 body, 3 ear, 4 finger, 5 gastro-intestinal tract, 6 mouth, 7 rectum, 8 toe, 9 eardrum.
    """

    unit: TemperatureUnit
    temperature: MedicalFloat
    time_stamp: DeviceTime | None = None
    type: int | None = None


@dataclass(frozen=True, slots=True)
class IntermediateTemperature:
    """One frame of 2A1E: what the probe shows while it settles. Never a reading."""

    so_far: TemperatureMeasurement


def decode_temperature(payload: bytes) -> TemperatureMeasurement:
    """Decode a Temperature Measurement.

    Raises:
        FrameError: the frame is cut short.

    """
    reader = FrameReader(payload, "A temperature frame")
    flags = reader.unsigned(1)
    fahrenheit = flags & _Field.FAHRENHEIT
    return TemperatureMeasurement(
        unit=TemperatureUnit.FAHRENHEIT if fahrenheit else TemperatureUnit.CELSIUS,
        temperature=decode_float32(reader.unsigned(4)),
        time_stamp=read_device_time(reader) if flags & _Field.TIME_STAMP else None,
        type=reader.unsigned(1) if flags & _Field.TYPE else None,
    )


def decode_intermediate_temperature(payload: bytes) -> IntermediateTemperature:
    """Decode an Intermediate Temperature.

    Raises:
        FrameError: the frame is cut short.

    """
    return IntermediateTemperature(decode_temperature(payload))


def encode_temperature(frame: TemperatureMeasurement) -> bytes:
    """Return the bytes of ``frame``.

    Raises:
        ValueError: the temperature has no FLOAT form.

    """
    flags = _Field.FAHRENHEIT if frame.unit is TemperatureUnit.FAHRENHEIT else 0
    body = encode_float32(frame.temperature).to_bytes(4, "little")
    if frame.time_stamp is not None:
        flags |= _Field.TIME_STAMP
        body += encode_date_time(frame.time_stamp)
    if frame.type is not None:
        flags |= _Field.TYPE
        body += bytes((frame.type,))
    return bytes((flags,)) + body


def encode_intermediate_temperature(frame: IntermediateTemperature) -> bytes:
    """Return the bytes of ``frame``; :class:`ValueError` as :func:`encode_temperature`."""
    return encode_temperature(frame.so_far)
