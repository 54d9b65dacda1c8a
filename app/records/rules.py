"""The rules that make clean and daily rows from raw ones: each with its version, its name and its source.

A derived row keeps the rules that made it as a sum of their bits; the table ``rule`` keeps the versions under which
the whole derived part was made. When a version here changes, everything derived is made again at the next start.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``bit`` is its own for ever; raise ``version`` whenever its outcome may change."""

    bit: int
    name: str
    version: int
    source: str

    @property
    def mask(self) -> int:
        """What stands for this rule in a row's sum."""
        return 1 << self.bit


_OURS: Final = "our rule"

UNITS: Final = Rule(
    0, "units", 1, "molar mass of glucose 180.16 g/mol; pound of 1959; definitions of kPa and °F"
)
HARD_LIMITS: Final = Rule(
    1, "hard_limits", 2, "BMC Family Practice 2015, s12875-015-0301-2, table 2; others our rule"
)
RESENT: Final = Rule(2, "resent_within_60_s", 1, _OURS)
SAME_RECORD: Final = Rule(3, "same_device_time_and_value", 3, _OURS)
TWO_PATHS: Final = Rule(4, "two_paths_within_60_s", 1, _OURS)
CONTRADICTION: Final = Rule(5, "contradiction", 1, _OURS)
LATE: Final = Rule(6, "late_after_24_h", 1, _OURS)
CLOCK_OFFSET: Final = Rule(7, "clock_offset_over_2_min", 1, _OURS)
CLOCK_ZONE: Final = Rule(8, "clock_whole_hours", 1, _OURS)
CLOCK_RESET: Final = Rule(9, "clock_reset", 1, _OURS)
DEVICE_ERROR: Final = Rule(10, "device_error", 1, "what the device's profile says of the frame")
UNREADABLE: Final = Rule(11, "unreadable", 1, "the frame's format")
GLUCOSE_UNIT: Final = Rule(12, "glucose_without_unit", 1, "our rule: unit_guess in thresholds.yaml")
OUTLIER_HAMPEL: Final = Rule(13, "outlier_hampel", 1, "our rule: rolling median ± 3 × 1.4826 MAD")
OUTLIER_WEIGHT: Final = Rule(14, "outlier_weight_band", 1, "Diabetes 2023;72 Suppl 1:1700-P, 15 lb")
DEVICE_PAIRS: Final = Rule(15, "device_pairs", 1, "our rule: device_agreement in thresholds.yaml")
DEVICES_DISAGREE: Final = Rule(16, "devices_disagree", 1, "our rule: device_agreement in thresholds.yaml")
SITTINGS: Final = Rule(17, "sittings_30_min", 1, _OURS)
DAY_MEANS: Final = Rule(18, "day_means", 2, "arithmetic mean of plausible readings")
ASSIGNMENT: Final = Rule(19, "assignment", 1, "who it was, as somebody in the household said")

#: Every rule, in the order of its bit.
REGISTRY: Final[tuple[Rule, ...]] = (
    UNITS,
    HARD_LIMITS,
    RESENT,
    SAME_RECORD,
    TWO_PATHS,
    CONTRADICTION,
    LATE,
    CLOCK_OFFSET,
    CLOCK_ZONE,
    CLOCK_RESET,
    DEVICE_ERROR,
    UNREADABLE,
    GLUCOSE_UNIT,
    OUTLIER_HAMPEL,
    OUTLIER_WEIGHT,
    DEVICE_PAIRS,
    DEVICES_DISAGREE,
    SITTINGS,
    DAY_MEANS,
    ASSIGNMENT,
)


def together(rules: Iterable[Rule]) -> int:
    """Return the sum that stands for ``rules`` in a row."""
    total = 0
    for rule in rules:
        total |= rule.mask
    return total


@lru_cache(maxsize=1024)
def named(total: int) -> tuple[Rule, ...]:
    """Return the rules that a row's sum stands for."""
    return tuple(rule for rule in REGISTRY if total & rule.mask)


def are_current(connection: Any, registry: tuple[Rule, ...] | None = None) -> bool:
    """Tell whether everything derived was made under exactly these rules."""
    kept = {tuple(row) for row in connection.execute("SELECT bit, name, version FROM rule")}
    return kept == {(rule.bit, rule.name, rule.version) for rule in registry or REGISTRY}


def keep(connection: Any) -> None:
    """Write down the rules under which everything derived is made from now on; the caller rebuilds it."""
    connection.execute("DELETE FROM rule")
    connection.executemany(
        "INSERT INTO rule (bit, name, version, source) VALUES (?, ?, ?, ?)",
        [(rule.bit, rule.name, rule.version, rule.source) for rule in REGISTRY],
    )
