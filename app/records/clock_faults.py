"""What a device's clock is worth: an offset that was corrected, a wrong zone or summer time, a clock that was reset.

The codec's own rules place a reading in time (:mod:`device_io.device_clock`); here it is said why its clock was off,
from the reading alone, so that a rebuild says the same.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from app.records import rules
from app.records.rules import Rule
from app.records.timestamps import zone
from device_io.device_clock import TOLERATED_OFFSET
from device_io.reading import QualityFlag, Reading, ReadingKind

#: Zones lie between 12 hours behind and 14 ahead of UTC, so two clocks differ by at most this through zones.
WIDEST_ZONE_SHIFT: Final = timedelta(hours=26)
#: A clock that is further off than this did not drift there: its battery was changed, or it was never set. Our rule.
RESET_BEYOND: Final = timedelta(days=30)
_HOUR: Final = timedelta(hours=1)


def judged(reading: Reading, time_zone: str) -> tuple[Reading, tuple[Rule, ...]]:
    """Return ``reading`` with what is to be said about the device's clock, and the rules that say it.

    ``time_zone`` is the household's when the reading came. Only one thing moves a reading in time: a stamp from
    before the clock was reset, which the offset of today would put into the future, is believed as it stands.
    """
    if reading.kind is ReadingKind.CONTINUOUS_GLUCOSE:
        return reading, ()  # a sensor's stamp is the start of its session
    stamp = _stamp(reading)
    offset = reading.clock_offset
    if stamp is None:
        return reading, ()
    if offset is None:
        ahead = stamp - reading.received_at.astimezone(zone(time_zone)).replace(tzinfo=None)
        if QualityFlag.TIME_UNCERTAIN in reading.flags and ahead > TOLERATED_OFFSET and _is_zone_shift(ahead):
            return _flagged(reading, QualityFlag.CLOCK_ZONE), (rules.CLOCK_ZONE,)
        return reading, ()
    if abs(offset) <= TOLERATED_OFFSET:
        return reading, ()
    if abs(offset) > RESET_BEYOND:
        return _before_reset(reading, stamp, time_zone), (rules.CLOCK_RESET,)
    if _is_zone_shift(offset):
        return _flagged(reading, QualityFlag.CLOCK_ZONE), (rules.CLOCK_OFFSET, rules.CLOCK_ZONE)
    return reading, (rules.CLOCK_OFFSET,)


def _before_reset(reading: Reading, stamp: datetime, time_zone: str) -> Reading:
    flagged = _flagged(reading, QualityFlag.CLOCK_RESET)
    if QualityFlag.TIME_UNCERTAIN not in reading.flags or reading.sequence is not None:
        return flagged  # a numbered record's stamp is that of its counter, not of the measurement
    as_it_stands = stamp.replace(tzinfo=zone(time_zone)).astimezone(UTC)
    age = reading.received_at - as_it_stands
    if not -TOLERATED_OFFSET <= age <= RESET_BEYOND:
        return flagged
    return replace(flagged, taken_at=as_it_stands)


def _is_zone_shift(distance: timedelta) -> bool:
    """Tell whether two clocks that differ by ``distance`` run alike in two zones (or one without summer time)."""
    hours = round(distance / _HOUR)
    return (
        hours != 0
        and abs(distance) <= WIDEST_ZONE_SHIFT
        and abs(distance - hours * _HOUR) <= TOLERATED_OFFSET
    )


def _stamp(reading: Reading) -> datetime | None:
    """Return the naive local time that the device wrote, or ``None`` where it is not one."""
    if reading.device_stamp is None:
        return None
    try:
        found = datetime.fromisoformat(reading.device_stamp)
    except ValueError:
        return None
    return found if found.tzinfo is None else None


def _flagged(reading: Reading, flag: QualityFlag) -> Reading:
    return replace(reading, flags=reading.flags | {flag})
