"""From which record on a transfer goes on: everything before is in the journal for certain.

Two things are certain. When a device says that it has sent every record from a number on, nothing up to the highest is
missing, whatever numbers it leaves out; those answers are journalled for this. And of a device that sends its oldest
record first, an unbroken run of numbers is complete. Records above a gap are asked for again: those in it may still be on
the device, and what comes twice is one reading in the records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from device_io import gatt
from device_io.codecs.cgm_measurement import decode_cgm_measurement
from device_io.codecs.date_time import DeviceTime, StampTrust
from device_io.codecs.frame import FrameError
from device_io.codecs.glucose import decode_glucose_measurement
from device_io.codecs.record_access import (
    RecordAccessCode,
    RecordAccessResult,
    RecordOpcode,
    decode_record_access_response,
)

#: A journalled frame: its characteristic and its bytes.
LoggedFrame = tuple[str, bytes]

_ENDS = frozenset({RecordAccessCode.SUCCESS, RecordAccessCode.NO_RECORDS})


class RecordLog(Protocol):
    """Knows what of a device's records is safe. Implemented by the records database."""

    def frames(self, device_id: str, session_stamp: str | None) -> Sequence[LoggedFrame]:
        """Return the journalled records of the device and its answers about them, in the order in which they came.

        ``session_stamp`` names the session of a glucose sensor (:class:`device_io.journal.RawFrame`); only what
        belongs to it is returned, and for ``None`` only what belongs to none.
        """
        ...


class NoRecordLog:
    """Knows no record: every transfer asks for everything."""

    def frames(self, _device_id: str, _session_stamp: str | None) -> Sequence[LoggedFrame]:
        """Return nothing."""
        return ()


@dataclass(slots=True)
class _Held:
    """What the journal holds: before the last time a device said "all", and since."""

    complete: list[int] = field(default_factory=list)
    stamps: list[DeviceTime] = field(default_factory=list)
    since: list[int] = field(default_factory=list)
    new_stamps: list[DeviceTime] = field(default_factory=list)
    counts_minutes: bool = False

    def close(self) -> None:
        """Take all that came so far for complete."""
        self.complete += self.since
        self.stamps += self.new_stamps
        self.since, self.new_stamps = [], []


def resume_after(frames: Iterable[LoggedFrame]) -> int | None:
    """Return the number up to which nothing is missing, ``None`` where everything has to be asked for."""
    held = _held(frames)
    step = _step(held.complete + held.since) if held.counts_minutes else 1
    kept = set(held.since)
    if held.complete:
        last = max(held.complete)
    elif len(set(held.since)) > 1 and held.since == sorted(held.since):
        last = held.since[0]
    else:  # too few to tell, or a device that does not send its oldest record first
        return None
    while following := [number for number in range(last + 1, last + step + 1) if number in kept]:
        last = following[0]
    return last


def resume_since(frames: Iterable[LoggedFrame]) -> DeviceTime | None:
    """Return the device time of the newest record before which nothing is missing, for meters that renumber.

    ``None`` where everything has to be asked for, also when the device ever had a clock that was not set.
    """
    stamps = _held(frames).stamps
    if not stamps or any(stamp.trust is not StampTrust.COMPLETE for stamp in stamps):
        return None
    return max(stamps, key=str)


def _held(frames: Iterable[LoggedFrame]) -> _Held:
    held = _Held()
    for characteristic, payload in frames:
        try:
            if characteristic == gatt.RECORD_ACCESS_CONTROL_POINT:
                if _says_all(payload):
                    held.close()
            elif characteristic == gatt.GLUCOSE_MEASUREMENT:
                record = decode_glucose_measurement(payload)
                held.since.append(record.sequence)
                held.new_stamps.append(record.base_time)
            elif characteristic == gatt.CGM_MEASUREMENT:
                held.counts_minutes = True
                held.since += (one.time_offset_min for one in decode_cgm_measurement(payload).records)
        except FrameError:
            continue  # a frame that cannot be read holds no number, so its record is asked for again
    return held


def _says_all(payload: bytes) -> bool:
    answer = decode_record_access_response(payload)
    return (
        isinstance(answer, RecordAccessResult)
        and answer.request == RecordOpcode.REPORT
        and answer.code in _ENDS
    )


def _step(numbers: Sequence[int]) -> int:
    """Return the shortest distance of two records of a sensor, in minutes."""
    ordered = sorted(set(numbers))
    return min((after - before for before, after in pairwise(ordered)), default=1)
