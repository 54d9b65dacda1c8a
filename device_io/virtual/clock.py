"""The clock of a virtual device: right, late, never set, or started anew when its battery was changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from device_io.codecs.date_time import DeviceTime

#: What a device's clock says that nobody has set.
CLOCK_AT_POWER_ON = DeviceTime(2000, 1, 1, 0, 0, 0)
_POWER_ON = datetime(2000, 1, 1)  # noqa: DTZ001 - a device clock has no zone


class VirtualClock:
    """Runs in the local time of ``zone``.

    Args:
        now: the true time, aware.
        zone: where the device lives.
        behind: how late the clock is; ``None``: nobody ever set it, and it stands still.
        reset_at: when its battery was changed; from then on it counts from the start of 2000.

    """

    def __init__(
        self,
        now: Callable[[], datetime],
        zone: ZoneInfo,
        behind: timedelta | None,
        reset_at: datetime | None = None,
    ) -> None:
        self._now = now
        self._zone = zone
        self._behind = behind
        self._reset_at = reset_at

    @property
    def reads(self) -> DeviceTime:
        """What the clock says now."""
        return self.at(self._now())

    @property
    def is_set(self) -> bool:
        """Whether anybody has set it."""
        return self._behind is not None

    def at(self, moment: datetime) -> DeviceTime:
        """Return what the clock said at ``moment`` (aware)."""
        if self._behind is None:
            return CLOCK_AT_POWER_ON
        if self._reset_at is not None and moment >= self._reset_at:
            return DeviceTime.from_datetime(_POWER_ON + (moment - self._reset_at))
        return DeviceTime.from_datetime(moment.astimezone(self._zone) - self._behind)

    def set(self, local: datetime) -> None:
        """Set it to ``local`` (naive)."""
        self._behind = self._now().astimezone(self._zone).replace(tzinfo=None, microsecond=0) - local
        self._reset_at = None

    def reset(self) -> None:
        """Let it start from the beginning of 2000, as when the battery is changed."""
        self._behind = self._behind or timedelta(0)
        self._reset_at = self._now()
