"""The profile through the records: people, rule sets, what the assistant may say, and time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.people import Person
from app.profile import Condition, PersonProfile, Target
from app.records.profile.course import Span
from app.records.records import Records
from assistant.conversation import Language
from device_io.reading import Quantity, ReadingKind

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 9:00 in the household's zone
BP = ReadingKind.BLOOD_PRESSURE
ZH, EN = Language.ZH, Language.EN


def measure(records: Records, person: Person, systolic: int, diastolic: int, at: datetime) -> int:
    values = {
        "systolic": Quantity(Decimal(systolic), "mm[Hg]"),
        "diastolic": Quantity(Decimal(diastolic), "mm[Hg]"),
    }
    return records.add_manual(BP, values, at, person).id


def a_week(records: Records, person: Person, systolic: int = 132, diastolic: int = 78) -> None:
    for day in range(7):
        for minutes in (60, 55):
            measure(records, person, systolic, diastolic, NOW - timedelta(days=day, minutes=minutes))


def test_a_person_s_own_rule_set_decides(records: Records, person: Person) -> None:
    a_week(records, person)
    assert records.profile.tags(person, EN, NOW) == ()
    american = records.household.edit(person, profile=PersonProfile(rule_set="US"))
    view = records.profile.home_pressure(american, EN, NOW)
    assert view is not None
    assert (view.average.rule.id, view.goal.text, view.at_or_above_goal) == ("AHAAMA2020", "130/80", True)
    assert [tag.id for tag in records.profile.tags(american, EN, NOW)] == ["home_bp_above_target"]
    assert records.trend(american, BP, "systolic", 7, NOW, EN).band_high == 130
    every = records.profile.tags(american, EN, NOW, every=True)
    assert len({tag.id for tag in every}) >= 18


def test_medicines_of_the_records_cut_the_window(records: Records, person: Person) -> None:
    a_week(records, person)
    records.medicines.add(person, "amlodipine", "5 mg", (), date(2026, 11, 22))
    view = records.profile.home_pressure(person, ZH, NOW)
    assert view is not None
    assert view.sentence == "数据还不够：6/12 次读数，3/3 天。"
    found = records.profile.course(person, BP, "systolic", Span.WEEK, ZH, NOW)
    assert [mark.words for mark in found.changes] == ["开始用amlodipine"]
    assert found.view.n == 14  # shown, but not averaged in


def test_the_assistant_hears_the_protocol_average_and_the_tags(records: Records, person: Person) -> None:
    a_week(records, person, 141, 84)
    facts = {fact.source: fact for fact in records.facts(person, [BP], EN, NOW)}
    average = facts["average:blood_pressure:CNHBPM2019"]
    assert average.figure == "141/84 mmHg"
    assert "the mean of 12 readings on 6 days is 141/84 mmHg, at or above 135/85." in average.sentence
    assert facts["tag:morning_bp_high"].sentence == (
        "Morning blood pressure high: the mean of 14 readings on 7 mornings is 141/84 mmHg."
    )
    assert all(fact.taken_at <= NOW for fact in facts.values())
    assert "tag:morning_bp_high" not in {
        fact.source for fact in records.facts(person, [ReadingKind.SPO2], EN, NOW)
    }


def test_numbers_of_practice_readings_are_said_to_be_practice(
    records: Records, person: Person, frame: Callable[..., object]
) -> None:
    for day in range(4):
        for minutes in (60, 50, 40):
            at = NOW - timedelta(days=day, minutes=minutes)
            records.refine(records.journal.append(frame(141, 84, at=at)))  # type: ignore[arg-type]
    sources = {fact.source: fact.sentence for fact in records.facts(person, [BP], EN, NOW)}
    assert sources["average:blood_pressure:CNHBPM2019"].endswith(
        "These are practice readings of a virtual device, not real ones."
    )


def test_two_people_do_not_share_a_profile(records: Records, person: Person) -> None:
    other = records.household.add("Li")
    a_week(records, person, 150, 92)
    assert records.profile.home_pressure(other, EN, NOW) is None
    assert records.profile.tags(other, EN, NOW) == ()
    assert records.profile.quality(other, EN, NOW).readings == 0


def test_a_rebuild_gives_the_same_profile(records: Records, person: Person) -> None:
    a_week(records, person, 141, 84)
    before = records.profile.tags(person, EN, NOW, every=True)
    quality = records.profile.quality(person, EN, NOW)
    records.rebuild()
    assert records.profile.tags(person, EN, NOW, every=True) == before
    assert records.profile.quality(person, EN, NOW) == quality


def test_a_doctor_s_target_is_the_one_that_counts(records: Records, person: Person) -> None:
    a_week(records, person)
    targets = (Target("systolic", None, Decimal(130), "Dr Li", date(2026, 11, 1)),)
    own = records.household.edit(
        person, profile=PersonProfile(targets=targets, conditions=frozenset({Condition.HYPERTENSION}))
    )
    (above, morning) = records.profile.tags(own, ZH, NOW)
    assert (above.id, morning.id) == ("home_bp_above_target", "morning_bp_high")
    assert "这个目标是Dr Li定的。" in above.explanation


def test_wrong_questions_are_refused(records: Records, person: Person) -> None:
    with pytest.raises(ValueError, match="no course"):
        records.profile.course(person, BP, "glucose", Span.WEEK, EN, NOW)
    for days in (0, 10**6):
        with pytest.raises(ValueError, match="no view"):
            records.profile.quality(person, EN, NOW, days)
    assert records.profile.glucose(person, EN, NOW) is None
