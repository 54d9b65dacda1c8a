"""What scenarios say about each kind of virtual device: identity, memory, users, clock and faults."""

from __future__ import annotations

from typing import Annotated, ClassVar, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from device_io.codecs.user_control import HIGHEST_CONSENT_CODE
from device_io.virtual.faults import (
    BODY_SCALE_QUIRKS,
    CLOCK_QUIRKS,
    COMMON_QUIRKS,
    RECORD_QUIRKS,
    SCALE_QUIRKS,
    SENSOR_QUIRKS,
    Quirk,
)
from device_io.virtual.measurements import (
    MAX_AGO_MIN,
    BodyScript,
    GlucoseScript,
    HeartRateScript,
    Measured,
    OximetryScript,
    ReadingScript,
    SensorScript,
    Slot,
    TemperatureScript,
    WeightScript,
)

#: The most readings a device remembers; meters keep 500 to 1000 (manuals of Accu-Chek and Contour meters).
MAX_MEMORY = 5000
#: A time offset in a continuous glucose record has 16 bits of minutes.
_MAX_OFFSET_MIN = 0xFFFF

Address = Annotated[
    str, StringConstraints(to_upper=True, pattern=r"^[CDEFcdef][0-9A-Fa-f](:[0-9A-Fa-f]{2}){5}$")
]
SixDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=20, strip_whitespace=True)]
#: How many values of the moment come before each result.
LiveValues = Annotated[int, Field(ge=0, le=20)]

_Reading = TypeVar("_Reading", bound=Measured)


class UserScript(BaseModel):
    """A person a device knows, and the code by which that person lets a host see the readings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slot: Slot
    consent_code: Annotated[int, Field(ge=0, le=HIGHEST_CONSENT_CODE)]


class RepeatScript(BaseModel):
    """The listed readings were taken ``times`` in all, each round ``every_minutes`` before the next."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    times: Annotated[int, Field(ge=1, le=MAX_MEMORY)]
    every_minutes: Annotated[int, Field(ge=1, le=MAX_AGO_MIN)]


class DeviceScript(BaseModel, Generic[_Reading]):
    """What every virtual device has.

    ``passkey``: six digits it always displays, "random" for fresh ones, or none for pairing without.
    ``clock_behind_minutes``: how late its clock is. ``clock_reset_minutes_ago``: when its battery was changed, from
    which moment its clock counts from the start of 2000. ``late_ms``: how long it waits before every frame.
    ``fresh_for_s``: how long it advertises before it goes to sleep; without it, as long as there is news.
    ``reading_every_s``: it measures by itself while it runs, the listed readings in turn.
    :attr:`possible_quirks` are those its kind can have.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    possible_quirks: ClassVar[frozenset[Quirk]] = COMMON_QUIRKS

    address: Address
    name: Name
    manufacturer: Name = "Listenwell"
    model: Name = "Virtual device"
    passkey: SixDigits | Literal["random"] | None = None
    battery_percent: Annotated[int, Field(ge=0, le=100)] = 90
    clock_behind_minutes: Annotated[int, Field(ge=-60 * 24 * 366, le=60 * 24 * 366)] = 0
    clock_reset_minutes_ago: Annotated[int, Field(ge=0, le=MAX_AGO_MIN)] | None = None
    late_ms: Annotated[int, Field(ge=0, le=10_000)] = 0
    fresh_for_s: Annotated[float, Field(gt=0, le=3600)] | None = None
    reading_every_s: Annotated[float, Field(ge=0.05, le=86_400)] | None = None
    quirks: frozenset[Quirk] = frozenset()
    repeat: RepeatScript | None = None
    readings: Annotated[tuple[_Reading, ...], Field(max_length=MAX_MEMORY)] = ()

    @property
    def memory(self) -> tuple[_Reading, ...]:
        """Every reading the device remembers, repetitions included, in the order in which they are listed."""
        if self.repeat is None:
            return self.readings
        rounds = reversed(range(self.repeat.times))
        shifts = [number * self.repeat.every_minutes for number in rounds]
        return tuple(reading.earlier(shift) for shift in shifts for reading in self.readings)

    @model_validator(mode="after")
    def _quirks_are_possible(self) -> Self:
        impossible = self.quirks - self.possible_quirks
        if impossible:
            raise ValueError(f"a device of this kind cannot have the quirks {', '.join(sorted(impossible))}")
        return self

    @model_validator(mode="after")
    def _memory_is_bounded(self) -> Self:
        repeat = self.repeat
        if repeat is None or not self.readings:
            return self
        if repeat.times * len(self.readings) > MAX_MEMORY:
            raise ValueError(f"a device remembers {MAX_MEMORY} readings at most")
        oldest = max(reading.minutes_ago for reading in self.readings)
        if oldest + (repeat.times - 1) * repeat.every_minutes > MAX_AGO_MIN:
            raise ValueError("the repeated readings reach back more than ten years")
        return self


class _ScaleScript(DeviceScript[_Reading], Generic[_Reading]):
    """``users``: who has to consent before the scale sends anything of theirs; without any it sends to everyone."""

    users: Annotated[tuple[UserScript, ...], Field(max_length=16)] = ()

    @model_validator(mode="after")
    def _users_differ(self) -> Self:
        slots = [user.slot for user in self.users]
        if len(set(slots)) != len(slots):
            raise ValueError("two users have the same slot")
        return self


class MonitorScript(DeviceScript[ReadingScript]):
    """A virtual blood pressure monitor."""

    kind: Literal["blood_pressure"]
    model: Name = "Virtual BP"
    live_values: LiveValues = 0


class ThermometerScript(DeviceScript[TemperatureScript]):
    """A virtual thermometer."""

    kind: Literal["thermometer"]
    model: Name = "Virtual thermometer"
    live_values: LiveValues = 0


class OximeterScript(DeviceScript[OximetryScript]):
    """A virtual pulse oximeter; a ``continuous`` one has no spot-check and sends values until one has settled."""

    kind: Literal["pulse_oximeter"]
    model: Name = "Virtual oximeter"
    continuous: bool = False
    live_values: LiveValues = 0


class ScaleScript(_ScaleScript[WeightScript]):
    """A virtual scale."""

    possible_quirks: ClassVar[frozenset[Quirk]] = COMMON_QUIRKS | SCALE_QUIRKS

    kind: Literal["weight_scale"]
    model: Name = "Virtual scale"


class BodyScaleScript(_ScaleScript[BodyScript]):
    """A virtual body composition scale.

    ``weight_apart``: the weight comes in a frame of the weight service, as most scales send it; else with the rest.
    ``split_frames``: the measurement takes two frames, the first marked as not complete.
    """

    possible_quirks: ClassVar[frozenset[Quirk]] = COMMON_QUIRKS | BODY_SCALE_QUIRKS

    kind: Literal["body_composition"]
    model: Name = "Virtual body scale"
    weight_apart: bool = True
    split_frames: bool = False


class StrapScript(DeviceScript[HeartRateScript]):
    """A virtual heart rate strap; it has no clock, so the same values at the same moment are no contradiction."""

    possible_quirks: ClassVar[frozenset[Quirk]] = COMMON_QUIRKS - CLOCK_QUIRKS - {Quirk.CONTRADICTS_ITSELF}

    kind: Literal["heart_rate"]
    model: Name = "Virtual strap"


class GlucoseMeterScript(DeviceScript[GlucoseScript]):
    """A virtual glucose meter; its records keep the numbers from ``first_sequence`` on and are never deleted."""

    possible_quirks: ClassVar[frozenset[Quirk]] = COMMON_QUIRKS | RECORD_QUIRKS

    kind: Literal["glucose_meter"]
    model: Name = "Virtual meter"
    first_sequence: Annotated[int, Field(ge=0, le=60_000)] = 1


class GlucoseSensorScript(DeviceScript[SensorScript]):
    """A virtual continuous glucose sensor.

    Its session began ``started_minutes_ago`` and may last ``run_time_hours``; ``checksum``: its frames carry the
    end-to-end checksum; ``records_per_frame``: how many records share a notification. Its clock is the start of
    its session (2AAA): unset until a host writes it where it has the quirk ``clock_unset``.
    """

    possible_quirks: ClassVar[frozenset[Quirk]] = COMMON_QUIRKS | RECORD_QUIRKS | SENSOR_QUIRKS

    kind: Literal["continuous_glucose"]
    model: Name = "Virtual sensor"
    started_minutes_ago: Annotated[int, Field(ge=0, le=_MAX_OFFSET_MIN)] = 1440
    run_time_hours: Annotated[int, Field(ge=1, le=0xFFFF)] = 336
    checksum: bool = True
    records_per_frame: Annotated[int, Field(ge=1, le=8)] = 1

    @model_validator(mode="after")
    def _readings_lie_in_the_session(self) -> Self:
        if any(reading.minutes_ago > self.started_minutes_ago for reading in self.memory):
            raise ValueError("a reading is older than the session (started_minutes_ago)")
        return self

    @model_validator(mode="after")
    def _damage_needs_a_checksum(self) -> Self:
        if Quirk.CRC_ERROR in self.quirks and not self.checksum:
            raise ValueError("crc_error needs frames with a checksum")
        return self


AnyScript = Annotated[
    MonitorScript
    | ThermometerScript
    | OximeterScript
    | ScaleScript
    | BodyScaleScript
    | StrapScript
    | GlucoseMeterScript
    | GlucoseSensorScript,
    Field(discriminator="kind"),
]
