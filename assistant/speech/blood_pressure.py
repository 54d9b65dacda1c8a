"""Which two numbers can be a blood pressure."""

from __future__ import annotations

from decimal import Decimal

from assistant.red_flags.observations import plausible

LOWEST_SAID = 20
"""A diastolic pressure below this is taken for a mishearing (the red-flag rules read pressures alike). Our rule."""


def can_be_pressure(high: int, low: int) -> bool:
    """Whether ``high`` over ``low`` (mmHg) lies inside the hard limits of ``thresholds.yaml``, the lower one below."""
    return (
        plausible("systolic", Decimal(high))
        and plausible("diastolic", Decimal(low))
        and LOWEST_SAID <= low < high
    )
