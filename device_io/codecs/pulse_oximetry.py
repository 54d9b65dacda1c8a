"""Pulse oximetry: spot-check (2A5E), continuous measurement (2A5F) and features (2A60).

Spot-check: flags 8, oxygen saturation and pulse rate as SFLOAT; then, each if its flag is set, date and time,
measurement status 16, sensor status 24, pulse amplitude index SFLOAT. Continuous: flags 8, the normal pair;
then a fast pair, a slow pair, measurement status, sensor status, pulse amplitude index.
Source: Bluetooth GATT Specification Supplement; Pulse Oximeter Service 1.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag

from device_io.codecs.date_time import DeviceTime, encode_date_time, read_device_time
from device_io.codecs.frame import FrameReader
from device_io.codecs.ieee11073 import MedicalFloat, read_sfloat, sfloat_bytes


class _SpotField(IntEnum):
    """Bits of the flags byte of a spot-check."""

    TIME_STAMP = 0x01
    MEASUREMENT_STATUS = 0x02
    SENSOR_STATUS = 0x04
    PULSE_AMPLITUDE = 0x08
    CLOCK_NOT_SET = 0x10


class _ContinuousField(IntEnum):
    """Bits of the flags byte of a continuous measurement."""

    FAST = 0x01
    SLOW = 0x02
    MEASUREMENT_STATUS = 0x04
    SENSOR_STATUS = 0x08
    PULSE_AMPLITUDE = 0x10


class OximetryStatus(IntFlag):
    """Bits of the measurement status; reserved bits are kept as sent and mean nothing."""

    ONGOING = 1 << 5
    EARLY_ESTIMATE = 1 << 6
    VALIDATED = 1 << 7
    FULLY_QUALIFIED = 1 << 8
    FROM_STORAGE = 1 << 9
    DEMONSTRATION = 1 << 10
    TESTING = 1 << 11
    CALIBRATING = 1 << 12
    UNAVAILABLE = 1 << 13
    QUESTIONABLE = 1 << 14
    INVALID = 1 << 15


class OximetrySensorStatus(IntFlag):
    """Bits of the device and sensor status."""

    EXTENDED_UPDATE = 1 << 0
    EQUIPMENT_MALFUNCTION = 1 << 1
    SIGNAL_IRREGULARITY = 1 << 2
    INADEQUATE_SIGNAL = 1 << 3
    POOR_SIGNAL = 1 << 4
    LOW_PERFUSION = 1 << 5
    ERRATIC_SIGNAL = 1 << 6
    NON_PULSATILE = 1 << 7
    QUESTIONABLE_PULSE = 1 << 8
    ANALYSIS_ONGOING = 1 << 9
    INTERFERENCE = 1 << 10
    NOT_ON_PERSON = 1 << 11
    UNKNOWN_SENSOR = 1 << 12
    SENSOR_DISPLACED = 1 << 13
    SENSOR_MALFUNCTION = 1 << 14
    SENSOR_DISCONNECTED = 1 << 15


@dataclass(frozen=True, slots=True)
class Oximetry:
    """Oxygen saturation in per cent and pulse rate in beats a minute."""

    spo2: MedicalFloat
    pulse: MedicalFloat


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """One frame of 2A5E. ``clock_not_set``: the device says that its own stamp means nothing."""

    oximetry: Oximetry
    time_stamp: DeviceTime | None = None
    status: OximetryStatus | None = None
    sensor: OximetrySensorStatus | None = None
    pulse_amplitude_percent: MedicalFloat | None = None
    clock_not_set: bool = False


@dataclass(frozen=True, slots=True)
class ContinuousOximetry:
    """One frame of 2A5F: the value of a moment; only its status says whether it has settled."""

    normal: Oximetry
    fast: Oximetry | None = None
    slow: Oximetry | None = None
    status: OximetryStatus | None = None
    sensor: OximetrySensorStatus | None = None
    pulse_amplitude_percent: MedicalFloat | None = None


@dataclass(frozen=True, slots=True)
class OximeterFeatures:
    """What an oximeter can report: the bits of 2A60, and which status bits it ever sets."""

    supported: int
    status: OximetryStatus | None = None
    sensor: OximetrySensorStatus | None = None


def decode_spot_check(payload: bytes) -> SpotCheck:
    """Decode a PLX Spot-Check Measurement.

    Raises:
        FrameError: the frame is cut short.

    """
    reader = FrameReader(payload, "An oximeter frame")
    flags = reader.unsigned(1)
    return SpotCheck(
        oximetry=_read_pair(reader),
        time_stamp=read_device_time(reader) if flags & _SpotField.TIME_STAMP else None,
        status=_read_status(reader, present=bool(flags & _SpotField.MEASUREMENT_STATUS)),
        sensor=_read_sensor(reader, present=bool(flags & _SpotField.SENSOR_STATUS)),
        pulse_amplitude_percent=read_sfloat(reader) if flags & _SpotField.PULSE_AMPLITUDE else None,
        clock_not_set=bool(flags & _SpotField.CLOCK_NOT_SET),
    )


def encode_spot_check(frame: SpotCheck) -> bytes:
    """Return the bytes of ``frame``.

    Raises:
        ValueError: a value has no SFLOAT form.

    """
    flags = _SpotField.CLOCK_NOT_SET if frame.clock_not_set else 0
    body = _pair_bytes(frame.oximetry)
    if frame.time_stamp is not None:
        flags |= _SpotField.TIME_STAMP
        body += encode_date_time(frame.time_stamp)
    if frame.status is not None:
        flags |= _SpotField.MEASUREMENT_STATUS
        body += int(frame.status).to_bytes(2, "little")
    if frame.sensor is not None:
        flags |= _SpotField.SENSOR_STATUS
        body += int(frame.sensor).to_bytes(3, "little")
    if frame.pulse_amplitude_percent is not None:
        flags |= _SpotField.PULSE_AMPLITUDE
        body += sfloat_bytes(frame.pulse_amplitude_percent)
    return bytes((flags,)) + body


def decode_continuous_oximetry(payload: bytes) -> ContinuousOximetry:
    """Decode a PLX Continuous Measurement.

    Raises:
        FrameError: the frame is cut short.

    """
    reader = FrameReader(payload, "An oximeter frame")
    flags = reader.unsigned(1)
    return ContinuousOximetry(
        normal=_read_pair(reader),
        fast=_read_pair(reader) if flags & _ContinuousField.FAST else None,
        slow=_read_pair(reader) if flags & _ContinuousField.SLOW else None,
        status=_read_status(reader, present=bool(flags & _ContinuousField.MEASUREMENT_STATUS)),
        sensor=_read_sensor(reader, present=bool(flags & _ContinuousField.SENSOR_STATUS)),
        pulse_amplitude_percent=read_sfloat(reader) if flags & _ContinuousField.PULSE_AMPLITUDE else None,
    )


def encode_continuous_oximetry(frame: ContinuousOximetry) -> bytes:
    """Return the bytes of ``frame``.

    Raises:
        ValueError: a value has no SFLOAT form.

    """
    flags, body = 0, _pair_bytes(frame.normal)
    if frame.fast is not None:
        flags |= _ContinuousField.FAST
        body += _pair_bytes(frame.fast)
    if frame.slow is not None:
        flags |= _ContinuousField.SLOW
        body += _pair_bytes(frame.slow)
    if frame.status is not None:
        flags |= _ContinuousField.MEASUREMENT_STATUS
        body += int(frame.status).to_bytes(2, "little")
    if frame.sensor is not None:
        flags |= _ContinuousField.SENSOR_STATUS
        body += int(frame.sensor).to_bytes(3, "little")
    if frame.pulse_amplitude_percent is not None:
        flags |= _ContinuousField.PULSE_AMPLITUDE
        body += sfloat_bytes(frame.pulse_amplitude_percent)
    return bytes((flags,)) + body


def decode_oximeter_features(payload: bytes) -> OximeterFeatures:
    """Decode PLX Features.

    Raises:
        FrameError: the frame is cut short.

    """
    reader = FrameReader(payload, "The features of an oximeter")
    supported = reader.unsigned(2)
    return OximeterFeatures(
        supported=supported,
        status=_read_status(reader, present=bool(supported & 0x01)),
        sensor=_read_sensor(reader, present=bool(supported & 0x02)),
    )


def encode_oximeter_features(features: OximeterFeatures) -> bytes:
    """Return the bytes of ``features``; which status fields follow is written into its lowest two bits."""
    supported = features.supported & ~0x03
    body = b""
    if features.status is not None:
        supported |= 0x01
        body += int(features.status).to_bytes(2, "little")
    if features.sensor is not None:
        supported |= 0x02
        body += int(features.sensor).to_bytes(3, "little")
    return supported.to_bytes(2, "little") + body


def _read_pair(reader: FrameReader) -> Oximetry:
    return Oximetry(read_sfloat(reader), read_sfloat(reader))


def _pair_bytes(pair: Oximetry) -> bytes:
    return sfloat_bytes(pair.spo2) + sfloat_bytes(pair.pulse)


def _read_status(reader: FrameReader, *, present: bool) -> OximetryStatus | None:
    return OximetryStatus(reader.unsigned(2)) if present else None


def _read_sensor(reader: FrameReader, *, present: bool) -> OximetrySensorStatus | None:
    return OximetrySensorStatus(reader.unsigned(3)) if present else None
