import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people import Person
from app.profile import PersonProfile
from app.records.errors import InvalidEntry, RecordsError
from app.records.records import Records
from app.reminders.occasion import Occasion, Purpose, Reminder, State, occasions
from app.reminders.reminders import Announcement, Reminders
from app.reminders.schedule import LONGEST_SLEEP_S, keep_reminding
from assistant.conversation import Language
from device_io.reading import Quantity, ReadingKind

ZH, EN = Language.ZH, Language.EN
BP, WEIGHT, GLUCOSE = ReadingKind.BLOOD_PRESSURE, ReadingKind.WEIGHT, ReadingKind.GLUCOSE
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai
TODAY = date(2026, 11, 24)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Clock:
    moment: datetime


def at(clock: Clock, hour: int, minute: int = 0, day: date = TODAY) -> None:
    """Set the clock of the records to a local time."""
    clock.moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def daily(times: tuple[time, ...], first: date = TODAY, **more: object) -> Reminder:
    plan = Reminder("r", "p", Purpose.MEASURE, times, first, LONG_AGO, kind=BP)
    return replace(plan, **more)  # type: ignore[arg-type]


def said(found: tuple[Announcement, ...]) -> list[str]:
    return [one.words[EN] for one in found]


# --- occasions, zones and clocks that are put forward and back ---


@pytest.mark.parametrize(
    ("zone", "day", "at_time", "expected"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08T07:30"),  # leapt over: 3:30 EDT
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),  # twice: the first, EDT
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "2026-03-29T01:30"),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:45"),  # half an hour forward
        ("Asia/Shanghai", date(1988, 4, 17), time(2, 30), "1988-04-16T18:30"),
        ("Asia/Shanghai", date(2026, 11, 24), time(8, 0), "2026-11-24T00:00"),
    ],
)
def test_a_time_that_is_leapt_over_or_comes_twice_has_one_moment(
    zone: str, day: date, at_time: time, expected: str
) -> None:
    assert Occasion(day, at_time).moment(ZoneInfo(zone)).isoformat(timespec="minutes") == f"{expected}+00:00"


@given(
    zone=st.sampled_from(
        ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Shanghai", "Pacific/Apia"]
    ),
    start=st.dates(date(1985, 1, 1), date(2030, 1, 1)),
    times=st.sets(st.times().map(lambda one: one.replace(second=0, microsecond=0)), min_size=1, max_size=4),
    every=st.integers(1, 5),
)
def test_every_planned_time_comes_once_in_any_zone(
    zone: str, start: date, times: set[time], every: int
) -> None:
    place = ZoneInfo(zone)
    last = start + timedelta(days=13)
    plan = daily(tuple(times), start, last_day=last, every_days=every, since=datetime(1980, 1, 1, tzinfo=UTC))
    span = (
        datetime(start.year, start.month, start.day, tzinfo=UTC) - timedelta(days=3),
        datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=3),
    )
    found = list(occasions(plan, *span, place))
    days = [start + timedelta(days=step) for step in range(0, 14, every)]
    assert found == [Occasion(day, one) for day in days for one in sorted(times)]
    middle = span[0] + (span[1] - span[0]) / 2
    halves = [*occasions(plan, span[0], middle, place), *occasions(plan, middle, span[1], place)]
    assert sorted(halves) == found


# --- from due to done ---


def test_a_reminder_is_told_once_and_stays_on_the_list_until_it_is_done(
    records: Records, anna: Person, clock: Clock
) -> None:
    plan = records.reminders.add(anna, BP, [time(20, 0)])
    at(clock, 19, 59)
    assert records.reminders.announce() == ()
    assert [one.state for one in records.reminders.agenda(anna)] == [State.UPCOMING]
    assert records.reminders.next_at() == Occasion(TODAY, time(20)).moment(SHANGHAI)
    at(clock, 20, 0)
    (announcement,) = records.reminders.announce()
    assert announcement.words == {
        ZH: "Anna，该量血压了。",
        EN: "Anna, it is time to measure your blood pressure.",
    }
    assert records.reminders.announce() == ()
    (due,) = records.reminders.agenda(anna)
    assert due.state is State.DUE
    records.reminders.done(plan.id, due.occasion)
    assert records.reminders.agenda(anna)[0].state is State.DONE
    records.reminders.reopen(plan.id, due.occasion)
    assert records.reminders.agenda(anna)[0].state is State.DUE
    records.reminders.skip(plan.id, due.occasion)
    assert records.reminders.agenda(anna)[0].state is State.SKIPPED


def test_a_snoozed_reminder_comes_back(records: Records, anna: Person, clock: Clock) -> None:
    plan = records.reminders.add(anna, BP, [time(20, 0)])
    at(clock, 20, 0)
    (announcement,) = records.reminders.announce()
    until = records.reminders.snooze(plan.id, announcement.due[0].occasion)
    assert until == clock.moment + timedelta(minutes=15)
    assert records.reminders.agenda(anna)[0].state is State.SNOOZED
    assert records.reminders.next_at() == until
    at(clock, 20, 14)
    assert records.reminders.announce() == ()
    at(clock, 20, 15)
    assert said(records.reminders.announce()) == ["Anna, it is time to measure your blood pressure."]
    assert records.reminders.announce() == ()
    records.reminders.snooze(plan.id, announcement.due[0].occasion, timedelta(hours=4))
    at(clock, 0, 16, TODAY + timedelta(days=1))
    assert len(records.reminders.announce()) == 1
    for wait in (timedelta(seconds=1), timedelta(hours=13)):
        with pytest.raises(InvalidEntry):
            records.reminders.snooze(plan.id, announcement.due[0].occasion, wait)


def test_a_reading_answers_a_reminder_to_measure(records: Records, anna: Person, clock: Clock) -> None:
    records.reminders.add(anna, BP, [time(20, 0)])
    at(clock, 19, 30)
    other = records.household.add("Bo")
    values = {"systolic": Quantity(Decimal(120), "mm[Hg]"), "diastolic": Quantity(Decimal(70), "mm[Hg]")}
    records.add_manual(BP, values, clock.moment, other)
    at(clock, 20, 0)
    assert records.reminders.agenda(anna)[0].state is State.DUE
    records.add_manual(BP, values, clock.moment - timedelta(minutes=20), anna)
    assert records.reminders.agenda(anna)[0].state is State.DONE
    assert records.reminders.announce() == ()


def test_what_was_missed_is_told_once_and_calmly(records: Records, anna: Person, clock: Clock) -> None:
    records.reminders.add(anna, BP, [time(20, 0)])
    at(clock, 8, 0, TODAY + timedelta(days=1))
    (announcement,) = records.reminders.announce()
    assert announcement.due == ()
    assert announcement.words[EN] == (
        "Anna, not noted as done: blood pressure (yesterday 20:00). That is all right; go on at your usual time."
    )
    assert announcement.words[ZH] == "Anna，这些没有记下来：昨天 20:00血压。没关系，下次按平时的时间就好。"
    assert records.reminders.announce() == ()
    at(clock, 8, 0, TODAY + timedelta(days=9))
    (later,) = records.reminders.announce()
    assert [one.occasion.day for one in later.missed] == [
        TODAY + timedelta(days=7),
        TODAY + timedelta(days=8),
    ]


def test_a_restart_neither_forgets_nor_repeats(open_profile: Callable[..., Records], clock: Clock) -> None:
    records = open_profile()
    anna = records.household.people()[0]
    plan = records.reminders.add(anna, BP, [time(20, 0), time(21, 0)])
    at(clock, 20, 0)
    (announcement,) = records.reminders.announce()
    records.reminders.snooze(plan.id, announcement.due[0].occasion, timedelta(minutes=30))
    records.close()
    again = open_profile()
    assert again.reminders.announce() == ()
    at(clock, 20, 30)
    assert len(again.reminders.announce()) == 1
    again.close()
    at(clock, 21, 0)
    last = open_profile()
    assert len(last.reminders.announce()) == 1
    assert last.reminders.of(anna) == (plan,)


def test_a_journey_neither_doubles_nor_loses_what_was_done(
    records: Records, anna: Person, clock: Clock
) -> None:
    plan = records.reminders.add(anna, WEIGHT, [time(8, 0)], TODAY + timedelta(days=1))
    at(clock, 8, 5, TODAY + timedelta(days=1))
    (announcement,) = records.reminders.announce()
    records.reminders.done(plan.id, announcement.due[0].occasion)
    records.reminders.zone = lambda: ZoneInfo("Europe/Berlin")
    assert [one.state for one in records.reminders.agenda(anna)] == [State.DONE]
    clock.moment += timedelta(hours=7)
    assert records.reminders.announce() == ()
    clock.moment += timedelta(hours=24)
    assert [one.due[0].occasion.day for one in records.reminders.announce()] == [TODAY + timedelta(days=2)]


def test_a_clock_that_was_wrong_for_a_while_silences_nothing(
    records: Records, anna: Person, clock: Clock
) -> None:
    plan = records.reminders.add(anna, BP, [time(8, 0)])
    at(clock, 8, 0, TODAY + timedelta(days=400))
    (announcement,) = records.reminders.announce()
    records.reminders.done(plan.id, announcement.due[0].occasion)
    at(clock, 8, 0, TODAY + timedelta(days=1))
    assert len(records.reminders.announce()) == 1


def test_what_is_planned_is_not_due_before_it_was_made(records: Records, anna: Person, clock: Clock) -> None:
    at(clock, 9, 0)
    records.reminders.add(anna, BP, [time(8, 0)])
    assert records.reminders.announce() == ()
    at(clock, 8, 0, TODAY + timedelta(days=1))
    assert len(records.reminders.announce()) == 1


# --- medicines, rechecks, private profiles ---


def test_medicines_of_one_time_are_one_sentence_and_end_with_the_medicine(
    records: Records, anna: Person, clock: Clock
) -> None:
    at(clock, 7, 0)
    first = records.medicines.add(anna, "氨氯地平", "5 mg", [time(8)], TODAY)
    records.medicines.add(anna, "二甲双胍", "0.5 g", [time(8), time(20)], TODAY)
    records.medicines.add(anna, "维生素D", "", [], TODAY)
    records.reminders.add(anna, BP, [time(8)])
    at(clock, 8, 0)
    (announcement,) = records.reminders.announce()
    assert announcement.words[ZH] == "Anna，该吃药了：氨氯地平 5 mg、二甲双胍 0.5 g。该量血压了。"
    records.reminders.done(first.id, announcement.due[0].occasion)
    records.medicines.stop(first, TODAY + timedelta(days=1))
    assert [one.title for one in records.reminders.of(anna) if one.falls_on(TODAY + timedelta(days=1))] == [
        "",
        "二甲双胍 0.5 g",
    ]
    with pytest.raises(InvalidEntry, match="medicine"):
        records.reminders.remove(records.reminders.of(anna)[1].id)


def test_a_missed_medicine_never_says_to_take_it_now(records: Records, anna: Person, clock: Clock) -> None:
    at(clock, 7, 0)
    records.medicines.add(anna, "二甲双胍", "0.5 g", [time(8)], TODAY)
    at(clock, 12, 0)
    (announcement,) = records.reminders.announce()
    assert announcement.words[ZH].endswith("药要不要补吃，请看说明书或问药师。")
    assert "leaflet or ask a pharmacist" in announcement.words[EN]


def test_a_check_again_stays_due_for_two_weeks(records: Records, anna: Person, clock: Clock) -> None:
    plan = records.reminders.add_recheck(anna, "血脂", TODAY + timedelta(days=90))
    at(clock, 9, 0, TODAY + timedelta(days=90))
    assert said(records.reminders.announce()) == ["Anna, it is time for a check: 血脂."]
    at(clock, 9, 0, TODAY + timedelta(days=100))
    (due,) = records.reminders.agenda(anna)
    assert due.state is State.DUE
    records.reminders.done(plan.id, due.occasion)
    assert records.reminders.agenda(anna) == ()


def test_nothing_of_a_private_profile_is_spoken(records: Records, clock: Clock) -> None:
    anna = records.household.add("Anna", PersonProfile(private=True))
    records.medicines.add(anna, "舍曲林", "50 mg", [time(20)], TODAY)
    at(clock, 20, 0)
    (announcement,) = records.reminders.announce()
    assert announcement.words == {ZH: "Anna，有一条提醒。", EN: "Anna, there is a reminder for you."}
    at(clock, 8, 0, TODAY + timedelta(days=1))
    (missed,) = records.reminders.announce()
    assert "舍曲林" not in missed.words[ZH] + missed.words[EN]


def test_who_left_is_not_reminded(records: Records, clock: Clock) -> None:
    bo = records.household.add("Bo")
    records.reminders.add(bo, BP, [time(20)])
    records.household.remove(bo)
    at(clock, 20, 0)
    assert records.reminders.announce() == ()
    records.household.restore(bo)
    assert len(records.reminders.announce()) == 1


def test_a_removed_reminder_can_be_brought_back_and_a_changed_one_keeps_what_happened(
    records: Records, anna: Person, clock: Clock
) -> None:
    plan = records.reminders.add(anna, BP, [time(20)])
    records.reminders.remove(plan.id)
    assert records.reminders.of(anna) == ()
    records.reminders.restore(plan.id)
    changed = records.reminders.change(plan, [time(21), time(7)], TODAY + timedelta(days=6))
    assert records.reminders.of(anna) == (changed,)
    assert changed.times == (time(7), time(21))


def test_what_cannot_be_is_refused(records: Records, anna: Person) -> None:
    for times, last in (([], None), ([time(8, tzinfo=UTC)], None), ([time(8)], TODAY - timedelta(days=1))):
        with pytest.raises(InvalidEntry):
            records.reminders.add(anna, BP, times, last_day=last)
    with pytest.raises(InvalidEntry):
        records.reminders.add(anna, BP, [time(8)], every_days=0)
    with pytest.raises(InvalidEntry):
        records.reminders.add_recheck(anna, "x" * 101, TODAY)
    plan = records.reminders.add(anna, BP, [time(8)])
    for occasion in (Occasion(TODAY, time(9)), Occasion(TODAY - timedelta(days=1), time(8))):
        with pytest.raises(InvalidEntry, match="no such reminder"):
            records.reminders.done(plan.id, occasion)
    with pytest.raises(InvalidEntry):
        records.reminders.done("nothing", Occasion(TODAY, time(8)))


# --- the loop ---


class Stopped(BaseException):
    pass


def run(reminders: Reminders, clock: Clock, until: datetime) -> tuple[list[str], list[float]]:
    """Run the loop on the clock that is set by hand; return what it said and how long it slept."""
    told: list[str] = []
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.moment += timedelta(seconds=seconds)
        if clock.moment >= until:
            raise Stopped

    async def loop() -> None:
        await keep_reminding(reminders, lambda one: told.append(one.words[EN]), lambda: clock.moment, sleep)

    with pytest.raises(Stopped):
        asyncio.run(loop())
    return told, slept


def test_the_loop_wakes_at_the_minute_and_never_sleeps_long(
    records: Records, anna: Person, clock: Clock
) -> None:
    records.reminders.add(anna, BP, [time(9, 1)])
    records.reminders.add(anna, WEIGHT, [time(9, 2)])
    told, slept = run(records.reminders, clock, NOW + timedelta(minutes=3))
    assert told == [
        "Anna, it is time to measure your blood pressure.",
        "Anna, it is time to measure your weight.",
    ]
    assert max(slept) == LONGEST_SLEEP_S


def test_the_loop_goes_on_when_the_records_cannot_be_read_for_a_while(
    records: Records, anna: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.reminders.add(anna, BP, [time(9, 1)])
    announce, tries = records.reminders.announce, iter(range(10))

    def flaky() -> tuple[Announcement, ...]:
        if next(tries) < 2:
            raise RecordsError("busy")
        return announce()

    monkeypatch.setattr(records.reminders, "announce", flaky)
    told, _ = run(records.reminders, clock, NOW + timedelta(minutes=3))
    assert len(told) == 1
