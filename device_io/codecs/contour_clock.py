"""Setting the clock of Contour meters (Ascensia): characteristic 00001026-0002-11E2-9E96-0800200C9A66 of the maker.

Ten bytes: 1, date and time in UTC as in Date Time, the zone's offset in minutes as a signed 16-bit number.
Source: weliem/blessed-android BluetoothHandler.
"""

from __future__ import annotations

from dataclasses import dataclass

from device_io.codecs.date_time import DeviceTime, StampTrust, encode_date_time, read_device_time
from device_io.codecs.frame import FrameError, FrameReader

_SET_CLOCK = 1


@dataclass(frozen=True, slots=True)
class ContourClock:
    """The time in UTC and how many minutes the local time is ahead of it."""

    utc: DeviceTime
    zone_min: int


def decode_contour_clock(payload: bytes) -> ContourClock:
    """Decode the command that sets the clock.

    Raises:
        FrameError: another command, not ten bytes, or no date of the calendar.

    """
    reader = FrameReader(payload, "A clock command of a Contour meter")
    command = reader.unsigned(1)
    if command != _SET_CLOCK:
        raise FrameError(f"Command {command} of a Contour meter does not set its clock; it was ignored.")
    stamp, zone = read_device_time(reader), reader.signed(2)
    reader.finish()
    if stamp.trust is StampTrust.OUT_OF_RANGE:
        raise FrameError(f"The clock command says {stamp}, which is no date; it was ignored.")
    return ContourClock(stamp, zone)


def encode_contour_clock(clock: ContourClock) -> bytes:
    """Return the command that sets the clock."""
    return (
        bytes((_SET_CLOCK,)) + encode_date_time(clock.utc) + clock.zone_min.to_bytes(2, "little", signed=True)
    )
