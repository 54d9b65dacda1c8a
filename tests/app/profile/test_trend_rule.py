"""Rising, falling or neither, against the exact distribution of Kendall's statistic.

Of the n! orders of n weekly means one has no pair out of order and n - 1 have exactly one (Kendall 1938). So eight
rising means have p = 1/8! = 1/40320, and with one neighbouring pair exchanged p = (1 + 7)/40320.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations, permutations
from math import factorial
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.medicines import Medicine
from app.records.daily import DailySummary
from app.records.profile.trend_test import (
    Direction,
    judge,
    one_sided_p,
    trend_rule,
    weekly_means,
)
from device_io.reading import ReadingKind

ZONE = ZoneInfo("Asia/Shanghai")
LAST = date(2026, 11, 22)
RULE = trend_rule("systolic")
assert RULE is not None


def week_values(*means: float, last: date = LAST, n: int = 4) -> tuple[DailySummary, ...]:
    """One summary in the middle of each week, the last week ending on ``last``."""
    found = []
    for number, mean in enumerate(reversed(means)):
        value = Decimal(str(mean))
        day = last - timedelta(days=7 * number + 3)
        found.append(DailySummary(day, n, value, value, value, "mm[Hg]"))
    return tuple(reversed(found))


def judged(*means: float, n: int = 4) -> Any:
    return judge(weekly_means(week_values(*means, n=n), LAST, RULE), RULE)


def test_eight_rising_weeks_are_rising() -> None:
    result = judged(130, 131, 132, 133, 134, 135, 136, 137)
    assert (result.direction, result.slope) == (Direction.RISING, Decimal("1.0"))
    assert result.p == pytest.approx(1 / factorial(8))


def test_one_exchanged_pair_is_counted_exactly() -> None:
    result = judged(130, 132, 131, 133, 134, 135, 136, 137)
    assert result.p == pytest.approx(8 / factorial(8))


def test_falling_weeks_are_falling() -> None:
    result = judged(150, 148, 146, 144, 142, 140, 138, 136)
    assert (result.direction, result.slope) == (Direction.FALLING, Decimal("-2.0"))


def test_a_small_slope_is_no_clear_change_however_certain() -> None:
    result = judged(130, 130.5, 131, 131.5, 132, 132.5, 133, 133.5)
    assert (result.direction, result.slope) == (Direction.NO_CLEAR_CHANGE, Decimal("0.5"))
    assert result.p is not None
    assert result.p < 0.001


def test_a_large_slope_that_chance_may_explain_is_no_clear_change() -> None:
    means = [140, 120, 150, 125, 155, 128, 149, 152]  # 9 of 28 pairs out of order
    as_disordered = sum(_out_of_order(order) <= 9 for order in permutations(range(8)))
    result = judged(*means)
    assert _out_of_order(means) == 9
    assert result.p == pytest.approx(as_disordered / factorial(8))
    assert (result.direction, result.slope) == (Direction.NO_CLEAR_CHANGE, Decimal("2.25"))


def _out_of_order(order: Sequence[float]) -> int:
    return sum(earlier > later for earlier, later in combinations(order, 2))


def test_seven_weeks_are_not_enough_and_weeks_with_three_readings_do_not_count() -> None:
    assert judged(1, 2, 3, 4, 5, 6, 7).direction is Direction.NOT_ENOUGH
    assert judged(1, 2, 3, 4, 5, 6, 7, 8, n=3).direction is Direction.NOT_ENOUGH


def test_no_more_than_twelve_weeks_are_looked_at() -> None:
    means = weekly_means(week_values(*range(100, 120)), LAST, RULE)
    assert [int(week.mean) for week in means] == list(range(108, 120))


def test_a_missing_week_keeps_its_place_in_the_slope() -> None:
    summaries = [one for index, one in enumerate(week_values(*range(100, 109))) if index != 4]
    result = judge(weekly_means(summaries, LAST, RULE), RULE)
    assert (len(result.weeks), result.slope) == (8, Decimal("1.0"))


def test_equal_means_count_against_the_direction() -> None:
    strict = one_sided_p(range(8), [1, 2, 3, 4, 5, 6, 7, 8], rising=True)
    tied = one_sided_p(range(8), [1, 2, 3, 3, 5, 6, 7, 8], rising=True)
    exchanged = one_sided_p(range(8), [1, 2, 4, 3, 5, 6, 7, 8], rising=True)
    assert strict < tied == exchanged
    assert one_sided_p(range(4), [5, 5, 5, 5], rising=True) == pytest.approx(1)
    assert one_sided_p(range(4), [5, 5, 5, 5], rising=False) == pytest.approx(1)


@given(st.lists(st.integers(90, 180), min_size=8, max_size=12))
def test_turned_around_it_falls_where_it_rose(means: list[int]) -> None:
    up, down = judged(*means), judged(*reversed(means))
    opposite = {Direction.RISING: Direction.FALLING, Direction.FALLING: Direction.RISING}
    assert down.direction is opposite.get(up.direction, up.direction)


def test_days_that_resemble_each_other_rarely_raise_a_false_alarm() -> None:
    # AR(1) = 0.3, standard deviation 7, two readings a day over twelve weeks; 200 series, at most 5 % alarms.
    random = np.random.default_rng(20261122)
    alarms = 0
    for _ in range(200):
        value, summaries = 0.0, []
        for day in range(84):
            value = 0.3 * value + float(random.normal(0, 7 * np.sqrt(1 - 0.09)))
            mean = Decimal(str(round(130 + value, 2)))
            summaries.append(DailySummary(LAST - timedelta(days=83 - day), 2, mean, mean, mean, "mm[Hg]"))
        result = judge(weekly_means(summaries, LAST, RULE), RULE)
        alarms += result.direction in {Direction.RISING, Direction.FALLING}
    assert alarms <= 10


def test_no_direction_is_told_of_components_without_a_useful_size() -> None:
    assert trend_rule("spo2") is None
    assert trend_rule("weight").useful == Decimal("0.25")


def fill_weeks(sheet: Any, start: float, step: float, weeks: int) -> None:
    for week in range(weeks):
        for day in range(4):
            at = datetime(2026, 11, 22, 8, tzinfo=ZONE) - timedelta(days=7 * (weeks - 1 - week) + 6 - day)
            sheet.pressure(start + step * week, 80, at, settle=False)
    sheet.settle()


def test_rising_pressure_is_a_tag_that_explains_itself(sheet: Any) -> None:
    fill_weeks(sheet, 130, 2, 10)
    tag = sheet.tag("bp_rising", datetime(2026, 11, 22, 20, tzinfo=ZONE))
    assert tag.state == "present"
    assert tag.sentence == "10 weekly means show systolic pressure rising by about 2.0 mmHg a week."
    assert (tag.numbers["slope"], tag.status, tag.source_title) == ("2.0", "d", "Our rule")
    assert len(tag.readings) == 40
    assert tag.expires_on == date(2026, 11, 19) + timedelta(days=28)


def test_a_new_medicine_leaves_earlier_weeks_out(sheet: Any) -> None:
    fill_weeks(sheet, 130, 2, 10)
    medicine = Medicine("m", "amlodipine", "", (), date(2026, 10, 20), None)
    result = sheet.evidence(datetime(2026, 11, 22, 20, tzinfo=ZONE), medicines=(medicine,)).trend(
        ReadingKind.BLOOD_PRESSURE, "systolic"
    )
    assert result.direction is Direction.NOT_ENOUGH
    assert result.cut_by.name == "amlodipine"
    assert all(week.first >= date(2026, 10, 20) for week in result.weeks)
