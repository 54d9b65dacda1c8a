"""A cell of the matrix device by fault: a home with one device of a kind, which has a fault."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal as N
from typing import Any

from device_io.events import ReadingReceived, SessionEnded, SessionResult
from device_io.reading import Reading
from device_io.virtual import scenario as scripts
from device_io.virtual.scenario import Quirk

ADDRESS = "F0:00:00:00:00:01"
AGES = (60, 5)


def two(script: type, *values: dict[str, Any]) -> tuple[Any, ...]:
    """Two readings, an hour and five minutes old."""
    return tuple(script(minutes_ago=ago, **value) for ago, value in zip(AGES, values, strict=True))


#: Each kind of device, what it measured, and how many readings that makes: a body scale gives the weight too, and of a
#: strap one reading a minute is kept, the others are only shown.
KINDS: dict[str, tuple[type, tuple[Any, ...], int]] = {
    "blood_pressure": (
        scripts.MonitorScript,
        two(
            scripts.ReadingScript,
            {"systolic": N(134), "diastolic": N(84)},
            {"systolic": N(128), "diastolic": N(79)},
        ),
        2,
    ),
    "thermometer": (
        scripts.ThermometerScript,
        two(scripts.TemperatureScript, {"temperature": N("36.7")}, {"temperature": N("37.1")}),
        2,
    ),
    "pulse_oximeter": (
        scripts.OximeterScript,
        two(scripts.OximetryScript, {"spo2": N(97), "pulse": N(71)}, {"spo2": N(96), "pulse": N(75)}),
        2,
    ),
    "weight_scale": (
        scripts.ScaleScript,
        two(scripts.WeightScript, {"kilograms": N("72.4")}, {"kilograms": N("72.5")}),
        2,
    ),
    "body_composition": (
        scripts.BodyScaleScript,
        two(
            scripts.BodyScript,
            {"kilograms": N("72.4"), "fat_percent": N("21.5")},
            {"kilograms": N("72.5"), "fat_percent": N("21.4")},
        ),
        4,
    ),
    "heart_rate": (scripts.StrapScript, two(scripts.HeartRateScript, {"pulse": 74}, {"pulse": 76}), 1),
    "glucose_meter": (
        scripts.GlucoseMeterScript,
        two(scripts.GlucoseScript, {"mmol_per_l": N("5.4")}, {"mmol_per_l": N("5.9")}),
        2,
    ),
    "continuous_glucose": (
        scripts.GlucoseSensorScript,
        two(scripts.SensorScript, {"mg_per_dl": N(104)}, {"mg_per_dl": N(109)}),
        2,
    ),
}
PUSHED = ("blood_pressure", "thermometer", "pulse_oximeter", "weight_scale", "body_composition", "heart_rate")
ON_REQUEST = ("glucose_meter", "continuous_glucose")
STAMPED = tuple(kind for kind in KINDS if kind != "heart_rate")


@dataclass
class Cell:
    """A home with one faulty device. ``longest_s``: what takes longer hangs."""

    home: Any
    kind: str
    longest_s: float = 8.0
    #: Whether the adapter keeps what a bonded device sends before anyone subscribes.
    holds: bool = True
    journal: Any = field(default_factory=list)

    def append(self, frame):
        """Journal ``frame``: a cell is the journal of its home."""
        self.journal.append(frame)
        return len(self.journal)

    def append_all(self, frames):
        return [self.append(frame) for frame in frames]

    @property
    def memory(self) -> tuple[Any, ...]:
        return KINDS[self.kind][1]

    @asynccontextmanager
    async def here(
        self,
        *quirks: Quirk,
        pace: dict[str, float] | None = None,
        home: dict[str, Any] | None = None,
        **facts: Any,
    ):
        apart = {"weight_apart": False} if self.kind == "body_composition" else {}
        facts = {"name": "Meter", "readings": self.memory, **apart, **facts}
        device = KINDS[self.kind][0](kind=self.kind, address=ADDRESS, quirks=frozenset(quirks), **facts)
        paced = {"quiet": 0.2, "listen": 0.7, "records_idle": 0.7, "find": 2.0, **(pace or {})}
        async with (
            asyncio.timeout(self.longest_s),
            self.home(device, **(home or {}), keep=self, **paced) as here,
        ):
            here.household.adapter.holds = self.holds
            yield here

    async def delivers(self, *quirks: Quirk, **facts: Any) -> list[Reading]:
        """Add the device and return what it brought, having made sure that all of it came and the end was good."""
        async with self.here(*quirks, **facts) as here:
            ended = await here.hub.pair(ADDRESS)
            readings = received(await here.events())
        assert (ended.result, ended.complete) == (SessionResult.DELIVERED, True)
        assert len(readings) == KINDS[self.kind][2] * len(facts.get("readings", self.memory)) // 2
        return readings


def received(events):
    return [one.reading for one in events if isinstance(one, ReadingReceived)]


def ended_with(result):
    return lambda event: isinstance(event, SessionEnded) and event.result is result
