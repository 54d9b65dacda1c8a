"""The coach over real records: readings from a monitor, a restart in the middle, whose they are, what is damaged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app.coaching.coach import Coach
from app.coaching.danger import danger
from app.coaching.events import Began
from app.coaching.sitting import Ending, Step
from app.people import Person
from app.records.errors import DamagedDatabase
from app.records.records import Records
from assistant.safety import Profile
from device_io.journal import RawFrame

Frame = Callable[..., RawFrame]


@pytest.fixture
def coach_of(clock) -> Callable[[Records], Coach]:
    return lambda records: Coach(records.coaching, records, "CN", clock, ZoneInfo("Asia/Shanghai"))


def measure(records: Records, frame: Frame, clock, systolic: int, **changes: object) -> None:
    clock.moment += timedelta(minutes=1)
    records.refine(records.journal.append(frame(systolic, at=clock.moment, delay=timedelta(0), **changes)))


def test_a_sitting_goes_on_after_a_restart(open_profile, coach_of, frame, clock) -> None:
    records = open_profile()
    person = records.household.people()[0]
    coach = coach_of(records)
    assert coach.sitting(person) is None
    coach.begin(person)
    clock.moment += timedelta(minutes=5)
    measure(records, frame, clock, 128)
    assert coach.sitting(person).step is Step.PAUSE
    coach.start_week(person)
    records.close()

    again = open_profile()
    coach = coach_of(again)
    assert len(coach.sitting(person).sitting.counted) == 1
    assert coach.week(person).week.first_day.isoformat() == "2026-11-24"
    clock.moment += timedelta(minutes=1)
    measure(again, frame, clock, 131)
    done = coach.sitting(person)
    assert (done.ending, len(done.sitting.counted)) == (Ending.COMPLETE, 2)
    coach.put_away(person)
    assert coach.sitting(person) is None


def test_readings_that_a_monitor_had_kept_are_not_taken_into_a_sitting(
    records, person, coach_of, frame, clock
) -> None:
    coach = coach_of(records)
    coach.begin(person, rested=True)
    old = frame(150, at=clock.moment - timedelta(hours=3), delay=timedelta(hours=3, seconds=5))
    records.refine(records.journal.append(old))
    assert coach.sitting(person).sitting.attempts == ()


def test_beginning_twice_is_one_sitting(records, person, coach_of, clock) -> None:
    coach = coach_of(records)
    coach.begin(person)
    first = coach.sitting(person).id
    clock.moment += timedelta(minutes=1)
    coach.begin(person, rested=True)
    assert coach.sitting(person).id == first


def test_a_result_is_old_news_after_half_an_hour_but_counts_in_the_week(
    records, person, coach_of, frame, clock
) -> None:
    coach = coach_of(records)
    clock.moment = clock.moment.replace(hour=0)  # eight in the morning in Shanghai
    coach.start_week(person)
    coach.begin(person, rested=True)
    measure(records, frame, clock, 128)
    coach.sitting(person)
    clock.moment += timedelta(minutes=1)
    measure(records, frame, clock, 130)
    assert coach.sitting(person).ending is Ending.COMPLETE
    clock.moment += timedelta(minutes=40)
    assert coach.sitting(person) is None
    week = coach.week(person)
    assert (week.progress.done, week.progress.readings) == (1, 2)
    assert week.average.n == 2
    coach.end_week(person)
    assert coach.week(person) is None


def test_each_person_has_a_sitting_of_their_own(records, person, coach_of, clock) -> None:
    other = records.household.add("Li")
    coach = coach_of(records)
    coach.begin(person)
    assert coach.sitting(other) is None
    coach.finish(other)
    assert coach.sitting(person).ending is None


def test_who_sits_at_the_coach_is_who_the_reading_belongs_to(records, person, coach_of, frame, clock) -> None:
    other = records.household.add("Li")
    coach = coach_of(records)
    coach.begin(other, rested=True)
    assert coach.sitting(other).step is Step.MEASURE
    measure(records, frame, clock, 128)
    assert len(coach.sitting(other).sitting.counted) == 1
    assert records.readings(person) == ()


def test_a_sitting_that_cannot_be_read_says_what_to_do(records: Records, person: Person, clock) -> None:
    sitting_id = records.coaching.begin(person.id, Began(at=clock.moment))
    with records._database.transaction() as connection:
        connection.execute("UPDATE coach_event SET detail_json = '{}' WHERE sitting_id = ?", (sitting_id,))
    with pytest.raises(DamagedDatabase, match="backup"):
        records.coaching.newest(person.id)


def test_danger_is_certain_when_a_second_reading_confirms_it(records, person, coach_of, frame, clock) -> None:
    coach = coach_of(records)
    coach.begin(person, rested=True)
    measure(records, frame, clock, 128)
    assert danger(coach.sitting(person).sitting, Profile(rule_set="CN")).findings == ()
    for systolic in (212, 209):
        clock.moment += timedelta(minutes=1)
        measure(records, frame, clock, systolic)
    found = danger(coach.sitting(person).sitting, Profile(rule_set="CN"))
    assert found.level != "none"
    assert found.findings[0].certain
