"""One record that came with two values: both are kept, a person decides, and a rebuild keeps to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.people import Person
from app.records.records import Records
from device_io.codecs.blood_pressure import MeasurementStatus
from device_io.journal import RawFrame
from device_io.reading import QualityFlag, ReadingKind

DEVICE = "C0:FF:EE:00:00:01"
Frame = Callable[..., RawFrame]


def systolics(records: Records, person: Person) -> list[Decimal]:
    return [
        one.reading.values["systolic"].value for one in records.readings(person, ReadingKind.BLOOD_PRESSURE)
    ]


@pytest.fixture
def contradicted(records: Records, frame: Frame) -> Records:
    """A record of 128/79 that came again as 138/79."""
    for one in (frame(128), frame(138)):
        records.refine(records.journal.append(one))
    return records


def test_both_values_are_told_and_the_first_counts_until_somebody_decides(
    contradicted: Records, person: Person
) -> None:
    (conflict,) = contradicted.conflicts.of_device(DEVICE)
    assert (conflict.first["systolic"], conflict.other["systolic"]) == ("128", "138")
    assert conflict.kind is ReadingKind.BLOOD_PRESSURE
    assert systolics(contradicted, person) == [Decimal(128)]
    assert contradicted.conflicts.of_device("C0:FF:EE:00:00:02") == ()


@pytest.mark.parametrize(("keep", "value"), [("first", 128), ("other", 138)])
def test_what_was_decided_holds_also_after_a_rebuild(
    contradicted: Records, person: Person, keep: str, value: int
) -> None:
    (conflict,) = contradicted.conflicts.of_device(DEVICE)
    heard: list[object] = []
    contradicted.subscribe(heard.append)
    contradicted.conflicts.settle(conflict.raw_id, conflict.part, keep)
    assert systolics(contradicted, person) == [Decimal(value)]
    assert contradicted.conflicts.of_device(DEVICE) == ()
    assert len(heard) == 1
    contradicted.rebuild()
    assert systolics(contradicted, person) == [Decimal(value)]
    assert contradicted.conflicts.of_device(DEVICE) == ()


def test_summaries_follow_the_decision(contradicted: Records, person: Person) -> None:
    from app.records import daily

    def mean() -> Decimal:
        with contradicted._database.snapshot() as connection:
            rows = daily.days_of(
                connection,
                person.id,
                ReadingKind.BLOOD_PRESSURE,
                "systolic",
                date(2026, 11, 24),
                date(2026, 11, 24),
            )
        return rows[0].mean

    assert mean() == 128
    (conflict,) = contradicted.conflicts.of_device(DEVICE)
    contradicted.conflicts.settle(conflict.raw_id, conflict.part, "other")
    assert mean() == 138
    contradicted.rebuild()
    assert mean() == 138


def test_a_decision_can_be_taken_again(contradicted: Records, person: Person) -> None:
    (conflict,) = contradicted.conflicts.of_device(DEVICE)
    for keep, value in (("other", 138), ("first", 128), ("other", 138)):
        contradicted.conflicts.settle(conflict.raw_id, conflict.part, keep)
        assert systolics(contradicted, person) == [Decimal(value)]


def test_the_same_values_sent_again_ask_nothing_new(
    contradicted: Records, frame: Frame, person: Person
) -> None:
    (conflict,) = contradicted.conflicts.of_device(DEVICE)
    contradicted.conflicts.settle(conflict.raw_id, conflict.part, "other")
    for systolic in (128, 138, 128):
        contradicted.refine(contradicted.journal.append(frame(systolic, delay=timedelta(hours=1))))
    assert contradicted.conflicts.of_device(DEVICE) == ()
    assert systolics(contradicted, person) == [Decimal(138)]
    contradicted.refine(contradicted.journal.append(frame(150, delay=timedelta(hours=2))))
    assert [one.other["systolic"] for one in contradicted.conflicts.of_device(DEVICE)] == ["150"]


def test_flags_come_with_the_value_that_was_chosen(records: Records, frame: Frame, person: Person) -> None:
    loose = MeasurementStatus.CUFF_LOOSE
    for one in (frame(128), frame(138, status=loose)):
        records.refine(records.journal.append(one))
    (conflict,) = records.conflicts.of_device(DEVICE)
    records.conflicts.settle(conflict.raw_id, conflict.part, "other")
    (reading,) = records.readings(person)
    assert QualityFlag.CUFF_LOOSE in reading.reading.flags


def test_what_is_no_conflict_cannot_be_settled(contradicted: Records) -> None:
    with pytest.raises(KeyError):
        contradicted.conflicts.settle(1, 0, "first")


def test_a_device_is_known_by_its_clock_its_users_and_its_kinds(
    records: Records, frame: Frame, person: Person
) -> None:
    nothing = records.device_overviews.of(DEVICE)
    assert (nothing.clock_offset, nothing.kinds, nothing.users) == (None, (), ())
    offset = timedelta(minutes=7)
    for systolic in (120, 121):
        one = frame(systolic, at=records.now() - timedelta(minutes=systolic), offset=offset)
        records.refine(records.journal.append(one))
    found = records.device_overviews.of(DEVICE)
    assert found.clock_offset == offset
    assert found.clock_read_at is not None
    assert found.kinds == (ReadingKind.BLOOD_PRESSURE,)
    assert [(use.slot, use.person_id, use.readings) for use in found.users] == [(1, person.id, 2)]
