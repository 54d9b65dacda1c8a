"""Which decoder reads which characteristic: what a device sends, one entry each.

What a host writes to control points has decoders of its own in their codecs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from device_io import gatt
from device_io.codecs.battery import decode_battery_level
from device_io.codecs.blood_pressure import decode_blood_pressure, decode_cuff_pressure
from device_io.codecs.body_composition import decode_body_composition, decode_body_composition_feature
from device_io.codecs.cgm_control_point import decode_cgm_response
from device_io.codecs.cgm_measurement import decode_cgm_measurement
from device_io.codecs.cgm_session import (
    decode_cgm_feature,
    decode_cgm_run_time,
    decode_cgm_session_start,
    decode_cgm_status,
)
from device_io.codecs.contour_clock import decode_contour_clock
from device_io.codecs.current_time import decode_current_time
from device_io.codecs.date_time import decode_date_time
from device_io.codecs.device_information import decode_text
from device_io.codecs.frame import FrameError
from device_io.codecs.glucose import decode_glucose_feature, decode_glucose_measurement
from device_io.codecs.glucose_context import decode_glucose_context
from device_io.codecs.heart_rate import decode_body_sensor_location, decode_heart_rate
from device_io.codecs.isens_clock import decode_isens_clock
from device_io.codecs.pulse_oximetry import (
    decode_continuous_oximetry,
    decode_oximeter_features,
    decode_spot_check,
)
from device_io.codecs.record_access import decode_record_access_response
from device_io.codecs.temperature import decode_intermediate_temperature, decode_temperature
from device_io.codecs.user_control import decode_user_control_response
from device_io.codecs.weight import decode_weight, decode_weight_scale_feature
from device_io.codecs.xiaomi_scale import decode_mi_body_scale_advert, decode_mi_scale_advert
from device_io.codecs.yonker import decode_yonker_result

#: From the bytes of a value to what it says, or :class:`FrameError`.
Decoder = Callable[[bytes], Any]


@dataclass(frozen=True, slots=True)
class Codec:
    """A characteristic that is read here. ``name`` is what its values are called in listings."""

    characteristic: str
    name: str
    decode: Decoder


CODECS: tuple[Codec, ...] = (
    Codec(gatt.BLOOD_PRESSURE_MEASUREMENT, "blood_pressure", decode_blood_pressure),
    Codec(gatt.INTERMEDIATE_CUFF_PRESSURE, "cuff_pressure", decode_cuff_pressure),
    Codec(gatt.GLUCOSE_MEASUREMENT, "glucose", decode_glucose_measurement),
    Codec(gatt.GLUCOSE_CONTEXT, "glucose_context", decode_glucose_context),
    Codec(gatt.GLUCOSE_FEATURE, "glucose_feature", decode_glucose_feature),
    Codec(gatt.RECORD_ACCESS_CONTROL_POINT, "record_access", decode_record_access_response),
    Codec(gatt.CGM_MEASUREMENT, "continuous_glucose", decode_cgm_measurement),
    Codec(gatt.CGM_FEATURE, "cgm_feature", decode_cgm_feature),
    Codec(gatt.CGM_STATUS, "cgm_status", decode_cgm_status),
    Codec(gatt.CGM_SESSION_START, "cgm_session_start", decode_cgm_session_start),
    Codec(gatt.CGM_SESSION_RUN_TIME, "cgm_session_run_time", decode_cgm_run_time),
    Codec(gatt.CGM_CONTROL_POINT, "cgm_control_point", decode_cgm_response),
    Codec(gatt.TEMPERATURE_MEASUREMENT, "temperature", decode_temperature),
    Codec(gatt.INTERMEDIATE_TEMPERATURE, "live_temperature", decode_intermediate_temperature),
    Codec(gatt.SPOT_CHECK_MEASUREMENT, "spo2", decode_spot_check),
    Codec(gatt.CONTINUOUS_OXIMETRY, "live_spo2", decode_continuous_oximetry),
    Codec(gatt.OXIMETER_FEATURES, "oximeter_features", decode_oximeter_features),
    Codec(gatt.HEART_RATE_MEASUREMENT, "heart_rate", decode_heart_rate),
    Codec(gatt.BODY_SENSOR_LOCATION, "body_sensor_location", decode_body_sensor_location),
    Codec(gatt.WEIGHT_MEASUREMENT, "weight", decode_weight),
    Codec(gatt.WEIGHT_SCALE_FEATURE, "weight_scale_feature", decode_weight_scale_feature),
    Codec(gatt.BODY_COMPOSITION_MEASUREMENT, "body_composition", decode_body_composition),
    Codec(gatt.BODY_COMPOSITION_FEATURE, "body_composition_feature", decode_body_composition_feature),
    Codec(gatt.USER_CONTROL_POINT, "user_control", decode_user_control_response),
    Codec(gatt.CURRENT_TIME, "current_time", decode_current_time),
    Codec(gatt.DATE_TIME, "date_time", decode_date_time),
    Codec(gatt.BATTERY_LEVEL, "battery", decode_battery_level),
    Codec(gatt.MANUFACTURER_NAME, "manufacturer_name", decode_text),
    Codec(gatt.MODEL_NUMBER, "model_number", decode_text),
    Codec(gatt.SERIAL_NUMBER, "serial_number", decode_text),
    Codec(gatt.FIRMWARE_REVISION, "firmware_revision", decode_text),
    Codec(gatt.HARDWARE_REVISION, "hardware_revision", decode_text),
    Codec(gatt.SOFTWARE_REVISION, "software_revision", decode_text),
    Codec(gatt.XIAOMI_WEIGHT_ADVERT, "xiaomi_weight", decode_mi_scale_advert),
    Codec(gatt.XIAOMI_BODY_ADVERT, "xiaomi_body_weight", decode_mi_body_scale_advert),
    Codec(gatt.YONKER_RESULT, "yonker_blood_pressure", decode_yonker_result),
    Codec(gatt.ISENS_CLOCK, "isens_clock", decode_isens_clock),
    Codec(gatt.CONTOUR_CLOCK, "contour_clock", decode_contour_clock),
)

_BY_CHARACTERISTIC: Mapping[str, Codec] = MappingProxyType({codec.characteristic: codec for codec in CODECS})


def codec_of(characteristic: str) -> Codec:
    """Return the codec of ``characteristic`` (a 16- or 128-bit UUID, or the name of a vendor value).

    Raises:
        FrameError: no UUID, or none that is read here.

    """
    try:
        codec = _BY_CHARACTERISTIC.get(gatt.uuid(characteristic))
    except ValueError as error:
        raise FrameError(str(error)) from error
    if codec is None:
        known = ", ".join(sorted(gatt.short_name(name) for name in _BY_CHARACTERISTIC))
        raise FrameError(f"{characteristic} is not a characteristic this version reads; it reads {known}.")
    return codec
