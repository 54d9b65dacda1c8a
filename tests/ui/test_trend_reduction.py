"""What a chart may claim: extremes survive, gaps break lines, axes hold the data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ui.paint.trend_reduction import (
    axis_range,
    condensed,
    day_ticks,
    envelope,
    hour_ticks,
    labelled_extreme,
    unbroken_runs,
)

VALUES = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
COURSES = st.lists(st.tuples(st.floats(min_value=0, max_value=4e9), VALUES), min_size=1, max_size=300)


def arrays(course: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(sorted(course), dtype=np.float64)
    return table[:, 0], table[:, 1]


@given(COURSES, st.integers(min_value=1, max_value=50))
def test_an_envelope_keeps_the_extremes_and_the_order(
    course: list[tuple[float, float]], buckets: int
) -> None:
    seconds, values = arrays(course)
    result = envelope(seconds, values, buckets)
    assert 1 <= result.seconds.size <= buckets
    assert result.low.min() == values.min()
    assert result.high.max() == values.max()
    assert (result.low <= result.median).all()
    assert (result.median <= result.high).all()
    assert (np.diff(result.seconds) >= 0).all()
    assert seconds[0] <= result.seconds[0] <= result.seconds[-1] <= seconds[-1]


def test_an_envelope_of_nothing_is_empty_and_needs_a_bucket() -> None:
    assert envelope(np.empty(0), np.empty(0), 4).seconds.size == 0
    with pytest.raises(ValueError, match="bucket"):
        envelope(np.empty(0), np.empty(0), 0)


def test_an_envelope_takes_the_median_of_each_span() -> None:
    result = envelope(np.array([0.0, 1, 2, 8, 9, 10]), np.array([1.0, 5, 9, 2, 2, 8]), 2)
    assert result.low.tolist() == [1, 2]
    assert result.median.tolist() == [5, 2]
    assert result.high.tolist() == [9, 8]


@given(COURSES)
def test_runs_hold_every_point_once(course: list[tuple[float, float]]) -> None:
    seconds, _ = arrays(course)
    numbers = np.arange(seconds.size)
    assert np.concatenate([numbers[run] for run in unbroken_runs(seconds)]).tolist() == numbers.tolist()


def test_a_pause_longer_than_twice_the_usual_breaks_the_line() -> None:
    day = 86_400.0
    seconds = np.array([0, 1, 2, 3, 6.5, 7.5, 8.5]) * day
    assert unbroken_runs(seconds) == (slice(0, 4), slice(4, 7))
    assert unbroken_runs(np.array([0, 1, 2, 3, 5, 6]) * day) == (slice(0, 6),)
    assert unbroken_runs(np.empty(0)) == ()


@given(VALUES, st.floats(min_value=0, max_value=1e6))
@example(0.0, 5e-324)
def test_an_axis_holds_its_values_with_round_steps(low: float, span: float) -> None:
    high = low + span
    bottom, top, step = axis_range(low, high)
    assert bottom <= low
    assert high <= top
    assert step > 0
    assert 2 <= round((top - bottom) / step) <= 8


def test_the_axis_of_a_blood_pressure_has_steps_people_know() -> None:
    assert axis_range(110, 142) == (100, 150, 10)
    assert axis_range(0, 0)[2] > 0


@given(
    st.integers(min_value=0, max_value=4 * 10**9),
    st.integers(min_value=1, max_value=4 * 10**7),
    st.integers(min_value=1, max_value=20),
    st.sampled_from((-36_000.0, 0.0, 19_800.0, 28_800.0)),
)
def test_day_ticks_are_local_midnights_inside_the_span(
    first: int, span: int, most: int, offset: float
) -> None:
    ticks = day_ticks(first, first + span, offset, most)
    assert ticks.size <= most
    assert all(first <= tick <= first + span for tick in ticks)
    assert all((tick + offset) % 86_400 == 0 for tick in ticks)
    assert np.unique(np.diff(ticks)).size <= 1


def test_the_label_goes_to_the_point_furthest_out() -> None:
    values = np.array([120.0, 138, 160, 121, 90])
    assert labelled_extreme(values, values > 135) == 2
    assert labelled_extreme(values, values > 200) is None


def test_hours_stand_evenly_along_a_day() -> None:
    day = hour_ticks(0.0, 86_400.0, 8 * 3600.0, 9)
    assert np.diff(day).tolist() == [3 * 3600.0] * (day.size - 1)
    assert ((day + 8 * 3600.0) % (3 * 3600.0) == 0).all()
    assert hour_ticks(0.0, 86_400.0, 0.0, 3).size <= 3
    assert hour_ticks(0.0, 86_400.0, 0.0, 0).size == 0
    assert hour_ticks(60.0, 120.0, 0.0, 5).size == 0


def test_the_words_stand_at_what_is_furthest_beyond_the_range() -> None:
    values = np.array([141.0, 142.0, 136.0, 150.0, 143.0, 144.0, 100.0])
    outside = np.array([True] * 6 + [False])
    assert labelled_extreme(values, outside, None, 135.0) == 3
    low = np.array([108.0, 96.0, 131.0])
    assert labelled_extreme(low, np.array([True, True, False]), 110.0, 135.0) == 1


def test_a_condensed_course_loses_nothing_that_is_out_of_range() -> None:
    seconds = np.arange(50_000.0) * 60
    values = 120 + np.sin(seconds / 5000)
    outside = np.zeros(seconds.size, dtype=bool)
    values[[17, 31_234]] = 190, 55
    outside[[17, 31_234]] = True
    few = condensed(seconds, values, values, values, outside, 300)
    assert few.seconds.size == 300
    assert few.high.max() == 190
    assert few.low.min() == 55
    assert sorted(few.extremes[few.outside].tolist()) == [55, 190]
    assert (few.low <= few.median).all()
    assert (few.median <= few.high).all()
    assert (np.diff(few.seconds) > 0).all()
