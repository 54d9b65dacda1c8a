"""The ambulatory glucose profile: two weeks of sensor values as one day, with time in range.

After the international consensus on time in range (Battelino, Diabetes Care 2019;42:1593-1603). Times in range use
the values as they came; only the curves are smoothed, by :data:`SMOOTHING`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from app.profile import Condition
from app.records.profile.subject import Subject
from app.records.thresholds import clinical_row
from device_io.findings.glucose import MG_PER_DL_PER_MMOL_PER_L

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Raise it when a rule below changes.
RULE_VERSION: Final = 1
PERCENTILES: Final = (5, 25, 50, 75, 95)
MINUTES_A_DAY: Final = 1440
#: The key of the words that state the smoothing, which the curve has to carry.
SMOOTHING: Final = "weighted mean 1-2-1 of neighbouring 15-minute bins"
_MG: Final = float(MG_PER_DL_PER_MMOL_PER_L)


@dataclass(frozen=True, slots=True)
class SensorValue:
    """One value of a glucose sensor: ``minute`` of the local ``day``, ``mmol`` per litre."""

    id: int
    taken_at: datetime
    day: date
    minute: int
    mmol: float


@dataclass(frozen=True, slots=True)
class Bands:
    """Limits in whole mg/dL, the unit the consensus states them in."""

    very_low_below: int
    low_below: int
    high_above: int
    very_high_above: int


@dataclass(frozen=True, slots=True)
class Targets:
    """What the shares should be, in percent; ``None`` where the consensus states none. ``who`` names the row."""

    who: str
    in_range_above: int | None = None
    low_below: int | None = None
    very_low_below: int | None = None
    high_below: int | None = None
    very_high_below: int | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """Percent of values in each band; the five add up to 100."""

    very_low: float
    low: float
    in_range: float
    high: float
    very_high: float

    @property
    def below_range(self) -> float:
        """Below the range, the very low ones included."""
        return self.very_low + self.low

    @property
    def above_range(self) -> float:
        """Above the range, the very high ones included."""
        return self.high + self.very_high


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Percentiles 5, 25, 50, 75 and 95 (mmol/L) of the bin that begins at ``minute``; ``None``: too few values."""

    minute: int
    values: tuple[float, float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class GlucoseDay:
    """One day for the small plots: (minute, mmol/L) in order."""

    day: date
    points: tuple[tuple[int, float], ...]
    in_range_percent: float
    mean_mmol: float


@dataclass(frozen=True, slots=True)
class GlucoseProfile:
    """The profile of ``(since, until]``. Numbers are ``None`` where there are no values.

    ``enough`` says whether the sensor was active for the share of time the consensus wants; without it there is no
    ``curve`` and no ``gmi_percent``. ``gmi_percent`` is not a laboratory HbA1c.
    """

    since: datetime
    until: datetime
    n: int
    days: tuple[GlucoseDay, ...]
    active_percent: float
    needed_percent: float
    enough: bool
    bands: Bands
    targets: Targets
    shares: Shares | None
    mean_mmol: float | None
    sd_mmol: float | None
    cv_percent: float | None
    gmi_percent: float | None
    curve: tuple[CurvePoint, ...]
    ids: tuple[int, ...]
    simulated: bool = False
    left_out: int = 0


def glucose_profile(
    values: Sequence[SensorValue],
    until: datetime,
    subject: Subject,
    *,
    simulated: bool = False,
    left_out: int = 0,
) -> GlucoseProfile:
    """Work out the profile of the 14 days up to ``until`` from ``values``, oldest first; older ones are ignored."""
    import numpy as np

    needed = clinical_row("cgm", "data_needed")
    since = until - timedelta(days=int(needed["days"]))
    inside = [value for value in values if since < value.taken_at <= until]
    bands, targets = bands_for(subject, until.date()), targets_for(subject, until.date())
    mmol = np.array([value.mmol for value in inside], dtype=np.float64)
    active = active_percent([value.taken_at for value in inside], int(needed["days"]))
    enough = active >= float(needed["active_percent"])
    return GlucoseProfile(
        since=since,
        until=until,
        n=len(inside),
        days=_days(inside, bands),
        active_percent=active,
        needed_percent=float(needed["active_percent"]),
        enough=enough,
        bands=bands,
        targets=targets,
        shares=shares(mmol, bands) if inside else None,
        mean_mmol=float(mmol.mean()) if inside else None,
        sd_mmol=float(mmol.std(ddof=1)) if len(inside) > 1 else None,
        cv_percent=float(100 * mmol.std(ddof=1) / mmol.mean()) if len(inside) > 1 else None,
        gmi_percent=gmi(float(mmol.mean())) if enough else None,
        curve=curve(inside) if enough else (),
        ids=tuple(value.id for value in inside),
        simulated=simulated and bool(inside),
        left_out=left_out,
    )


def active_percent(times: Sequence[datetime], days: int) -> float:
    """Return the share of ``days`` the sensor was active: values there are against values there could be.

    The interval is the median between two values, as iglu does it; never above 100.
    """
    import numpy as np

    if len(times) < 2:
        return 0.0
    seconds = np.array([moment.timestamp() for moment in times])
    interval = round(float(np.median(np.diff(seconds))) / 60)
    if interval < 1:
        interval = 1
    return min(100.0, 100 * len(times) * interval / (days * MINUTES_A_DAY))


def gmi(mean_mmol: float) -> float:
    """Return the glucose management indicator in percent."""
    row = clinical_row("cgm", "gmi")
    return float(row["intercept"]) + float(row["per_mg_dl"]) * mean_mmol * _MG


def shares(mmol: Floats, bands: Bands) -> Shares:
    """Return the percent of values in each band, judged in whole mg/dL (half up), as they are printed."""
    import numpy as np

    mg = np.floor(mmol * _MG + 0.5)
    counts = (
        (mg < bands.very_low_below).sum(),
        ((mg >= bands.very_low_below) & (mg < bands.low_below)).sum(),
        ((mg >= bands.low_below) & (mg <= bands.high_above)).sum(),
        ((mg > bands.high_above) & (mg <= bands.very_high_above)).sum(),
        (mg > bands.very_high_above).sum(),
    )
    return Shares(*(float(100 * count / len(mg)) for count in counts))


def bands_for(subject: Subject, day: date) -> Bands:
    """Return the bands that hold for the person on ``day``: those of pregnancy are narrower."""
    row = clinical_row("cgm", "bands_pregnancy" if subject.pregnant_on(day) else "bands")
    return Bands(**{name: int(row[name]) for name in Bands.__dataclass_fields__})


def targets_for(subject: Subject, day: date) -> Targets:
    """Return the targets that hold for the person on ``day``.

    In pregnancy the consensus states shares for type 1 only. Whoever is frail or 65 has the looser range and the
    stricter limit for lows.
    """
    if subject.pregnant_on(day):
        if not subject.has(Condition.DIABETES_TYPE_1):
            return Targets("pregnancy")
        name = "pregnancy_type_1"
    else:
        older = clinical_row("cgm", "older_from_years")["years"]
        frail = subject.has(Condition.FRAIL) or (subject.age_years is not None and subject.age_years >= older)
        name = "older_or_frail" if frail else "most_adults"
    row: Any = clinical_row("cgm", "targets", name)
    return Targets(name, **{key: int(row[key]) for key in Targets.__dataclass_fields__ if key in row})


def curve(values: Sequence[SensorValue]) -> tuple[CurvePoint, ...]:
    """Return the percentiles over the day by bin, smoothed as :data:`SMOOTHING` says, around midnight too."""
    import numpy as np

    rule = clinical_row("cgm", "curve")
    width, least = int(rule["bin_minutes"]), int(rule["least_readings_a_bin"])
    minutes = np.array([value.minute for value in values])
    mmol = np.array([value.mmol for value in values], dtype=np.float64)
    raw = np.full((MINUTES_A_DAY // width, len(PERCENTILES)), np.nan)
    for number in range(len(raw)):
        inside = mmol[minutes // width == number]
        if len(inside) >= least:
            raw[number] = np.percentile(inside, PERCENTILES)
    smooth = _smoothed(raw, tuple(rule["weights"]))
    return tuple(
        CurvePoint(
            number * width,
            None
            if np.isnan(row[0])
            else (float(row[0]), float(row[1]), float(row[2]), float(row[3]), float(row[4])),
        )
        for number, row in enumerate(smooth)
    )


def _smoothed(rows: Floats, weights: tuple[int, int, int]) -> Floats:
    """Return each row averaged with its neighbours; a row without values stays without, and lends none."""
    import numpy as np

    total, weight = np.zeros_like(rows), np.zeros_like(rows)
    for shift, one in zip((1, 0, -1), weights, strict=True):
        neighbour = np.roll(rows, shift, axis=0)
        known = ~np.isnan(neighbour)
        total += np.where(known, neighbour * one, 0.0)
        weight += np.where(known, one, 0)
    return np.where(np.isnan(rows), np.nan, total / np.maximum(weight, 1))


def _days(values: Sequence[SensorValue], bands: Bands) -> tuple[GlucoseDay, ...]:
    import numpy as np

    by_day: dict[date, list[SensorValue]] = {}
    for value in values:
        by_day.setdefault(value.day, []).append(value)
    found = []
    for day, inside in sorted(by_day.items()):
        mmol = np.array([value.mmol for value in inside], dtype=np.float64)
        found.append(
            GlucoseDay(
                day=day,
                points=tuple((value.minute, value.mmol) for value in inside),
                in_range_percent=shares(mmol, bands).in_range,
                mean_mmol=float(mmol.mean()),
            )
        )
    return tuple(found)
