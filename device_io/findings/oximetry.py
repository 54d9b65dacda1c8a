"""What an oximeter frame says."""

from __future__ import annotations

from decimal import Decimal

from device_io.codecs.ieee11073 import SpecialValue
from device_io.codecs.pulse_oximetry import (
    Oximetry,
    OximetrySensorStatus,
    OximetryStatus,
    decode_continuous_oximetry,
    decode_spot_check,
)
from device_io.findings.finding import Finding, MeasurementFailed, NotAReading, plausibility, quantities
from device_io.reading import Quantity, ReadingKind

#: The value may still change.
_UNSETTLED = OximetryStatus.ONGOING | OximetryStatus.EARLY_ESTIMATE | OximetryStatus.CALIBRATING
#: The value is nobody's.
_MADE_UP = OximetryStatus.DEMONSTRATION | OximetryStatus.TESTING
#: The oximeter itself does not stand by the value.
_UNRELIABLE = OximetryStatus.UNAVAILABLE | OximetryStatus.QUESTIONABLE | OximetryStatus.INVALID
#: The sensor cannot have measured a person.
_NO_SENSOR = (
    OximetrySensorStatus.EQUIPMENT_MALFUNCTION
    | OximetrySensorStatus.NOT_ON_PERSON
    | OximetrySensorStatus.SENSOR_MALFUNCTION
    | OximetrySensorStatus.SENSOR_DISCONNECTED
)
#: A continuous value counts once the oximeter says one of these of it.
_SETTLED = OximetryStatus.VALIDATED | OximetryStatus.FULLY_QUALIFIED | OximetryStatus.FROM_STORAGE


def find_spot_check(payload: bytes, _device_model: str) -> Finding:
    """Return oxygen saturation and pulse of a spot-check (2A5E).

    Raises:
        MeasurementFailed: the oximeter could not measure.
        NotAReading: a value that has not settled, or of a demonstration.
        FrameError: the bytes cannot be read.

    """
    frame = decode_spot_check(payload)
    values = _values(frame.oximetry, frame.status, frame.sensor)
    return Finding(
        kind=ReadingKind.SPO2,
        values=values,
        stamp=frame.time_stamp,
        local_time=frame.time_stamp,
        flags=plausibility(values),
        clock_trusted=not frame.clock_not_set,
    )


def find_continuous_oximetry(payload: bytes, _device_model: str) -> Finding:
    """Return oxygen saturation and pulse of a continuous measurement (2A5F) that has settled.

    Raises:
        MeasurementFailed: the oximeter could not measure.
        NotAReading: a value that nothing says has settled.
        FrameError: the bytes cannot be read.

    """
    frame = decode_continuous_oximetry(payload)
    values = _values(frame.normal, frame.status, frame.sensor)
    if not (frame.status or OximetryStatus(0)) & _SETTLED:
        raise NotAReading("The oximeter shows the value of a moment; keep the finger still until it settles.")
    return Finding(kind=ReadingKind.SPO2, values=values, flags=plausibility(values))


def _values(
    pair: Oximetry, status: OximetryStatus | None, sensor: OximetrySensorStatus | None
) -> dict[str, Quantity]:
    """Return the numbers, refusing what the status says is no measurement of a person."""
    status, sensor = status or OximetryStatus(0), sensor or OximetrySensorStatus(0)
    if status & _UNRELIABLE or sensor & _NO_SENSOR or isinstance(pair.spo2, SpecialValue):
        raise MeasurementFailed(
            "The oximeter could not measure; warm the hand, put the finger in fully and keep it still."
        )
    if status & _MADE_UP:
        raise NotAReading("The oximeter shows a demonstration or tests itself; the value is not kept.")
    if status & _UNSETTLED or sensor & OximetrySensorStatus.ANALYSIS_ONGOING:
        raise NotAReading("The oximeter is still measuring; keep the finger still until it has finished.")
    numbers = {"spo2": pair.spo2}
    if isinstance(pair.pulse, Decimal) and pair.pulse != 0:
        numbers["pulse"] = pair.pulse
    return quantities(ReadingKind.SPO2, **numbers)
