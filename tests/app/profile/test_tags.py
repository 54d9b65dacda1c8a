"""Each tag against a case worked by hand: when it holds, when it does not, when data are too few, when it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.medicines import Medicine
from app.profile import Condition, PersonProfile
from app.records.marks import LifeEvent, Mark
from app.records.profile.tags.rules import parse_tag_rules, tag_rules
from app.records.profile.tags.tags import EVALUATORS, evaluate, tags
from app.records.thresholds import ThresholdError
from assistant.conversation import Language
from device_io.codecs.blood_pressure import MeasurementStatus
from device_io.reading import ReadingKind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=ZONE)
TODAY = NOW.date()
QUICK = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SPO2, WEIGHT, GLUCOSE, TEMPERATURE = (
    ReadingKind.SPO2,
    ReadingKind.WEIGHT,
    ReadingKind.GLUCOSE,
    ReadingKind.TEMPERATURE,
)


def ago(days: int, hour: int = 8, minute: int = 0) -> datetime:
    return (NOW - timedelta(days=days)).replace(hour=hour, minute=minute)


# --- the rules themselves -------------------------------------------------------------------------


def test_all_twenty_two_rules_are_there_and_evaluated() -> None:
    assert len(tag_rules()) == 22
    assert set(tag_rules()) == set(EVALUATORS)


def test_rules_from_memory_are_worked_out_and_never_shown(sheet: Any) -> None:
    hidden = {name for name, rule in tag_rules().items() if not rule.may_be_shown}
    assert hidden == {"bp_after_medicine_change", "weight_falling"}
    # From 80.0 to 75.0 kg in 24 weeks: 6.25 %.
    for week in range(25):
        sheet.add(WEIGHT, {"weight": 80 - 5 * week / 24}, ago(7 * (24 - week)), settle=False)
    sheet.settle()
    evidence = sheet.evidence(NOW)
    (finding,) = evaluate(evidence, tag_rules()["weight_falling"])
    assert (finding.state, finding.numbers["percent"]) == ("present", "6.3")
    assert hidden.isdisjoint({tag.id for tag in tags(evidence, Language.ZH)})


def test_words_of_a_rule_have_the_same_blanks_in_both_languages() -> None:
    import re

    for rule in tag_rules().values():
        for words in (rule.rule, rule.found):
            blanks = [sorted(re.findall(r"\{(\w+)\}", words[language])) for language in Language]
            assert blanks[0] == blanks[1], rule.id
        assert all(rule.names.values())


@pytest.mark.parametrize("content", [None, [], {}, {"tags": {"x": {}}}, {"tags": {"x": {"st": "q"}}}])
def test_a_damaged_file_of_rules_is_refused(content: object) -> None:
    with pytest.raises(ThresholdError, match="install Listenwell again"):
        parse_tag_rules(content)


def test_somebody_without_readings_has_no_tags(sheet: Any) -> None:
    assert sheet.present(NOW) == set()
    assert all(tag.sentence for language in Language for tag in tags(sheet.evidence(NOW), language))


# --- blood pressure -------------------------------------------------------------------------------


def test_home_pressure_above_target(sheet: Any) -> None:
    ids = sheet.home_week(141, 84)
    tag = sheet.tag("home_bp_above_target", NOW, Language.ZH)
    # China 2019 drops the first of the three days: 8 readings on 2 days.
    assert tag.sentence == "2 天里 8 次的平均是 141/84 mmHg，目标是低于 135/85。"
    assert tag.readings == tuple(ids)
    assert (tag.source, tag.status, tag.rule_version) == ("CNHBPM2019", "s", 1)
    assert tag.expires_on == TODAY + timedelta(days=14)
    assert tag.explanation[-2:] == (
        "依据：2019中国家庭血压监测指南；有效期是我们的规则（规则第 1 版）。",
        "显示到 12月6日，有新读数会更新。",
    )
    named = ", ".join(str(one) for one in ids)
    assert f"用了 12 次读数（编号 {named}）。" in tag.explanation


def test_a_tag_ends_by_itself_unless_renewed(sheet: Any) -> None:
    sheet.home_week(141, 84)
    assert sheet.tag("home_bp_above_target", NOW + timedelta(days=14)).state == "present"
    assert sheet.tag("home_bp_above_target", NOW + timedelta(days=15)).state == "absent"


def test_a_mean_is_judged_as_it_is_shown(sheet: Any) -> None:
    # 134.5 is shown as 135, which reaches 135.
    for day in (2, 1, 0):
        for hour, systolic in ((7, 134), (8, 135), (18, 134), (19, 135)):
            sheet.pressure(systolic, 70, ago(day, hour))
    assert sheet.tag("home_bp_above_target", NOW).numbers["mean"] == "135/70"
    assert sheet.tag("home_bp_above_target", NOW).state == "present"


def test_eleven_readings_are_not_enough(sheet: Any) -> None:
    for reading in range(11):
        sheet.pressure(150, 90, ago(reading % 3, 7, reading))
    tag = sheet.tag("home_bp_above_target", NOW)
    assert (tag.state, tag.sentence) == ("not_enough", "Not enough yet: 11 of 12 readings.")


def test_morning_pressure_is_that_of_six_to_ten(sheet: Any) -> None:
    for day in range(3):
        sheet.pressure(140, 80, ago(day, 6, 0))
        sheet.pressure(136, 80, ago(day, 9, 59))
        sheet.pressure(110, 70, ago(day, 10, 0))  # no longer morning
        sheet.pressure(110, 70, ago(day, 5, 59))  # not yet
    tag = sheet.tag("morning_bp_high", NOW)
    assert (tag.state, tag.sentence) == ("present", "The mean of 6 readings on 3 mornings is 138/80 mmHg.")
    assert len(tag.readings) == 6


def test_two_mornings_are_not_enough(sheet: Any) -> None:
    for day in range(2):
        sheet.pressure(150, 90, ago(day, 7))
    assert sheet.tag("morning_bp_high", NOW).sentence == "Not enough yet: 2 of 3 days."


def test_the_clinic_and_home_are_compared(sheet: Any) -> None:
    sheet.home_week(128, 78)
    assert sheet.tag("white_coat_gap", NOW).sentence == "Not enough yet: 0 of 1 clinic readings."
    office = sheet.pressure(152, 92, ago(30, 10))
    sheet.mark(office, Mark.IN_CLINIC)
    tag = sheet.tag("white_coat_gap", NOW)
    assert (tag.state, tag.sentence) == (
        "present",
        "152/92 mmHg in the clinic, 128/78 mmHg on average at home.",
    )
    assert office in tag.readings
    assert sheet.tag("masked_gap", NOW).state == "absent"


def test_a_normal_clinic_may_hide_high_pressure_at_home(sheet: Any) -> None:
    sheet.home_week(142, 88)
    sheet.mark(sheet.pressure(130, 80, ago(30, 10)), Mark.IN_CLINIC)
    assert sheet.tag("masked_gap", NOW).state == "present"
    assert sheet.tag("white_coat_gap", NOW).state == "absent"


def test_pressure_around_a_change_of_medicine_is_compared_but_not_shown(sheet: Any) -> None:
    sheet.home_week(150, 90, last=21)
    sheet.home_week(132, 80)
    medicine = Medicine("m", "amlodipine", "5 mg", (), TODAY - timedelta(days=18), None)
    evidence = sheet.evidence(NOW, medicines=(medicine,))
    (finding,) = evaluate(evidence, tag_rules()["bp_after_medicine_change"])
    assert (finding.state, finding.numbers) == ("present", {"before": "150/90", "after": "132/80"})
    recent = Medicine("m", "amlodipine", "5 mg", (), TODAY - timedelta(days=5), None)
    (early,) = evaluate(sheet.evidence(NOW, medicines=(recent,)), tag_rules()["bp_after_medicine_change"])
    assert early.state == "not_enough"


# --- pulse ----------------------------------------------------------------------------------------


def pulses(sheet: Any, pulse: int, days: int = 4) -> None:
    for day in range(days):
        sheet.add(ReadingKind.BLOOD_PRESSURE, {"systolic": 120, "diastolic": 75, "pulse": pulse}, ago(day))


def test_a_fast_resting_pulse_has_two_limits(sheet: Any) -> None:
    pulses(sheet, 88)
    hypertension = PersonProfile(conditions=frozenset({Condition.HYPERTENSION}))
    assert sheet.tag("resting_hr_high", NOW).state == "absent"
    tag = sheet.tag("resting_hr_high", NOW, profile=hypertension)
    assert (tag.state, tag.rule) == ("present", "median resting pulse of a week above 80 bpm")
    assert sheet.tag("resting_hr_high", NOW).rule == "median resting pulse of a week above 100 bpm"


def test_a_chest_strap_is_not_at_rest_and_three_days_are_few(sheet: Any) -> None:
    pulses(sheet, 110, days=3)
    for day in range(7):
        sheet.add(ReadingKind.HEART_RATE, {"pulse": 150}, ago(day, 9))
    assert sheet.tag("resting_hr_high", NOW).sentence == "Not enough yet: 3 of 4 days."
    pulses(sheet, 110, days=4)
    assert sheet.tag("resting_hr_high", NOW).numbers["median"] == "110"


def irregular(sheet: Any, frame: Callable[..., Any], at: datetime, notes: str) -> list[int]:
    """A sitting of readings two minutes apart; x notes an irregular pulse."""
    status = MeasurementStatus.IRREGULAR_PULSE
    return [
        sheet.frame(
            frame(
                130,
                80,
                at=(at + timedelta(minutes=2 * number)).replace(tzinfo=UTC),
                status=status if note == "x" else None,
            )
        )
        for number, note in enumerate(notes)
    ]


def test_two_of_three_irregular_readings_of_a_sitting(sheet: Any, frame: Callable[..., Any]) -> None:
    ids = irregular(sheet, frame, ago(40, 1), "x.x")
    tag = sheet.tag("irregular_pulse_seen", NOW)
    assert tag.state == "present"
    assert tag.readings == tuple(ids)
    assert "2 of 3 readings noted an irregular pulse" in tag.sentence
    assert tag.expires_on is None
    sheet.happened(LifeEvent.ECG, TODAY - timedelta(days=20))
    assert sheet.tag("irregular_pulse_seen", NOW).state == "absent"


def test_practice_with_an_irregular_pulse_is_nobody_s(sheet: Any, frame: Callable[..., Any]) -> None:
    irregular(sheet, frame, ago(3, 1), "xxx")  # frames of a virtual cuff
    assert sheet.tag("irregular_pulse_seen", NOW).simulated
    sheet.pressure(120, 75, ago(10))
    assert sheet.tag("irregular_pulse_seen", NOW).state == "absent"


def test_one_irregular_reading_or_two_of_different_sittings_are_not_enough(
    sheet: Any, frame: Callable[..., Any]
) -> None:
    irregular(sheet, frame, ago(3, 1), "x..")
    irregular(sheet, frame, ago(2, 1), "x")
    irregular(sheet, frame, ago(2, 5), "x")
    irregular(sheet, frame, ago(1, 1), "x..x")
    assert sheet.tag("irregular_pulse_seen", NOW).state == "absent"


# --- what holds for all ---------------------------------------------------------------------------


@QUICK
@given(
    readings=st.lists(
        st.tuples(st.integers(60, 240), st.integers(30, 140), st.integers(0, 13), st.integers(0, 23)),
        min_size=1,
        max_size=30,
    )
)
def test_no_tag_comes_from_readings_of_nobody_or_of_another(
    new_sheet: Callable[[], Any], readings: list[tuple[int, int, int, int]]
) -> None:
    sheet = new_sheet()
    sheet.home_week(120, 75)
    before = tags(sheet.evidence(NOW), Language.EN)
    for number, (systolic, diastolic, days, hour) in enumerate(readings):
        person = None if number % 2 else "b" * 32
        sheet.pressure(systolic, diastolic, ago(days, hour), person=person, settle=False)
        sheet.add(WEIGHT, {"weight": 60 + number}, ago(days), person=person, settle=False)
        sheet.add(GLUCOSE, {"glucose": 2.5}, ago(days), person=person, settle=False)
    sheet.settle()
    assert tags(sheet.evidence(NOW), Language.EN) == before


@QUICK
@given(days=st.integers(200, 600), systolic=st.integers(60, 240))
def test_what_lies_beyond_every_window_changes_no_tag(
    new_sheet: Callable[[], Any], days: int, systolic: int
) -> None:
    sheet = new_sheet()
    sheet.home_week(141, 84)
    before = {tag.id: tag.sentence for tag in tags(sheet.evidence(NOW), Language.EN)}
    sheet.pressure(systolic, 50, ago(days))
    assert {tag.id: tag.sentence for tag in tags(sheet.evidence(NOW), Language.EN)} == before


def test_practice_readings_make_tags_that_say_so_and_none_beside_real_ones(sheet: Any) -> None:
    sheet.home_week(150, 90, device="virtual", simulated=True)
    tag = sheet.tag("home_bp_above_target", NOW, Language.ZH)
    assert (tag.state, tag.simulated) == ("present", True)
    assert "这些是虚拟设备的练习读数，不是真的。" in tag.explanation
    sheet.home_week(120, 75, last=1)
    tag = sheet.tag("home_bp_above_target", NOW)
    assert (tag.state, tag.simulated) == ("absent", False)
