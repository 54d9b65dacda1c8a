import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.alerts.alert import Alert, Settled
from app.alerts.alerts import Alerts
from app.alerts.judgement import Stage
from app.people import Person
from app.profile import Condition, PersonProfile, Target
from app.records.errors import InvalidEntry, StorageFull
from app.records.records import Records
from assistant.conversation import Language
from device_io.codecs.blood_pressure import MeasurementStatus
from device_io.codecs.date_time import DeviceTime
from device_io.journal import RawFrame
from device_io.reading import COMPONENT_UNITS, Quantity, ReadingKind

ZH, EN = Language.ZH, Language.EN
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
Frame = Callable[..., RawFrame]


def type_in(records: Records, person: Person, kind: ReadingKind, at: datetime = NOW, **values: float) -> int:
    units = COMPONENT_UNITS[kind]
    quantities = {name: Quantity(Decimal(str(value)), units[name]) for name, value in values.items()}
    return records.add_manual(kind, quantities, at, person).id


def pressure(
    records: Records, person: Person, systolic: float, diastolic: float, minutes_ago: float = 0
) -> int:
    at = NOW - timedelta(minutes=minutes_ago)
    return type_in(records, person, ReadingKind.BLOOD_PRESSURE, at, systolic=systolic, diastolic=diastolic)


def raised(records: Records) -> list[tuple[str, Stage]]:
    return [(one.flag, one.stage) for one in records.alerts.open()]


def test_a_very_high_pressure_asks_for_a_repeat_first(records: Records, person: Person) -> None:
    told: list[Alert] = []
    records.alerts.listen(told.extend)
    reading = pressure(records, person, 186, 102, minutes_ago=4)
    (alert,) = told
    assert (alert.flag, alert.level, alert.stage) == ("bp_very_high_no_symptoms", "today", Stage.REPEAT)
    assert (alert.reading_id, alert.person_id) == (reading, person.id)
    assert alert.figures == {ZH: "186/102 mmHg", EN: "186/102 mmHg"}
    assert alert.words[EN].startswith("Very high. Sit quietly and measure again.")
    assert alert.words[ZH].startswith("血压很高。请安静坐一会儿再测一次。")
    assert alert.words[ZH].endswith("马上拨打120。")
    assert alert.sources == ("CNBPHS3", "AHA2025")
    assert records.alerts.open() == (alert,)


def test_a_second_high_reading_makes_it_certain_and_a_calm_one_ends_it(
    records: Records, person: Person
) -> None:
    pressure(records, person, 186, 102, minutes_ago=9)
    pressure(records, person, 184, 101, minutes_ago=4)
    assert raised(records) == [("bp_very_high_no_symptoms", Stage.CERTAIN)]
    assert [one.settled_by for one in records.alerts.history(person)] == [None, Settled.CONFIRMED]
    records.alerts.acknowledge(records.alerts.open()[0], by=person)
    assert raised(records) == []


def test_a_calm_repeat_ends_the_request(records: Records, person: Person) -> None:
    pressure(records, person, 186, 102, minutes_ago=9)
    pressure(records, person, 152, 88, minutes_ago=4)
    assert raised(records) == []
    assert records.alerts.history(person)[0].settled_by is Settled.CALM_REPEAT


def test_an_earlier_reading_that_comes_late_does_not_end_it(records: Records, person: Person) -> None:
    pressure(records, person, 186, 102, minutes_ago=4)
    pressure(records, person, 128, 79, minutes_ago=300)
    assert raised(records) == [("bp_very_high_no_symptoms", Stage.REPEAT)]


@pytest.mark.parametrize(
    ("kind", "values", "flag", "stage"),
    [
        (ReadingKind.GLUCOSE, {"glucose": 2.9}, "hypo_l2", Stage.CERTAIN),
        (ReadingKind.GLUCOSE, {"glucose": 3.5}, "hypo_l1", Stage.CERTAIN),
        (ReadingKind.GLUCOSE, {"glucose": 17}, "hyper_today", Stage.REPEAT),
        (ReadingKind.SPO2, {"spo2": 92}, "spo2_low", Stage.REPEAT),
        (ReadingKind.SPO2, {"spo2": 93}, "spo2_borderline", Stage.REPEAT),
        (ReadingKind.HEART_RATE, {"pulse": 131}, "hr_very_fast", Stage.REPEAT),
        (ReadingKind.TEMPERATURE, {"temperature": 39.1}, "fever_high_adult", Stage.CERTAIN),
    ],
)
def test_what_each_reading_raises(
    records: Records, person: Person, kind: ReadingKind, values: dict[str, float], flag: str, stage: Stage
) -> None:
    type_in(records, person, kind, **values)
    assert raised(records) == [(flag, stage)]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (ReadingKind.BLOOD_PRESSURE, {"systolic": 179, "diastolic": 109, "pulse": 80}),
        (ReadingKind.GLUCOSE, {"glucose": 3.9}),
        (ReadingKind.SPO2, {"spo2": 95}),
        (ReadingKind.TEMPERATURE, {"temperature": 39.0}),
    ],
)
def test_one_step_below_the_limit_raises_nothing(
    records: Records, person: Person, kind: ReadingKind, values: dict[str, float]
) -> None:
    type_in(records, person, kind, **values)
    assert raised(records) == []


def test_a_calm_reading_after_a_low_one_raises_nothing_again(records: Records, person: Person) -> None:
    type_in(records, person, ReadingKind.GLUCOSE, NOW - timedelta(minutes=20), glucose=2.9)
    records.alerts.acknowledge(records.alerts.open()[0])
    type_in(records, person, ReadingKind.GLUCOSE, glucose=5.2)
    assert raised(records) == []
    assert len(records.alerts.history(person)) == 1


def test_the_same_alert_is_not_told_twice_while_it_is_open(
    records: Records, person: Person, clock: Callable[[], datetime]
) -> None:
    told: list[Alert] = []
    records.alerts.listen(told.extend)
    for minutes in (20, 15, 10):
        type_in(records, person, ReadingKind.GLUCOSE, NOW - timedelta(minutes=minutes), glucose=2.9)
    assert len(told) == 1
    assert records.alerts.open()[0].readings == 3
    records.alerts.acknowledge(told[0])
    type_in(records, person, ReadingKind.GLUCOSE, glucose=2.8)
    assert len(told) == 1
    clock.moment += timedelta(minutes=16)  # type: ignore[attr-defined]
    type_in(records, person, ReadingKind.GLUCOSE, NOW + timedelta(minutes=16), glucose=2.8)
    assert len(told) == 2


@pytest.mark.parametrize(("hours", "alarms"), [(23.9, True), (24.1, False)])
def test_nothing_alarms_about_a_reading_older_than_a_day(
    records: Records, person: Person, hours: float, alarms: bool
) -> None:
    type_in(records, person, ReadingKind.GLUCOSE, NOW - timedelta(hours=hours), glucose=2.5)
    assert bool(raised(records)) is alarms


def test_an_alert_that_nobody_saw_ends_after_a_day(
    records: Records, person: Person, clock: Callable[[], datetime]
) -> None:
    type_in(records, person, ReadingKind.GLUCOSE, glucose=2.5)
    clock.moment += timedelta(hours=24, minutes=1)  # type: ignore[attr-defined]
    assert raised(records) == []
    records.alerts.check()
    assert records.alerts.history(person)[0].settled_by is Settled.TOO_OLD


def test_a_clock_set_back_by_400_days_does_not_make_old_readings_young(
    records: Records, person: Person, clock: Callable[[], datetime]
) -> None:
    type_in(records, person, ReadingKind.GLUCOSE, NOW - timedelta(hours=2), glucose=5.2)
    clock.moment -= timedelta(days=400)  # type: ignore[attr-defined]
    assert records.alerts.check() == ()
    type_in(records, person, ReadingKind.GLUCOSE, clock(), glucose=2.5)
    assert raised(records) == [("hypo_l2", Stage.CERTAIN)]


def test_a_device_without_a_clock_asks_for_a_repeat(records: Records, frame: Frame) -> None:
    never_set = DeviceTime(2000, 1, 1, 0, 0, 0)
    records.refine(records.journal.append(frame(225, 118, 70, stamp=never_set)))
    assert {stage for _, stage in raised(records)} == {Stage.REPEAT}


def test_an_implausible_reading_raises_nothing(records: Records, person: Person) -> None:
    pressure(records, person, 300, 20)
    assert raised(records) == []


def test_an_irregular_pulse_counts_two_of_three(records: Records, frame: Frame) -> None:
    irregular = MeasurementStatus.IRREGULAR_PULSE
    for minutes, status in ((12, irregular), (8, None), (4, irregular)):
        at = NOW - timedelta(minutes=minutes)
        records.refine(records.journal.append(frame(124, 76, 70, at=at, status=status)))
    assert raised(records) == [("irregular_pulse", Stage.CERTAIN)]


# --- what the rules know about the person ---


@pytest.mark.parametrize(
    ("profile", "kind", "values", "flags"),
    [
        (PersonProfile(), ReadingKind.BLOOD_PRESSURE, {"systolic": 162, "diastolic": 95}, []),
        (
            PersonProfile(sex="female", pregnant_until=date(2027, 3, 1)),
            ReadingKind.BLOOD_PRESSURE,
            {"systolic": 162, "diastolic": 95},
            ["bp_pregnant_severe"],
        ),
        (
            PersonProfile(birth_date=date(2026, 10, 1)),
            ReadingKind.TEMPERATURE,
            {"temperature": 38.1},
            ["fever_under_3mo"],
        ),
        (
            PersonProfile(conditions=frozenset({Condition.FRAIL})),
            ReadingKind.TEMPERATURE,
            {"temperature": 37.9},
            ["fever_high_adult"],
        ),
        (
            PersonProfile(targets=(Target("spo2", Decimal(88), Decimal(92), "Dr Li", date(2026, 11, 1)),)),
            ReadingKind.SPO2,
            {"spo2": 90},
            [],
        ),
        (PersonProfile(rule_set="US"), ReadingKind.BLOOD_PRESSURE, {"systolic": 180, "diastolic": 112}, []),
    ],
)
def test_age_pregnancy_conditions_targets_and_rule_set_change_what_is_raised(
    records: Records,
    profile: PersonProfile,
    kind: ReadingKind,
    values: dict[str, float],
    flags: list[str],
) -> None:
    person = records.household.add("Anna", profile)
    type_in(records, person, kind, **values)
    assert [flag for flag, _ in raised(records)] == flags


def test_two_kilos_in_three_days_matter_in_heart_failure(records: Records) -> None:
    profile = PersonProfile(conditions=frozenset({Condition.HEART_FAILURE}))
    person = records.household.add("Anna", profile)
    for days, kg in ((5, 68), (2.5, 70), (0, 72.1)):
        type_in(records, person, ReadingKind.WEIGHT, NOW - timedelta(days=days), weight=kg)
    assert raised(records) == [("hf_gain", Stage.CERTAIN)]


def test_the_fifth_day_of_fever_is_noticed(records: Records, person: Person) -> None:
    for days in (4, 3, 2, 1):
        type_in(records, person, ReadingKind.TEMPERATURE, NOW - timedelta(days=days), temperature=38.2)
    assert raised(records) == []
    type_in(records, person, ReadingKind.TEMPERATURE, temperature=38.0)
    assert raised(records) == [("fever_5d", Stage.CERTAIN)]


# --- whose reading ---


def test_an_unassigned_reading_alarms_and_the_alert_goes_with_the_answer(
    records: Records, frame: Frame
) -> None:
    her = records.household.add("Anna")
    told: list[Alert] = []
    records.alerts.listen(told.extend)
    found = records.refine(records.journal.append(frame(188, 104, 70)))
    assert found is not None
    assert found.person_id is None
    assert [(one.flag, one.person_id) for one in told] == [("bp_very_high_no_symptoms", None)]
    records.alerts.acknowledge(told[0], by=her)
    records.attribution.answer([found.raw_id], her)
    assert len(told) == 1
    (kept,) = records.alerts.history(her)
    assert (kept.acknowledged_by, kept.person_id) == (her.id, her.id)


def test_an_answer_that_names_a_pregnant_woman_raises_what_holds_for_her(
    records: Records, frame: Frame
) -> None:
    her = records.household.add("Anna", PersonProfile(sex="female", pregnant_until=date(2027, 3, 1)))
    him = records.household.people()[0]
    found = records.refine(records.journal.append(frame(146, 88, 70)))
    assert found is not None
    assert raised(records) == [("bp_pregnant_high", Stage.CERTAIN)]
    records.attribution.answer([found.raw_id], him)
    assert raised(records) == []
    assert records.alerts.history(None)[0].settled_by is Settled.MOVED
    records.attribution.move([found.raw_id], her)
    assert [(one.flag, one.person_id) for one in records.alerts.open()] == [("bp_pregnant_high", her.id)]


# --- kept ---


def test_who_saw_and_who_took_note_is_kept(
    open_profile: Callable[..., Records], clock: Callable[[], datetime]
) -> None:
    records = open_profile()
    person = records.household.people()[0]
    type_in(records, person, ReadingKind.GLUCOSE, glucose=2.5)
    (alert,) = records.alerts.open()
    records.alerts.shown(alert)
    clock.moment += timedelta(minutes=2)  # type: ignore[attr-defined]
    records.alerts.acknowledge(alert, by=person)
    records.alerts.acknowledge(alert)
    records.close()
    again = open_profile()
    (kept,) = again.alerts.history(person)
    assert (kept.shown_at, kept.acknowledged_at) == (NOW, NOW + timedelta(minutes=2))
    assert kept.acknowledged_by == person.id
    with pytest.raises(InvalidEntry, match="not in the records"):
        again.alerts.acknowledge(replace(kept, id=999))


def test_a_reading_that_was_stored_just_before_a_crash_alarms_at_the_next_start(
    open_profile: Callable[..., Records], frame: Frame
) -> None:
    records = open_profile()
    records.journal.append(frame(188, 104, 70))
    records.close()
    assert raised(open_profile()) == [("bp_very_high_no_symptoms", Stage.REPEAT)]


def test_a_full_disk_does_not_silence_an_alarm(
    records: Records, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Alert] = []
    records.alerts.listen(told.extend)

    def full(*_: object) -> None:
        raise StorageFull("The disk took no more data.")

    with monkeypatch.context() as patch:
        patch.setattr(Alerts, "_settle_old", full)
        type_in(records, person, ReadingKind.GLUCOSE, glucose=2.5)
    assert [(one.flag, one.id) for one in told] == [("hypo_l2", None)]
    records.alerts.check()
    assert [(one.flag, one.id) for one in told[1:]] == [("hypo_l2", 1)]


def test_a_rebuild_raises_nothing_again(records: Records, person: Person) -> None:
    type_in(records, person, ReadingKind.GLUCOSE, glucose=2.5)
    records.alerts.acknowledge(records.alerts.open()[0])
    told: list[Alert] = []
    records.alerts.listen(told.extend)
    records.rebuild()
    assert told == []
    assert len(records.alerts.history(person)) == 1


def test_the_alert_is_there_within_a_second_of_the_frame(
    records: Records, person: Person, frame: Frame
) -> None:
    for day in range(1, 60):
        pressure(records, person, 130, 80, minutes_ago=day * 1440)
    raw_id = records.journal.append(frame(188, 104, 70))
    told: list[float] = []
    records.alerts.listen(lambda _: told.append(time.perf_counter()))
    began = time.perf_counter()
    records.refine(raw_id)
    assert told[0] - began < 1.0
