"""The common form of what a frame says, and the two ways in which it says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from device_io.codecs.blood_pressure import UNKNOWN_USER
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.frame import FrameError
from device_io.reading import COMPONENT_UNITS, QualityFlag, Quantity, ReadingKind

#: What a value can be, in record units; outside, a reading is kept and flagged.
#: Our rule: plausible_ranges in resources/clinical/thresholds.yaml.
PLAUSIBLE: Mapping[str, tuple[Decimal, Decimal]] = {
    "pulse": (Decimal(20), Decimal(300)),
    "spo2": (Decimal(50), Decimal(100)),
    "temperature": (Decimal(25), Decimal(45)),
    "glucose": (Decimal("0.5"), Decimal(60)),
    "weight": (Decimal("0.5"), Decimal(400)),
    "body_fat": (Decimal(1), Decimal(75)),
}


class MeasurementFailed(FrameError):
    """The device says that it could not measure."""


class NotAReading(FrameError):
    """The frame is in order but carries nothing to keep as a reading."""


class Unfinished(NotAReading):
    """The frame begins a measurement that another frame completes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A reading before anyone says when it was taken.

    ``stamp`` is what the device wrote and identifies the record, ``local_time`` the device's local time of
    the measurement. ``clock_trusted``: ``False`` where the device says that its clock means nothing.
    ``sequence`` is the number of the record on the device. ``elapsed`` is how long after the start of the
    device's session it was, for devices that count from there instead of stamping.
    """

    kind: ReadingKind
    values: Mapping[str, Quantity]
    stamp: DeviceTime | None = None
    local_time: DeviceTime | None = None
    user: int | None = None
    flags: frozenset[QualityFlag] = frozenset()
    clock_trusted: bool = True
    sequence: int | None = None
    elapsed: timedelta | None = None


def quantities(kind: ReadingKind, **values: Decimal) -> dict[str, Quantity]:
    """Return ``values``, which are in record units already, as the components of ``kind``."""
    units = COMPONENT_UNITS[kind]
    return {name: Quantity(value, units[name]) for name, value in values.items()}


def plausibility(values: Mapping[str, Quantity]) -> frozenset[QualityFlag]:
    """Return the flag of values outside :data:`PLAUSIBLE`, or nothing."""
    for name, quantity in values.items():
        limits = PLAUSIBLE.get(name)
        if limits is not None and not limits[0] <= quantity.value <= limits[1]:
            return frozenset({QualityFlag.IMPLAUSIBLE})
    return frozenset()


def known_user(user: int | None) -> int | None:
    """Return the user slot, ``None`` where the device does not know who it was (scales say it as monitors do)."""
    return None if user == UNKNOWN_USER else user
