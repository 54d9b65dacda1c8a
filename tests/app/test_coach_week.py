"""A week of mornings and evenings: what is due, what counts, when there is enough."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.coaching.rules import week_rules
from app.coaching.week import DoneSitting, SlotState, Week, part_of_day, progress

CHINA = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 11, 20)
WEEK = Week("w", "p", FIRST)
RULES = week_rules("CN")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(FIRST, datetime.min.time(), CHINA) + timedelta(
        days=day, hours=hour, minutes=minute
    )


def both(days: range, readings: int = 2) -> list[DoneSitting]:
    return [DoneSitting(local(day, hour), readings) for day in days for hour in (7, 19)]


def states(found) -> str:
    return "".join(slot.state.value[0] for slot in found.slots)


@pytest.mark.parametrize(
    ("hour", "minute", "part"),
    [(4, 59, None), (5, 0, "morning"), (10, 59, "morning"), (11, 0, None), (17, 0, "evening"), (22, 0, None)],
)
def test_a_morning_and_an_evening_with_an_hour_of_grace(hour, minute, part):
    assert part_of_day(local(0, hour, minute), RULES) == part


def test_the_plan_has_fourteen_sittings_and_says_which_is_next():
    fresh = progress(WEEK, [], RULES, local(0, 4))
    assert (len(fresh.slots), fresh.wanted, states(fresh)) == (14, 28, "a" * 14)
    assert (fresh.next_slot.day, fresh.next_slot.part) == (FIRST, "morning")
    now = progress(WEEK, [], RULES, local(0, 7))
    assert now.slots[0].state is SlotState.NOW
    missed = progress(WEEK, [], RULES, local(0, 15))
    assert states(missed).startswith("ma")
    assert missed.next_slot.part == "evening"


def test_two_readings_make_a_sitting_whole_and_one_a_part_of_it():
    done = progress(WEEK, [DoneSitting(local(0, 7), 2), DoneSitting(local(0, 19), 1)], RULES, local(1, 3))
    assert [slot.state for slot in done.slots[:2]] == [SlotState.DONE, SlotState.PART]
    assert (done.done, done.readings) == (1, 3)
    joined = progress(WEEK, [DoneSitting(local(0, 7), 1), DoneSitting(local(0, 8), 1)], RULES, local(0, 9))
    assert joined.slots[0].state is SlotState.DONE


def test_what_was_taken_without_rest_or_at_noon_is_shown_but_does_not_count():
    found = progress(
        WEEK, [DoneSitting(local(0, 7), 2, rested=False), DoneSitting(local(0, 13), 2)], RULES, local(0, 14)
    )
    assert found.slots[0].state is SlotState.MISSED
    assert (found.slots[0].unrested, found.readings) == (2, 0)


def test_a_whole_week_is_over_and_enough_and_drops_its_first_day():
    whole = progress(WEEK, both(range(7)), RULES, local(6, 20))
    assert (whole.done, whole.readings, whole.days, whole.over) == (14, 28, 7, True)
    assert whole.enough
    assert whole.dropped_day == FIRST
    assert whole.next_slot is None
    american = progress(WEEK, both(range(7)), week_rules("US"), local(6, 20))
    assert american.dropped_day is None


def test_three_days_with_twelve_readings_are_the_least():
    assert progress(WEEK, both(range(3)), RULES, local(3, 12)).enough
    assert not progress(WEEK, both(range(2), readings=3), RULES, local(3, 12)).enough
    assert not progress(WEEK, both(range(3), readings=1), RULES, local(3, 12)).enough


def test_a_week_is_over_when_its_days_are_or_when_it_was_given_up():
    assert not progress(WEEK, [], RULES, local(6, 21)).over
    assert progress(WEEK, [], RULES, local(6, 22)).over
    given_up = Week("w", "p", FIRST, ended_on=FIRST)
    assert progress(given_up, [], RULES, local(0, 7)).over
