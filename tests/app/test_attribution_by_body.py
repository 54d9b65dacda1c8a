"""Whose weight it is: jumps from one day to the next, two people much alike, a child on a parent's scale."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.people import Person
from app.records.attribution.decision import Why
from app.records.clean import CleanReading
from app.records.records import Records
from assistant.conversation import Language
from device_io import gatt
from device_io.codecs.body_composition import BodyComposition, encode_body_composition
from device_io.codecs.weight import MassUnit, WeightMeasurement, encode_weight
from device_io.journal import RawFrame
from device_io.reading import Quantity, ReadingKind

ZH, EN = Language.ZH, Language.EN
WEIGHT = ReadingKind.WEIGHT
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def take(records: Records, frame: RawFrame) -> CleanReading:
    found = records.refine(records.journal.append(frame))
    assert found is not None
    return found


def weigh(records: Records, kg: float, at: datetime) -> CleanReading:
    payload = encode_weight(
        WeightMeasurement(
            unit=MassUnit.KILOGRAM, weight=Decimal(str(kg)), time_stamp=None, user=None, body=None
        )
    )
    return take(
        records,
        RawFrame(
            device_id="5C:A1:E0:00:00:01",
            device_model="virtual scale",
            characteristic=gatt.WEIGHT_MEASUREMENT,
            payload=payload,
            received_at=at,
            session_id="session-w",
            time_zone="Asia/Shanghai",
            simulated=True,
        ),
    )


def test_a_jump_in_weight_is_asked_about_even_where_one_person_lives(
    records: Records, person: Person
) -> None:
    assert weigh(records, 70, NOW - timedelta(hours=20)).person_id == person.id
    jumped = weigh(records, 73.2, NOW - timedelta(minutes=3))
    assert jumped.person_id is None
    (question,) = records.attribution.questions(EN)
    assert question.why is Why.JUMP
    assert question.text == "This weight differs by 3.2 kg from the one within a day. Was it Me on the scale?"
    assert records.attribution.questions(ZH)[0].text == "体重和一天内的上一次差了 3.2 kg。站在秤上的是我吗？"
    assert len(records.readings(person, WEIGHT)) == 1
    records.attribution.answer(question.raw_ids, person)
    assert len(records.readings(person, WEIGHT)) == 2


@pytest.mark.parametrize(
    ("before", "now", "hours", "asked"),
    [
        (100, 103, 20, False),
        (100, 103.1, 20, True),
        (40, 42.1, 20, True),
        (40, 42, 20, False),
        (100, 110, 30, False),
    ],
)
def test_the_limits_of_a_jump(records: Records, before: float, now: float, hours: int, asked: bool) -> None:
    weigh(records, before, NOW - timedelta(hours=hours))
    assert (weigh(records, now, NOW).person_id is None) is asked


def test_impedance_tells_two_people_of_much_the_same_weight_apart(records: Records) -> None:
    her, him = records.household.people()[0], records.household.add("Bo")

    def step_on(kg: float, ohm: int, at: datetime) -> CleanReading:
        composition = BodyComposition(
            MassUnit.KILOGRAM, Decimal(25), impedance_ohm=Decimal(ohm), weight=Decimal(str(kg))
        )
        return take(
            records,
            RawFrame(
                device_id="5C:A1:E0:00:00:02",
                device_model="virtual scale",
                characteristic=gatt.BODY_COMPOSITION_MEASUREMENT,
                payload=encode_body_composition(composition),
                received_at=at,
                session_id="session-b",
                time_zone="Asia/Shanghai",
            ),
        )

    for day in range(20, 0, -2):
        for person, kg, ohm in ((her, 64, 560), (him, 65.5, 470)):
            found = step_on(kg, ohm, NOW - timedelta(days=day, hours=3 if person is her else 2))
            records.attribution.move([found.raw_id], person)
    found = step_on(64.8, 475, NOW)
    assert found.person_id == him.id
    assert {one.reading.kind for one in records.readings(him) if one.raw_id == found.raw_id} == {
        WEIGHT,
        ReadingKind.BODY_COMPOSITION,
    }
    assert weigh(records, 64.8, NOW + timedelta(minutes=40)).person_id is None


def test_a_child_of_15_kg_is_never_stored_on_a_parent_of_100(records: Records) -> None:
    parent, other = records.household.people()[0], records.household.add("Bo")
    for day in range(1, 11):
        for person, kg in ((parent, 100), (other, 71)):
            records.add_manual(
                WEIGHT, {"weight": Quantity(Decimal(kg), "kg")}, NOW - timedelta(days=day), person
            )
    assert weigh(records, 25, NOW).person_id is None
    assert records.attribution.questions(EN)[0].choices[-1].likelihood > 0.99
