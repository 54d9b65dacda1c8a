"""Reminders that are offered: the week of the guideline, a habit, the next HbA1c."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.people import Person
from app.profile import Condition, PersonProfile
from app.records.records import Records
from app.reminders.suggestions import habit, hba1c_recheck, pressure_week
from assistant.conversation import Language
from device_io.reading import ReadingKind

ZH, EN = Language.ZH, Language.EN
BP, WEIGHT, GLUCOSE = ReadingKind.BLOOD_PRESSURE, ReadingKind.WEIGHT, ReadingKind.GLUCOSE
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai
TODAY = date(2026, 11, 24)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def test_the_guidelines_week_is_seven_mornings_and_evenings(records: Records, anna: Person) -> None:
    suggestion = pressure_week(TODAY, "CN")
    assert (suggestion.times, suggestion.protocol) == ((time(7), time(19)), "CNHBPM2019")
    plan = records.reminders.accept(anna, suggestion)
    assert (plan.first_day, plan.last_day) == (TODAY, TODAY + timedelta(days=6))
    assert pressure_week(TODAY, "US").protocol == "AHAAMA2020"


def test_a_habit_is_found_in_ones_own_readings_only_when_it_is_one() -> None:
    mornings = [NOW - timedelta(days=day, minutes=7 * (day % 5)) for day in range(10)]
    odd = [NOW - timedelta(days=day, hours=9) for day in range(3)]
    found = habit(BP, [*mornings, *odd], NOW, SHANGHAI)
    assert found is not None
    assert found.times == (time(8, 45),)
    assert found.status == "d"
    assert habit(BP, mornings[:4], NOW, SHANGHAI) is None
    assert habit(BP, [one - timedelta(days=30) for one in mornings], NOW, SHANGHAI) is None
    same_day = [NOW - timedelta(minutes=minute) for minute in range(20)]
    assert habit(BP, same_day, NOW, SHANGHAI) is None


@pytest.mark.parametrize(("value", "day"), [("6.5", date(2027, 5, 24)), ("7.0", date(2027, 2, 24))])
def test_the_next_hba1c_depends_on_the_last(records: Records, value: str, day: date) -> None:
    anna = records.household.add("Anna", PersonProfile(conditions=frozenset({Condition.DIABETES_TYPE_2})))
    rows = [{"printed_name": "HbA1c", "analyte": "hba1c", "value": value, "unit": "%"}]
    report = records.store_report(anna, rows, "0" * 64)
    found = hba1c_recheck(anna, records.reports(anna), EN)
    assert found is not None
    assert (found.first_day, found.title, found.report_id) == (day, "HbA1c", report.id)
    assert (found.source, found.status) == ("ADA6", "v")
    assert records.reminders.accept(anna, found).report_id == report.id
    older = {"header": {"collected_on": "2025-03-02"}}
    records.store_report(anna, [{**rows[0], "value": "9.9"}], "1" * 64, detail=older)
    again = hba1c_recheck(anna, records.reports(anna), EN)
    assert again is not None
    assert again.first_day == day, "the day of the specimen counts, not the day it was photographed"
    assert hba1c_recheck(records.household.people()[0], records.reports(anna), EN) is None
