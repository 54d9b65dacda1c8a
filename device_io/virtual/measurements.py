"""What virtual devices measured, as scenarios describe it; the numbers must be such as a device can send."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from device_io.codecs.fixed_point import steps_bytes
from device_io.codecs.ieee11073 import encode_float32, encode_sfloat
from device_io.codecs.weight import MASS_STEPS, MassUnit

#: Codes of the meal a glucose reading belongs to (GATT Specification Supplement, Glucose Measurement Context).
MEALS = {"before": 1, "after": 2, "fasting": 3, "casual": 4, "bedtime": 5}

#: Longest ago a reading can be, in minutes: ten years, as long as meters keep their records.
MAX_AGO_MIN = 60 * 24 * 3660


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


def _fits_tenths(value: Decimal) -> Decimal:
    steps_bytes(value, Decimal("0.1"))
    return value


SmallNumber = Annotated[Decimal, AfterValidator(_fits_sfloat)]
Slot = Annotated[int, Field(ge=0, le=254)]
Kilograms = Annotated[Decimal, Field(ge=0, lt=327), AfterValidator(_fits_scale)]
Percent = Annotated[Decimal, Field(ge=0, le=100), AfterValidator(_fits_tenths)]


class Measured(BaseModel):
    """Something that was measured ``minutes_ago``, counted from the epoch of the scenario."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: The field that another value at the same time contradicts, and by how much it then differs.
    contradiction: ClassVar[tuple[str, int]] = ("", 0)

    minutes_ago: Annotated[int, Field(ge=0, le=MAX_AGO_MIN)] = 0

    def earlier(self, minutes: int) -> Self:
        """Return the same measurement, taken that much earlier."""
        return self.model_copy(update={"minutes_ago": self.minutes_ago + minutes})

    def contradicted(self) -> Self:
        """Return a measurement of the same moment with another value."""
        field, difference = self.contradiction
        return self.model_copy(update={field: getattr(self, field) + difference})


class ReadingScript(Measured):
    """Pressures in mmHg, pulse in beats a minute."""

    contradiction: ClassVar[tuple[str, int]] = ("systolic", 10)

    systolic: SmallNumber
    diastolic: SmallNumber
    mean_arterial: SmallNumber | None = None
    pulse: SmallNumber | None = None
    user: Slot | None = None
    irregular_pulse: bool = False
    body_movement: bool = False


class TemperatureScript(Measured):
    """A temperature in ``unit``; ``site`` is where it was taken (1 armpit … 9 eardrum)."""

    contradiction: ClassVar[tuple[str, int]] = ("temperature", 1)

    temperature: Annotated[Decimal, AfterValidator(_fits_float)]
    unit: Literal["celsius", "fahrenheit"] = "celsius"
    site: Annotated[int, Field(ge=1, le=9)] | None = None


class OximetryScript(Measured):
    """Oxygen saturation in per cent, pulse in beats a minute."""

    contradiction: ClassVar[tuple[str, int]] = ("spo2", -3)

    spo2: SmallNumber
    pulse: SmallNumber


class WeightScript(Measured):
    """A weight in kilograms."""

    contradiction: ClassVar[tuple[str, int]] = ("kilograms", 1)

    kilograms: Kilograms
    user: Slot | None = None


class BodyScript(WeightScript):
    """What a body composition scale finds: shares in per cent, masses in kilograms; height in metres."""

    fat_percent: Percent
    basal_metabolism_kj: Annotated[int, Field(ge=0, lt=0xFFFF)] | None = None
    muscle_percent: Percent | None = None
    muscle_kg: Kilograms | None = None
    fat_free_kg: Kilograms | None = None
    soft_lean_kg: Kilograms | None = None
    water_kg: Kilograms | None = None
    impedance_ohm: Annotated[Decimal, Field(ge=0, lt=6553), AfterValidator(_fits_tenths)] | None = None
    height_m: Annotated[Decimal, Field(gt=0, lt=3)] | None = None


class HeartRateScript(Measured):
    """Beats a minute; ``contact``: whether the strap feels skin."""

    contradiction: ClassVar[tuple[str, int]] = ("pulse", 9)

    pulse: Annotated[int, Field(ge=0, le=300)]
    contact: bool = True


class GlucoseScript(Measured):
    """Glucose in mmol/L, and what it has to do with a meal; ``control_solution`` is nobody's blood."""

    contradiction: ClassVar[tuple[str, int]] = ("mmol_per_l", 1)

    mmol_per_l: Annotated[Decimal, AfterValidator(_fits_molar)]
    meal: Literal["before", "after", "fasting", "casual", "bedtime"] | None = None
    control_solution: bool = False


class SensorScript(Measured):
    """A value of a continuous glucose sensor in mg/dL, its trend in mg/dL a minute and its quality in per cent."""

    contradiction: ClassVar[tuple[str, int]] = ("mg_per_dl", 10)

    mg_per_dl: SmallNumber
    trend: SmallNumber | None = None
    quality_percent: SmallNumber | None = None
    below_range: bool = False
    above_range: bool = False
