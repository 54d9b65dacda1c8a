"""Invented results for practice sheets: drawn from a seeded generator, in agreement with each other."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.reports.analytes import AnalyteTable, Check
from assistant.reports.arithmetic import computed
from assistant.reports.values import Side, compare, parse_range, parse_value

OUT_OF_RANGE_SHARE = 0.25
"""Share of drawn values that lie outside their printed range (design)."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Layout(_Strict):
    """How a sheet is laid out: roles of its columns and how ranges and marks are printed."""

    language: Literal["zh", "en"]
    columns: tuple[str, ...]
    range_form: str
    flags: Mapping[Literal["H", "L"], str]
    groups: int = 1
    glued_flag: bool = False
    unit_with_value: bool = False


class Item(_Strict):
    """One line of a practice panel; see the remarks in ``resources/specimens/sheets.yaml``."""

    key: str
    unit: str
    low: float | None = None
    high: float | None = None
    digits: int = 0
    follows: str | None = None
    ratio: tuple[float, float] | None = None
    expected: Mapping[Literal["zh", "en"], str] | None = None
    other: Mapping[Literal["zh", "en"], tuple[str, ...]] | None = None


class Header(_Strict):
    """What stands above and below the table."""

    title: str
    fields: tuple[tuple[str, str], ...]
    footer: tuple[tuple[str, str], ...]


class Sheets(_Strict):
    """Everything practice sheets are made from."""

    layouts: Mapping[str, Layout]
    defaults: Mapping[Literal["zh", "en"], str]
    header: Mapping[Literal["zh", "en"], Header]
    panels: Mapping[str, tuple[Item, ...]]


@cache
def sheets() -> Sheets:
    """The practice sheets that ship with Listenwell."""
    file = resources.files("resources") / "specimens" / "sheets.yaml"
    return Sheets.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """One printed line. ``flag`` is ``H``, ``L`` or ``none``, in words like the truth files."""

    key: str
    name: str
    code: str
    value: str
    unit: str
    reference_range: str
    flag: Literal["H", "L", "none"]


def practice_rows(
    items: Sequence[Item], layout: Layout, table: AnalyteTable, chance: random.Random
) -> list[PracticeRow]:
    """One row an item. Arithmetic that the table's checks define holds between the printed values."""
    numbers = _numbers([item for item in items if item.expected is None], table, chance)
    rows = []
    for item in items:
        analyte = table[item.key]
        names = analyte.zh if layout.language == "zh" else analyte.en
        if item.expected is None:
            value = f"{numbers[item.key]:.{item.digits}f}"
            printed_range = _range(item, layout.range_form)
            flag = _flag(value, printed_range)
        else:
            usual = item.expected[layout.language]
            odd = chance.random() < OUT_OF_RANGE_SHARE and item.other is not None
            value = chance.choice(item.other[layout.language]) if odd and item.other else usual
            printed_range, flag = usual, "none"
        rows.append(
            PracticeRow(item.key, names[0], analyte.abbreviations[0], value, item.unit, printed_range, flag)
        )
    return rows


def _numbers(items: Sequence[Item], table: AnalyteTable, chance: random.Random) -> Mapping[str, float]:
    """Values by key, each rounded as printed: free ones drawn, defined ones computed from those."""
    by_key = {item.key: item for item in items}
    rules: dict[str, Check] = {}
    for check in table.checks:
        target = check.result if isinstance(check.result, str) else check.parts[0]
        if {target, *check.parts} <= by_key.keys():
            rules.setdefault(target, check)
    values: dict[str, float] = {}
    waiting, passed_over = [item.key for item in items], 0
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
            number = _drawn(item, chance)
        values[key] = round(number, item.digits)
    return values


def _drawn(item: Item, chance: random.Random) -> float:
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
    parts = [si(part) for part in rule.parts]
    return computed(rule, parts)


def _range(item: Item, form: str) -> str:
    if item.low is None and item.high is None:
        return ""
    if item.low is None:
        return f"<{item.high:.{item.digits}f}"
    if item.high is None:
        return f">{item.low:.{item.digits}f}"
    return form.format(low=f"{item.low:.{item.digits}f}", high=f"{item.high:.{item.digits}f}")


def _flag(value: str, printed_range: str) -> Literal["H", "L", "none"]:
    number, limits = parse_value(value), parse_range(printed_range)
    side = compare(number, limits) if number and limits else None
    return "H" if side is Side.HIGH else "L" if side is Side.LOW else "none"
