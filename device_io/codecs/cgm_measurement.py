"""CGM Measurement (2AA7): one or several records of a continuous glucose sensor in one notification.

A record is its own size 8, flags 8, concentration SFLOAT in mg/dL, time offset 16 in minutes; then, each if
its flag is set, the octets of the status (session, calibration and temperature, warning), trend SFLOAT in
mg/dL a minute, quality SFLOAT in per cent; at the end the checksum, where the sensor supports it. The size
counts itself and the checksum.
Source: Bluetooth GATT Specification Supplement; Continuous Glucose Monitoring Service 1.0.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag

from device_io.codecs.e2e_crc import E2eCrc, end_of_frame, sealed
from device_io.codecs.frame import FrameError, FrameReader
from device_io.codecs.ieee11073 import MedicalFloat, read_sfloat, sfloat_bytes

_SUBJECT = "A continuous glucose record"

#: Size, flags, concentration and time offset are always there.
_SMALLEST_RECORD = 6


class _Field(IntEnum):
    """Bits of the flags byte."""

    TREND = 0x01
    QUALITY = 0x02
    WARNING = 0x20
    CALIBRATION = 0x40
    SESSION = 0x80


class SessionStatus(IntFlag):
    """The first octet of the sensor status; reserved bits are kept as sent and mean nothing."""

    STOPPED = 0x01
    BATTERY_LOW = 0x02
    WRONG_SENSOR = 0x04
    SENSOR_MALFUNCTION = 0x08
    DEVICE_ALERT = 0x10
    DEVICE_FAULT = 0x20


class CalibrationStatus(IntFlag):
    """The octet about calibration and temperature."""

    TIME_SYNC_REQUIRED = 0x01
    NOT_ALLOWED = 0x02
    RECOMMENDED = 0x04
    REQUIRED = 0x08
    TOO_WARM = 0x10
    TOO_COLD = 0x20


class WarningStatus(IntFlag):
    """The octet of alerts."""

    BELOW_PATIENT_LOW = 0x01
    ABOVE_PATIENT_HIGH = 0x02
    BELOW_HYPO = 0x04
    ABOVE_HYPER = 0x08
    FALLING_FAST = 0x10
    RISING_FAST = 0x20
    BELOW_RANGE = 0x40
    ABOVE_RANGE = 0x80


@dataclass(frozen=True, slots=True)
class CgmRecord:
    """One value of the sensor, ``time_offset_min`` minutes after the session started (2AAA).

    ``checksum`` says that the record came with a checksum, which was right.
    """

    glucose_mg_per_dl: MedicalFloat
    time_offset_min: int
    session: SessionStatus | None = None
    calibration: CalibrationStatus | None = None
    warning: WarningStatus | None = None
    trend_mg_per_dl_min: MedicalFloat | None = None
    quality_percent: MedicalFloat | None = None
    checksum: bool = False


@dataclass(frozen=True, slots=True)
class CgmMeasurement:
    """The records of one notification, in the order sent."""

    records: tuple[CgmRecord, ...]


def decode_cgm_measurement(payload: bytes, crc: E2eCrc = E2eCrc.UNKNOWN) -> CgmMeasurement:
    """Decode a CGM Measurement.

    Raises:
        FrameError: a record is cut short, its size does not fit its flags, or its checksum is wrong.

    """
    reader = FrameReader(payload, "A continuous glucose frame")
    records: list[CgmRecord] = []
    while reader.remaining or not records:
        size = reader.unsigned(1)
        if size < _SMALLEST_RECORD:
            raise FrameError(f"{_SUBJECT} says it has {size} bytes; it was kept unread.")
        records.append(_read_record(bytes((size,)) + reader.take(size - 1), crc))
    return CgmMeasurement(tuple(records))


def encode_cgm_measurement(measurement: CgmMeasurement) -> bytes:
    """Return the bytes of ``measurement``.

    Raises:
        ValueError: a value has no SFLOAT form.

    """
    return b"".join(_record_bytes(record) for record in measurement.records)


def _read_record(record: bytes, crc: E2eCrc) -> CgmRecord:
    reader = FrameReader(record, _SUBJECT)
    reader.take(1)
    flags = reader.unsigned(1)
    return CgmRecord(
        glucose_mg_per_dl=read_sfloat(reader),
        time_offset_min=reader.unsigned(2),
        session=SessionStatus(reader.unsigned(1)) if flags & _Field.SESSION else None,
        calibration=CalibrationStatus(reader.unsigned(1)) if flags & _Field.CALIBRATION else None,
        warning=WarningStatus(reader.unsigned(1)) if flags & _Field.WARNING else None,
        trend_mg_per_dl_min=read_sfloat(reader) if flags & _Field.TREND else None,
        quality_percent=read_sfloat(reader) if flags & _Field.QUALITY else None,
        checksum=end_of_frame(reader, crc, _SUBJECT),
    )


def _record_bytes(record: CgmRecord) -> bytes:
    flags = 0
    body = sfloat_bytes(record.glucose_mg_per_dl) + record.time_offset_min.to_bytes(2, "little")
    octets: tuple[tuple[_Field, IntFlag | None], ...] = (
        (_Field.SESSION, record.session),
        (_Field.CALIBRATION, record.calibration),
        (_Field.WARNING, record.warning),
    )
    for field, octet in octets:
        if octet is not None:
            flags |= field
            body += bytes((octet,))
    numbers = ((_Field.TREND, record.trend_mg_per_dl_min), (_Field.QUALITY, record.quality_percent))
    for field, number in numbers:
        if number is not None:
            flags |= field
            body += sfloat_bytes(number)
    size = 2 + len(body) + (2 if record.checksum else 0)
    return sealed(bytes((size, flags)) + body, checksum=record.checksum)
