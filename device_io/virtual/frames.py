"""The frames that virtual devices send for what they measured: results, and the values of the moment before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from device_io import gatt
from device_io.codecs.blood_pressure import (
    BloodPressureMeasurement,
    MeasurementStatus,
    PressureUnit,
    encode_blood_pressure,
    failed_measurement,
)
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.heart_rate import HeartRateMeasurement, encode_heart_rate
from device_io.codecs.ieee11073 import SpecialValue
from device_io.codecs.pulse_oximetry import (
    ContinuousOximetry,
    Oximetry,
    OximetryStatus,
    SpotCheck,
    encode_continuous_oximetry,
    encode_spot_check,
)
from device_io.codecs.temperature import (
    IntermediateTemperature,
    TemperatureMeasurement,
    TemperatureUnit,
    encode_intermediate_temperature,
    encode_temperature,
)
from device_io.codecs.weight import MassUnit, WeightMeasurement, encode_weight
from device_io.virtual.measurements import (
    HeartRateScript,
    OximetryScript,
    ReadingScript,
    TemperatureScript,
    WeightScript,
)
from device_io.virtual.scenario import (
    MonitorScript,
    OximeterScript,
    Quirk,
    ScaleScript,
    StrapScript,
    ThermometerScript,
)

PushScript = MonitorScript | ThermometerScript | OximeterScript | ScaleScript | StrapScript
PushReading = ReadingScript | TemperatureScript | OximetryScript | WeightScript | HeartRateScript

_NAN = SpecialValue.NOT_A_NUMBER
_UNITS = {"celsius": TemperatureUnit.CELSIUS, "fahrenheit": TemperatureUnit.FAHRENHEIT}
#: How far a value of the moment lies below the result, for each step that it comes too early.
_CUFF_STEP_MMHG = Decimal(10)
_TEMPERATURE_STEP = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where a device sends from: its service, the characteristic of results, and that of live values, if any."""

    service: str
    result: str
    live: str | None = None
    indicated: bool = True


@dataclass(frozen=True, slots=True)
class Delivery:
    """One result and the live values that come before it."""

    result: bytes
    live: tuple[bytes, ...] = ()


def outlet_of(script: PushScript) -> Outlet:
    """Return where the device of ``script`` sends from."""
    match script:
        case MonitorScript():
            live = gatt.INTERMEDIATE_CUFF_PRESSURE if script.live_values else None
            return Outlet(gatt.BLOOD_PRESSURE_SERVICE, gatt.BLOOD_PRESSURE_MEASUREMENT, live)
        case ThermometerScript():
            live = gatt.INTERMEDIATE_TEMPERATURE if script.live_values else None
            return Outlet(gatt.THERMOMETER_SERVICE, gatt.TEMPERATURE_MEASUREMENT, live)
        case OximeterScript(continuous=True):
            return Outlet(gatt.PULSE_OXIMETER_SERVICE, gatt.CONTINUOUS_OXIMETRY, indicated=False)
        case OximeterScript():
            return Outlet(gatt.PULSE_OXIMETER_SERVICE, gatt.SPOT_CHECK_MEASUREMENT)
        case ScaleScript():
            return Outlet(gatt.WEIGHT_SCALE_SERVICE, gatt.WEIGHT_MEASUREMENT)
        case StrapScript():
            return Outlet(gatt.HEART_RATE_SERVICE, gatt.HEART_RATE_MEASUREMENT, indicated=False)


def delivery_of(script: PushScript, reading: PushReading, stamp: DeviceTime) -> Delivery:
    """Return what the device of ``script`` sends for ``reading``, stamped by its own clock."""
    failed = Quirk.NAN in script.quirks
    match reading:
        case ReadingScript():
            live = _live_values(script)
            return Delivery(
                _blood_pressure(reading, stamp, failed=failed),
                tuple(_cuff(reading.systolic - _CUFF_STEP_MMHG * step) for step in live),
            )
        case TemperatureScript():
            live = _live_values(script)
            return Delivery(
                encode_temperature(_temperature(reading, stamp, _NAN if failed else reading.temperature)),
                tuple(_settling(reading, reading.temperature - _TEMPERATURE_STEP * step) for step in live),
            )
        case OximetryScript():
            return _oximetry(script, reading, stamp, failed=failed)
        case WeightScript():
            weight = None if failed else reading.kilograms
            return Delivery(encode_weight(WeightMeasurement(MassUnit.KILOGRAM, weight, stamp, reading.user)))
        case HeartRateScript():
            return Delivery(
                encode_heart_rate(HeartRateMeasurement(reading.pulse, contact=reading.contact and not failed))
            )


def _live_values(script: PushScript) -> Sequence[int]:
    """Return how many steps before the result each live value comes, the earliest first."""
    return range(getattr(script, "live_values", 0), 0, -1)


def _blood_pressure(reading: ReadingScript, stamp: DeviceTime, *, failed: bool) -> bytes:
    if failed:
        return encode_blood_pressure(failed_measurement(stamp))
    status = MeasurementStatus(0)
    if reading.irregular_pulse:
        status |= MeasurementStatus.IRREGULAR_PULSE
    if reading.body_movement:
        status |= MeasurementStatus.BODY_MOVEMENT
    mean = reading.mean_arterial
    return encode_blood_pressure(
        BloodPressureMeasurement(
            unit=PressureUnit.MILLIMETRE_OF_MERCURY,
            systolic=reading.systolic,
            diastolic=reading.diastolic,
            mean_arterial=_NAN if mean is None else mean,
            time_stamp=stamp,
            pulse=reading.pulse,
            user=reading.user,
            status=status,
        )
    )


def _cuff(pressure: Decimal) -> bytes:
    """Return a cuff pressure, whose frame is that of a measurement with nothing but the first value."""
    return encode_blood_pressure(
        BloodPressureMeasurement(PressureUnit.MILLIMETRE_OF_MERCURY, pressure, _NAN, _NAN, None)
    )


def _temperature(
    reading: TemperatureScript, stamp: DeviceTime | None, value: Decimal | SpecialValue
) -> TemperatureMeasurement:
    return TemperatureMeasurement(_UNITS[reading.unit], value, stamp, reading.site)


def _settling(reading: TemperatureScript, value: Decimal) -> bytes:
    return encode_intermediate_temperature(IntermediateTemperature(_temperature(reading, None, value)))


def _oximetry(script: PushScript, reading: OximetryScript, stamp: DeviceTime, *, failed: bool) -> Delivery:
    pair = Oximetry(_NAN, _NAN) if failed else Oximetry(reading.spo2, reading.pulse)
    if isinstance(script, OximeterScript) and script.continuous:
        early = encode_continuous_oximetry(ContinuousOximetry(pair, status=OximetryStatus.ONGOING))
        settled = encode_continuous_oximetry(ContinuousOximetry(pair, status=OximetryStatus.FULLY_QUALIFIED))
        return Delivery(settled, (early,) * len(_live_values(script)))
    unset = Quirk.CLOCK_UNSET in script.quirks
    return Delivery(
        encode_spot_check(SpotCheck(pair, stamp, status=OximetryStatus.FULLY_QUALIFIED, clock_not_set=unset))
    )
