"""The frames that virtual devices send for what they measured: results, and the values of the moment before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from device_io import gatt
from device_io.codecs.blood_pressure import (
    BloodPressureMeasurement,
    MeasurementStatus,
    PressureUnit,
    encode_blood_pressure,
    failed_measurement,
)
from device_io.codecs.body_composition import BodyComposition, encode_body_composition
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
    BodyScript,
    HeartRateScript,
    OximetryScript,
    ReadingScript,
    TemperatureScript,
    WeightScript,
)
from device_io.virtual.scenario import (
    BodyScaleScript,
    MonitorScript,
    OximeterScript,
    Quirk,
    ScaleScript,
    StrapScript,
    ThermometerScript,
)

PushScript = MonitorScript | ThermometerScript | OximeterScript | ScaleScript | BodyScaleScript | StrapScript
PushReading = ReadingScript | TemperatureScript | OximetryScript | WeightScript | BodyScript | HeartRateScript

#: What stands for a person whom a scale does not know (Weight Scale Service 1.0.1, section 3.2.1.4).
_UNKNOWN_USER = 255

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


_WEIGHT_OUTLET = Outlet(gatt.WEIGHT_SCALE_SERVICE, gatt.WEIGHT_MEASUREMENT)
_BODY_OUTLET = Outlet(gatt.BODY_COMPOSITION_SERVICE, gatt.BODY_COMPOSITION_MEASUREMENT)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One result, where it is sent from, the live values that come before it and whose it is."""

    outlet: str
    result: bytes
    live: tuple[bytes, ...] = ()
    user: int | None = None


def outlets_of(script: PushScript) -> tuple[Outlet, ...]:
    """Return where the device of ``script`` sends from."""
    match script:
        case MonitorScript():
            live = gatt.INTERMEDIATE_CUFF_PRESSURE if script.live_values else None
            return (Outlet(gatt.BLOOD_PRESSURE_SERVICE, gatt.BLOOD_PRESSURE_MEASUREMENT, live),)
        case ThermometerScript():
            live = gatt.INTERMEDIATE_TEMPERATURE if script.live_values else None
            return (Outlet(gatt.THERMOMETER_SERVICE, gatt.TEMPERATURE_MEASUREMENT, live),)
        case OximeterScript(continuous=True):
            return (Outlet(gatt.PULSE_OXIMETER_SERVICE, gatt.CONTINUOUS_OXIMETRY, indicated=False),)
        case OximeterScript():
            return (Outlet(gatt.PULSE_OXIMETER_SERVICE, gatt.SPOT_CHECK_MEASUREMENT),)
        case ScaleScript():
            return (_WEIGHT_OUTLET,)
        case BodyScaleScript(weight_apart=True):
            return (_WEIGHT_OUTLET, _BODY_OUTLET)
        case BodyScaleScript():
            return (_BODY_OUTLET,)
        case StrapScript():
            return (Outlet(gatt.HEART_RATE_SERVICE, gatt.HEART_RATE_MEASUREMENT, indicated=False),)


def deliveries_of(script: PushScript, reading: PushReading, stamp: DeviceTime) -> tuple[Delivery, ...]:
    """Return what the device of ``script`` sends for ``reading``, stamped by its own clock."""
    failed = Quirk.NAN in script.quirks
    match reading:
        case ReadingScript():
            live = _live_values(script)
            frame = _blood_pressure(reading, stamp, failed=failed)
            cuff = tuple(_cuff(reading.systolic - _CUFF_STEP_MMHG * step) for step in live)
            return (Delivery(gatt.BLOOD_PRESSURE_MEASUREMENT, frame, cuff),)
        case TemperatureScript():
            live = _live_values(script)
            frame = encode_temperature(_temperature(reading, stamp, _NAN if failed else reading.temperature))
            settling = tuple(
                _settling(reading, reading.temperature - _TEMPERATURE_STEP * step) for step in live
            )
            return (Delivery(gatt.TEMPERATURE_MEASUREMENT, frame, settling),)
        case OximetryScript():
            return (_oximetry(script, reading, stamp, failed=failed),)
        case BodyScript():
            return _body(script, reading, stamp, failed=failed)
        case WeightScript():
            return (_weight(script, reading, stamp, failed=failed),)
        case HeartRateScript():
            beat = HeartRateMeasurement(reading.pulse, contact=reading.contact and not failed)
            return (Delivery(gatt.HEART_RATE_MEASUREMENT, encode_heart_rate(beat)),)


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
        return Delivery(gatt.CONTINUOUS_OXIMETRY, settled, (early,) * len(_live_values(script)))
    unset = Quirk.CLOCK_UNSET in script.quirks
    frame = SpotCheck(pair, stamp, status=OximetryStatus.FULLY_QUALIFIED, clock_not_set=unset)
    return Delivery(gatt.SPOT_CHECK_MEASUREMENT, encode_spot_check(frame))


def _weight(script: PushScript, reading: WeightScript, stamp: DeviceTime, *, failed: bool) -> Delivery:
    weight = None if failed else reading.kilograms
    frame = WeightMeasurement(MassUnit.KILOGRAM, weight, stamp, _user(script, reading))
    return Delivery(gatt.WEIGHT_MEASUREMENT, encode_weight(frame), user=reading.user)


def _body(
    script: PushScript, reading: BodyScript, stamp: DeviceTime, *, failed: bool
) -> tuple[Delivery, ...]:
    apart = isinstance(script, BodyScaleScript) and script.weight_apart
    user = _user(script, reading)
    whole = BodyComposition(
        unit=MassUnit.KILOGRAM,
        fat_percent=None if failed else reading.fat_percent,
        time_stamp=stamp,
        user=user,
        basal_metabolism_kj=None
        if reading.basal_metabolism_kj is None
        else Decimal(reading.basal_metabolism_kj),
        muscle_percent=reading.muscle_percent,
        muscle_mass=reading.muscle_kg,
        fat_free_mass=reading.fat_free_kg,
        soft_lean_mass=reading.soft_lean_kg,
        water_mass=reading.water_kg,
        impedance_ohm=reading.impedance_ohm,
        weight=None if apart or failed else reading.kilograms,
        height=reading.height_m,
    )
    frames = [whole]
    if isinstance(script, BodyScaleScript) and script.split_frames:
        frames = _split(whole)
    if Quirk.PLACEHOLDER in script.quirks:
        frames.insert(0, BodyComposition(MassUnit.KILOGRAM, Decimal(0), stamp, user))
    sent = tuple(
        Delivery(gatt.BODY_COMPOSITION_MEASUREMENT, encode_body_composition(frame), user=reading.user)
        for frame in frames
    )
    return (_weight(script, reading, stamp, failed=failed), *sent) if apart else sent


def _split(whole: BodyComposition) -> list[BodyComposition]:
    """Return the two frames of a measurement that one cannot hold; body fat is in both (its field is not optional)."""
    first = replace(whole, water_mass=None, impedance_ohm=None, weight=None, height=None, continues=True)
    second = replace(
        whole,
        basal_metabolism_kj=None,
        muscle_percent=None,
        muscle_mass=None,
        fat_free_mass=None,
        soft_lean_mass=None,
        continues=True,
    )
    return [first, second]


def _user(script: PushScript, reading: WeightScript) -> int | None:
    return _UNKNOWN_USER if Quirk.UNKNOWN_USER in script.quirks else reading.user
