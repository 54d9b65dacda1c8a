"""What a thermometer frame says."""

from __future__ import annotations

from decimal import Decimal

from device_io.codecs.ieee11073 import SpecialValue
from device_io.codecs.temperature import TemperatureUnit, decode_temperature
from device_io.findings.finding import Finding, MeasurementFailed, plausibility, quantities
from device_io.reading import ReadingKind


def find_temperature(payload: bytes, _device_model: str) -> Finding:
    """Return the temperature of a measurement (2A1C).

    Raises:
        MeasurementFailed: the thermometer could not measure.
        FrameError: the bytes cannot be read.

    """
    frame = decode_temperature(payload)
    if isinstance(frame.temperature, SpecialValue):
        raise MeasurementFailed("The thermometer could not measure this time; measure again.")
    values = quantities(ReadingKind.TEMPERATURE, temperature=in_celsius(frame.temperature, frame.unit))
    return Finding(
        kind=ReadingKind.TEMPERATURE,
        values=values,
        stamp=frame.time_stamp,
        local_time=frame.time_stamp,
        flags=plausibility(values),
    )


def in_celsius(value: Decimal, unit: TemperatureUnit) -> Decimal:
    """Return ``value`` in degrees Celsius."""
    return (value - 32) * 5 / 9 if unit is TemperatureUnit.FAHRENHEIT else value
