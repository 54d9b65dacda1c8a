"""Scenarios: which virtual devices there are, what they measured and how they misbehave (TOML)."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from device_io.codecs.ieee11073 import encode_sfloat

#: Longest scenario file read.
MAX_SCENARIO_BYTES = 256 * 1024

_BUNDLED = files("resources") / "scenarios"

Address = Annotated[
    str, StringConstraints(to_upper=True, pattern=r"^[CDEFcdef][0-9A-Fa-f](:[0-9A-Fa-f]{2}){5}$")
]
SixDigits = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=20, strip_whitespace=True)]


class ScenarioError(ValueError):
    """A scenario that cannot be used. The message says where and what to change."""


class Quirk(StrEnum):
    """Ways in which real monitors depart from the happy path."""

    DROP_AFTER_SEND = "drop_after_send"
    NEEDS_BOND_FOR_CCCD = "needs_bond_for_cccd"
    CLOCK_UNSET = "clock_unset"
    TRUNCATED = "truncated"
    NAN = "nan"
    DUPLICATE_FRAMES = "duplicate_frames"
    VANISH = "vanish"
    HANG_UP_FIRST = "hang_up_first"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReadingScript(_Part):
    """A measurement a virtual monitor made ``minutes_ago``: pressures in mmHg, pulse in beats a minute."""

    systolic: Decimal
    diastolic: Decimal
    mean_arterial: Decimal | None = None
    pulse: Decimal | None = None
    minutes_ago: Annotated[int, Field(ge=0, le=60 * 24 * 366)] = 0
    user: Annotated[int, Field(ge=0, le=254)] | None = None
    irregular_pulse: bool = False
    body_movement: bool = False

    @model_validator(mode="after")
    def _values_can_be_sent(self) -> Self:
        for value in (self.systolic, self.diastolic, self.mean_arterial, self.pulse):
            if value is not None:
                encode_sfloat(value)
        return self


class MonitorScript(_Part):
    """A virtual blood pressure monitor.

    ``passkey``: six digits it always displays, "random" for fresh ones, or none for pairing without.
    ``clock_behind_minutes``: how late its clock is.
    """

    kind: Literal["blood_pressure"]
    address: Address
    name: Name
    manufacturer: Name = "Listenwell"
    model: Name = "Virtual BP"
    passkey: SixDigits | Literal["random"] | None = None
    battery_percent: Annotated[int, Field(ge=0, le=100)] = 90
    clock_behind_minutes: Annotated[int, Field(ge=-60 * 24 * 366, le=60 * 24 * 366)] = 0
    quirks: frozenset[Quirk] = frozenset()
    readings: Annotated[tuple[ReadingScript, ...], Field(max_length=100)] = ()


class Scenario(_Part):
    """A named set of virtual devices."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    devices: Annotated[tuple[MonitorScript, ...], Field(min_length=1, max_length=20)]

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
        place = ".".join(str(part) for part in first["loc"]) or "the scenario"
        raise ScenarioError(f"The scenario cannot be used: {place}: {first['msg']}.") from error


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
