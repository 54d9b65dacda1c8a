"""The vocabulary of measurement: what a device or a person reported, before any judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum


class ReadingKind(StrEnum):
    """What was measured."""

    BLOOD_PRESSURE = "blood_pressure"
    HEART_RATE = "heart_rate"
    SPO2 = "spo2"
    TEMPERATURE = "temperature"
    GLUCOSE = "glucose"
    WEIGHT = "weight"
    BODY_COMPOSITION = "body_composition"
    CONTINUOUS_GLUCOSE = "continuous_glucose"


class QualityFlag(StrEnum):
    """What the device or the codec says about the trustworthiness of a reading."""

    BODY_MOVEMENT = "body_movement"
    CUFF_LOOSE = "cuff_loose"
    IRREGULAR_PULSE = "irregular_pulse"
    PULSE_ABOVE_RANGE = "pulse_above_range"
    PULSE_BELOW_RANGE = "pulse_below_range"
    WRONG_POSITION = "wrong_position"
    TIME_UNCERTAIN = "time_uncertain"
    CLOCK_CORRECTED = "clock_corrected"
    CLOCK_ZONE = "clock_zone"
    CLOCK_RESET = "clock_reset"
    IMPLAUSIBLE = "implausible"
    OUTLIER = "outlier"
    UNIT_GUESSED = "unit_guessed"
    RISING_FAST = "rising_fast"
    FALLING_FAST = "falling_fast"
    CALIBRATION_NEEDED = "calibration_needed"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its UCUM unit (https://ucum.org), e.g. ``Quantity(Decimal(128), "mm[Hg]")``."""

    value: Decimal
    unit: str


#: The components each kind is made of, with the UCUM unit records keep them in.
COMPONENT_UNITS: Mapping[ReadingKind, Mapping[str, str]] = {
    ReadingKind.BLOOD_PRESSURE: {
        "systolic": "mm[Hg]",
        "diastolic": "mm[Hg]",
        "mean_arterial": "mm[Hg]",
        "pulse": "/min",
    },
    ReadingKind.HEART_RATE: {"pulse": "/min"},
    ReadingKind.SPO2: {"spo2": "%", "pulse": "/min"},
    ReadingKind.TEMPERATURE: {"temperature": "Cel"},
    ReadingKind.GLUCOSE: {"glucose": "mmol/L"},
    ReadingKind.WEIGHT: {"weight": "kg"},
    ReadingKind.BODY_COMPOSITION: {
        "body_fat": "%",
        "muscle": "%",
        "muscle_mass": "kg",
        "fat_free_mass": "kg",
        "soft_lean_mass": "kg",
        "water_mass": "kg",
        "basal_metabolism": "kJ",
        "impedance": "Ohm",
    },
    ReadingKind.CONTINUOUS_GLUCOSE: {"glucose": "mmol/L", "trend": "mmol/L/min", "quality": "%"},
}

#: The components without which there is no reading of the kind; the others may be missing.
REQUIRED_COMPONENTS: Mapping[ReadingKind, tuple[str, ...]] = {
    ReadingKind.BLOOD_PRESSURE: ("systolic", "diastolic"),
    ReadingKind.HEART_RATE: ("pulse",),
    ReadingKind.SPO2: ("spo2",),
    ReadingKind.TEMPERATURE: ("temperature",),
    ReadingKind.GLUCOSE: ("glucose",),
    ReadingKind.WEIGHT: ("weight",),
    ReadingKind.BODY_COMPOSITION: ("body_fat",),
    ReadingKind.CONTINUOUS_GLUCOSE: ("glucose",),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One measurement event.

    ``values`` maps component names (``systolic`` …) to quantities in the units of
    :data:`COMPONENT_UNITS`. ``taken_at`` and ``received_at`` are aware UTC; ``device_stamp`` is
    what the device itself wrote (ISO, unknown parts ``0000``/``00``) and ``clock_offset`` is host
    time minus device time in that session, both kept as they came. ``sequence`` is the number of the
    record on the device, where it numbers them (a glucose sensor: minutes into its session): with
    ``device_stamp`` it tells records apart.
    """

    kind: ReadingKind
    values: Mapping[str, Quantity]
    taken_at: datetime
    received_at: datetime
    device_stamp: str | None = None
    clock_offset: timedelta | None = None
    user_slot: int | None = None
    flags: frozenset[QualityFlag] = field(default_factory=frozenset)
    sequence: int | None = None
