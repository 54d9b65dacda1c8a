"""Level shifts and the person's own range."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from app.records.daily import DailySummary
from app.records.profile.baseline import baseline
from app.records.profile.change_points import level_shifts

START = date(2026, 6, 1)


def summaries(values: Sequence[float]) -> tuple[DailySummary, ...]:
    found = []
    for number, value in enumerate(values):
        mean = Decimal(str(round(value, 2)))
        found.append(DailySummary(START + timedelta(days=number), 1, mean, mean, mean, "kg"))
    return tuple(found)


def test_a_step_of_two_kilograms_is_found_on_its_day() -> None:
    random = np.random.default_rng(4)
    values = [*(70 + random.normal(0, 0.4, 45)), *(72 + random.normal(0, 0.4, 45))]
    (shift,) = level_shifts(summaries(values), "weight")
    assert abs((shift.day - START).days - 45) <= 1
    assert float(shift.before) == pytest.approx(70, abs=0.2)
    assert float(shift.after) == pytest.approx(72, abs=0.2)
    assert shift.provenance.ours


def test_a_clean_step_is_found_exactly() -> None:
    (shift,) = level_shifts(summaries([70.0] * 20 + [73.0] * 20), "weight")
    assert ((shift.day - START).days, shift.before, shift.after) == (20, Decimal(70), Decimal(73))


@pytest.mark.parametrize(
    ("values", "component"),
    [
        ([70.0] * 60, "weight"),  # nothing happens
        ([70.0] * 20 + [70.5] * 20, "weight"),  # a step too small to matter
        ([70.0] * 6 + [75.0] * 6, "weight"),  # too few days
        ([97.0] * 20 + [92.0] * 20, "muscle"),  # no useful step is known
        ([], "weight"),
    ],
)
def test_no_shift_is_told_where_none_matters(values: list[float], component: str) -> None:
    assert level_shifts(summaries(values), component) == ()


def test_one_odd_day_is_no_shift() -> None:
    random = np.random.default_rng(9)
    values = list(70 + random.normal(0, 0.3, 60))
    values[30] += 6
    assert level_shifts(summaries(values), "weight") == ()


def test_the_band_by_hand() -> None:
    # Ten base days 10, 12, 10, 12 …: median 11, deviations all 1, so sigma = 1.4826.
    # EWMA limits with lambda 0.25: 3 · sqrt(0.25 / 1.75) · 1.4826 = 1.68110…
    points = baseline(summaries([10, 12] * 5 + [11]))
    assert [point.low for point in points[:10]] == [None] * 10
    last = points[-1]
    assert last.low == pytest.approx(11 - 1.681107, abs=1e-5)
    assert last.high == pytest.approx(11 + 1.681107, abs=1e-5)
    assert not last.outside


def test_the_smoothed_value_by_hand() -> None:
    # z1 = 10; z2 = 0.25·14 + 0.75·10 = 11; z3 = 0.25·10 + 0.75·11 = 10.75
    assert [point.smoothed for point in baseline(summaries([10, 14, 10]))] == [10, 11, 10.75]


def test_a_lasting_rise_leaves_the_band_and_an_odd_day_does_not_widen_it() -> None:
    steady = [60.0, 62.0, 61.0, 63.0, 61.0, 62.0, 60.0] * 4
    points = baseline(summaries([*steady, 72, 72, 72, 72]))
    assert points[-1].outside
    odd = steady.copy()
    odd[20] = 120.0
    narrow, widened = baseline(summaries(steady))[-1], baseline(summaries(odd))[-1]
    assert widened.high - widened.low <= 1.6 * (narrow.high - narrow.low)


def test_nothing_gives_nothing() -> None:
    assert baseline(()) == ()
