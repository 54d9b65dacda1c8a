"""Numbers the red-flag rules look at, whatever they came from, in the units of ``thresholds.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from assistant.red_flags.clinical_files import load_yaml
from assistant.red_flags.mention_context import Doubt


class Bound(StrEnum):
    """Whether a number was given as it is ("190"), as a lower ("above 180") or an upper limit ("below 3")."""

    EXACT = "exact"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Observation:
    """One number about the person. ``component`` as in ``thresholds.yaml``; ``said`` false: from a device."""

    component: str
    value: Decimal
    bound: Bound = Bound.EXACT
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class _Range:
    low: Decimal
    high: Decimal


@lru_cache(maxsize=1)
def _ranges() -> Mapping[str, _Range]:
    rows = load_yaml("thresholds.yaml")["plausible_ranges"]
    return {name: _Range(Decimal(str(row["low"])), Decimal(str(row["high"]))) for name, row in rows.items()}


@lru_cache(maxsize=1)
def _guess() -> Mapping[str, Mapping[str, Decimal]]:
    rows = load_yaml("thresholds.yaml")["unit_guess"]
    return {
        name: {key: Decimal(str(value)) for key, value in row.items() if key not in {"src", "st"}}
        for name, row in rows.items()
    }


@lru_cache(maxsize=1)
def _conversions() -> Mapping[tuple[str, str], Mapping[str, Decimal]]:
    rows = load_yaml("thresholds.yaml")["conversions"]
    return {
        (row["component"], row["unit"]): {
            key: Decimal(str(row[key])) for key in ("subtract", "divide_by") if key in row
        }
        for row in rows.values()
    }


def plausible(component: str, value: Decimal) -> bool:
    """Whether ``value`` can be judged at all."""
    limits = _ranges().get(component)
    return limits is None or limits.low <= value <= limits.high


def convert(component: str, value: Decimal, unit: str) -> Decimal | None:
    """``value`` in the kept unit, or None when ``unit`` is not one that is converted."""
    rule = _conversions().get((component, unit))
    if rule is None:
        return None
    return (value - rule.get("subtract", Decimal(0))) / rule["divide_by"]


def measured(
    component: str, value: Decimal, unit: str | None, bound: Bound = Bound.EXACT
) -> list[Observation]:
    """The observation(s) ``value`` may stand for: none when implausible, two with doubt when its unit is unclear.

    The value itself then comes third, as ``glucose_unit_unclear``: some values are dangerous either way.
    ``unit`` None means that no unit was given; glucose and temperature are then judged by size.
    """
    doubt: Doubt | None = None
    values = [value]
    if unit is None and component == "glucose":
        limits = _guess()["glucose"]
        if value > limits["mg_above"]:
            unit = "mg/dL"
        elif value >= limits["mmol_below"]:
            values, doubt = [value, value / _conversions()["glucose", "mg/dL"]["divide_by"]], Doubt.UNIT
    elif unit is None and component == "temperature":
        limits = _guess()["temperature"]
        if limits["fahrenheit_from"] <= value <= limits["fahrenheit_to"]:
            unit = "[degF]"
    if unit is not None:
        converted = convert(component, value, unit)
        values = [value if converted is None else converted]
    found = [Observation(component, kept, bound, doubt) for kept in values if plausible(component, kept)]
    if len(found) > 1:
        found.append(Observation("glucose_unit_unclear", value, bound))
    return found
