"""From a raw row to what it measured: read, in record units, within limits, with what its clock is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from app.records import clock_faults, imported, raw, rules
from app.records.database import Connection, Row
from app.records.units import UNKNOWN_UNIT, decimal_text, to_record_unit
from device_io.interpretation import PLAUSIBLE_DIASTOLIC_MMHG, PLAUSIBLE_SYSTOLIC_MMHG, interpret
from device_io.reading import QualityFlag, Quantity, Reading, ReadingKind

#: A reading that arrives later than this is history: it is shown but raises nothing. Our rule.
LATE_AFTER: Final = timedelta(hours=24)
#: What a value can be; outside it is kept, flagged and left out of means. Blood pressure: BMC Family Practice
#: 2015, s12875-015-0301-2, table 2. Weight: the adult limits of the homevitals project (50-400 lb).
_LIMITS: Final[Mapping[str, tuple[Decimal, Decimal]]] = {
    "systolic": PLAUSIBLE_SYSTOLIC_MMHG,
    "diastolic": PLAUSIBLE_DIASTOLIC_MMHG,
    "spo2": (Decimal(0), Decimal(100)),
    "weight": (Decimal("22.7"), Decimal("181.4")),
}
#: Values that are remembered as they are kept: a household's are a few hundred different ones.
_REMEMBERED_VALUES: Final = 4096
_ALWAYS: Final = rules.together((rules.UNITS, rules.HARD_LIMITS))


@dataclass(frozen=True, slots=True)
class Measured:
    """A reading in record units, its values as they are written, whether it came late, and the rules that made it so.

    ``texts`` are (component, value, unit) in the order of components; ``rules`` is the sum of the rules.
    """

    reading: Reading
    texts: tuple[tuple[str, str, str], ...]
    late: bool
    rules: int

    @property
    def plausible(self) -> bool:
        """Whether it may enter means and views."""
        return QualityFlag.IMPLAUSIBLE not in self.reading.flags


def measured(connection: Connection, row: Row) -> tuple[Measured, ...]:
    """Return what raw ``row`` measured, in the order of its parts.

    Raises:
        NotAReading: it carries nothing to keep.
        MeasurementFailed: the device reports that it could not measure.
        FrameError: the bytes cannot be read.
        InvalidEntry: a typed or imported row cannot be read.

    """
    return tuple(_settled(reading, row["time_zone"]) for reading in _readings(connection, row))


def _readings(connection: Connection, row: Row) -> tuple[Reading, ...]:
    if row["source"] == raw.FRAME:
        return interpret(raw.frame_of(row))
    if row["source"] == imported.IMPORT:
        return imported.readings_of(connection, row)
    entry = raw.manual_of(row)
    return (Reading(entry.kind, entry.values, entry.taken_at, entry.received_at),)


def _settled(reading: Reading, time_zone: str) -> Measured:
    total = _ALWAYS
    reading, clock_rules = clock_faults.judged(reading, time_zone)
    if clock_rules:
        total |= rules.together(clock_rules)
    kept = {name: _kept(reading.kind, name, quantity) for name, quantity in sorted(reading.values.items())}
    values = {name: quantity for name, (quantity, _) in kept.items()}
    flags = reading.flags
    if not _plausible(values):
        flags |= {QualityFlag.IMPLAUSIBLE}
    if any(quantity.unit == UNKNOWN_UNIT for quantity in reading.values.values()):
        flags |= {QualityFlag.UNIT_GUESSED}
        total |= rules.GLUCOSE_UNIT.mask
    late = reading.received_at - reading.taken_at > LATE_AFTER
    if late:
        total |= rules.LATE.mask
    texts = tuple([(name, text, quantity.unit) for name, (quantity, text) in kept.items()])
    if flags != reading.flags or values != reading.values:
        reading = _with(reading, values, flags)
    return Measured(reading, texts, late, total)


@lru_cache(maxsize=_REMEMBERED_VALUES)
def _kept(kind: ReadingKind, component: str, quantity: Quantity) -> tuple[Quantity, str]:
    """Return ``quantity`` in the unit that records keep, and as it is written."""
    kept = to_record_unit(kind, component, quantity)
    return kept, decimal_text(kept.value)


def _with(reading: Reading, values: Mapping[str, Quantity], flags: frozenset[QualityFlag]) -> Reading:
    """Return ``reading`` with other values and flags (:func:`dataclasses.replace` takes four times as long)."""
    return Reading(
        reading.kind,
        values,
        reading.taken_at,
        reading.received_at,
        reading.device_stamp,
        reading.clock_offset,
        reading.user_slot,
        flags,
        reading.sequence,
    )


def _plausible(values: Mapping[str, Quantity]) -> bool:
    for component, quantity in values.items():
        limits = _LIMITS.get(component)
        if limits is not None and not limits[0] <= quantity.value <= limits[1]:
            return False
    systolic, diastolic = values.get("systolic"), values.get("diastolic")
    return systolic is None or diastolic is None or diastolic.value < systolic.value
