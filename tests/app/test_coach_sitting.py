"""A sitting at the monitor: what the coach asks for next, and which readings count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coaching.events import (
    Began,
    Finished,
    Measured,
    NotMeasured,
    PutAway,
    RestSkipped,
    from_json,
    to_json,
)
from app.coaching.rules import sitting_rules
from app.coaching.sitting import Correction, Ending, Rest, Step, begin, replay
from app.coaching.words import POSTURES, caption, correction_note, picture, result_notes
from assistant.conversation import Language
from device_io.reading import QualityFlag

RULES = sitting_rules("CN")
START = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def reading(minutes: float, systolic: int = 128, *flags: QualityFlag, number: int | None = None) -> Measured:
    return Measured(
        at=at(minutes),
        taken_at=at(minutes),
        reading_id=number if number is not None else round(minutes * 100),
        systolic=Decimal(systolic),
        diastolic=Decimal(80),
        pulse=Decimal(70),
        flags=frozenset(flags),
    )


def sitting(*events, rested: bool = False):
    return replay(Began(at=START, rested=rested), events, RULES)


def test_the_rules_are_those_of_the_clinical_file():
    assert (RULES.rest, RULES.gap) == (timedelta(minutes=5), timedelta(minutes=1))
    assert (RULES.readings, RULES.most, RULES.third_above) == (2, 3, Decimal(10))
    assert RULES.rest_source.source == "AHAAMA2020"


def test_five_minutes_of_rest_two_readings_a_minute_apart():
    assert sitting().step(at(4.99)) is Step.REST
    assert sitting().step(at(5)) is Step.MEASURE
    one = sitting(reading(5.7))
    assert one.step(at(6)) is Step.PAUSE
    assert one.ready_at == at(6.7)
    assert one.step(at(6.7)) is Step.MEASURE
    two = one.after(reading(7.4, 132))
    assert (two.step(at(7.4)), two.ending(at(7.4))) == (Step.OVER, Ending.COMPLETE)
    assert [one.systolic for one in two.counted] == [128, 132]
    assert two.rest is Rest.TIMED
    assert two.counts_in_week


@pytest.mark.parametrize(("second", "wanted"), [(138, 2), (118, 2), (139, 3), (117, 3)])
def test_a_third_when_the_first_two_differ_by_more_than_ten(second, wanted):
    two = sitting(reading(6, 128), reading(8, second))
    assert two.wanted == wanted
    assert (two.ending(at(8)) is Ending.COMPLETE) == (wanted == 2)
    if wanted == 3:
        assert two.step(at(8.5)) is Step.PAUSE
        assert "10" in caption(two, Step.PAUSE, None, Language.EN)
        three = two.after(reading(10, 130))
        assert three.ending(at(10)) is Ending.COMPLETE
        assert len(three.counted) == 3


@pytest.mark.parametrize(
    ("flag", "correction", "words"),
    [
        (QualityFlag.CUFF_LOOSE, Correction.CUFF_LOOSE, "袖带松了"),
        (QualityFlag.BODY_MOVEMENT, Correction.MOVED, "刚才动了"),
        (QualityFlag.WRONG_POSITION, Correction.WRONG_POSITION, "胳膊的位置不对"),
        (QualityFlag.IMPLAUSIBLE, Correction.IMPLAUSIBLE, "不合常理"),
    ],
)
def test_what_the_monitor_complains_of_is_said_and_measured_again(flag, correction, words):
    wrong = sitting(reading(6, 128, flag))
    assert wrong.attempts[0].correction is correction
    assert wrong.counted == ()
    assert wrong.step(at(6.1)) is Step.PAUSE
    assert words in caption(wrong, Step.PAUSE, None, Language.ZH)
    assert "again" in caption(wrong, Step.PAUSE, None, Language.EN)
    assert wrong.after(reading(8)).after(reading(10)).ending(at(10)) is Ending.COMPLETE


def test_an_irregular_pulse_counts_and_asks_for_a_third():
    one = sitting(reading(6, 128, QualityFlag.IRREGULAR_PULSE))
    assert (len(one.counted), one.wanted, one.irregular) == (1, 3, 1)
    assert "irregular pulse" in caption(one, Step.PAUSE, None, Language.EN)
    done = one.after(reading(8, 128, QualityFlag.IRREGULAR_PULSE)).after(reading(10))
    assert any("2 of 3" in note for note in result_notes(done, Language.EN))
    assert any("3次里有2次" in note for note in result_notes(done, Language.ZH))


def test_an_error_on_the_display_is_a_try_with_a_pause_after_it():
    failed = sitting(NotMeasured(at=at(6)))
    assert (failed.step(at(6.5)), failed.step(at(7))) == (Step.PAUSE, Step.MEASURE)
    assert "could not measure" in caption(failed, Step.PAUSE, None, Language.EN)


def test_a_reading_during_the_rest_or_the_pause_does_not_count():
    early = sitting(reading(3))
    assert early.attempts[0].correction is Correction.TOO_EARLY
    assert early.step(at(3.1)) is Step.REST
    assert "too early" in caption(early, Step.REST, None, Language.EN)
    again = early.after(reading(6)).after(reading(6.5))
    assert [one.correction for one in again.attempts] == [Correction.TOO_EARLY, None, Correction.TOO_EARLY]
    # The cuff was inflated, so the arm rests from there on.
    assert again.ready_at == at(7.5)


def test_what_the_monitor_had_kept_from_before_is_not_of_this_sitting():
    old = Measured(at=at(6), taken_at=at(-30), reading_id=1, systolic=Decimal(150), diastolic=Decimal(90))
    assert sitting(old).attempts == ()
    slow_clock = Measured(
        at=at(5.2), taken_at=at(3.5), reading_id=2, systolic=Decimal(150), diastolic=Decimal(90)
    )
    assert len(sitting(slow_clock).counted) == 1


def test_a_meter_without_a_clock_is_timed_by_its_arrival():
    unset = Measured(
        at=at(6),
        taken_at=at(-9000),
        reading_id=3,
        systolic=Decimal(130),
        diastolic=Decimal(80),
        flags=frozenset({QualityFlag.TIME_UNCERTAIN}),
    )
    assert len(sitting(unset).counted) == 1


def test_the_same_reading_counts_once():
    twice = sitting(reading(6, number=7), reading(8, number=7))
    assert len(twice.attempts) == 1


def test_skipping_the_rest_is_said_and_does_not_count_in_the_week():
    skipped = sitting(RestSkipped(at=at(2)))
    assert (skipped.step(at(2)), skipped.rest) == (Step.MEASURE, Rest.SKIPPED)
    assert not skipped.counts_in_week
    done = skipped.after(reading(3)).after(reading(5))
    assert done.ending(at(5)) is Ending.COMPLETE
    assert result_notes(done, Language.ZH) == ("这次没有休息够，不算进七天里。",)
    # Once it is over there is nothing left to skip.
    assert sitting(RestSkipped(at=at(5.5))).rest is Rest.TIMED


def test_who_rested_before_measures_at_once():
    rested = sitting(rested=True)
    assert (rested.step(START), rested.rest, rested.counts_in_week) == (Step.MEASURE, Rest.SAID, True)


def test_too_many_tries_end_with_a_way_out():
    tries = [reading(6 + 2 * number, 128, QualityFlag.CUFF_LOOSE) for number in range(RULES.attempts)]
    given_up = sitting(*tries)
    assert given_up.ending(at(30)) is Ending.GIVEN_UP
    assert "家人" in caption(given_up, Step.OVER, Ending.GIVEN_UP, Language.ZH)


def test_a_sitting_that_is_left_alone_ends_by_itself():
    assert sitting().ending(at(34.9)) is None
    assert sitting().ending(at(35)) is Ending.LEFT
    assert sitting(reading(6)).ending(at(37)) is Ending.LEFT


def test_what_comes_after_the_end_changes_nothing_but_putting_away():
    ended = sitting(reading(6), Finished(at=at(7)))
    assert ended.ending(at(7)) is Ending.STOPPED
    assert ended.after(reading(8)) == ended
    assert ended.after(PutAway(at=at(9))).put_away


def test_every_step_has_words_and_a_picture_in_both_languages():
    for correction in Correction:
        assert all(correction_note(correction, language) for language in Language)
    for ending in Ending:
        assert all(caption(sitting(), Step.OVER, ending, language) for language in Language)
    assert picture(sitting(), Step.REST) in POSTURES
    assert picture(sitting(), Step.MEASURE) in POSTURES


EVENTS = st.one_of(
    st.builds(RestSkipped, at=st.floats(0, 90).map(at)),
    st.builds(NotMeasured, at=st.floats(0, 90).map(at)),
    st.builds(Finished, at=st.floats(0, 90).map(at)),
    st.builds(PutAway, at=st.floats(0, 90).map(at)),
    st.builds(
        reading,
        st.floats(0, 90),
        st.integers(40, 260),
        st.sampled_from(list(QualityFlag)),
        number=st.integers(0, 9),
    ),
)


@given(st.lists(EVENTS, max_size=14), st.booleans(), st.floats(0, 90).map(at))
def test_any_course_of_events_is_a_sitting_that_ends(events, rested, now):
    events.sort(key=lambda event: event.at)
    state = begin(Began(at=START, rested=rested), RULES)
    for event in events:
        state = state.after(event)
        assert len(state.counted) <= state.wanted <= RULES.most
        assert len(state.attempts) <= RULES.attempts
        assert (state.step(now) is Step.OVER) == (state.ending(now) is not None)
        assert caption(state, state.step(now), state.ending(now), Language.ZH)
    assert state.ending(at(200)) is not None
    assert len({one.reading_id for one in state.counted}) == len(state.counted)
    assert replay(Began(at=START, rested=rested), [from_json(to_json(one)) for one in events], RULES) == state
