"""What frames say in a form for JSON: readings in record units, other values as they were sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from device_io.codecs.blood_pressure import CuffPressure, PressureUnit
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.ieee11073 import SpecialValue
from device_io.codecs.registry import Codec
from device_io.codecs.weight import MassUnit
from device_io.findings.blood_pressure import in_mmhg
from device_io.findings.finding import Finding
from device_io.reading import QualityFlag

#: UCUM units by the ending of a field's name.
_UNITS: Mapping[str, str] = {
    "_mg_per_dl_min": "mg/dL/min",
    "_mg_per_dl": "mg/dL",
    "_percent": "%",
    "_mmhg": "mm[Hg]",
    "_min": "min",
    "_ohm": "Ohm",
    "_kj": "kJ",
    "_kg": "kg",
    "_s": "s",
    "hours": "h",
    "minutes": "min",
    "pulse": "/min",
    "beats_per_minute": "/min",
    "spo2": "%",
    "mass_index": "kg/m2",
}

#: Fields in the unit that the frame itself names.
_IN_FRAME_UNIT = frozenset(
    {
        "temperature",
        "concentration",
        "amount",
        "weight",
        "muscle_mass",
        "fat_free_mass",
        "soft_lean_mass",
        "water_mass",
    }
)

_HEIGHT_UNITS = {MassUnit.KILOGRAM: "m", MassUnit.POUND: "[in_i]"}

#: Codes, counts, texts and bits have none.
_NO_UNIT = ""

#: Decimal places shown of a converted value; finer digits come from the conversion and not from the device.
_PLACES = 6

Described = dict[str, Any]


def described_finding(finding: Finding) -> Described:
    """Return what a reading says; ``taken_at`` is the device's local time."""
    values = {name: (_rounded(one.value), one.unit) for name, one in finding.values.items()}
    return _described(finding.kind.value, values, finding.local_time, finding.flags)


def described_value(codec: Codec, payload: bytes) -> Described:
    """Return what a value that is no reading says.

    Raises:
        FrameError: the bytes cannot be read.

    """
    value = codec.decode(payload)
    if isinstance(value, CuffPressure):
        pressure = value.pressure
        if isinstance(pressure, Decimal):
            pressure = in_mmhg(pressure, value.unit)
        unit = PressureUnit.MILLIMETRE_OF_MERCURY.value
        return _described(codec.name, {codec.name: (pressure, unit)}, value.time_stamp)
    if isinstance(value, int):
        return _described(codec.name, {codec.name: (value, "%")})
    if isinstance(value, str):
        return _described(codec.name, {codec.name: (value, _NO_UNIT)})
    parts = tuple(_parts(value, "", _NO_UNIT))
    stamp = next((part for _, part, _ in parts if isinstance(part, DeviceTime)), None)
    values = {name: (part, unit) for name, part, unit in parts if not isinstance(part, DeviceTime)}
    return _described(codec.name, values, stamp)


def _rounded(value: Decimal) -> Decimal:
    """Return ``value`` without digits that no device sent; those no body has may be too large to round."""
    return round(value, _PLACES) if value.adjusted() <= _PLACES else value


def _parts(value: Any, name: str, unit: str) -> Iterator[tuple[str, Any, str]]:
    """Walk a decoded value: (name, part, unit) of everything it holds, nested names joined with points."""
    if value is None:
        return
    if isinstance(value, tuple):
        for number, part in enumerate(value, start=1):
            yield from _parts(part, f"{name}.{number}", unit)
    elif is_dataclass(value) and not isinstance(value, DeviceTime):
        for field in fields(value):
            if field.name == "unit":  # said with the values that are in it
                continue
            plain, own_unit = _named(field.name, getattr(value, "unit", None))
            yield from _parts(getattr(value, field.name), f"{name}.{plain}" if name else plain, own_unit)
    else:
        yield name, value, unit


def _named(field: str, frame_unit: Any) -> tuple[str, str]:
    """Return the name of ``field`` without its unit, and the unit."""
    if isinstance(frame_unit, str) and field in _IN_FRAME_UNIT:
        return field, str(frame_unit)
    if isinstance(frame_unit, MassUnit) and field == "height":
        return field, _HEIGHT_UNITS[frame_unit]
    for ending, unit in _UNITS.items():
        if field.endswith(ending):
            return field.removesuffix(ending) if ending.startswith("_") else field, unit
    return field, _NO_UNIT


def _plain(value: Any) -> int | float | str | bool:
    """Return a JSON value that reads back as the same number."""
    if isinstance(value, SpecialValue) or (isinstance(value, Enum) and isinstance(value, str)):
        return str(value.value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bool | str):
        return value
    return int(value)


def _described(
    kind: str,
    values: Mapping[str, tuple[Any, str]],
    stamp: DeviceTime | None = None,
    flags: frozenset[QualityFlag] = frozenset(),
) -> Described:
    return {
        "kind": kind,
        "values": {name: {"value": _plain(value), "unit": unit} for name, (value, unit) in values.items()},
        "taken_at": None if stamp is None else str(stamp),
        "flags": sorted(flag.value for flag in flags),
    }
