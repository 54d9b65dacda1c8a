"""The result frame of Yonker monitors (YK-IBPA1 and its other brands), a vendor protocol.

Fifteen bytes: 0x81, systolic, diastolic, pulse, two unknown, day, month, year since 2000, hour, minute, four
unknown. Source: derdilla/blood-pressure-monitor-fl 17aba3d, yonker_measurement_data and issue 615; the device's
clock is unreliable.
"""

from __future__ import annotations

from dataclasses import dataclass

from device_io.codecs.date_time import DeviceTime
from device_io.codecs.frame import FrameError, FrameReader

_RESULT = 0x81
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class YonkerResult:
    """Pressures in mmHg, pulse in beats a minute; the stamp has no seconds."""

    systolic_mmhg: int
    diastolic_mmhg: int
    pulse: int
    time_stamp: DeviceTime


def decode_yonker_result(payload: bytes) -> YonkerResult:
    """Decode a result.

    Raises:
        FrameError: not a final result, or not fifteen bytes.

    """
    reader = FrameReader(payload, "A Yonker frame")
    kind = reader.unsigned(1)
    if kind != _RESULT:
        raise FrameError("The monitor is still measuring; wait for its result.")
    systolic, diastolic, pulse = reader.take(3)
    reader.take(2)
    day, month, year, hour, minute = reader.take(5)
    reader.take(4)
    reader.finish()
    return YonkerResult(systolic, diastolic, pulse, DeviceTime(_CENTURY + year, month, day, hour, minute, 0))


def encode_yonker_result(result: YonkerResult) -> bytes:
    """Return the bytes of ``result``, zero where their meaning is unknown."""
    stamp = result.time_stamp
    clock = bytes((stamp.day, stamp.month, stamp.year - _CENTURY, stamp.hour, stamp.minute))
    values = bytes((_RESULT, result.systolic_mmhg, result.diastolic_mmhg, result.pulse))
    return values + bytes(2) + clock + bytes(4)
