"""Home averages against weeks worked out by hand.

The week: seven days, each two readings in the morning and two in the evening (28 readings, the best of AHA/AMA 2020).
Day 1 is 150/95 four times. Days 2 to 7: 130/80 and 132/82 in the morning, 126/78 and 128/80 in the evening.

2019中国家庭血压监测指南: day 1 is dropped, the last six days are averaged.
    morning (130+132)/2 = 131, (80+82)/2 = 81; evening (126+128)/2 = 127, (78+80)/2 = 79; all 129/80, 24 readings.
AHA/AMA 2020: all 28 are averaged.
    systolic (4·150 + 24·129)/28 = 3696/28 = 132; diastolic (4·95 + 24·80)/28 = 2300/28 = 82.142857….
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.medicines import Medicine
from app.profile import PersonProfile, Target
from app.records.marks import Mark
from app.records.profile.home_pressure import home_pressure_view
from assistant.conversation import Language

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 11, 2)
LAST = FIRST + timedelta(days=6)
NOW = datetime(2026, 11, 8, 22, 0, tzinfo=ZONE)
QUICK = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(FIRST + timedelta(days=day), time(hour, minute))


def fill_week(sheet: Any, **more: object) -> None:
    for day in range(7):
        values = [(150, 95)] * 4 if day == 0 else [(130, 80), (132, 82), (126, 78), (128, 80)]
        for (systolic, diastolic), (hour, minute) in zip(
            values, [(7, 0), (7, 2), (19, 0), (19, 2)], strict=True
        ):
            sheet.pressure(systolic, diastolic, at(day, hour, minute), settle=False, **more)
    sheet.settle()


def test_china_drops_the_first_day_and_averages_the_last_six(sheet: Any) -> None:
    fill_week(sheet)
    average = sheet.evidence(NOW).home_average()
    assert (average.rule.id, average.enough, average.dropped_day) == ("CNHBPM2019", True, FIRST)
    assert (average.n, average.days) == (28, 7)
    assert (average.mean.systolic, average.mean.diastolic) == (Decimal(129), Decimal(80))
    assert (average.mean.n, average.mean.days, average.mean.pulse) == (24, 6, Decimal(70))
    assert (average.morning.systolic, average.morning.diastolic, average.morning.n) == (131, 81, 12)
    assert (average.evening.systolic, average.evening.diastolic, average.evening.n) == (127, 79, 12)
    assert (average.highest.values["systolic"], average.lowest.values["systolic"]) == (150, 126)
    assert average.share_at_or_above == 0
    assert len(average.used) == 24
    assert len(average.seen) == 28


def test_the_united_states_average_all_readings_and_the_same_week_gets_the_other_label(sheet: Any) -> None:
    fill_week(sheet)
    average = sheet.evidence(NOW, rule_set="US").home_average()
    assert (average.rule.id, average.dropped_day, average.mean.n) == ("AHAAMA2020", None, 28)
    assert (average.mean.systolic, average.mean.diastolic) == (Decimal(132), Decimal("82.14"))
    # At or above 130/80: of each of six days 130/80, 132/82 and 128/80, and all four of day 1.
    assert average.share_at_or_above == Decimal("0.786")  # 22/28
    china = sheet.evidence(NOW).home_average()
    assert (china.other_rule.id, china.other_mean.systolic) == ("AHAAMA2020", Decimal(132))
    assert home_pressure_view(sheet.evidence(NOW), Language.EN).at_or_above_goal is False
    assert home_pressure_view(sheet.evidence(NOW, rule_set="US"), Language.EN).at_or_above_goal is True


def test_the_words_name_the_rule_what_it_drops_and_the_other_answer(sheet: Any) -> None:
    fill_week(sheet)
    view = home_pressure_view(sheet.evidence(NOW), Language.ZH)
    assert view.sentence == (
        "按2019中国家庭血压监测指南（去掉第一天），6 天 24 次平均 129/80 mmHg，低于 135/85。"
    )
    assert "11月2日 是第一天，没有算进平均。" in view.lines
    assert "早上（6–10 点）12 次平均 131/81 mmHg。" in view.lines
    assert "晚上（18–21 点）12 次平均 127/79 mmHg。" in view.lines
    assert "132/82 mmHg" in view.other_sentence
    assert not any("132/82" in line for line in (view.sentence, *view.lines))  # one answer is shown
    english = home_pressure_view(sheet.evidence(NOW), Language.EN)
    assert english.sentence == (
        "By the Chinese home blood pressure monitoring guideline, 2019 (first day left out): the mean of 24 readings "
        "on 6 days is 129/80 mmHg, below 135/85."
    )
    assert "Highest 150/95 mmHg (2 Nov 19:02)." in english.lines
    assert "Lowest 126/78 mmHg (3 Nov 19:00)." in english.lines


def test_below_the_minimum_there_is_no_label_and_what_is_missing_is_counted(sheet: Any) -> None:
    for minute in range(5):
        sheet.pressure(150, 95, at(minute % 2, 7, minute))
    view = home_pressure_view(sheet.evidence(NOW), Language.EN)
    assert view.sentence == "Not enough yet: 5 of 12 readings, 2 of 3 days."
    assert view.at_or_above_goal is None
    chinese = home_pressure_view(sheet.evidence(NOW), Language.ZH)
    assert chinese.sentence == "数据还不够：5/12 次读数，2/3 天。"


def test_a_week_with_few_readings_is_stretched_to_what_suffices_and_says_so(sheet: Any) -> None:
    # Four readings on days 0, 5 and 9: the week that ends on day 9 has two days, ten days have three.
    for day in (0, 5, 9):
        for minute in range(4):
            sheet.pressure(140, 90, at(day, 7, minute * 2))
    average = sheet.evidence(datetime(2026, 11, 11, 22, tzinfo=ZONE)).home_average()
    assert (average.enough, average.window.days, average.window.stretched) == (True, 10, True)
    view = home_pressure_view(sheet.evidence(datetime(2026, 11, 11, 22, tzinfo=ZONE)), Language.EN)
    assert "7 days is usual; stretched to 10 for want of readings" in view.lines[0]


def test_a_window_is_never_stretched_beyond_twice_its_length(sheet: Any) -> None:
    for day in (0, 7, 14):  # 15 days apart
        for minute in range(4):
            sheet.pressure(140, 90, at(day, 7, minute * 2))
    average = sheet.evidence(datetime(2026, 11, 16, 22, tzinfo=ZONE)).home_average()
    assert not average.enough
    assert (average.window.days, average.days) == (7, 1)


def test_a_new_medicine_cuts_the_window_and_earlier_readings_are_left_out(sheet: Any) -> None:
    fill_week(sheet)
    medicine = Medicine("m", "amlodipine", "5 mg", (), FIRST + timedelta(days=3), None)
    average = sheet.evidence(NOW, medicines=(medicine,)).home_average()
    assert average.window.first == FIRST + timedelta(days=3)
    assert (average.n, average.days, average.dropped_day) == (16, 4, FIRST + timedelta(days=3))
    view = home_pressure_view(sheet.evidence(NOW, medicines=(medicine,)), Language.ZH)
    assert "11月5日 开始用amlodipine，之前的读数没有算进来" in view.lines[0]


def test_a_doctor_s_target_takes_the_place_of_the_guideline_and_is_named(sheet: Any) -> None:
    fill_week(sheet)
    target = Target("systolic", None, Decimal(125), "Dr Li", FIRST)
    about = {"profile": PersonProfile(targets=(target,))}
    view = home_pressure_view(sheet.evidence(NOW, **about), Language.EN)
    assert view.goal.text == "125/85"
    assert view.at_or_above_goal is True
    assert "This target was set by Dr Li." in view.lines
    assert sheet.tag("home_bp_above_target", NOW, **about).state == "present"
    assert sheet.tag("home_bp_above_target", NOW).state == "absent"


def test_readings_taken_in_a_clinic_are_no_home_readings(sheet: Any) -> None:
    fill_week(sheet)
    reading = sheet.pressure(190, 110, at(6, 10))
    sheet.mark(reading, Mark.IN_CLINIC)
    average = sheet.evidence(NOW).home_average()
    assert reading not in average.seen
    assert average.mean.systolic == 129


def test_practice_readings_never_enter_beside_real_ones(sheet: Any) -> None:
    fill_week(sheet)
    for minute in range(6):
        sheet.pressure(200, 120, at(6, 12, minute * 2), device="virtual", simulated=True)
    average = sheet.evidence(NOW).home_average()
    assert (average.mean.systolic, average.simulated, average.left_out) == (129, False, 6)
    assert (
        home_pressure_view(sheet.evidence(NOW), Language.EN).lines[-1] == "6 practice readings are left out."
    )


def test_an_average_of_practice_readings_alone_says_that_it_is_one(sheet: Any) -> None:
    fill_week(sheet, device="virtual", simulated=True)
    view = home_pressure_view(sheet.evidence(NOW), Language.ZH)
    assert view.average.simulated
    assert "这些是虚拟设备的练习读数，不是真的。" in view.lines


def test_a_reading_dated_after_now_is_not_there_yet(sheet: Any) -> None:
    fill_week(sheet)
    sheet.pressure(220, 130, at(8, 7))
    assert sheet.evidence(NOW).home_average().highest.values["systolic"] == 150


@pytest.mark.parametrize("age", [9, 17])
def test_children_get_no_adult_label(sheet: Any, age: int) -> None:
    fill_week(sheet)
    assert sheet.tag("home_bp_above_target", NOW, rule_set="US", age=age).state == "not_applicable"
    assert (
        home_pressure_view(sheet.evidence(NOW, rule_set="US", age=age), Language.EN).at_or_above_goal is None
    )


@QUICK
@given(days_before=st.integers(7, 60), systolic=st.integers(60, 250))
def test_a_reading_outside_the_window_changes_nothing(
    new_sheet: Callable[[], Any], days_before: int, systolic: int
) -> None:
    sheet = new_sheet()
    fill_week(sheet)
    before = sheet.evidence(NOW).home_average()
    sheet.pressure(systolic, 50, datetime.combine(LAST - timedelta(days=days_before), time(7, 0)))
    assert sheet.evidence(NOW).home_average() == before


@QUICK
@given(
    zone=st.sampled_from(["Pacific/Kiritimati", "Europe/Berlin", "America/New_York", "Pacific/Niue", "UTC"])
)
def test_a_week_measured_elsewhere_has_the_same_days_and_mean(
    new_sheet: Callable[[], Any], zone: str
) -> None:
    # Days and hours are those of the place where it was measured, wherever the household is now.
    sheet = new_sheet()
    fill_week(sheet, zone=ZoneInfo(zone))
    average = sheet.evidence(NOW + timedelta(days=2)).home_average()
    assert (average.days, average.mean.systolic, average.morning.n) == (7, 129, 12)


@QUICK
@given(hours=st.integers(-12, 12))
def test_a_shifted_clock_moves_at_most_one_day_in_or_out(new_sheet: Callable[[], Any], hours: int) -> None:
    sheet = new_sheet()
    for day in range(7):
        for hour in (7, 19):
            sheet.pressure(130, 80, at(day, hour) + timedelta(hours=hours), settle=False)
    sheet.settle()
    average = sheet.evidence(NOW + timedelta(days=2)).home_average()
    assert abs(average.days - 7) <= 1


def fill_weeks(sheet: Any, weeks: int, systolic: int = 125) -> datetime:
    """Three days with four readings each week; return the evening of the last day."""
    for week in range(weeks):
        for day in (2, 4, 6):
            for hour in (7, 19):
                for minute in (0, 2):
                    sheet.pressure(systolic, 75, at(7 * week + day, hour, minute), settle=False)
    sheet.settle()
    return datetime.combine(FIRST + timedelta(days=7 * weeks - 1), time(22))


def test_after_four_steady_weeks_one_day_a_week_is_enough(sheet: Any) -> None:
    now = fill_weeks(sheet, 4)
    view = home_pressure_view(sheet.evidence(now), Language.EN)
    assert (view.pace.pace, len(view.pace.because)) == ("one_day_a_week", 48)
    assert view.pace.provenance.source == "CNHBPM2019"
    changed = Medicine("m", "amlodipine", "", (), now.date() - timedelta(days=10), None)
    assert home_pressure_view(sheet.evidence(now, medicines=(changed,)), Language.EN).pace.pace == "protocol"


def test_three_weeks_or_high_weeks_are_not_steady(sheet: Any, new_sheet: Callable[[], Any]) -> None:
    now = fill_weeks(sheet, 3)
    assert home_pressure_view(sheet.evidence(now), Language.EN).pace.pace == "protocol"
    high = new_sheet()
    now = fill_weeks(high, 4, systolic=138)
    assert home_pressure_view(high.evidence(now), Language.EN).pace.pace == "protocol"


@pytest.mark.parametrize(("rule_set", "pace"), [("CN", "watch"), ("US", "protocol")])
def test_after_a_very_high_reading_it_is_watched_for_three_days(sheet: Any, rule_set: str, pace: str) -> None:
    fill_week(sheet)
    reading = sheet.pressure(180, 100, at(6, 20))  # CN: 180 and more; US: more than 180
    view = home_pressure_view(sheet.evidence(NOW, rule_set=rule_set), Language.ZH)
    assert view.pace.pace == pace
    if pace == "watch":
        assert view.pace.because == (reading,)
        assert "这三天请早晚各测" in view.pace.sentence
    later = sheet.evidence(NOW + timedelta(days=3), rule_set=rule_set)
    assert home_pressure_view(later, Language.ZH).pace.pace == "protocol"
