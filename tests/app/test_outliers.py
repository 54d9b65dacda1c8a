from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from app.people import Person
from app.records import outliers
from app.records.clean import CleanReading
from app.records.records import Records
from assistant.conversation import Language
from device_io.journal import RawFrame
from device_io.reading import QualityFlag, Quantity, ReadingKind

BP, WEIGHT = ReadingKind.BLOOD_PRESSURE, ReadingKind.WEIGHT
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
Frame = Callable[..., RawFrame]


@settings(deadline=None)
@given(values=st.lists(st.integers(60, 250), min_size=8, max_size=40))
def test_the_band_is_the_rolling_median_and_three_normal_deviations(values: list[int]) -> None:
    """The oracle is scipy's median absolute deviation on the seven values before each."""
    expected, band = outliers.bands(values, BP, "systolic")
    assert np.isnan(expected[:7]).all()
    for index in range(7, len(values)):
        window = np.array(values[index - 7 : index], dtype=float)
        assert expected[index] == np.median(window)
        deviation = 3 * stats.median_abs_deviation(window, scale="normal")
        assert band[index] == pytest.approx(max(deviation, 20), rel=1e-4)


@settings(deadline=None)
@given(values=st.lists(st.integers(60, 250), min_size=8, max_size=40), more=st.lists(st.integers(60, 250)))
def test_what_comes_later_changes_no_judgement(values: list[int], more: list[int]) -> None:
    expected, band = outliers.bands(values, BP, "systolic")
    again = outliers.bands(values + more, BP, "systolic")
    np.testing.assert_array_equal(again[0][: len(values)], expected)
    np.testing.assert_array_equal(again[1][: len(values)], band)


@pytest.mark.parametrize(
    ("kilograms", "flagged"), [("76.8", False), ("76.81", True), ("63.19", True), ("63.2", False)]
)
def test_a_weight_may_leave_what_is_expected_by_fifteen_pounds(
    records: Records, person: Person, kilograms: str, flagged: bool
) -> None:
    """Published: 15 lb (6.8 kg) around a moving prediction, Diabetes 2023;72 Suppl 1:1700-P."""
    for day in range(7, 0, -1):
        weigh(records, person, "70", NOW - timedelta(days=day))
    weigh(records, person, kilograms, NOW)
    newest = records.readings(person)[0]
    assert (QualityFlag.OUTLIER in newest.reading.flags) is flagged
    assert newest.plausible, "flagged, never dropped"


def test_a_reading_unlike_the_others_is_flagged_kept_in_the_mean_and_asked_again(
    records: Records, person: Person, frame: Frame
) -> None:
    a_week(records, frame)
    found = take(records, frame(190, 95, at=NOW - timedelta(minutes=40)))
    assert found is not None
    assert QualityFlag.OUTLIER in found.reading.flags
    (row, *_) = records.table(person, Language.ZH, NOW)
    assert row.notes == ("和您平时差得多，请再测一次",)
    assert records.home(person, Language.EN, NOW).tiles[0].figure == "190/95"
    trend = records.trend(person, BP, "systolic", 30, NOW, Language.EN)
    assert (trend.n, trend.maximum) == (9, Decimal(190))
    with records._database.snapshot() as connection:
        (why,) = outliers.of(connection, [found.id])
    assert (why.component, why.expected, why.band, why.confirmed_by) == (
        "systolic",
        Decimal(130),
        Decimal(20),
        None,
    )


def test_a_repeat_that_says_the_same_takes_the_doubt_away(
    records: Records, person: Person, frame: Frame
) -> None:
    a_week(records, frame)
    take(records, frame(190, 82, at=NOW - timedelta(minutes=40)))
    repeat = take(records, frame(186, 82, at=NOW - timedelta(minutes=37)))
    assert repeat is not None
    first = records.readings(person)[1]
    assert QualityFlag.OUTLIER not in first.reading.flags
    with records._database.snapshot() as connection:
        assert outliers.of(connection, [first.id])[0].confirmed_by == repeat.id


def test_a_late_reading_changes_the_judgement_of_those_after_it(
    records: Records, person: Person, frame: Frame
) -> None:
    for day in range(7, 1, -1):
        take(records, frame(130, at=NOW - timedelta(days=day)))
    newest = take(records, frame(160, at=NOW - timedelta(minutes=40)))
    assert newest is not None
    assert QualityFlag.OUTLIER not in newest.reading.flags, "six before it say too little"
    take(records, frame(131, at=NOW - timedelta(days=8), delay=timedelta(days=8)))
    assert QualityFlag.OUTLIER in records.readings(person)[0].reading.flags
    assert records.rebuild().identical


def test_a_glucose_sensor_is_not_judged_value_by_value() -> None:
    assert ReadingKind.CONTINUOUS_GLUCOSE not in outliers.LEAST_BAND
    assert ReadingKind.HEART_RATE not in outliers.LEAST_BAND


def a_week(records: Records, frame: Frame) -> None:
    for day in range(8, 0, -1):
        take(records, frame(130, 82, at=NOW - timedelta(days=day)))


def take(records: Records, frame: RawFrame) -> CleanReading | None:
    return records.refine(records.journal.append(frame))


def weigh(records: Records, person: Person, kilograms: str, at: datetime) -> None:
    records.add_manual(WEIGHT, {"weight": Quantity(Decimal(kilograms), "kg")}, at, person)
