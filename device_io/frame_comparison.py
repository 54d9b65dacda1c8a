"""Decoded values in the form in which labelled frames state them.

Field names, units and the words for special values are those of the labelled file: numbers as sent, special
values by name, times as ISO with unknown parts 0000 and 00. Each function puts one kind of value into it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from device_io import gatt
from device_io.codecs import cgm_control_point as control
from device_io.codecs import user_control
from device_io.codecs.blood_pressure import (
    STANDARD,
    BloodPressureMeasurement,
    CuffPressure,
    FrameVariant,
    PressureUnit,
    decode_blood_pressure,
)
from device_io.codecs.body_composition import BodyComposition
from device_io.codecs.cgm_measurement import CgmMeasurement, CgmRecord
from device_io.codecs.cgm_session import CgmFeature, CgmFeatures, CgmRunTime, CgmSessionStart, CgmStatus
from device_io.codecs.contour_clock import ContourClock
from device_io.codecs.current_time import CurrentTime
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.frame import FrameReader
from device_io.codecs.glucose import ConcentrationUnit, GlucoseFeature, GlucoseMeasurement
from device_io.codecs.glucose_context import GlucoseContext, MedicationUnit
from device_io.codecs.heart_rate import BodySensorLocation, HeartRateMeasurement
from device_io.codecs.ieee11073 import SpecialValue, decode_float32, decode_sfloat
from device_io.codecs.pulse_oximetry import ContinuousOximetry, OximeterFeatures, SpotCheck
from device_io.codecs.record_access import RecordAccessResult, RecordCount
from device_io.codecs.registry import codec_of
from device_io.codecs.temperature import IntermediateTemperature, TemperatureMeasurement, TemperatureUnit
from device_io.codecs.weight import MassUnit, WeightMeasurement
from device_io.codecs.xiaomi_scale import MiBodyScaleAdvert, MiScaleAdvert, MiScaleUnit
from device_io.codecs.yonker import YonkerResult
from device_io.models import known_models

Fields = dict[str, Any]

#: The word for a value that a scale could not measure.
_UNSUCCESSFUL = "unsuccessful"

_MASS_UNITS = {MassUnit.KILOGRAM: "kg", MassUnit.POUND: "lb"}
_MI_UNITS = {MiScaleUnit.KILOGRAM: "kg", MiScaleUnit.POUND: "lb", MiScaleUnit.CATTY: "catty"}


class CannotCompare(Exception):
    """No codec or model belongs to a case: wrong, whatever was expected."""


def decoded_fields(characteristic: str, payload: bytes, quirk: str = "") -> Fields:
    """Decode ``payload`` and return its fields in the labelled form; those of no value are ``None``.

    ``characteristic`` is a UUID, the name of a vendor value, or SFLOAT or FLOAT for a bare number; ``quirk``
    the id of a model that departs from the specification.

    Raises:
        CannotCompare: the characteristic or the model is not known.
        FrameError: the bytes cannot be read.

    """
    if characteristic in _NUMBERS:
        return _NUMBERS[characteristic](payload)
    try:
        codec = codec_of(characteristic)
    except ValueError as error:
        raise CannotCompare(str(error)) from error
    variant = _variant(quirk) if quirk else STANDARD
    if codec.characteristic == gatt.BLOOD_PRESSURE_MEASUREMENT:
        return _blood_pressure(decode_blood_pressure(payload, variant))
    if codec.characteristic == gatt.USER_CONTROL_POINT and payload[:1] != bytes(
        (user_control.UserOpcode.RESPONSE,)
    ):
        return _user_request(user_control.decode_user_control_request(payload))
    value = codec.decode(payload)
    if isinstance(value, DeviceTime):
        return {"time": str(value)}
    if codec.characteristic == gatt.BATTERY_LEVEL:
        return {"percent": value}
    form = _FORMS.get(type(value))
    if form is None:
        raise CannotCompare(f"Values of {codec.name} have no labelled form.")
    return form(value)


def _variant(quirk: str) -> FrameVariant:
    for model in known_models():
        if model.id == quirk.replace("_", "-"):
            return model.blood_pressure
    raise CannotCompare(f"No model is called {quirk}.")


def _number(payload: bytes, width: int, decode: Callable[[int], Any]) -> Fields:
    return {"value": decode(FrameReader(payload, "A number").unsigned(width))}


_NUMBERS: Mapping[str, Callable[[bytes], Fields]] = {
    "SFLOAT": lambda payload: _number(payload, 2, decode_sfloat),
    "FLOAT": lambda payload: _number(payload, 4, decode_float32),
}


def _stamp(stamp: DeviceTime | None) -> str | None:
    return None if stamp is None else str(stamp)


def _crc(*, checksum: bool) -> str | None:
    return "ok" if checksum else None


def _blood_pressure(frame: BloodPressureMeasurement) -> Fields:
    pressures = {"systolic": frame.systolic, "diastolic": frame.diastolic, "map": frame.mean_arterial}
    return pressures | _around_pressure(frame)


def _cuff_pressure(frame: CuffPressure) -> Fields:
    return {"cuff_pressure": frame.pressure} | _around_pressure(frame)


def _around_pressure(frame: BloodPressureMeasurement | CuffPressure) -> Fields:
    return {
        "unit": "kPa" if frame.unit is PressureUnit.KILOPASCAL else "mmHg",
        "timestamp": _stamp(frame.time_stamp),
        "pulse": frame.pulse,
        "user_id": frame.user,
        "status": frame.status,
    }


def _glucose(record: GlucoseMeasurement) -> Fields:
    form: Fields = {
        "sequence": record.sequence,
        "base_time": str(record.base_time),
        "time_offset_min": record.time_offset_min,
        "status": record.status,
        "context_follows": record.context_follows,
    }
    if (sample := record.sample) is not None:
        molar = sample.unit is ConcentrationUnit.MOLE_PER_LITRE
        form |= {
            "raw_unit": sample.unit.value,
            "raw": sample.concentration,
            "type": sample.type,
            "location": sample.location,
        }
        if not isinstance(sample.concentration, SpecialValue):
            form["mmol_L" if molar else "mg_dL"] = sample.concentration * (1000 if molar else 100_000)
    return form


def _glucose_context(context: GlucoseContext) -> Fields:
    form: Fields = {
        "sequence": context.sequence,
        "extended": context.extended_flags,
        "meal": context.meal,
        "tester": context.tester,
        "health": context.health,
        "hba1c_pct": context.hba1c_percent,
    }
    if context.carbohydrate is not None:
        form |= {"carb_id": context.carbohydrate.kind, "carb_kg": context.carbohydrate.amount_kg}
    if context.exercise is not None:
        exercise = context.exercise
        form |= {"exercise_s": exercise.duration_s, "intensity_pct": exercise.intensity_percent}
    if context.medication is not None:
        litres = context.medication.unit is MedicationUnit.LITRE
        form["medication_id"] = context.medication.kind
        form["medication_L" if litres else "medication_kg"] = context.medication.amount
    return form


def _record_count(answer: RecordCount) -> Fields:
    return {"op": "combined" if answer.combined else "count", "count": answer.count}


def _record_result(answer: RecordAccessResult) -> Fields:
    return {"op": "response", "request": answer.request, "code": answer.code}


def _cgm_record(record: CgmRecord) -> Fields:
    return {
        "glucose_mg_dL": record.glucose_mg_per_dl,
        "time_offset_min": record.time_offset_min,
        "status": record.session,
        "cal_temp": record.calibration,
        "warning": record.warning,
        "trend": record.trend_mg_per_dl_min,
        "quality_pct": record.quality_percent,
        "crc": _crc(checksum=record.checksum),
    }


def _cgm_feature(feature: CgmFeature) -> Fields:
    return {
        "features": feature.features,
        "type": feature.sample_type,
        "location": feature.sample_location,
        "e2e_crc": CgmFeatures.E2E_CRC in feature.features,
    }


def _cgm_status(status: CgmStatus) -> Fields:
    octets = status.session | status.calibration << 8 | status.warning << 16
    return {
        "time_offset_min": status.time_offset_min,
        "status": octets,
        "crc": _crc(checksum=status.checksum),
    }


def _cgm_start(start: CgmSessionStart) -> Fields:
    return {
        "start": str(start.start),
        "tz_min": start.zone_min,
        "dst_min": start.daylight_saving_min,
        "crc": _crc(checksum=start.checksum),
    }


def _cgm_run_time(run_time: CgmRunTime) -> Fields:
    return {"hours": run_time.hours, "crc": _crc(checksum=run_time.checksum)}


def _cgm_response(response: control.CgmResponse) -> Fields:
    answer = response.answer
    form: Fields = {"op": control.answer_opcode(answer), "crc": _crc(checksum=response.checksum)}
    if isinstance(answer, control.CgmResult):
        return form | {"request": answer.request, "code": answer.code}
    if isinstance(answer, control.CommunicationInterval):
        return form | {"interval_min": answer.minutes}
    if isinstance(answer, control.AlertLevel):
        return form | {"level": answer.level}
    return form | {
        "calibration_mg_dL": answer.glucose_mg_per_dl,
        "time": answer.time_min,
        "type_location": answer.sample_type | answer.sample_location << 4,
        "next": answer.next_min,
        "record": answer.record,
        "status": answer.status,
    }


def _temperature(frame: TemperatureMeasurement) -> Fields:
    return {
        "unit": "F" if frame.unit is TemperatureUnit.FAHRENHEIT else "C",
        "temperature": frame.temperature,
        "timestamp": _stamp(frame.time_stamp),
        "type": frame.type,
    }


def _spot_check(frame: SpotCheck) -> Fields:
    return {
        "spo2": frame.oximetry.spo2,
        "pulse": frame.oximetry.pulse,
        "timestamp": _stamp(frame.time_stamp),
        "measurement_status": frame.status,
        "sensor_status": frame.sensor,
        "pai": frame.pulse_amplitude_percent,
        "clock_not_set": frame.clock_not_set,
    }


def _continuous_oximetry(frame: ContinuousOximetry) -> Fields:
    form: Fields = {
        "measurement_status": frame.status,
        "sensor_status": frame.sensor,
        "pai": frame.pulse_amplitude_percent,
    }
    for ending, pair in (("", frame.normal), ("_fast", frame.fast), ("_slow", frame.slow)):
        if pair is not None:
            form |= {f"spo2{ending}": pair.spo2, f"pulse{ending}": pair.pulse}
    return form


def _oximeter_features(features: OximeterFeatures) -> Fields:
    return {
        "supported": features.supported,
        "measurement_status_support": features.status,
        "sensor_status_support": features.sensor,
    }


def _heart_rate(frame: HeartRateMeasurement) -> Fields:
    return {
        "bpm": frame.beats_per_minute,
        "contact": frame.contact,
        "energy_kJ": frame.energy_kj,
        "rr_1024": frame.beat_intervals,
    }


def _weight(frame: WeightMeasurement) -> Fields:
    form: Fields = {
        "unit": _MASS_UNITS[frame.unit],
        "weight": _UNSUCCESSFUL if frame.weight is None else frame.weight,
        "timestamp": _stamp(frame.time_stamp),
        "user_id": frame.user,
    }
    if frame.body is not None:
        height = "height_in" if frame.unit is MassUnit.POUND else "height_m"
        form |= {"bmi": frame.body.mass_index, height: frame.body.height}
    return form


def _body_composition(frame: BodyComposition) -> Fields:
    return {
        "unit": _MASS_UNITS[frame.unit],
        "fat_pct": _UNSUCCESSFUL if frame.fat_percent is None else frame.fat_percent,
        "timestamp": _stamp(frame.time_stamp),
        "user_id": frame.user,
        "bmr_kJ": frame.basal_metabolism_kj,
        "muscle_pct": frame.muscle_percent,
        "muscle_mass": frame.muscle_mass,
        "fat_free_mass": frame.fat_free_mass,
        "soft_lean_mass": frame.soft_lean_mass,
        "water_mass": frame.water_mass,
        "impedance_ohm": frame.impedance_ohm,
        "weight": frame.weight,
        "height": frame.height,
    }


def _current_time(clock: CurrentTime) -> Fields:
    return {
        "time": str(clock.time),
        "day_of_week": clock.weekday,
        "fractions256": clock.fractions,
        "adjust": clock.adjust_reason,
    }


def _user_request(request: user_control.UserControlRequest) -> Fields:
    return {"op": request.opcode.name.lower(), "user": request.user, "code": request.consent_code}


def _mi_scale(advert: MiScaleAdvert) -> Fields:
    return {
        "weight": advert.weight,
        "unit": _MI_UNITS[advert.unit],
        "stabilized": advert.stable,
        "removed": advert.removed,
        "timestamp": str(advert.time_stamp),
    }


def _yonker(result: YonkerResult) -> Fields:
    return {
        "systolic": result.systolic_mmhg,
        "diastolic": result.diastolic_mmhg,
        "pulse": result.pulse,
        "date": str(result.time_stamp).removesuffix(":00"),
    }


_FORMS: Mapping[type, Callable[[Any], Fields]] = {
    ContourClock: lambda clock: {"time": str(clock.utc), "zone_min": clock.zone_min},
    CuffPressure: _cuff_pressure,
    GlucoseMeasurement: _glucose,
    GlucoseContext: _glucose_context,
    GlucoseFeature: lambda feature: {"features": feature.supported},
    RecordCount: _record_count,
    RecordAccessResult: _record_result,
    CgmMeasurement: lambda measurement: {"records": [_cgm_record(one) for one in measurement.records]},
    CgmFeature: _cgm_feature,
    CgmStatus: _cgm_status,
    CgmSessionStart: _cgm_start,
    CgmRunTime: _cgm_run_time,
    control.CgmResponse: _cgm_response,
    TemperatureMeasurement: _temperature,
    IntermediateTemperature: lambda frame: _temperature(frame.so_far),
    SpotCheck: _spot_check,
    ContinuousOximetry: _continuous_oximetry,
    OximeterFeatures: _oximeter_features,
    HeartRateMeasurement: _heart_rate,
    BodySensorLocation: lambda location: {"location": location.code},
    WeightMeasurement: _weight,
    BodyComposition: _body_composition,
    CurrentTime: _current_time,
    user_control.UserControlResult: lambda result: {
        "op": "response",
        "request": result.request,
        "code": result.code,
    },
    MiScaleAdvert: _mi_scale,
    MiBodyScaleAdvert: lambda advert: _mi_scale(advert.scale) | {"impedance": advert.impedance_ohm},
    YonkerResult: _yonker,
}
