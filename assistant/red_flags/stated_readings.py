"""Readings given by hand as ``KIND=VALUE``, for example ``blood_pressure=190/115`` or ``glucose=52mg/dL``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from assistant.red_flags.observations import convert, measured, plausible
from device_io.reading import COMPONENT_UNITS, QualityFlag, Quantity, ReadingKind

_MAIN: Final[Mapping[ReadingKind, str]] = {
    ReadingKind.HEART_RATE: "pulse",
    ReadingKind.SPO2: "spo2",
    ReadingKind.TEMPERATURE: "temperature",
    ReadingKind.GLUCOSE: "glucose",
    ReadingKind.WEIGHT: "weight",
    ReadingKind.BODY_COMPOSITION: "body_fat",
    ReadingKind.CONTINUOUS_GLUCOSE: "glucose",
}
_EXAMPLES: Final[Mapping[ReadingKind, str]] = {
    ReadingKind.BLOOD_PRESSURE: "blood_pressure=190/115",
    ReadingKind.HEART_RATE: "heart_rate=72",
    ReadingKind.SPO2: "spo2=97",
    ReadingKind.TEMPERATURE: "temperature=38.5",
    ReadingKind.GLUCOSE: "glucose=5.6mmol/L",
    ReadingKind.WEIGHT: "weight=68.5kg",
    ReadingKind.BODY_COMPOSITION: "body_composition=24.5%",
    ReadingKind.CONTINUOUS_GLUCOSE: "continuous_glucose=5.6mmol/L",
}
_NUMBER: Final = r"\d{1,4}(?:\.\d{1,3})?"
_PRESSURE: Final = re.compile(rf"({_NUMBER})\s*/\s*({_NUMBER})\s*(?:mmhg)?", re.I)
_SINGLE: Final = re.compile(rf"({_NUMBER})\s*([^\d\s.].*)?")
#: Written units to UCUM; the empty string is "none given".
_UNITS: Final[Mapping[ReadingKind, Mapping[str, str | None]]] = {
    ReadingKind.HEART_RATE: {"": None, "bpm": None, "/min": None},
    ReadingKind.SPO2: {"": None, "%": None},
    ReadingKind.TEMPERATURE: {
        "": None, "c": "Cel", "°c": "Cel", "℃": "Cel", "cel": "Cel", "f": "[degF]", "°f": "[degF]", "℉": "[degF]",
    },
    ReadingKind.GLUCOSE: {"": None, "mmol/l": "mmol/L", "mmol": "mmol/L", "mg/dl": "mg/dL", "mg": "mg/dL"},
    ReadingKind.WEIGHT: {
        "": None, "kg": "kg", "公斤": "kg", "lb": "[lb_av]", "lbs": "[lb_av]", "斤": "斤",
    },
    ReadingKind.BODY_COMPOSITION: {"": None, "%": None},
    ReadingKind.CONTINUOUS_GLUCOSE: {
        "": None, "mmol/l": "mmol/L", "mmol": "mmol/L", "mg/dl": "mg/dL", "mg": "mg/dL",
    },
}  # fmt: skip


class ReadingSyntaxError(ValueError):
    """A reading given by hand cannot be understood; the message shows how to write it."""


@dataclass(frozen=True, slots=True)
class StatedReading:
    """A reading that somebody typed. Values in the units of :data:`device_io.reading.COMPONENT_UNITS`."""

    kind: ReadingKind
    values: Mapping[str, Quantity]
    flags: frozenset[QualityFlag] = field(default_factory=frozenset)


def parse_reading(text: str) -> StatedReading:
    """Read ``KIND=VALUE``. Raises :class:`ReadingSyntaxError`.

    Glucose without a unit between what the two units can mean is refused: the unit must be written.
    """
    name, equals, value = text[:80].partition("=")
    try:
        kind = ReadingKind(name.strip().lower())
    except ValueError:
        kinds = ", ".join(kind.value for kind in ReadingKind)
        raise ReadingSyntaxError(
            f"Write a reading as KIND=VALUE with one of {kinds}, for example spo2=97."
        ) from None
    if not equals:
        raise _unreadable(kind)
    values = _pressure(value.strip()) if kind is ReadingKind.BLOOD_PRESSURE else _single(kind, value.strip())
    units = COMPONENT_UNITS[kind]
    return StatedReading(kind, {name: Quantity(number, units[name]) for name, number in values.items()})


def _unreadable(kind: ReadingKind) -> ReadingSyntaxError:
    return ReadingSyntaxError(f"This {kind.value} reading cannot be read: write it like {_EXAMPLES[kind]}.")


def _pressure(value: str) -> dict[str, Decimal]:
    match = _PRESSURE.fullmatch(value)
    if match is None:
        raise _unreadable(ReadingKind.BLOOD_PRESSURE)
    systolic, diastolic = Decimal(match.group(1)), Decimal(match.group(2))
    if not (plausible("systolic", systolic) and plausible("diastolic", diastolic) and diastolic < systolic):
        raise _unreadable(ReadingKind.BLOOD_PRESSURE)
    return {"systolic": systolic, "diastolic": diastolic}


def _single(kind: ReadingKind, value: str) -> dict[str, Decimal]:
    match = _SINGLE.fullmatch(value)
    written = "" if match is None else (match.group(2) or "").strip().lower()
    if match is None or written not in _UNITS[kind]:
        raise _unreadable(kind)
    component, number, unit = _MAIN[kind], Decimal(match.group(1)), _UNITS[kind][written]
    if kind is ReadingKind.WEIGHT:
        kept = (convert(component, number, unit) if unit else None) or number
        if not plausible(component, kept):
            raise _unreadable(kind)
        return {component: kept}
    observations = measured(component, number, unit)
    if len(observations) > 1:
        raise ReadingSyntaxError("This sugar value could be in either unit: write mmol/L or mg/dL behind it.")
    if not observations:
        raise _unreadable(kind)
    return {component: observations[0].value}
