"""Scenarios: which virtual devices there are, what they measured and how they misbehave (TOML)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from device_io.virtual.faults import Quirk
from device_io.virtual.measurements import (
    BodyScript,
    GlucoseScript,
    HeartRateScript,
    OximetryScript,
    ReadingScript,
    SensorScript,
    TemperatureScript,
    WeightScript,
)
from device_io.virtual.scripts import (
    AnyScript,
    BodyScaleScript,
    DeviceScript,
    GlucoseMeterScript,
    GlucoseSensorScript,
    MonitorScript,
    OximeterScript,
    RepeatScript,
    ScaleScript,
    StrapScript,
    ThermometerScript,
    UserScript,
)

__all__ = [
    "AnyScript",
    "BodyScaleScript",
    "BodyScript",
    "DeviceScript",
    "GlucoseMeterScript",
    "GlucoseScript",
    "GlucoseSensorScript",
    "HeartRateScript",
    "MonitorScript",
    "OximeterScript",
    "OximetryScript",
    "Quirk",
    "ReadingScript",
    "RepeatScript",
    "ScaleScript",
    "Scenario",
    "ScenarioError",
    "SensorScript",
    "StrapScript",
    "TemperatureScript",
    "ThermometerScript",
    "UserScript",
    "WeightScript",
    "bundled_scenarios",
    "load_scenario",
    "parse_scenario",
]

#: Longest scenario file read.
MAX_SCENARIO_BYTES = 256 * 1024
#: The most devices in one scenario.
MAX_DEVICES = 40

_BUNDLED = files("resources") / "scenarios"


class ScenarioError(ValueError):
    """A scenario that cannot be used. The message says where and what to change."""


class Scenario(BaseModel):
    """A named set of virtual devices.

    ``epoch`` is the moment from which ``minutes_ago`` counts (local time of the household where it has no zone).
    Without it the simulator takes the moment at which the scenario is first used and keeps that (see
    :mod:`device_io.virtual.memory`), so that the records of a device bear the same stamps at every start.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    epoch: datetime | None = None
    devices: Annotated[tuple[AnyScript, ...], Field(min_length=1, max_length=MAX_DEVICES)]

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


def bundled_scenarios() -> tuple[str, ...]:
    """Return the names of the scenarios that come with Listenwell, in alphabetical order."""
    names = (entry.name for entry in _BUNDLED.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def load_scenario(source: str | Path) -> Scenario:
    """Return a bundled scenario by name ("blood_pressure") or one from a file.

    Raises:
        ScenarioError: neither exists, or it cannot be used.

    """
    bundled = bundled_scenarios()
    if str(source) in bundled:
        return parse_scenario((_BUNDLED / f"{source}.toml").read_text(encoding="utf-8"))
    path = Path(source)
    try:
        if path.stat().st_size > MAX_SCENARIO_BYTES:
            raise ScenarioError(
                f"{path.name} is too large for a scenario: keep it under {MAX_SCENARIO_BYTES} bytes."
            )
        return parse_scenario(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(bundled)
        raise ScenarioError(
            f"The scenario {path.name!r} cannot be read: give a TOML file or one of {known}."
        ) from error
