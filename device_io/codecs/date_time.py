"""The seven-byte date and time of a device (Date Time 2A08), kept as the device wrote it.

Year, month and day 0 mean "not known" (GATT Specification Supplement, Date Time).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from struct import Struct

from device_io.codecs.frame import FrameError, FrameReader

#: A Date Time field: year 16, month, day, hour, minute, second.
_LAYOUT = Struct("<HBBBBB")

#: Years in which clocks start that nobody ever set (seen on meters of several makers).
EPOCH_YEARS = frozenset({1970, 2000})

#: The first year a Date Time field may carry (Gregorian calendar; GATT Specification Supplement).
FIRST_YEAR = 1582
LAST_YEAR = 9999


class StampTrust(StrEnum):
    """How far a device's stamp can be believed by itself."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    NEVER_SET = "never_set"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True)
class DeviceTime:
    """A device's local date and time, part by part; 0 in year, month or day means not known."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int

    @classmethod
    def from_datetime(cls, moment: datetime) -> DeviceTime:
        """Return the parts of ``moment`` in the zone it carries."""
        return cls(moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)

    def __str__(self) -> str:
        """ISO 8601 with unknown parts as 0000 and 00, e.g. ``2024-00-00T07:08:00``."""
        return (
            f"{self.year:04}-{self.month:02}-{self.day:02}T{self.hour:02}:{self.minute:02}:{self.second:02}"
        )

    @property
    def trust(self) -> StampTrust:
        """What the stamp is worth by itself."""
        if self.trusted_local() is not None:
            return StampTrust.COMPLETE
        if not self._parts_in_range():
            return StampTrust.OUT_OF_RANGE
        if 0 in (self.year, self.month, self.day):
            return StampTrust.INCOMPLETE
        return StampTrust.OUT_OF_RANGE if self.as_local() is None else StampTrust.NEVER_SET

    def trusted_local(self) -> datetime | None:
        """Return the naive local time of a stamp that is complete, ``None`` for any other."""
        local = self.as_local()
        return None if self.year < FIRST_YEAR or self.year in EPOCH_YEARS else local

    def as_local(self) -> datetime | None:
        """Return the naive local time, or ``None`` where the parts are no moment of the calendar."""
        try:
            return datetime(  # noqa: DTZ001 - a device clock has no zone
                self.year, self.month, self.day, self.hour, self.minute, self.second
            )
        except ValueError:
            return None

    def _parts_in_range(self) -> bool:
        year_ok = self.year == 0 or FIRST_YEAR <= self.year <= LAST_YEAR
        date_ok = self.month <= 12 and self.day <= 31
        return year_ok and date_ok and self.hour <= 23 and self.minute <= 59 and self.second <= 59


def read_device_time(reader: FrameReader) -> DeviceTime:
    """Take a date and time off ``reader``, whatever its parts say (see :attr:`DeviceTime.trust`).

    Raises:
        FrameError: fewer than seven bytes are left.

    """
    return DeviceTime(*reader.fields(_LAYOUT))


def decode_date_time(payload: bytes) -> DeviceTime:
    """Decode a Date Time characteristic (2A08).

    Raises:
        FrameError: too short, or no date of the calendar.

    """
    stamp = read_device_time(FrameReader(payload, "A date and time"))
    if stamp.trust is StampTrust.OUT_OF_RANGE:
        raise FrameError(f"The device says {stamp}, which is no date; set the clock on the device.")
    return stamp


def encode_date_time(stamp: DeviceTime) -> bytes:
    """Return the seven bytes of ``stamp``."""
    return _LAYOUT.pack(stamp.year, stamp.month, stamp.day, stamp.hour, stamp.minute, stamp.second)
