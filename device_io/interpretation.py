"""From a raw frame to a reading. Pure: the live session and the rebuild of the records both use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from device_io import gatt
from device_io.codecs.registry import codec_of
from device_io.device_clock import Moment, taken_at
from device_io.findings.blood_pressure import (
    MMHG_PER_KPA,
    PLAUSIBLE_DIASTOLIC_MMHG,
    PLAUSIBLE_SYSTOLIC_MMHG,
    find_blood_pressure,
)
from device_io.findings.description import described_finding, described_value
from device_io.findings.finding import Finding, MeasurementFailed, NotAReading
from device_io.findings.glucose import MG_PER_DL_PER_MMOL_PER_L, find_glucose
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

#: Frames whose unsettled values may be shown as what they are, though never kept.
_LIVE = frozenset({gatt.CONTINUOUS_OXIMETRY, gatt.XIAOMI_WEIGHT_ADVERT, gatt.XIAOMI_BODY_ADVERT})

_WHY_NO_READING: Mapping[str, str] = {
    gatt.INTERMEDIATE_CUFF_PRESSURE: "The cuff pressure while it inflates is not a reading; wait for the result.",
    gatt.INTERMEDIATE_TEMPERATURE: "The temperature while it settles is not a reading; wait for the result.",
    gatt.GLUCOSE_CONTEXT: "Meal and exercise notes are not a reading; the glucose record before them is.",
    gatt.CGM_MEASUREMENT: (
        "A value of a glucose sensor has no time without the start of its session; connect to the sensor again."
    ),
    gatt.BODY_COMPOSITION_MEASUREMENT: (
        "Body composition is not a reading that this version keeps; the weight comes in a frame of its own."
    ),
}


def interpret(frame: RawFrame) -> Reading:
    """Return the reading that ``frame`` carries.

    Raises:
        MeasurementFailed: the device reports that it could not measure.
        NotAReading: live values, or a characteristic that carries no readings.
        FrameError: the bytes cannot be read.

    """
    find = _FINDERS.get(frame.characteristic)
    if find is None:
        raise NotAReading(
            _WHY_NO_READING.get(frame.characteristic)
            or f"Characteristic {frame.characteristic} carries no readings that this version keeps."
        )
    finding = find(frame.payload, frame.device_model)
    if finding.clock_trusted:
        moment = taken_at(finding.local_time, frame.received_at, frame.time_zone, frame.clock_offset)
    else:
        moment = Moment(frame.received_at, frozenset({QualityFlag.TIME_UNCERTAIN}))
    return Reading(
        kind=finding.kind,
        values=finding.values,
        taken_at=moment.at,
        received_at=frame.received_at,
        device_stamp=None if finding.stamp is None else str(finding.stamp),
        clock_offset=frame.clock_offset,
        user_slot=finding.user,
        flags=moment.flags | finding.flags,
        sequence=finding.sequence,
    )


def describe(characteristic: str, payload: bytes, device_model: str = "") -> dict[str, Any]:
    """Return what a frame says, ready for JSON: ``kind``, ``values``, ``taken_at``, ``flags``.

    ``characteristic`` is a 16- or 128-bit UUID or the name of a vendor value; ``device_model`` chooses a
    model's variant. ``kind`` is that of a reading only where :func:`interpret` makes one of the same bytes.
    Values of readings are in the units records keep, others as sent; ``taken_at`` is the device's own local
    stamp (unknown parts 0000 and 00) or ``None``, since bytes alone do not say in which zone the device lives.

    Raises:
        MeasurementFailed: the device reports that it could not measure.
        NotAReading: control solution, a result out of range, a record without a result.
        FrameError: the bytes cannot be read, or the characteristic is not known.

    """
    codec = codec_of(characteristic)
    find = _FINDERS.get(codec.characteristic)
    if find is None:
        return described_value(codec, payload)
    try:
        return described_finding(find(payload, device_model))
    except NotAReading:
        if codec.characteristic not in _LIVE:
            raise
        return described_value(codec, payload)
