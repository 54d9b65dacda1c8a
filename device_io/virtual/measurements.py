"""What virtual devices measured, as scenarios describe it; the numbers must be such as a device can send."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from device_io.codecs.ieee11073 import encode_float32, encode_sfloat
from device_io.codecs.weight import MASS_STEPS, MassUnit

#: Codes of the meal a glucose reading belongs to (GATT Specification Supplement, Glucose Measurement Context).
MEALS = {"before": 1, "after": 2, "fasting": 3, "casual": 4, "bedtime": 5}

#: Longest ago a reading can be, in minutes: ten years, as long as meters keep their records.
_MAX_AGO_MIN = 60 * 24 * 3660


def _fits_sfloat(value: Decimal) -> Decimal:
    encode_sfloat(value)
    return value


def _fits_molar(value: Decimal) -> Decimal:
    encode_sfloat(value / 1000)
    return value


def _fits_float(value: Decimal) -> Decimal:
    encode_float32(value)
    return value


def _fits_scale(value: Decimal) -> Decimal:
    if value % MASS_STEPS[MassUnit.KILOGRAM]:
        raise ValueError("scales weigh in steps of 0.005 kg")
    return value


SmallNumber = Annotated[Decimal, AfterValidator(_fits_sfloat)]
Slot = Annotated[int, Field(ge=0, le=254)]


class Measured(BaseModel):
    """Something that was measured ``minutes_ago``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minutes_ago: Annotated[int, Field(ge=0, le=_MAX_AGO_MIN)] = 0


class ReadingScript(Measured):
    """Pressures in mmHg, pulse in beats a minute."""

    systolic: SmallNumber
    diastolic: SmallNumber
    mean_arterial: SmallNumber | None = None
    pulse: SmallNumber | None = None
    user: Slot | None = None
    irregular_pulse: bool = False
    body_movement: bool = False


class TemperatureScript(Measured):
    """A temperature in ``unit``; ``site`` is where it was taken (1 armpit … 9 eardrum)."""

    temperature: Annotated[Decimal, AfterValidator(_fits_float)]
    unit: Literal["celsius", "fahrenheit"] = "celsius"
    site: Annotated[int, Field(ge=1, le=9)] | None = None


class OximetryScript(Measured):
    """Oxygen saturation in per cent, pulse in beats a minute."""

    spo2: SmallNumber
    pulse: SmallNumber


class WeightScript(Measured):
    """A weight in kilograms."""

    kilograms: Annotated[Decimal, Field(ge=0, lt=327), AfterValidator(_fits_scale)]
    user: Slot | None = None


class HeartRateScript(Measured):
    """Beats a minute; ``contact``: whether the strap feels skin."""

    pulse: Annotated[int, Field(ge=0, le=300)]
    contact: bool = True


class GlucoseScript(Measured):
    """Glucose in mmol/L, and what it has to do with a meal; ``control_solution`` is nobody's blood."""

    mmol_per_l: Annotated[Decimal, AfterValidator(_fits_molar)]
    meal: Literal["before", "after", "fasting", "casual", "bedtime"] | None = None
    control_solution: bool = False
