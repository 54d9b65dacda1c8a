"""What a person may type in: complete, in a unit that fits, at a time that has been."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from app.records.errors import InvalidEntry
from app.records.units import to_record_unit
from device_io.reading import REQUIRED_COMPONENTS, Quantity, ReadingKind

#: A typed time may be this far ahead of the clock of this machine.
CLOCK_TOLERANCE: Final = timedelta(minutes=2)
#: No unit that can be typed makes a plausible value as large as this.
MAX_TYPED_VALUE: Final = Decimal(10_000)


def check_entry(kind: ReadingKind, values: Mapping[str, Quantity], taken_at: datetime, now: datetime) -> None:
    """Raise :class:`app.records.errors.InvalidEntry` saying what of an entry is missing or wrong."""
    missing = [name for name in REQUIRED_COMPONENTS[kind] if name not in values]
    if missing:
        raise InvalidEntry(f"A {kind.value} reading needs {' and '.join(missing)}: give it too.")
    for name, quantity in values.items():
        if not quantity.value.is_finite() or abs(quantity.value) >= MAX_TYPED_VALUE:
            raise InvalidEntry(f"The {name} is not a number that can be measured: type it again.")
        to_record_unit(kind, name, quantity)
    if taken_at.tzinfo is None:
        raise InvalidEntry("The time of the reading has no time zone: give it with one.")
    if taken_at > now + CLOCK_TOLERANCE:
        raise InvalidEntry("The time of the reading is in the future: correct the date.")
