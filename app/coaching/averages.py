"""Readings of sittings as the averaging rules of the records see them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.coaching.events import Measured
from app.coaching.sitting import Sitting
from app.records.profile.observations import Observation
from app.records.profile.protocol_average import PressureMean, mean_of
from device_io.reading import ReadingKind


def observation(reading: Measured, zone: ZoneInfo) -> Observation:
    """Return a reading of a sitting as a rule sees it, its time on the clock of ``zone``."""
    values = {"systolic": reading.systolic, "diastolic": reading.diastolic}
    if reading.pulse is not None:
        values["pulse"] = reading.pulse
    return Observation(
        id=reading.reading_id,
        kind=ReadingKind.BLOOD_PRESSURE,
        taken_at=reading.moment,
        local=reading.moment.astimezone(zone),
        values=values,
        flags=reading.flags,
        marks=frozenset(),
        device_id=None,
        simulated=reading.simulated,
    )


def sitting_mean(sitting: Sitting, zone: ZoneInfo) -> PressureMean | None:
    """Return the mean of the readings of a sitting that count: the guidelines average them all."""
    return mean_of([observation(reading, zone) for reading in sitting.counted])
