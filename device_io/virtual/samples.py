"""One typical frame of every kind of measurement, as virtual devices send it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from device_io.codecs.cgm_measurement import CgmMeasurement, CgmRecord, encode_cgm_measurement
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.glucose import (
    ConcentrationUnit,
    GlucoseMeasurement,
    GlucoseSample,
    encode_glucose_measurement,
)
from device_io.codecs.glucose_context import GlucoseContext, encode_glucose_context
from device_io.virtual.frames import PushReading, PushScript, deliveries_of
from device_io.virtual.scenario import (
    BodyScaleScript,
    BodyScript,
    HeartRateScript,
    MonitorScript,
    OximeterScript,
    OximetryScript,
    ReadingScript,
    ScaleScript,
    StrapScript,
    TemperatureScript,
    ThermometerScript,
    WeightScript,
)

_STAMP = DeviceTime(2026, 3, 10, 8, 0, 0)
_ADDRESS = "F0:00:00:00:00:01"


def sample_frames() -> Mapping[str, bytes]:
    """Return a frame for each measurement, by the name of its codec."""
    number = Decimal
    pushed: Mapping[str, tuple[PushScript, PushReading]] = {
        "blood_pressure": (
            MonitorScript(kind="blood_pressure", address=_ADDRESS, name="x"),
            ReadingScript(
                systolic=number(128), diastolic=number(79), mean_arterial=number(95), pulse=number(72)
            ),
        ),
        "temperature": (
            ThermometerScript(kind="thermometer", address=_ADDRESS, name="x"),
            TemperatureScript(temperature=number("36.7"), site=3),
        ),
        "spo2": (
            OximeterScript(kind="pulse_oximeter", address=_ADDRESS, name="x"),
            OximetryScript(spo2=number(97), pulse=number(71)),
        ),
        "live_spo2": (
            OximeterScript(kind="pulse_oximeter", address=_ADDRESS, name="x", continuous=True),
            OximetryScript(spo2=number(97), pulse=number(71)),
        ),
        "weight": (
            ScaleScript(kind="weight_scale", address=_ADDRESS, name="x"),
            WeightScript(kilograms=number("72.4"), user=1),
        ),
        "body_composition": (
            BodyScaleScript(kind="body_composition", address=_ADDRESS, name="x", weight_apart=False),
            BodyScript(kilograms=number("72.4"), fat_percent=number("21.5"), water_kg=number("38.5"), user=1),
        ),
        "heart_rate": (StrapScript(kind="heart_rate", address=_ADDRESS, name="x"), HeartRateScript(pulse=74)),
    }
    frames = {
        name: deliveries_of(script, reading, _STAMP)[0].result for name, (script, reading) in pushed.items()
    }
    sample = GlucoseSample(number("0.0056"), ConcentrationUnit.MOLE_PER_LITRE, type=1, location=1)
    frames["glucose"] = encode_glucose_measurement(GlucoseMeasurement(7, _STAMP, sample=sample))
    frames["glucose_context"] = encode_glucose_context(GlucoseContext(7, meal=3))
    record = CgmRecord(number(104), 720, trend_mg_per_dl_min=number("0.3"), checksum=True)
    frames["continuous_glucose"] = encode_cgm_measurement(CgmMeasurement((record,)))
    return frames
