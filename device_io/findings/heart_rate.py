"""What a heart rate frame says."""

from __future__ import annotations

from decimal import Decimal

from device_io.codecs.heart_rate import decode_heart_rate
from device_io.findings.finding import Finding, MeasurementFailed, plausibility, quantities
from device_io.reading import ReadingKind


def find_heart_rate(payload: bytes, _device_model: str) -> Finding:
    """Return the heart rate of a measurement (2A37).

    Raises:
        MeasurementFailed: the sensor does not touch skin, or counts no beats.
        FrameError: the bytes cannot be read.

    """
    frame = decode_heart_rate(payload)
    if frame.contact is False or frame.beats_per_minute == 0:
        raise MeasurementFailed(
            "The sensor does not feel the heart; moisten it and wear it tight on the skin."
        )
    values = quantities(ReadingKind.HEART_RATE, pulse=Decimal(frame.beats_per_minute))
    return Finding(kind=ReadingKind.HEART_RATE, values=values, flags=plausibility(values))
