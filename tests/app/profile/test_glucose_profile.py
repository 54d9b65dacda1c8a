"""The ambulatory glucose profile against iglu (iglu_python) and small cases worked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import iglu_python
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.profile import Condition, PersonProfile
from app.records.profile.glucose_profile import (
    SensorValue,
    active_percent,
    bands_for,
    curve,
    glucose_profile,
    gmi,
    shares,
    targets_for,
)
from app.records.profile.glucose_report import glucose_report
from app.records.profile.subject import Subject
from app.records.units import to_record_unit
from assistant.conversation import Language
from device_io.reading import Quantity, ReadingKind

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 1, tzinfo=UTC)
ADULT = Subject("a" * 32, age_years=40)


def mmol(mg: int) -> float:
    """A sensor's whole mg/dL as records keep it."""
    kept = to_record_unit(ReadingKind.CONTINUOUS_GLUCOSE, "glucose", Quantity(Decimal(mg), "mg/dL"))
    return float(kept.value)


def sensor(milligrams: list[int], minutes: int = 5, start: datetime = START) -> list[SensorValue]:
    found = []
    for number, mg in enumerate(milligrams):
        at = start + timedelta(minutes=minutes * (number + 1))
        found.append(SensorValue(number, at, at.date(), at.hour * 60 + at.minute, mmol(mg)))
    return found


def fortnight() -> list[int]:
    """Two weeks at five minutes: meals, nights, and a wandering level."""
    random = np.random.default_rng(14)
    minutes = np.arange(4032) * 5
    level = 150 + 45 * np.sin(2 * np.pi * minutes / 1440) + 35 * np.sin(2 * np.pi * minutes / 480)
    wander = np.cumsum(random.normal(0, 0.8, 4032))
    return [int(value) for value in np.clip(level + wander - np.linspace(0, wander[-1], 4032), 41, 399)]


def frame(milligrams: list[int]) -> Any:
    times = [
        START.replace(tzinfo=None) + timedelta(minutes=5 * (index + 1)) for index in range(len(milligrams))
    ]
    return pd.DataFrame({"id": "one", "time": pd.to_datetime(times), "gl": [float(mg) for mg in milligrams]})


def test_the_figures_of_a_fortnight_are_those_of_iglu() -> None:
    values = fortnight()
    profile = glucose_profile(sensor(values), START + timedelta(days=14), ADULT)
    data = frame(values)
    assert profile.enough
    assert profile.shares is not None
    inside = iglu_python.in_range_percent(data["gl"], target_ranges=[[70, 180]])["in_range_70_180"]
    below = iglu_python.below_percent(data["gl"], targets_below=[54, 70])
    above = iglu_python.above_percent(data["gl"], targets_above=[180, 250])
    assert profile.shares.in_range == pytest.approx(inside)
    assert profile.shares.very_low == pytest.approx(below["below_54"])
    assert profile.shares.below_range == pytest.approx(below["below_70"])
    assert profile.shares.above_range == pytest.approx(above["above_180"])
    assert profile.shares.very_high == pytest.approx(above["above_250"])
    # Records keep two places of mmol/L, which is 0.09 mg/dL.
    assert profile.mean_mmol * 18.016 == pytest.approx(data["gl"].mean(), abs=0.05)
    assert profile.gmi_percent == pytest.approx(iglu_python.gmi(data["gl"]), abs=0.002)
    assert profile.cv_percent == pytest.approx(iglu_python.cv_glu(data["gl"]), abs=0.03)
    assert profile.sd_mmol * 18.016 == pytest.approx(data["gl"].std(), abs=0.05)


@pytest.mark.parametrize("lost", [0, 500, 1300, 3000])
def test_the_time_worn_is_that_of_iglu(lost: int) -> None:
    values = sensor(fortnight())
    kept = values[:100] + values[100 + lost :]
    theirs = iglu_python.active_percent(
        pd.Series([value.mmol for value in kept], index=pd.DatetimeIndex([value.taken_at for value in kept])),
        dt0=5,
        range_type="manual",
        ndays=14,
        consistent_end_date=START + timedelta(days=14),
    )["active_percent"]
    assert active_percent([value.taken_at for value in kept], 14) == pytest.approx(theirs)


def test_the_percentiles_of_a_bin_are_those_of_iglu_before_smoothing() -> None:
    # Every bin holds the same values, so that averaging neighbours changes nothing.
    values = [v for _ in range(14) for v in [100, 120, 140] * 96]
    points = curve(sensor(values, start=START - timedelta(minutes=5)))
    theirs = iglu_python.quantile_glu([mmol(mg) for mg in [100, 120, 140] * 14], [5, 25, 50, 75, 95])
    assert len(points) == 96
    for point in points:
        assert point.values == pytest.approx(theirs)


def test_smoothing_is_the_weighted_mean_of_three_bins_around_midnight_too() -> None:
    # One bin (23:45) at 200 mg/dL, all others at 100: by weights 1-2-1 it becomes 150 and its neighbours 125.
    values = [200 if index % 96 == 95 else 100 for index in range(96 * 14)]
    points = curve(sensor(values, minutes=15, start=START - timedelta(minutes=15)))
    low, high = mmol(100), mmol(200)
    medians = [point.values[2] for point in points if point.values]
    assert medians[95] == pytest.approx((low + 2 * high + low) / 4)
    assert medians[0] == pytest.approx((high + 2 * low + low) / 4)
    assert medians[94] == pytest.approx((high + 2 * low + low) / 4)
    assert medians[1] == pytest.approx(low)


def test_a_bin_with_too_few_values_is_a_gap_and_lends_nothing() -> None:
    values = [one for one in sensor([100] * (96 * 14), minutes=15) if not 600 <= one.minute < 660]
    points = {point.minute: point.values for point in curve(values)}
    assert points[600] is None
    assert points[645] is None
    assert points[585] == pytest.approx((mmol(100),) * 5)


def test_below_seventy_percent_there_is_no_curve_and_no_gmi() -> None:
    profile = glucose_profile(sensor(fortnight()[:2800]), START + timedelta(days=14), ADULT)
    assert profile.active_percent == pytest.approx(100 * 2800 / 4032)
    assert not profile.enough
    assert profile.curve == ()
    assert profile.gmi_percent is None
    assert profile.shares is not None


def test_gmi_by_hand() -> None:
    # Bergenstal 2018: 3.31 + 0.02392 · 154 = 6.99368, for a mean of 154 mg/dL.
    assert gmi(154 / 18.016) == pytest.approx(6.99368)


@given(st.integers(40, 500))
def test_whole_milligrams_fall_into_the_band_the_consensus_prints(mg: int) -> None:
    found = shares(np.array([mmol(mg)]), bands_for(ADULT, date(2026, 11, 1)))
    expected = (
        "very_low"
        if mg < 54
        else "low"
        if mg < 70
        else "in_range"
        if mg <= 180
        else "high"
        if mg <= 250
        else "very_high"
    )
    assert getattr(found, expected) == 100


@given(st.integers(20, 250))
def test_tenths_of_mmol_fall_into_the_band_the_consensus_prints(tenths: int) -> None:
    found = shares(np.array([tenths / 10]), bands_for(ADULT, date(2026, 11, 1)))
    expected = (
        "very_low"
        if tenths < 30
        else "low"
        if tenths < 39
        else "in_range"
        if tenths <= 100
        else "high"
        if tenths <= 139
        else "very_high"
    )
    assert getattr(found, expected) == 100


@given(st.lists(st.integers(40, 400), min_size=1, max_size=200))
def test_the_bands_share_all_values(milligrams: list[int]) -> None:
    found = shares(np.array([mmol(mg) for mg in milligrams]), bands_for(ADULT, date(2026, 11, 1)))
    assert found.below_range + found.in_range + found.above_range == pytest.approx(100)


def test_who_is_judged_by_which_targets() -> None:
    day = date(2026, 11, 1)
    expecting = date(2027, 3, 1)
    frail = PersonProfile(conditions=frozenset({Condition.FRAIL}))
    pregnant = PersonProfile(pregnant_until=expecting, conditions=frozenset({Condition.DIABETES_TYPE_1}))
    gestational = PersonProfile(pregnant_until=expecting)
    assert targets_for(ADULT, day).low_below == 4
    assert targets_for(Subject("x", age_years=65), day).low_below == 1
    assert targets_for(Subject("x", profile=frail, age_years=40), day).in_range_above == 50
    assert bands_for(Subject("x", profile=pregnant), day).high_above == 140
    assert targets_for(Subject("x", profile=pregnant), day).in_range_above == 70
    assert targets_for(Subject("x", profile=gestational), day).in_range_above is None


def record(sheet: Any, milligrams: list[int], end: datetime, minutes: int = 15) -> list[int]:
    ids = []
    for number, mg in enumerate(reversed(milligrams)):
        at = end - timedelta(minutes=minutes * number)
        ids.append(sheet.add(ReadingKind.CONTINUOUS_GLUCOSE, {"glucose": mmol(mg)}, at, settle=False))
    sheet.settle()
    return ids


END = datetime(2026, 11, 22, 8, tzinfo=ZONE)


def test_a_recorded_fortnight_becomes_a_report_with_targets(sheet: Any) -> None:
    # 1344 values at 15 minutes: 60 % at 120, 30 % at 200, 6 % at 60, 4 % at 50 mg/dL.
    values = ([120] * 60 + [200] * 30 + [60] * 6 + [50] * 4) * 13 + [120] * 44
    record(sheet, values, END)
    report = glucose_report(sheet.evidence(END + timedelta(hours=1), age=40), Language.EN)
    assert report is not None
    figures = {one.id: one for one in report.figures}
    assert (figures["active"].figure, figures["active"].met) == ("100%", True)
    # (60·13 + 44)/1344 = 61.3 %; 30·13/1344 = 29.0 %; 10·13/1344 = 9.7 %; 4·13/1344 = 3.9 %
    assert [
        (figures[name].figure, figures[name].target, figures[name].met)
        for name in ("in_range", "above_range", "below_range", "very_low")
    ] == [
        ("61.3%", ">70%", False),
        ("29.0%", "<25%", False),
        ("9.7%", "<4%", False),
        ("3.9%", "<1%", False),
    ]
    assert (
        report.smoothing
        == "Curves: percentiles by 15-minute bin, averaged with the bins beside by weights 1-2-1."
    )
    assert "not the same as a laboratory HbA1c" in report.notes[0]
    assert len(report.profile.curve) == 96
    assert len(report.profile.days) == 15
    tags = sheet.present(END + timedelta(hours=1), age=40)
    assert tags == {"low_time_in_range", "too_many_lows", "recent_severe_low"}


def test_swinging_glucose_is_unstable(sheet: Any) -> None:
    # Half at 80, half at 200 mg/dL: mean 140, standard deviation 60, so 43 %.
    record(sheet, [80, 200] * 672, END)
    tag = sheet.tag("glucose_unstable", END + timedelta(hours=1), language=Language.ZH, age=40)
    assert (tag.state, tag.sentence) == ("present", "14 天的变异系数是 43%。")


def test_calm_glucose_raises_no_tag(sheet: Any) -> None:
    record(sheet, [110, 120, 130, 120] * 336, END)
    assert sheet.present(END + timedelta(hours=1), age=40) == set()
    tag = sheet.tag("low_time_in_range", END + timedelta(hours=1), age=40)
    assert (tag.state, tag.status, tag.source) == ("absent", "v", "ATTD2019")


def test_very_low_values_are_told_early(sheet: Any) -> None:
    # Four days of sensor time are 28 %: too few for a profile, but 5 % of the values are below 54 mg/dL.
    record(sheet, ([120] * 95 + [50] * 5) * 4, END)
    tag = sheet.tag("too_many_lows", END + timedelta(hours=1), age=40)
    assert (tag.state, tag.numbers["very_low"]) == ("present", "5.0")
    assert "This is told early, on few data." in tag.sentence
    assert any("the early notice" in line for line in tag.explanation)
    other = sheet.tag("low_time_in_range", END + timedelta(hours=1), age=40)
    assert other.sentence == "Not enough yet: 29% of 70% sensor time."


def test_a_short_dip_of_a_sensor_is_no_severe_low(sheet: Any) -> None:
    record(sheet, [100] * 50 + [50] + [100] * 50, END, minutes=5)
    assert sheet.tag("recent_severe_low", END + timedelta(hours=1)).state == "absent"
    record(sheet, [50, 50, 50, 50], END + timedelta(hours=2), minutes=5)
    tag = sheet.tag("recent_severe_low", END + timedelta(hours=3))
    assert (tag.state, tag.numbers["events"], len(tag.readings)) == ("present", "1", 4)


def test_without_a_sensor_there_is_no_profile(sheet: Any) -> None:
    assert glucose_report(sheet.evidence(END), Language.ZH) is None
    assert sheet.tag("low_time_in_range", END).state == "not_enough"
