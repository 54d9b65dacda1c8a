"""The clock of a device in one conversation: read before anything, set where the profile or the maker wants it.

Current Time (2A2B) is the standard one; meters of Roche and A&D take Date Time (2A08) (xDrip; blessed), those of i-SENS and
Contour a command of their own. Devices that refuse (code 0x80 is common) keep their own time, and records keep its offset.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from device_io import gatt
from device_io.codecs.contour_clock import ContourClock, encode_contour_clock
from device_io.codecs.current_time import decode_current_time, encode_current_time, host_clock
from device_io.codecs.date_time import DeviceTime, decode_date_time, encode_date_time
from device_io.codecs.frame import FrameError
from device_io.codecs.isens_clock import encode_isens_clock
from device_io.device_clock import RESET_OFFSET, offset_of
from device_io.radio import AuthenticationRefused, DeviceSilent, Link, RequestRefused

logger = logging.getLogger(__name__)

_REFUSALS = (RequestRefused, AuthenticationRefused, DeviceSilent)


class MakersClock(StrEnum):
    """Clocks that only their makers' devices have."""

    NONE = ""
    ISENS = "i-sens"
    CONTOUR = "contour"


_MAKERS_POINTS: Mapping[MakersClock, tuple[str, ...]] = {
    MakersClock.ISENS: gatt.ISENS_CLOCKS,
    MakersClock.CONTOUR: (gatt.CONTOUR_CLOCK,),
}


class DeviceClock:
    """Reads and sets the clock of one device.

    Args:
        link: the connection.
        makers: which clock of its own the device has.
        local_now: returns the wall time of the household.
        deadline_s: how long a read or a write may take.

    """

    def __init__(
        self, link: Link, makers: MakersClock, local_now: Callable[[], datetime], deadline_s: float
    ) -> None:
        self._link = link
        self._makers = makers
        self._local_now = local_now
        self._deadline_s = deadline_s
        #: Host time minus device time, ``None`` where the clock cannot be read or was never set.
        self.offset: timedelta | None = None

    async def is_due(self) -> bool:
        """Read the clock and say whether it has to be set."""
        if gatt.CURRENT_TIME in self._link.characteristics:
            await self._read(gatt.CURRENT_TIME, lambda raw: decode_current_time(raw).time)
        elif gatt.DATE_TIME in self._link.characteristics:
            await self._read(gatt.DATE_TIME, decode_date_time)
        elif self._makers_point() is None:
            return False
        return self.offset is None or abs(self.offset) > RESET_OFFSET

    async def set(self) -> bool:
        """Set the clock to the time of the household; return whether the device took it."""
        now = self._local_now()
        if gatt.CURRENT_TIME in self._link.characteristics:
            return await self._write(gatt.CURRENT_TIME, encode_current_time(host_clock(now)))
        if gatt.DATE_TIME in self._link.characteristics:
            return await self._write(gatt.DATE_TIME, encode_date_time(DeviceTime.from_datetime(now)))
        point = self._makers_point()
        return point is not None and await self._write(point, self._makers_time(now))

    def _makers_point(self) -> str | None:
        points = _MAKERS_POINTS.get(self._makers, ())
        return next((one for one in points if one in self._link.characteristics), None)

    def _makers_time(self, now: datetime) -> bytes:
        if self._makers is MakersClock.ISENS:
            return encode_isens_clock(DeviceTime.from_datetime(now))
        ahead = (now.utcoffset() or timedelta(0)) // timedelta(minutes=1)
        return encode_contour_clock(ContourClock(DeviceTime.from_datetime(now.astimezone(UTC)), ahead))

    async def _read(self, characteristic: str, decode: Callable[[bytes], DeviceTime]) -> None:
        try:
            raw = await self._link.read(characteristic, self._deadline_s)
            self.offset = offset_of(decode(raw), self._local_now())
        except (*_REFUSALS, FrameError) as error:
            logger.info("the device's clock: %s", error)

    async def _write(self, characteristic: str, payload: bytes) -> bool:
        try:
            await self._link.write(characteristic, payload, self._deadline_s)
        except _REFUSALS as error:
            logger.info("setting the device's clock: %s", error)
            return False
        return True
