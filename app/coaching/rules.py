"""What a good home reading of blood pressure takes, from the clinical file with its sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from app.records.profile.protocol_average import AveragingRule, averaging_rule, hours
from app.records.thresholds import Provenance, RuleSet, clinical_row, provenance
from device_io.device_clock import TOLERATED_OFFSET

#: The parts of a day in which a week's readings are taken.
PARTS: Final = ("morning", "evening")


@dataclass(frozen=True, slots=True)
class SittingRules:
    """How one sitting goes.

    After ``rest``, ``readings`` readings at least ``gap`` apart, and ``most`` where the first two differ by more than
    ``third_above`` mmHg of systolic pressure (our rule) or the pulse was irregular. After ``attempts`` tries, or when
    nothing happens for ``over_after``, the sitting is over (our rule). A device clock may be ``clock_tolerance`` off.
    """

    rest: timedelta
    gap: timedelta
    readings: int
    most: int
    third_above: Decimal
    attempts: int
    over_after: timedelta
    clock_tolerance: timedelta
    rest_source: Provenance
    source: Provenance


@dataclass(frozen=True, slots=True)
class WeekRules:
    """How a week of sittings goes: ``hours`` of each part of the day (end not included), ``grace`` more at both ends.

    ``readings`` a sitting make it whole; ``average`` says how the week is averaged.
    """

    hours: tuple[tuple[str, int, int], ...]
    grace: timedelta
    readings: int
    average: AveragingRule


@lru_cache(maxsize=4)
def sitting_rules(rule_set: RuleSet) -> SittingRules:
    """Return the rules of a sitting. Raises :class:`app.records.thresholds.ThresholdError`."""
    protocol = clinical_row("blood_pressure", "home_averaging", averaging_rule(rule_set).id)
    third = clinical_row("blood_pressure", "home_averaging", "third_reading_when_first_two_differ")
    rest = clinical_row("blood_pressure", "measuring", "rest")
    sitting = clinical_row("blood_pressure", "measuring", "sitting")
    least, most = protocol["readings_each_session"]
    return SittingRules(
        rest=timedelta(minutes=int(rest["minutes"])),
        gap=timedelta(minutes=int(protocol["gap_min"])),
        readings=int(least),
        most=max(int(most), int(least) + 1),
        third_above=Decimal(third["systolic_above"]),
        attempts=int(sitting["most_attempts"]),
        over_after=timedelta(minutes=int(sitting["over_after_minutes"])),
        clock_tolerance=TOLERATED_OFFSET,
        rest_source=provenance(rest["src"], rest["st"]),
        source=provenance(protocol["src"], protocol["st"]),
    )


@lru_cache(maxsize=4)
def week_rules(rule_set: RuleSet) -> WeekRules:
    """Return the rules of a week. Raises :class:`app.records.thresholds.ThresholdError`."""
    sitting = clinical_row("blood_pressure", "measuring", "sitting")
    return WeekRules(
        hours=tuple((part, *hours(part)) for part in PARTS),
        grace=timedelta(hours=int(sitting["hours_grace"])),
        readings=sitting_rules(rule_set).readings,
        average=averaging_rule(rule_set),
    )
