"""Heart Rate Measurement (2A37) and Body Sensor Location (2A38).

Layout: flags 8, heart rate 8 or 16; then, each if its flag is set, energy 16 in kilojoules and the intervals
between beats, 16 bits each in 1/1024 s, as many as the frame holds.
Source: Bluetooth GATT Specification Supplement; Heart Rate Service 1.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from device_io.codecs.frame import FrameError, FrameReader


class _Field(IntEnum):
    """Bits of the flags byte; the second of the contact bits says whether the first means anything."""

    WIDE = 0x01
    CONTACT = 0x02
    CONTACT_SUPPORTED = 0x04
    ENERGY = 0x08
    BEAT_INTERVALS = 0x10


@dataclass(frozen=True, slots=True)
class HeartRateMeasurement:
    """One frame of 2A37.

    ``contact``: whether the sensor touches skin, ``None`` where it cannot tell. ``beat_intervals`` in 1/1024 s,
    oldest first, ``None`` where the frame carries none.
    """

    beats_per_minute: int
    contact: bool | None = None
    energy_kj: int | None = None
    beat_intervals: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class BodySensorLocation:
    """``code`` 0: other, 1: chest, 2: wrist, 3: finger, 4: hand, 5: ear lobe, 6: foot; others are reserved."""

    code: int


def decode_heart_rate(payload: bytes) -> HeartRateMeasurement:
    """Decode a Heart Rate Measurement.

    Raises:
        FrameError: the frame is cut short, or its intervals are not whole.

    """
    reader = FrameReader(payload, "A heart rate frame")
    flags = reader.unsigned(1)
    rate = reader.unsigned(2 if flags & _Field.WIDE else 1)
    energy = reader.unsigned(2) if flags & _Field.ENERGY else None
    return HeartRateMeasurement(
        beats_per_minute=rate,
        contact=bool(flags & _Field.CONTACT) if flags & _Field.CONTACT_SUPPORTED else None,
        energy_kj=energy,
        beat_intervals=_read_intervals(reader) if flags & _Field.BEAT_INTERVALS else None,
    )


def encode_heart_rate(frame: HeartRateMeasurement) -> bytes:
    """Return the bytes of ``frame``, the rate in one byte where it fits.

    Raises:
        ValueError: an empty list of intervals, which no frame can say.

    """
    wide = frame.beats_per_minute > 0xFF
    flags = _Field.WIDE if wide else 0
    body = frame.beats_per_minute.to_bytes(2 if wide else 1, "little")
    if frame.contact is not None:
        flags |= _Field.CONTACT_SUPPORTED | (_Field.CONTACT if frame.contact else 0)
    if frame.energy_kj is not None:
        flags |= _Field.ENERGY
        body += frame.energy_kj.to_bytes(2, "little")
    if frame.beat_intervals is not None:
        if not frame.beat_intervals:
            raise ValueError("A list of beat intervals has at least one; give None for none.")
        flags |= _Field.BEAT_INTERVALS
        body += b"".join(interval.to_bytes(2, "little") for interval in frame.beat_intervals)
    return bytes((flags,)) + body


def decode_body_sensor_location(payload: bytes) -> BodySensorLocation:
    """Decode a Body Sensor Location.

    Raises:
        FrameError: not one byte.

    """
    reader = FrameReader(payload, "The place of a heart rate sensor")
    code = reader.unsigned(1)
    reader.finish()
    return BodySensorLocation(code)


def encode_body_sensor_location(location: BodySensorLocation) -> bytes:
    """Return the byte of ``location``."""
    return bytes((location.code,))


def _read_intervals(reader: FrameReader) -> tuple[int, ...]:
    if not reader.remaining or reader.remaining % 2:
        raise FrameError(
            f"A heart rate frame ends with {reader.remaining} bytes of beat intervals, which are not whole; "
            "it was kept unread."
        )
    return tuple(reader.unsigned(2) for _ in range(reader.remaining // 2))
