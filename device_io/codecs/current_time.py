"""Current Time (2A2B): the clock of a device, local time without a zone.

Layout: Date Time, day of week (1 = Monday), 1/256 seconds, why it was adjusted
(GATT Specification Supplement, Current Time).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from device_io.codecs.date_time import (
    DeviceTime,
    StampTrust,
    encode_date_time,
    read_device_time,
)
from device_io.codecs.frame import FrameError, FrameReader

#: Adjust reason bit 0: a person or a host set the clock (GATT Specification Supplement).
MANUAL_UPDATE = 0x01


@dataclass(frozen=True, slots=True)
class CurrentTime:
    """A device's clock: ``weekday`` 1 = Monday to 7, 0 not known, others reserved; ``fractions`` in 1/256 s."""

    time: DeviceTime
    weekday: int
    fractions: int
    adjust_reason: int


def decode_current_time(payload: bytes) -> CurrentTime:
    """Decode a Current Time value.

    Raises:
        FrameError: too short, or no date of the calendar.

    """
    reader = FrameReader(payload, "The device's clock")
    time = read_device_time(reader)
    weekday, fractions, reason = reader.take(3)
    if time.trust is StampTrust.OUT_OF_RANGE:
        raise FrameError(f"The device's clock says {time}, which is no date; set the clock on the device.")
    return CurrentTime(time, weekday, fractions, reason)


def encode_current_time(clock: CurrentTime) -> bytes:
    """Return the ten bytes of ``clock``."""
    return encode_date_time(clock.time) + bytes((clock.weekday, clock.fractions, clock.adjust_reason))


def host_clock(local_now: datetime) -> CurrentTime:
    """Return what a host writes to set a device to ``local_now`` (wall time in the household's zone)."""
    return CurrentTime(
        time=DeviceTime.from_datetime(local_now),
        weekday=local_now.isoweekday(),
        fractions=local_now.microsecond * 256 // 1_000_000,
        adjust_reason=MANUAL_UPDATE,
    )
