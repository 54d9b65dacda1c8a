"""From a device's local stamp to a moment in UTC, with what has to be said about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from device_io.codecs.date_time import DeviceTime
from device_io.reading import QualityFlag

#: A device clock that is off by less is left alone: transfer delay and whole minutes explain it. Our rule.
TOLERATED_OFFSET = timedelta(minutes=2)

#: A device clock further off than this is set by the host. Our rule.
RESET_OFFSET = timedelta(seconds=30)

_UNCERTAIN = frozenset({QualityFlag.TIME_UNCERTAIN})
_CORRECTED = frozenset({QualityFlag.CLOCK_CORRECTED})


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in aware UTC and the flags that go with it."""

    at: datetime
    flags: frozenset[QualityFlag] = frozenset()


def offset_of(device: DeviceTime, local_now: datetime) -> timedelta | None:
    """Return host time minus device time, or ``None`` where the device clock was never set.

    ``local_now`` is the wall time of the household when the clock was read (naive or aware).
    """
    local = device.trusted_local()
    if local is None:
        return None
    return local_now.replace(tzinfo=None, microsecond=0) - local


def taken_at(
    stamp: DeviceTime | None, received_at: datetime, zone_name: str, clock_offset: timedelta | None
) -> Moment:
    """Return when a reading was taken.

    A device whose clock runs right is believed in the household's zone. One that is off by more than
    :data:`TOLERATED_OFFSET` is taken as a clock that kept running: the same distance that separates it
    from the host now separated it then, whatever daylight saving did in between. No stamp means the
    device sent the reading as it was made. A stamp that is incomplete, never set, no date or in the future
    falls back to ``received_at`` and says so.
    """
    if stamp is None:
        return Moment(received_at)
    local, zone = stamp.trusted_local(), _zone(zone_name)
    if local is None or zone is None:
        return Moment(received_at, _UNCERTAIN)
    latest = received_at + TOLERATED_OFFSET
    try:
        if clock_offset is not None and abs(clock_offset) > TOLERATED_OFFSET:
            host_shift = zone.utcoffset(received_at.astimezone(zone)) or timedelta(0)
            corrected = (local + clock_offset - host_shift).replace(tzinfo=UTC)
            found = Moment(corrected, _CORRECTED)
        else:
            found = _in_zone(local, zone, latest)
    except OverflowError:
        return Moment(received_at, _UNCERTAIN)
    return Moment(received_at, _UNCERTAIN) if found.at > latest else found


def placed_in_zone(local: datetime, now: datetime) -> datetime:
    """Return the naive ``local`` time in the zone of ``now``, in UTC; of two that it may mean, the last before ``now``."""
    candidates = sorted({local.replace(tzinfo=now.tzinfo, fold=fold).astimezone(UTC) for fold in (0, 1)})
    past = [moment for moment in candidates if moment <= now]
    return past[-1] if past else candidates[0]


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _in_zone(local: datetime, zone: ZoneInfo, latest: datetime) -> Moment:
    """Place ``local`` in ``zone``; in the hour that a clock change repeats, both readings may be meant."""
    before = zone.utcoffset(local) or timedelta(0)
    after = zone.utcoffset(local.replace(fold=1)) or timedelta(0)
    first = (local - before).replace(tzinfo=UTC)
    if before == after:
        return Moment(first)
    second = (local - after).replace(tzinfo=UTC)
    if second > latest:
        return Moment(first)
    # An hour that the change skips cannot be told from a clock that was not changed: also uncertain.
    return Moment(min(first, second), _UNCERTAIN)
