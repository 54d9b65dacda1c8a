"""Invented results: drawn from a seeded generator, in agreement with each other."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Literal

from assistant.reports.analytes import AnalyteTable, Check
from assistant.reports.arithmetic import computed
from assistant.reports.practice.sheets import Item

OUT_OF_RANGE_SHARE = 0.25
"""Share of drawn values that lie outside their printed range (design)."""
CRITICAL_SHARE = 0.06
"""Share of drawn values of tests with a published critical value that reach it: far more than in life, so that what
is missed shows (design)."""


def numbers(items: Sequence[Item], table: AnalyteTable, chance: random.Random) -> Mapping[str, float]:
    """Values of the numeric analytes of ``items`` by key, each rounded as printed: free ones drawn, defined ones computed.

    Raises :class:`ValueError` when the definitions on the sheet depend on each other.
    """
    by_key = {item.key: item for item in items if item.key and item.expected is None}
    rules: dict[str, Check] = {}
    for check in table.checks:
        target = check.result if isinstance(check.result, str) else check.parts[0]
        if {target, *check.parts} <= by_key.keys():
            rules.setdefault(target, check)
    values: dict[str, float] = {}
    waiting, passed_over = list(by_key), 0
    while waiting:
        if passed_over == len(waiting):
            raise ValueError(f"the practice values {waiting} depend on each other")
        key = waiting.pop(0)
        item, rule = by_key[key], rules.get(key)
        needed = (
            [part for part in rule.parts if part != key] if rule else [item.follows] if item.follows else []
        )
        if not set(needed) <= values.keys():
            waiting.append(key)
            passed_over += 1
            continue
        passed_over = 0
        if rule:
            number = _defined(rule, values, item, by_key, table)
        elif item.follows and item.ratio:
            number = values[item.follows] * chance.uniform(*item.ratio)
        else:
            limits = _critical(item, table)
            critical = bool(limits) and chance.random() < CRITICAL_SHARE
            number = _beyond(chance.choice(limits), chance) if critical else drawn(item, chance)
        values[key] = round(number, item.digits)
    return values


def drawn(item: Item, chance: random.Random) -> float:
    """A value of a numeric item: inside its range, or :data:`OUT_OF_RANGE_SHARE` of the time beyond it."""
    high = item.high if item.high is not None else (item.low or 1.0) * 2
    low = item.low if item.low is not None else high * 0.3
    margin = (high - low) * 0.1
    if chance.random() >= OUT_OF_RANGE_SHARE:
        return chance.uniform(low + margin, high - margin)
    if item.low and chance.random() < 0.4:
        return (
            low - (high - low) * chance.uniform(0.08, 0.3)
            if low > high - low
            else low * chance.uniform(0.6, 0.92)
        )
    return high + (high - low) * chance.uniform(0.08, 0.6)


_Limit = tuple[Literal["low", "high"], float]


def _critical(item: Item, table: AnalyteTable) -> list[_Limit]:
    """Published critical values of a test in the unit its item prints."""
    analyte = table[item.key]
    ucum = table.units.resolve(item.unit, analyte.allowed_units)
    limits: list[_Limit] = []
    for entry in analyte.critical:
        si = analyte.to_si(entry.value, entry.unit)
        printed = analyte.from_si(si, ucum) if si is not None and ucum else None
        if printed is not None:
            limits.append((entry.side, printed))
    return limits


def _beyond(limit: _Limit, chance: random.Random) -> float:
    side, value = limit
    return value * (chance.uniform(0.75, 0.97) if side == "low" else chance.uniform(1.03, 1.25))


def _defined(
    rule: Check, values: Mapping[str, float], item: Item, items: Mapping[str, Item], table: AnalyteTable
) -> float:
    def si(key: str) -> float:
        ucum = table.units.resolve(items[key].unit, table[key].allowed_units)
        number = table[key].to_si(values[key], ucum)
        if number is None:
            raise ValueError(f"the practice sheet prints {key} in a unit that cannot be computed with")
        return number

    if not isinstance(rule.result, str):
        return float(rule.result) - sum(values[part] for part in rule.parts if part != item.key)
    return computed(rule, [si(part) for part in rule.parts])
