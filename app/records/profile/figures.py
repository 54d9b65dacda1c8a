"""Numbers as people read them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def digits(value: Decimal | float, places: int = 0) -> str:
    """Return ``value`` as it is shown, rounded half up."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return f"{exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):f}"


def pressure(systolic: Decimal, diastolic: Decimal) -> str:
    """Return ``135/85``."""
    return f"{digits(systolic)}/{digits(diastolic)}"
