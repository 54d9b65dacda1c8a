from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.records.gaps import FILLED_UP_TO, gaps, segments, usual_interval
from device_io.reading import ReadingKind

START = datetime(2026, 11, 24, tzinfo=UTC)
CGM = ReadingKind.CONTINUOUS_GLUCOSE


def series(minutes: list[int]) -> list[tuple[datetime, Decimal]]:
    return [(START + timedelta(minutes=one), Decimal(one)) for one in minutes]


def five_minutes_with_a_gap(minutes: int) -> list[tuple[datetime, Decimal]]:
    return series([0, 5, 10, 15, 15 + minutes, 20 + minutes, 25 + minutes])


@pytest.mark.parametrize(("gap", "pieces"), [(10, 1), (15, 1), (45, 1), (46, 2), (120, 2)])
def test_a_sensor_gap_up_to_45_minutes_is_filled_for_the_curve(gap: int, pieces: int) -> None:
    """iglu fills gaps up to 45 minutes and no longer ones."""
    found = segments(CGM, five_minutes_with_a_gap(gap))
    assert len(found) == pieces
    drawn = [point for segment in found for point in segment]
    assert [(point.taken_at, point.value) for point in drawn if not point.filled] == five_minutes_with_a_gap(
        gap
    )
    if gap == 45:
        filled = [(point.taken_at - START, point.value) for point in drawn if point.filled]
        assert filled == [(timedelta(minutes=one), Decimal(one)) for one in range(20, 60, 5)]


@pytest.mark.parametrize("kind", [kind for kind in ReadingKind if kind is not CGM])
def test_nothing_else_is_ever_interpolated(kind: ReadingKind) -> None:
    readings = five_minutes_with_a_gap(40)
    found = segments(kind, readings)
    assert len(found) == 2
    assert [(point.taken_at, point.value) for segment in found for point in segment] == readings
    assert not any(point.filled for segment in found for point in segment)


def test_lines_break_after_two_usual_intervals() -> None:
    days = [0, 1, 2, 3, 5, 6, 8, 9, 12, 13]
    readings = series([one * 24 * 60 for one in days])
    found = segments(ReadingKind.WEIGHT, readings)
    assert [len(segment) for segment in found] == [8, 2]
    assert gaps([taken_at for taken_at, _ in readings]) == ((readings[7][0], readings[8][0]),)


def test_two_readings_have_no_usual_interval_and_stay_joined() -> None:
    assert usual_interval([START, START + timedelta(days=9)]) is None
    assert len(segments(ReadingKind.WEIGHT, series([0, 9000]))) == 1
    assert segments(ReadingKind.WEIGHT, []) == ()
    assert gaps([]) == ()


@settings(deadline=None)
@given(
    steps=st.lists(st.integers(0, 200), max_size=60), kind=st.sampled_from([CGM, ReadingKind.BLOOD_PRESSURE])
)
def test_every_reading_is_drawn_once_and_only_short_sensor_gaps_are_filled(
    steps: list[int], kind: ReadingKind
) -> None:
    minutes = [sum(steps[: index + 1]) for index in range(len(steps))]
    readings = series(minutes)
    drawn = [point for segment in segments(kind, readings) for point in segment]
    assert [(point.taken_at, point.value) for point in drawn if not point.filled] == readings
    assert [point.taken_at for point in drawn] == sorted(point.taken_at for point in drawn)
    for point in drawn:
        if point.filled:
            assert kind is CGM
            before = max(at for at, _ in readings if at < point.taken_at)
            after = min(at for at, _ in readings if at > point.taken_at)
            assert after - before <= FILLED_UP_TO
