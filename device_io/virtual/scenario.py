"""Scenarios: which virtual devices there are, what they measured and how they misbehave (TOML)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from device_io.virtual.measurements import (
    GlucoseScript,
    HeartRateScript,
    OximetryScript,
    ReadingScript,
    TemperatureScript,
    WeightScript,
)

__all__ = [
    "DeviceScript",
    "GlucoseMeterScript",
    "GlucoseScript",
    "HeartRateScript",
    "MonitorScript",
    "OximeterScript",
    "OximetryScript",
    "Quirk",
    "ReadingScript",
    "ScaleScript",
    "Scenario",
    "ScenarioError",
    "StrapScript",
    "TemperatureScript",
    "ThermometerScript",
    "WeightScript",
    "load_scenario",
    "parse_scenario",
]

#: Longest scenario file read.
MAX_SCENARIO_BYTES = 256 * 1024

_BUNDLED = files("resources") / "scenarios"

Address = Annotated[
    str, StringConstraints(to_upper=True, pattern=r"^[CDEFcdef][0-9A-Fa-f](:[0-9A-Fa-f]{2}){5}$")
]
SixDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=20, strip_whitespace=True)]
#: How many values of the moment come before each result.
LiveValues = Annotated[int, Field(ge=0, le=20)]


class ScenarioError(ValueError):
    """A scenario that cannot be used. The message says where and what to change."""


class Quirk(StrEnum):
    """Ways in which real devices depart from the happy path."""

    DROP_AFTER_SEND = "drop_after_send"
    NEEDS_BOND_FOR_CCCD = "needs_bond_for_cccd"
    CLOCK_UNSET = "clock_unset"
    TRUNCATED = "truncated"
    NAN = "nan"
    DUPLICATE_FRAMES = "duplicate_frames"
    VANISH = "vanish"
    HANG_UP_FIRST = "hang_up_first"
    DROP_IN_TRANSFER = "drop_in_transfer"
    RACP_BUSY = "racp_busy"
    RACP_STUCK = "racp_stuck"
    RACP_ABORT = "racp_abort"
    RACP_NO_END = "racp_no_end"
    RACP_NO_COUNT = "racp_no_count"


#: Quirks of devices that send stored records on request.
_RECORD_QUIRKS = frozenset(
    {
        Quirk.DROP_IN_TRANSFER,
        Quirk.RACP_BUSY,
        Quirk.RACP_STUCK,
        Quirk.RACP_ABORT,
        Quirk.RACP_NO_END,
        Quirk.RACP_NO_COUNT,
    }
)


class DeviceScript(BaseModel):
    """What every virtual device has.

    ``passkey``: six digits it always displays, "random" for fresh ones, or none for pairing without.
    ``clock_behind_minutes``: how late its clock is. :attr:`possible_quirks` are those its kind can have.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    possible_quirks: ClassVar[frozenset[Quirk]] = frozenset(Quirk) - _RECORD_QUIRKS

    address: Address
    name: Name
    manufacturer: Name = "Listenwell"
    model: Name = "Virtual device"
    passkey: SixDigits | Literal["random"] | None = None
    battery_percent: Annotated[int, Field(ge=0, le=100)] = 90
    clock_behind_minutes: Annotated[int, Field(ge=-60 * 24 * 366, le=60 * 24 * 366)] = 0
    quirks: frozenset[Quirk] = frozenset()

    @model_validator(mode="after")
    def _quirks_are_possible(self) -> Self:
        impossible = self.quirks - self.possible_quirks
        if impossible:
            raise ValueError(f"a device of this kind cannot have the quirks {', '.join(sorted(impossible))}")
        return self


class MonitorScript(DeviceScript):
    """A virtual blood pressure monitor."""

    kind: Literal["blood_pressure"]
    model: Name = "Virtual BP"
    live_values: LiveValues = 0
    readings: Annotated[tuple[ReadingScript, ...], Field(max_length=100)] = ()


class ThermometerScript(DeviceScript):
    """A virtual thermometer."""

    kind: Literal["thermometer"]
    model: Name = "Virtual thermometer"
    live_values: LiveValues = 0
    readings: Annotated[tuple[TemperatureScript, ...], Field(max_length=100)] = ()


class OximeterScript(DeviceScript):
    """A virtual pulse oximeter; a ``continuous`` one has no spot-check and sends values until one has settled."""

    kind: Literal["pulse_oximeter"]
    model: Name = "Virtual oximeter"
    continuous: bool = False
    live_values: LiveValues = 0
    readings: Annotated[tuple[OximetryScript, ...], Field(max_length=100)] = ()


class ScaleScript(DeviceScript):
    """A virtual scale."""

    kind: Literal["weight_scale"]
    model: Name = "Virtual scale"
    readings: Annotated[tuple[WeightScript, ...], Field(max_length=100)] = ()


class StrapScript(DeviceScript):
    """A virtual heart rate strap; it has no clock."""

    possible_quirks: ClassVar[frozenset[Quirk]] = DeviceScript.possible_quirks - {Quirk.CLOCK_UNSET}

    kind: Literal["heart_rate"]
    model: Name = "Virtual strap"
    readings: Annotated[tuple[HeartRateScript, ...], Field(max_length=100)] = ()


class GlucoseMeterScript(DeviceScript):
    """A virtual glucose meter; its records keep the numbers from ``first_sequence`` on and are never deleted."""

    possible_quirks: ClassVar[frozenset[Quirk]] = frozenset(Quirk)

    kind: Literal["glucose_meter"]
    model: Name = "Virtual meter"
    first_sequence: Annotated[int, Field(ge=0, le=60_000)] = 1
    readings: Annotated[tuple[GlucoseScript, ...], Field(max_length=5000)] = ()


AnyScript = Annotated[
    MonitorScript | ThermometerScript | OximeterScript | ScaleScript | StrapScript | GlucoseMeterScript,
    Field(discriminator="kind"),
]


class Scenario(BaseModel):
    """A named set of virtual devices."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    devices: Annotated[tuple[AnyScript, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _addresses_differ(self) -> Self:
        addresses = [device.address for device in self.devices]
        if len(set(addresses)) != len(addresses):
            raise ValueError("two devices have the same address")
        return self


def parse_scenario(text: str) -> Scenario:
    """Return the scenario that the TOML ``text`` describes.

    Raises:
        ScenarioError: no TOML, or something in it that no scenario has.

    """
    try:
        return Scenario.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"The scenario is no valid TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ScenarioError(f"The scenario cannot be used: {_place(first)}: {first['msg']}.") from error


def _place(error: Mapping[str, Any]) -> str:
    """Return where in the file an error is; pydantic names the kind of a device as a step of its own."""
    where = error["loc"]
    steps = [str(part) for at, part in enumerate(where) if not (at == 2 and where[0] == "devices")]
    if error["type"] in ("union_tag_invalid", "union_tag_not_found"):
        steps.append("kind")
    return ".".join(steps) or "the scenario"


def load_scenario(source: str | Path) -> Scenario:
    """Return a bundled scenario by name ("blood_pressure") or one from a file.

    Raises:
        ScenarioError: neither exists, or it cannot be used.

    """
    bundled = {
        entry.name.removesuffix(".toml"): entry
        for entry in _BUNDLED.iterdir()
        if entry.name.endswith(".toml")
    }
    if str(source) in bundled:
        return parse_scenario(bundled[str(source)].read_text(encoding="utf-8"))
    path = Path(source)
    try:
        if path.stat().st_size > MAX_SCENARIO_BYTES:
            raise ScenarioError(
                f"{path.name} is too large for a scenario: keep it under {MAX_SCENARIO_BYTES} bytes."
            )
        return parse_scenario(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(sorted(bundled))
        raise ScenarioError(
            f"The scenario {path.name!r} cannot be read: give a TOML file or one of {known}."
        ) from error
