"""The trend screen: what is drawn, what is joined, what is said, and the table."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.medicines import Medicine
from app.records.daily_series import daily_series
from app.records.profile.course import Course, Span, course
from app.records.thresholds import home_pressure
from app.records.trend_series import Grain, grain_of
from app.records.views import ViewContext, trend
from assistant.conversation import Language
from device_io.reading import ReadingKind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=ZONE)
BP, WEIGHT, SENSOR = ReadingKind.BLOOD_PRESSURE, ReadingKind.WEIGHT, ReadingKind.CONTINUOUS_GLUCOSE


def context(language: Language = Language.EN) -> ViewContext:
    return ViewContext("a" * 32, language, NOW, ZONE, home_pressure("CN"))


def screen(
    sheet: Any,
    span: Span,
    kind: ReadingKind = BP,
    component: str = "systolic",
    language: Language = Language.EN,
    **about: object,
) -> Course:
    return course(sheet.evidence(NOW, **about), context(language), kind, component, span)


def ago(days: int, hour: int = 8, minute: int = 0) -> datetime:
    return (NOW - timedelta(days=days)).replace(hour=hour, minute=minute)


def test_each_span_is_reduced_to_what_a_screen_shows(sheet: Any) -> None:
    for day in range(120):
        sheet.pressure(120 + day % 5, 80, ago(day, 7), settle=False)
        sheet.pressure(130 + day % 5, 80, ago(day, 19), settle=False)
    sheet.settle()
    today, week = screen(sheet, Span.TODAY).view, screen(sheet, Span.WEEK).view
    month, year = screen(sheet, Span.MONTH).view, screen(sheet, Span.YEAR).view
    assert [(view.grain, len(view.points)) for view in (today, week, month, year)] == [
        (Grain.READING, 2),
        (Grain.READING, 14),
        (Grain.DAY, 30),
        (Grain.WEEK, 18),
    ]
    newest = month.points[-1]  # 120 in the morning, 130 in the evening
    assert (newest.value, newest.low, newest.high, newest.n) == (Decimal(125), 120, 130, 2)
    assert newest.taken_at.astimezone(ZONE) == NOW.replace(hour=12)
    assert sum(point.n for point in year.points) == year.n == 240
    assert year.mean == Decimal(127)


@pytest.mark.parametrize(
    ("days", "grain"),
    [(1, "reading"), (14, "reading"), (15, "day"), (92, "day"), (93, "week"), (3660, "week")],
)
def test_what_a_point_stands_for(days: int, grain: str) -> None:
    assert grain_of(days) == grain


def test_a_line_is_broken_where_nothing_was_measured_and_a_sitting_is_one_point(sheet: Any) -> None:
    for day in (6, 5, 4, 3, 0):
        for minute in (0, 2):
            sheet.pressure(120 + 10 * (minute == 2), 80, ago(day, 7, minute))
    lines = screen(sheet, Span.WEEK).lines
    assert [len(line) for line in lines] == [4, 1]
    assert {point.value for line in lines for point in line} == {Decimal(125)}
    assert not any(point.filled for line in lines for point in line)


def test_a_short_gap_of_a_sensor_is_drawn_through_and_a_long_one_is_not(sheet: Any) -> None:
    for minute in [*range(0, 60, 5), *range(90, 120, 5), *range(180, 240, 5)]:
        at = ago(0, 8) + timedelta(minutes=minute)
        sheet.add(SENSOR, {"glucose": 6}, at, settle=False)
    sheet.settle()
    lines = screen(sheet, Span.TODAY, SENSOR, "glucose").lines
    assert len(lines) == 2
    assert sum(point.filled for point in lines[0]) == 6  # 35 minutes between two values


def test_the_table_shows_both_pressures_newest_first(sheet: Any) -> None:
    sheet.pressure(120, 78, ago(1, 7))
    sheet.pressure(130, 82, ago(1, 19))
    sheet.pressure(141, 90, ago(0, 7))
    first, second = screen(sheet, Span.WEEK).table
    assert (first.label, first.n, first.mean) == ("22 Nov", 1, "141/90 mmHg")
    assert (second.label, second.n, second.mean, second.lowest, second.highest) == (
        "21 Nov",
        2,
        "125/80 mmHg",
        "120/78 mmHg",
        "130/82 mmHg",
    )
    month = screen(sheet, Span.MONTH, language=Language.ZH).table
    assert [(row.label, row.n) for row in month] == [("11月16日 – 11月22日", 3)]
    year = screen(sheet, Span.YEAR).table
    assert [(row.first, row.last, row.n) for row in year] == [(date(2026, 11, 1), date(2026, 11, 30), 3)]


def test_a_medicine_is_marked_where_it_began(sheet: Any) -> None:
    sheet.pressure(141, 90, ago(0, 7))
    medicine = Medicine("m", "氨氯地平", "5 mg", (), date(2026, 11, 18), None)
    (mark,) = screen(sheet, Span.WEEK, language=Language.ZH, medicines=(medicine,)).changes
    assert (mark.change.day, mark.words) == (date(2026, 11, 18), "开始用氨氯地平")
    assert screen(sheet, Span.TODAY, medicines=(medicine,)).changes == ()


def test_the_summary_says_the_mean_and_what_is_known_of_the_direction(sheet: Any) -> None:
    for week in range(3):
        for day in range(4):
            sheet.pressure(130, 80, ago(7 * week + day))
    found = screen(sheet, Span.MONTH)
    assert found.summary == (
        "12 readings in the last 30 days: systolic pressure averages 130 mmHg, lowest 130, highest 130. "
        "Whether systolic pressure rises or falls: not enough yet: 3 of 8 weekly means."
    )
    chinese = screen(sheet, Span.MONTH, language=Language.ZH).summary
    assert chinese.endswith("高压（收缩压）是升是降：数据还不够：3/8 个周平均值。")
    assert found.home is not None
    assert found.home.average.n == 4


def test_steady_weeks_have_no_clear_change_and_falling_weight_is_said_with_its_unit(sheet: Any) -> None:
    for week in range(10):
        for day in range(4):
            sheet.pressure(130 + (week + day) % 3, 80, ago(7 * week + day), settle=False)
            sheet.add(WEIGHT, {"weight": 70 + 0.4 * week}, ago(7 * week + day), settle=False)
    sheet.settle()
    assert (
        screen(sheet, Span.YEAR).direction_sentence
        == "No clear change of systolic pressure in 10 weekly means."
    )
    weight = screen(sheet, Span.YEAR, WEIGHT, "weight")
    assert weight.direction_sentence == "Weight is falling by about 0.4 kg a week (10 weekly means)."
    assert weight.home is None


def test_a_step_and_an_unusual_week_are_noted(sheet: Any) -> None:
    for day in range(60):
        sheet.add(WEIGHT, {"weight": 70 + 0.1 * (day % 3) + 3 * (day < 20)}, ago(day), settle=False)
    sheet.settle()
    found = screen(sheet, Span.MONTH, WEIGHT, "weight")
    (shift,) = found.shifts
    assert shift.day == (NOW - timedelta(days=19)).date()
    assert found.notes[0] == "Since 3 Nov weight lies around 73.1 kg, before that around 70.1."
    usual = {point.day: point for point in found.usual}
    assert usual[(NOW - timedelta(days=14)).date()].outside
    assert not usual[(NOW - timedelta(days=25)).date()].outside


def test_nothing_measured_says_what_to_do(sheet: Any) -> None:
    found = screen(sheet, Span.WEEK)
    assert found.summary.startswith("No systolic pressure readings in the last 7 days yet")
    assert (found.lines, found.table, found.usual, found.home) == ((), (), (), None)


# --- practice readings ------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [7, 30, 365])
def test_practice_readings_are_in_no_trend_with_real_ones(sheet: Any, days: int) -> None:
    sheet.pressure(120, 80, ago(0, 7))
    sheet.pressure(124, 80, ago(1, 7))
    for minute in range(3):
        sheet.pressure(200, 120, ago(0, 9, minute * 5), device="virtual", simulated=True)
    view = trend(sheet.connection, context(), BP, "systolic", days)
    assert (view.n, view.mean, view.maximum) == (2, Decimal(122), Decimal(124))
    assert (view.simulated, view.left_out) == (False, 3)
    assert all(point.high < 200 for point in view.points)


def test_practice_readings_alone_are_shown_as_such(sheet: Any) -> None:
    sheet.pressure(200, 120, ago(0, 9), device="virtual", simulated=True)
    view = trend(sheet.connection, context(), BP, "systolic", 7)
    assert (view.n, view.simulated, view.left_out) == (1, True, 0)
    assert screen(sheet, Span.WEEK).notes == (
        "These are practice readings of a virtual device, not real ones.",
    )


def test_real_days_beside_practice_are_summarised_as_they_would_be_alone(sheet: Any, new_sheet: Any) -> None:
    other = new_sheet()
    for one in (sheet, other):
        for day in range(3):
            one.pressure(121 + day, 80, ago(day, 7))
            one.pressure(128, 80, ago(day, 19))
    sheet.pressure(200, 120, ago(1, 9), device="virtual", simulated=True)
    span = (NOW.date() - timedelta(days=6), NOW.date())
    mixed = daily_series(sheet.connection, "a" * 32, BP, "systolic", *span)
    alone = daily_series(other.connection, "a" * 32, BP, "systolic", *span)
    assert mixed.summaries == alone.summaries
