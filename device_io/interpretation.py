"""From a raw frame to its readings. Pure: the live session and the rebuild of the records both use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from device_io import gatt
from device_io.codecs.date_time import EPOCH_YEARS
from device_io.codecs.registry import codec_of
from device_io.device_clock import TOLERATED_OFFSET, Moment, taken_at
from device_io.findings.blood_pressure import (
    MMHG_PER_KPA,
    PLAUSIBLE_DIASTOLIC_MMHG,
    PLAUSIBLE_SYSTOLIC_MMHG,
    find_blood_pressure,
)
from device_io.findings.body_composition import find_body_composition
from device_io.findings.continuous_glucose import find_continuous_glucose
from device_io.findings.description import described_finding, described_value
from device_io.findings.finding import Finding, MeasurementFailed, NotAReading
from device_io.findings.glucose import MG_PER_DL_PER_MMOL_PER_L, find_glucose, find_noted_glucose
from device_io.findings.heart_rate import find_heart_rate
from device_io.findings.oximetry import find_continuous_oximetry, find_spot_check
from device_io.findings.temperature import find_temperature
from device_io.findings.weight import find_mi_body_scale_weight, find_mi_scale_weight, find_weight
from device_io.journal import RawFrame
from device_io.reading import QualityFlag, Reading

__all__ = [
    "MG_PER_DL_PER_MMOL_PER_L",
    "MMHG_PER_KPA",
    "PLAUSIBLE_DIASTOLIC_MMHG",
    "PLAUSIBLE_SYSTOLIC_MMHG",
    "MeasurementFailed",
    "NotAReading",
    "describe",
    "interpret",
]


@dataclass(frozen=True, slots=True)
class _Context:
    """The bytes of a frame and what else is needed to find its readings."""

    payload: bytes
    checksum: bool | None = None
    first_part: bytes | None = None
    device_model: str = ""


_FINDERS: Mapping[str, Callable[[bytes, str], Finding]] = {
    gatt.BLOOD_PRESSURE_MEASUREMENT: find_blood_pressure,
    gatt.GLUCOSE_MEASUREMENT: find_glucose,
    gatt.TEMPERATURE_MEASUREMENT: find_temperature,
    gatt.SPOT_CHECK_MEASUREMENT: find_spot_check,
    gatt.CONTINUOUS_OXIMETRY: find_continuous_oximetry,
    gatt.HEART_RATE_MEASUREMENT: find_heart_rate,
    gatt.WEIGHT_MEASUREMENT: find_weight,
    gatt.XIAOMI_WEIGHT_ADVERT: find_mi_scale_weight,
    gatt.XIAOMI_BODY_ADVERT: find_mi_body_scale_weight,
}

#: Frames that may hold several readings.
_MANY_FINDERS: Mapping[str, Callable[[_Context], tuple[Finding, ...]]] = {
    gatt.CGM_MEASUREMENT: lambda given: find_continuous_glucose(given.payload, given.checksum),
    gatt.BODY_COMPOSITION_MEASUREMENT: lambda given: find_body_composition(given.payload, given.first_part),
    gatt.GLUCOSE_CONTEXT: lambda given: (
        find_noted_glucose(given.payload, given.first_part, given.device_model),
    ),
}

#: Frames whose unsettled values may be shown as what they are, though never kept.
_LIVE = frozenset(
    {gatt.GLUCOSE_CONTEXT, gatt.CONTINUOUS_OXIMETRY, gatt.XIAOMI_WEIGHT_ADVERT, gatt.XIAOMI_BODY_ADVERT}
)

#: Frames whose readings are remembered: the live session and the records ask for the same ones moments apart, on a busy
#: machine several groups of a full memory.
_REMEMBERED = 2048

_WHY_NO_READING: Mapping[str, str] = {
    gatt.INTERMEDIATE_CUFF_PRESSURE: "The cuff pressure while it inflates is not a reading; wait for the result.",
    gatt.INTERMEDIATE_TEMPERATURE: "The temperature while it settles is not a reading; wait for the result.",
}


def interpret(frame: RawFrame) -> tuple[Reading, ...]:
    """Return the readings that ``frame`` carries, at least one, always in the same order.

    Raises:
        MeasurementFailed: the device reports that it could not measure.
        NotAReading: live values, or a characteristic that carries no readings.
        FrameError: the bytes cannot be read.

    """
    return _interpreted(frame)


@lru_cache(maxsize=_REMEMBERED)
def _interpreted(frame: RawFrame) -> tuple[Reading, ...]:
    return tuple(_reading(frame, finding) for finding in _findings(frame))


def _findings(frame: RawFrame) -> tuple[Finding, ...]:
    find_many = _MANY_FINDERS.get(frame.characteristic)
    if find_many is not None:
        return find_many(_Context(frame.payload, frame.checksum, frame.first_part, frame.device_model))
    find = _FINDERS.get(frame.characteristic)
    if find is None:
        raise NotAReading(
            _WHY_NO_READING.get(frame.characteristic)
            or f"Characteristic {frame.characteristic} carries no readings that this version keeps."
        )
    return (find(frame.payload, frame.device_model),)


def _reading(frame: RawFrame, finding: Finding) -> Reading:
    stamp = None if finding.stamp is None else str(finding.stamp)
    if finding.elapsed is not None:
        moment, stamp = _moment_in_session(frame, finding), frame.session_stamp
    elif finding.clock_trusted:
        moment = taken_at(finding.local_time, frame.received_at, frame.time_zone, frame.clock_offset)
    else:
        moment = Moment(frame.received_at, frozenset({QualityFlag.TIME_UNCERTAIN}))
    return Reading(
        kind=finding.kind,
        values=finding.values,
        taken_at=moment.at,
        received_at=frame.received_at,
        device_stamp=stamp,
        clock_offset=frame.clock_offset,
        user_slot=frame.user_slot if finding.user is None else finding.user,
        flags=moment.flags | finding.flags,
        sequence=finding.sequence,
    )


def _moment_in_session(frame: RawFrame, finding: Finding) -> Moment:
    """Place a value that counts its minutes from the start of the sensor's session."""
    if frame.session_start is None or finding.elapsed is None:
        raise NotAReading(
            "A value of a glucose sensor has no time without the start of its session; connect to the sensor again."
        )
    uncertain = frozenset({QualityFlag.TIME_UNCERTAIN})
    at = frame.session_start + finding.elapsed
    if at > frame.received_at + TOLERATED_OFFSET:
        return Moment(frame.received_at, uncertain)
    if not _is_date(frame.session_stamp):
        return Moment(at, uncertain)
    corrected = frame.clock_offset is not None and abs(frame.clock_offset) > TOLERATED_OFFSET
    return Moment(at, frozenset({QualityFlag.CLOCK_CORRECTED}) if corrected else frozenset())


@lru_cache(maxsize=_REMEMBERED)
def _is_date(stamp: str | None) -> bool:
    """Say whether the sensor itself knows when its session began; unknown parts are written as zeros."""
    try:
        return stamp is not None and datetime.fromisoformat(stamp).year not in EPOCH_YEARS
    except ValueError:
        return False


def describe(characteristic: str, payload: bytes, device_model: str = "") -> dict[str, Any]:
    """Return what a frame says, ready for JSON: ``kind``, ``values``, ``taken_at``, ``flags``.

    ``characteristic`` is a 16- or 128-bit UUID or the name of a vendor value; ``device_model`` chooses a
    model's variant. ``kind`` is that of a reading only where :func:`interpret` makes one of the same bytes.
    Values of frames with one reading are in the units records keep, others as sent; ``taken_at`` is the device's own local
    stamp (unknown parts 0000 and 00) or ``None``, since bytes alone do not say in which zone the device lives.

    Raises:
        MeasurementFailed: the device reports that it could not measure.
        NotAReading: control solution, a result out of range, a record without a result.
        FrameError: the bytes cannot be read, or the characteristic is not known.

    """
    codec = codec_of(characteristic)
    find_many = _MANY_FINDERS.get(codec.characteristic)
    find = _FINDERS.get(codec.characteristic)
    try:
        if find is not None:
            return described_finding(find(payload, device_model))
        if find_many is not None:
            find_many(_Context(payload, device_model=device_model))  # what holds no reading is refused
    except NotAReading:
        if codec.characteristic not in _LIVE:
            raise
    return described_value(codec, payload)
