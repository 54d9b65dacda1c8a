"""Setting the clock of i-SENS meters (CareSens, ReliOn): a vendor characteristic FFF1 in service FFF0.

Eleven bytes: command C0 03 01 00, date and time. Newer meters take the same bytes in service
C4DEA010-5A9D-11E9-8647-D663BD873D93. Source: setCustomTimeSync of i-SENS SmartLog for Android; xDrip.
"""

from __future__ import annotations

from device_io.codecs.date_time import DeviceTime, StampTrust, encode_date_time, read_device_time
from device_io.codecs.frame import FrameError, FrameReader

_SET_CLOCK = bytes.fromhex("c0030100")


def decode_isens_clock(payload: bytes) -> DeviceTime:
    """Decode the command that sets the clock.

    Raises:
        FrameError: another command, not eleven bytes, or no date of the calendar.

    """
    reader = FrameReader(payload, "A clock command of an i-SENS meter")
    command = reader.take(len(_SET_CLOCK))
    if command != _SET_CLOCK:
        raise FrameError(
            f"Command {command.hex()} of an i-SENS meter does not set its clock; it was ignored."
        )
    stamp = read_device_time(reader)
    reader.finish()
    if stamp.trust is StampTrust.OUT_OF_RANGE:
        raise FrameError(f"The clock command says {stamp}, which is no date; it was ignored.")
    return stamp


def encode_isens_clock(stamp: DeviceTime) -> bytes:
    """Return the command that sets the clock to ``stamp``."""
    return _SET_CLOCK + encode_date_time(stamp)
