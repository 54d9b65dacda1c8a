from collections.abc import Callable
from datetime import UTC, date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.medicines import Medicines
from app.people import UnknownPerson
from app.profile import Condition, InvalidProfile, PersonProfile, Target, safety_profile
from app.records.errors import InvalidEntry
from app.records.records import Records
from assistant import safety
from assistant.conversation import Language

TODAY = date(2026, 11, 24)
PROFILE = PersonProfile(
    birth_date=date(1950, 3, 1),
    sex="female",
    conditions=frozenset({Condition.HYPERTENSION, Condition.HEART_FAILURE}),
    targets=(
        Target("glucose", Decimal("4.4"), Decimal("7.0"), "Dr Li", date(2026, 10, 1), "fasting"),
        Target("systolic", None, Decimal(130), "Dr Li", date(2026, 10, 1)),
    ),
    rule_set="US",
    language=Language.ZH,
    voice_speed=0.8,
    private=True,
)


def test_a_profile_is_kept_whole_and_survives_a_restart(open_profile: Callable[..., Records]) -> None:
    records = open_profile()
    someone = records.household.add("王秀英", PROFILE)
    records.close()
    kept = open_profile().household.find("王秀英")
    assert kept == someone
    assert kept.profile == PROFILE
    assert kept.age_on(TODAY) == 76
    assert kept.profile.target("glucose", "fasting") == PROFILE.targets[0]
    assert kept.profile.target("glucose", "after_meal") is None
    assert kept.profile.target("systolic", "fasting") == PROFILE.targets[1]


def test_editing_changes_only_what_was_given(records: Records) -> None:
    someone = records.household.add("Anna", PROFILE)
    renamed = records.household.edit(someone, display_name=" Anna Li ")
    assert (renamed.display_name, renamed.profile) == ("Anna Li", PROFILE)
    plain = records.household.edit(renamed, profile=PersonProfile())
    assert (plain.display_name, plain.profile) == ("Anna Li", PersonProfile())
    assert records.household.person(someone.id) == plain


def test_a_removed_person_is_hidden_and_comes_back_whole(records: Records) -> None:
    first = records.household.people()[0]
    someone = records.household.add("Anna", PROFILE)
    records.household.remove(someone)
    assert records.household.people() == (first,)
    assert records.household.removed() == (someone,)
    with pytest.raises(UnknownPerson):
        records.household.find("Anna")
    assert records.household.restore(records.household.find("Anna", removed=True)) == someone
    assert records.household.people() == (first, someone)
    records.household.remove(first)
    with pytest.raises(InvalidProfile, match="only person"):
        records.household.remove(someone)


def test_a_name_that_two_people_share_is_asked_about(records: Records) -> None:
    one, other = records.household.add("Anna"), records.household.add("anna")
    with pytest.raises(UnknownPerson, match="More than one"):
        records.household.find("ANNA")
    assert records.household.find(other.id) == other
    assert records.household.find(one.id) == one
    assert records.household.find("我") == records.household.people()[0]


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (PersonProfile(birth_date=date(2026, 12, 1)), "future"),
        (PersonProfile(birth_date=date(1850, 12, 1)), "130 years"),
        (PersonProfile(pregnant_until=date(2028, 1, 1)), "within a year"),
        (
            PersonProfile(targets=(Target("spo2", Decimal(88), Decimal(92), "Dr Li", date(2027, 1, 1)),)),
            "future",
        ),
    ],
)
def test_days_that_cannot_be_are_refused(records: Records, profile: PersonProfile, said: str) -> None:
    with pytest.raises(InvalidProfile, match=said):
        records.household.add("Anna", profile)
    assert len(records.household.people()) == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: PersonProfile(sex="male", pregnant_until=date(2027, 1, 1)),
        lambda: PersonProfile(voice_speed=5),
        lambda: PersonProfile(targets=(PROFILE.targets[1], PROFILE.targets[1])),
        lambda: Target("shoe size", Decimal(1), None, "Dr Li", TODAY),
        lambda: Target("systolic", Decimal(140), Decimal(120), "Dr Li", TODAY),
        lambda: Target("systolic", None, None, "Dr Li", TODAY),
        lambda: Target("systolic", None, Decimal("NaN"), "Dr Li", TODAY),
        lambda: Target("systolic", None, Decimal(120), " ", TODAY),
        lambda: Target("weight", None, Decimal(70), "Dr Li", TODAY, "fasting"),
    ],
)
def test_a_profile_that_contradicts_itself_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidProfile):
        make()


@given(
    born=st.dates(date(1900, 1, 1), date(2100, 12, 31)), day=st.dates(date(1900, 1, 1), date(2100, 12, 31))
)
def test_age_counts_whole_months(born: date, day: date) -> None:
    months = PersonProfile(birth_date=born).age_months_on(day)
    assert months is not None
    if day < born:
        assert months == 0
        return
    total = born.year * 12 + born.month - 1 + months
    reached = (total // 12, total % 12 + 1)
    assert reached < (day.year, day.month) or (reached == (day.year, day.month) and born.day <= day.day)
    after = (total + 1) // 12, (total + 1) % 12 + 1
    assert after > (day.year, day.month) or (after == (day.year, day.month) and born.day > day.day)


def test_the_red_flag_rules_know_age_pregnancy_conditions_and_the_doctors_oxygen_target() -> None:
    profile = PersonProfile(
        birth_date=date(1996, 11, 25),
        sex="female",
        pregnant_until=TODAY,
        conditions=frozenset({Condition.HEART_FAILURE, Condition.COPD}),
        targets=(Target("spo2", Decimal(88), Decimal(92), "Dr Li", TODAY),),
        rule_set="US",
    )
    known = safety_profile(profile, TODAY, "CN")
    assert known == safety.Profile(
        age_months=359,
        pregnant=True,
        conditions=frozenset({safety.Condition.HEART_FAILURE, safety.Condition.COPD_TARGET}),
        rule_set="US",
        region="CN",
    )
    assert not safety_profile(profile, TODAY + timedelta(days=1), "CN").pregnant


def test_a_new_dose_ends_one_row_and_begins_another(records: Records) -> None:
    anna = records.household.people()[0]
    medicines: Medicines = records.medicines
    first = medicines.add(anna, "氨氯地平", "5 mg", [time(20), time(8, 0)], date(2026, 10, 1))
    assert first.times == (time(8), time(20))
    second = medicines.change(first, date(2026, 11, 1), dose="10 mg")
    assert [(one.dose, one.started_on, one.stopped_on) for one in medicines.of(anna)] == [
        ("5 mg", date(2026, 10, 1), date(2026, 11, 1)),
        ("10 mg", date(2026, 11, 1), None),
    ]
    assert [one.dose for one in medicines.of(anna) if one.taken_on(date(2026, 11, 1))] == ["10 mg"]
    corrected = medicines.change(second, date(2026, 11, 1), times=[time(7)])
    assert (corrected.id, corrected.dose, corrected.times) == (second.id, "10 mg", (time(7),))
    stopped = medicines.stop(corrected, date(2026, 11, 20))
    assert not stopped.taken_on(date(2026, 11, 20))
    assert medicines.stop(stopped, None).stopped_on is None
    medicines.remove(stopped)
    assert len(medicines.of(anna)) == 1
    medicines.restore(stopped)
    assert len(medicines.of(anna)) == 2


def test_a_medicine_that_cannot_be_is_refused(records: Records) -> None:
    anna = records.household.people()[0]
    for name, dose, times, day in (
        ("", "5 mg", [], TODAY),
        ("x" * 101, "5 mg", [], TODAY),
        ("a", "5\x00mg", [], TODAY),
        ("a", "", [time(8, tzinfo=UTC)], TODAY),
        ("a", "", [], date(2029, 1, 1)),
    ):
        with pytest.raises(InvalidEntry):
            records.medicines.add(anna, name, dose, times, day)
    kept = records.medicines.add(anna, "a", "", [], TODAY)
    with pytest.raises(InvalidEntry, match="before it began"):
        records.medicines.stop(kept, TODAY - timedelta(days=1))
    with pytest.raises(InvalidEntry, match="not in the records"):
        records.medicines.medicine("nothing")
    assert records.medicines.of(anna) == (kept,)
