"""One measurement that came twice by different ways, and numbers that came without a unit."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.people import Person
from app.records import clean
from app.records.errors import InvalidEntry
from app.records.records import Records
from device_io.journal import RawFrame
from device_io.reading import QualityFlag, Quantity, ReadingKind

BP = ReadingKind.BLOOD_PRESSURE
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
AT = NOW - timedelta(minutes=30)
Frame = Callable[..., RawFrame]


def typed(records: Records, person: Person, systolic: int, at: datetime) -> clean.CleanReading:
    values = {"systolic": Quantity(Decimal(systolic), "mm[Hg]"), "diastolic": Quantity(Decimal(79), "mm[Hg]")}
    return records.add_manual(BP, values, at, person)


def came(records: Records, frame: RawFrame) -> clean.CleanReading | None:
    return records.refine(records.journal.append(frame))


def outcomes(records: Records) -> list[tuple[str, int]]:
    with records._database.snapshot() as connection:
        return [
            (row["outcome"], row["rules"])
            for row in connection.execute("SELECT outcome, rules FROM refinement ORDER BY raw_id, part")
        ]


@pytest.mark.parametrize("seconds", [-60, 0, 60])
def test_what_a_person_types_off_the_display_is_what_the_device_sends(
    records: Records, person: Person, frame: Frame, seconds: int
) -> None:
    first = typed(records, person, 128, AT + timedelta(seconds=seconds))
    assert came(records, frame(128, 79, at=AT)) == first
    assert [outcome for outcome, _ in outcomes(records)] == ["clean", "duplicate"]
    assert len(records.readings(person)) == 1
    assert records.rebuild().identical


@pytest.mark.parametrize("seconds", [-61, 61])
def test_further_apart_they_are_two(records: Records, person: Person, frame: Frame, seconds: int) -> None:
    typed(records, person, 128, AT + timedelta(seconds=seconds))
    came(records, frame(128, 79, at=AT))
    assert len(records.readings(person)) == 2


def test_typed_after_it_was_sent_is_the_same_too(records: Records, person: Person, frame: Frame) -> None:
    sent = came(records, frame(128, 79, at=AT))
    assert typed(records, person, 128, AT + timedelta(seconds=30)) == sent
    assert len(records.readings(person)) == 1
    typed(records, person, 129, AT + timedelta(seconds=30))
    assert len(records.readings(person)) == 2, "another value is another measurement"
    assert records.rebuild().identical


def test_two_devices_never_measured_the_same_measurement(
    records: Records, person: Person, frame: Frame
) -> None:
    came(records, frame(128, 79, at=AT, device="A"))
    came(records, frame(128, 79, at=AT + timedelta(seconds=20), device="B"))
    assert len(records.readings(person)) == 2


def test_the_rule_that_set_a_row_aside_is_named(records: Records, person: Person, frame: Frame) -> None:
    typed(records, person, 128, AT)
    came(records, frame(128, 79, at=AT))
    came(records, frame(150, 79, at=AT - timedelta(minutes=9)))
    came(records, frame(150, 79, at=AT - timedelta(minutes=9)))
    came(records, frame(151, 79, at=AT - timedelta(minutes=9)))
    from app.records.rules import named

    assert [(outcome, [rule.name for rule in named(total)]) for outcome, total in outcomes(records)] == [
        ("clean", []),
        ("duplicate", ["two_paths_within_60_s"]),
        ("clean", []),
        ("duplicate", ["same_device_time_and_value"]),
        ("conflict", ["contradiction"]),
    ]


@pytest.mark.parametrize(
    ("value", "kept"), [("5.6", "5.6"), ("19.9", "19.9"), ("126", "6.99"), ("33.4", "1.85")]
)
def test_glucose_without_a_unit_has_the_one_its_value_can_have(
    records: Records, person: Person, value: str, kept: str
) -> None:
    found = records.add_manual(
        ReadingKind.GLUCOSE, {"glucose": Quantity(Decimal(value), "")}, NOW - timedelta(minutes=1), person
    )
    assert found.reading.values["glucose"] == Quantity(Decimal(kept), "mmol/L")
    assert QualityFlag.UNIT_GUESSED in found.reading.flags
    assert "glucose_without_unit" in {rule.name for rule in found.made_by}


@pytest.mark.parametrize("value", ["20", "25", "33.3"])
def test_glucose_that_may_be_in_either_unit_is_asked_about(
    records: Records, person: Person, value: str
) -> None:
    with pytest.raises(InvalidEntry, match="which unit"):
        records.add_manual(ReadingKind.GLUCOSE, {"glucose": Quantity(Decimal(value), "")}, NOW, person)
    assert records.readings(person) == ()
