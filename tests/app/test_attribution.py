import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from app.people import Person
from app.records.attribution.clues import SeenBy
from app.records.clean import CleanReading
from app.records.errors import InvalidEntry
from app.records.records import Records
from assistant.conversation import Language
from device_io import gatt
from device_io.codecs.cgm_measurement import CgmMeasurement, CgmRecord, encode_cgm_measurement
from device_io.journal import RawFrame
from device_io.reading import Quantity, ReadingKind

ZH, EN = Language.ZH, Language.EN
BP = ReadingKind.BLOOD_PRESSURE
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
CUFF = "C0:FF:EE:00:00:01"
Frame = Callable[..., RawFrame]


def take(records: Records, frame: RawFrame) -> CleanReading:
    found = records.refine(records.journal.append(frame))
    assert found is not None
    return found


def mmhg(value: float) -> Quantity:
    return Quantity(Decimal(str(value)), "mm[Hg]")


def typed_history(records: Records, person: Person, systolic: float, diastolic: float, pulse: float) -> None:
    """Ten readings that are surely theirs, over ten days."""
    drawn = random.Random(person.id)
    for day in range(1, 11):
        values = {
            "systolic": mmhg(round(systolic + drawn.gauss(0, 5))),
            "diastolic": mmhg(round(diastolic + drawn.gauss(0, 4))),
            "pulse": Quantity(Decimal(round(pulse + drawn.gauss(0, 3))), "/min"),
        }
        records.add_manual(BP, values, NOW - timedelta(days=day, hours=3), person)


@pytest.fixture
def couple(records: Records) -> tuple[Person, Person]:
    """Two people whose pressures are far apart: 118/72 and 150/92."""
    her = records.household.edit(records.household.people()[0], display_name="Anna")
    him = records.household.add("Bo")
    typed_history(records, her, 118, 72, 66)
    typed_history(records, him, 150, 92, 80)
    return her, him


def test_far_apart_values_are_assigned_without_a_word(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    her, him = couple
    assert take(records, frame(117, 71, 65)).person_id == her.id
    assert take(records, frame(152, 93, 81, at=NOW - timedelta(minutes=40))).person_id == him.id
    assert records.attribution.questions(EN) == ()
    (decision,) = records.attribution.history(records.readings(him, BP)[0].raw_id)
    assert decision.evidence["why"] == "values"
    assert decision.evidence["shares"][him.id] >= 0.99


def test_a_value_between_two_people_is_asked_about_in_one_sentence(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    found = take(records, frame(134, 82, 73, at=NOW - timedelta(minutes=5)))
    assert found.person_id is None
    (question,) = records.attribution.questions(EN)
    assert question.text == "Whose blood pressure is this: 134/82 mmHg?"
    assert [choice.name for choice in question.choices][-1] == "Somebody else"
    assert {choice.name for choice in question.choices[:-1]} == {"Anna", "Bo"}
    assert records.attribution.questions(ZH)[0].text == "刚才的血压 134/82 mmHg，是谁量的？"
    assert all(found.id not in {one.id for one in records.readings(person)} for person in couple)


def test_an_unassigned_reading_is_in_nobodys_trend_home_or_facts(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    before = [records.trend(person, BP, "systolic", 30, NOW, EN) for person in couple]
    take(records, frame(134, 82, 73))
    assert [records.trend(person, BP, "systolic", 30, NOW, EN) for person in couple] == before
    for person in couple:
        assert all("134" not in fact.figure for fact in records.facts(person, [BP], EN, NOW))
        assert all(tile.figure != "134/82" for tile in records.home(person, EN, NOW).tiles)


def test_no_tag_comes_from_readings_that_nobody_is_named_for(records: Records, frame: Frame) -> None:
    her, him = records.household.people()[0], records.household.add("Bo")
    raw_ids = []
    for day in range(7):
        for hour in (1, 13):
            at = NOW - timedelta(days=day, hours=hour)
            raw_ids.append(take(records, frame(158, 97, 74, at=at)).raw_id)
    assert [records.profile.tags(person, EN, NOW) for person in (her, him)] == [(), ()]
    act = records.attribution.answer(raw_ids, him)
    found = {tag.id for tag in records.profile.tags(him, EN, NOW)}
    assert "home_bp_above_target" in found
    records.attribution.undo(act)
    assert records.profile.tags(him, EN, NOW) == ()


def test_an_answer_puts_the_reading_where_it_belongs_and_can_be_undone(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    her, him = couple
    found = take(records, frame(134, 82, 73))
    heard: list[object] = []
    records.subscribe(heard.append)
    act = records.attribution.answer(records.attribution.questions(EN)[0].raw_ids, her, by=him)
    assert records.readings(her, BP)[0].id == found.id
    assert records.readings(her, BP)[0].reading == found.reading
    assert records.attribution.questions(EN) == ()
    assert records.attribution.history(found.raw_id)[-1].decided_by == him.id
    records.attribution.undo(act)
    assert len(records.attribution.questions(EN)) == 1
    assert len(heard) == 2
    with pytest.raises(InvalidEntry, match="undo the latest"):
        records.attribution.undo(act)


def test_moving_a_reading_recomputes_both_peoples_days(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    _her, him = couple
    taken = take(records, frame(117, 71, 65))
    alone = [records.trend(person, BP, "systolic", 1, NOW, EN) for person in couple]
    assert [view.n for view in alone] == [1, 0]
    act = records.attribution.move([taken.raw_id], him)
    moved = [records.trend(person, BP, "systolic", 1, NOW, EN) for person in couple]
    assert [view.n for view in moved] == [0, 1]
    assert moved[1].points[0].taken_at == taken.reading.taken_at
    records.attribution.undo(act)
    assert [records.trend(person, BP, "systolic", 1, NOW, EN) for person in couple] == alone


def test_somebody_else_means_no_more_questions(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    found = take(records, frame(134, 82, 73))
    act = records.attribution.answer([found.raw_id], None)
    assert records.attribution.questions(EN) == ()
    records.attribution.undo(act)
    assert len(records.attribution.questions(EN)) == 1


@pytest.mark.parametrize("seen_by", list(SeenBy))
def test_whoever_was_just_here_is_believed(
    records: Records,
    couple: tuple[Person, Person],
    frame: Frame,
    clock: Callable[[], datetime],
    seen_by: SeenBy,
) -> None:
    _, him = couple
    clock.moment = NOW - timedelta(minutes=1)  # type: ignore[attr-defined]
    records.attribution.saw(him, seen_by)
    found = take(records, frame(139, 84, 74, at=NOW, delay=timedelta(seconds=20)))
    assert found.person_id == him.id
    (decision,) = records.attribution.history(found.raw_id)
    assert decision.evidence["why"] == ("values" if seen_by is SeenBy.SIGNED_IN else "clue")


def test_where_a_button_and_the_values_contradict_each_other_somebody_is_asked(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    _, him = couple
    records.attribution.saw(him, SeenBy.PRESSED)
    assert take(records, frame(112, 68, 62, at=NOW)).person_id is None


def test_being_here_now_says_nothing_about_a_stored_reading(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    _, him = couple
    records.attribution.saw(him, SeenBy.PRESSED)
    assert take(records, frame(134, 82, 73, at=NOW, delay=timedelta(hours=3))).person_id is None


def test_a_user_of_the_device_and_a_device_of_ones_own(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    her, him = couple
    records.attribution.set_device_user(CUFF, him, user_slot=1)
    assert take(records, frame(136, 83, 73)).person_id == him.id
    records.attribution.set_device_user(CUFF, None, user_slot=1)
    records.attribution.set_device_user(CUFF, her)
    assert records.attribution.device_users(CUFF) == {None: her.id}
    assert take(records, frame(132, 81, 73, at=NOW - timedelta(minutes=30))).person_id == her.id
    with pytest.raises(InvalidEntry):
        records.attribution.set_device_user(CUFF, her, user_slot=300)


def test_always_on_this_device_is_learnt_from_one_answer(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    her, _ = couple
    found = take(records, frame(134, 82, 73))
    records.attribution.answer([found.raw_id], her, always=True)
    assert records.attribution.device_users(CUFF) == {1: her.id}
    assert take(records, frame(133, 81, 73, at=NOW - timedelta(minutes=10))).person_id == her.id


def test_an_answer_settles_what_it_makes_clear(records: Records, frame: Frame) -> None:
    her, him = records.household.people()[0], records.household.add("Bo")
    typed_history(records, him, 150, 92, 80)
    early = [take(records, frame(112 + step, 70, 64, at=NOW - timedelta(days=3 - step))) for step in range(3)]
    assert [one.person_id for one in early] == [None, None, None]
    records.attribution.answer([early[-1].raw_id], her)
    records.attribution.answer([early[-2].raw_id], her)
    assert early[0].id in {one.id for one in records.readings(her, BP)}
    assert records.attribution.questions(EN) == ()


def test_what_somebody_left_open_is_not_decided_by_our_rules(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    her, _ = couple
    clear = take(records, frame(117, 71, 65))
    records.attribution.move([clear.raw_id], None)
    other = take(records, frame(130, 80, 72, at=NOW - timedelta(hours=4)))
    records.attribution.answer([other.raw_id], her)
    assert clear.id not in {one.id for one in records.readings(her, BP)}
    assert clear.raw_id in records.attribution.questions(EN)[0].raw_ids


def test_readings_of_one_sitting_are_one_question(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    her, _ = couple
    for minutes in (25, 24, 23):
        take(records, frame(134, 82, 73, at=NOW - timedelta(minutes=minutes)))
    take(records, frame(134, 82, 73, at=NOW - timedelta(hours=5)))
    newest, older = records.attribution.questions(EN)
    assert (len(newest.raw_ids), len(older.raw_ids)) == (3, 1)
    assert newest.text.endswith("134/82 mmHg (3 readings)?")
    assert "today 4:00" in older.text
    records.attribution.answer(newest.raw_ids, her)
    assert newest.raw_ids[0] in {one.raw_id for one in records.readings(her, BP)}


def test_the_values_of_a_sensor_are_its_wearers_without_a_decision_each(
    records: Records, couple: tuple[Person, Person]
) -> None:
    her, _ = couple

    def send(offset: int) -> CleanReading:
        payload = encode_cgm_measurement(CgmMeasurement((CgmRecord(Decimal(104), offset),)))
        return take(
            records,
            RawFrame(
                device_id="6C:05:E0:00:00:01",
                device_model="virtual sensor",
                characteristic=gatt.CGM_MEASUREMENT,
                payload=payload,
                received_at=NOW,
                session_id="session-s",
                time_zone="Asia/Shanghai",
                session_start=NOW - timedelta(hours=2),
                session_stamp="2026-11-24T07:00:00",
            ),
        )

    first = send(5)
    assert first.person_id is None
    records.attribution.answer([first.raw_id], her, always=True)
    second = send(10)
    assert second.person_id == her.id
    assert records.attribution.history(second.raw_id) == ()


def test_who_left_the_household_is_not_offered(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    her, him = couple
    found = take(records, frame(134, 82, 73))
    records.household.remove(him)
    assert [choice.name for choice in records.attribution.questions(EN)[0].choices] == [
        "Anna",
        "Somebody else",
    ]
    with pytest.raises(InvalidEntry, match="not in the household"):
        records.attribution.answer([found.raw_id], him)
    assert take(records, frame(152, 93, 81, at=NOW - timedelta(minutes=40))).person_id == her.id


def test_what_cannot_be_decided_is_refused(records: Records, person: Person) -> None:
    for raw_ids in ([], [999], range(501)):
        with pytest.raises(InvalidEntry):
            records.attribution.move(raw_ids, person)
    with pytest.raises(InvalidEntry, match="nothing to undo"):
        records.attribution.undo("nothing")


def test_decisions_are_never_changed_or_deleted(
    records: Records, couple: tuple[Person, Person], frame: Frame
) -> None:
    take(records, frame(117, 71, 65))
    for statement in ("UPDATE assignment SET guest = 1", "DELETE FROM assignment"):
        with pytest.raises(Exception, match="never"), records._database.transaction() as connection:
            connection.execute(statement)
