"""What a device measures, as far as its advertisement or its model says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from device_io import gatt
from device_io.models import DeviceModel
from device_io.radio import Advert
from device_io.reading import ReadingKind

_BY_SERVICE: Final[Mapping[str, ReadingKind]] = {
    gatt.BLOOD_PRESSURE_SERVICE: ReadingKind.BLOOD_PRESSURE,
    gatt.GLUCOSE_SERVICE: ReadingKind.GLUCOSE,
    gatt.CGM_SERVICE: ReadingKind.CONTINUOUS_GLUCOSE,
    gatt.THERMOMETER_SERVICE: ReadingKind.TEMPERATURE,
    gatt.PULSE_OXIMETER_SERVICE: ReadingKind.SPO2,
    gatt.WEIGHT_SCALE_SERVICE: ReadingKind.WEIGHT,
    gatt.BODY_COMPOSITION_SERVICE: ReadingKind.BODY_COMPOSITION,
    gatt.HEART_RATE_SERVICE: ReadingKind.HEART_RATE,
}


def advertised_kinds(advert: Advert, model: DeviceModel) -> frozenset[ReadingKind]:
    """Return the kinds of readings that can be expected; empty where nothing tells."""
    services = {kind for service, kind in _BY_SERVICE.items() if service in advert.services}
    return frozenset(model.kinds) | services
