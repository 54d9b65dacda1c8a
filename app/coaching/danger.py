"""Dangerous readings in a sitting: the fixed rules and words of :mod:`assistant.safety`, before anything else is said."""

from __future__ import annotations

from itertools import combinations

from app.coaching.events import Measured
from app.coaching.sitting import Correction, Sitting
from assistant import safety
from assistant.safety import Profile, SafetyResult
from device_io.reading import Quantity, Reading, ReadingKind

_MMHG, _PER_MINUTE = "mm[Hg]", "/min"


def danger(sitting: Sitting, profile: Profile) -> SafetyResult:
    """Judge the readings of a sitting that were taken well, one that came too early among them.

    What two of them show counts as confirmed by a second measurement.
    """
    readings = [
        _reading(one.reading)
        for one in sitting.attempts
        if one.reading is not None and one.correction in (None, Correction.TOO_EARLY)
    ]
    raised = [
        {finding.id for finding in safety.check("", None, [reading], profile).findings}
        for reading in readings
    ]
    repeated = any(first & second for first, second in combinations(raised, 2))
    return safety.check("", None, readings, profile, repeated=repeated)


def _reading(measured: Measured) -> Reading:
    values = {
        "systolic": Quantity(measured.systolic, _MMHG),
        "diastolic": Quantity(measured.diastolic, _MMHG),
    }
    if measured.pulse is not None:
        values["pulse"] = Quantity(measured.pulse, _PER_MINUTE)
    return Reading(ReadingKind.BLOOD_PRESSURE, values, measured.moment, measured.at, flags=measured.flags)
