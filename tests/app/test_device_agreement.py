from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.people import Person
from app.records.agreement import kept_devices, limits
from app.records.daily import days_of
from app.records.errors import InvalidEntry
from app.records.records import Records
from device_io.journal import RawFrame
from device_io.reading import ReadingKind

BP = ReadingKind.BLOOD_PRESSURE
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
Frame = Callable[..., RawFrame]


def measure(records: Records, frame: Frame, device: str, systolic: int, at: datetime) -> None:
    records.refine(records.journal.append(frame(systolic, 80, at=at, device=device)))


def pair(records: Records, frame: Frame, day: int, first: int, second: int, apart_min: int = 3) -> None:
    at = NOW - timedelta(days=day, minutes=50)
    measure(records, frame, "cuff A", first, at)
    measure(records, frame, "cuff B", second, at + timedelta(minutes=apart_min))


def day_mean(records: Records, person: Person, day: int) -> tuple[int, Decimal, int]:
    local = (NOW + timedelta(hours=8)).date() - timedelta(days=day)
    with records._database.snapshot() as connection:
        (summary,) = days_of(connection, person.id, BP, "systolic", local, local)
    return summary.n, summary.mean, summary.left_out


def test_the_limits_are_those_of_the_clinical_file() -> None:
    assert (limits()[BP].within, limits()[BP].at_most) == (timedelta(minutes=10), 10)
    assert (limits()[ReadingKind.GLUCOSE].within, limits()[ReadingKind.GLUCOSE].percent) == (
        timedelta(minutes=5),
        True,
    )


def test_four_pairs_say_nothing_and_five_do(records: Records, person: Person, frame: Frame) -> None:
    for day in range(4):
        pair(records, frame, day, 120, 135)
    (agreement,) = records.agreement.of(person.id)
    assert (agreement.pairs, agreement.disagree) == (4, False)
    assert day_mean(records, person, 0) == (2, Decimal("127.5"), 0)
    pair(records, frame, 4, 120, 136)
    (agreement,) = records.agreement.of(person.id)
    assert (agreement.pairs, agreement.median_difference, agreement.disagree) == (5, Decimal(15), True)
    assert (agreement.first_device, agreement.second_device) == ("cuff A", "cuff B")


def test_devices_that_disagree_are_not_averaged_until_somebody_decides(
    records: Records, person: Person, frame: Frame
) -> None:
    for day in range(6):
        pair(records, frame, day, 120, 135)
    measure(records, frame, "cuff B", 137, NOW - timedelta(days=2, minutes=20))
    assert day_mean(records, person, 0) == (1, Decimal(120), 1), "of as many readings the first by address"
    assert day_mean(records, person, 2) == (2, Decimal(136), 1), "the one with most readings of the day"
    records.agreement.trust(person.id, BP, "cuff B")
    assert records.agreement.trusted(person.id, BP) == "cuff B"
    assert day_mean(records, person, 0) == (1, Decimal(135), 1)
    assert records.rebuild().identical
    records.agreement.trust(person.id, BP, None)
    assert day_mean(records, person, 0) == (1, Decimal(120), 1)
    assert len(records.readings(person)) == 13, "left out of a mean, never dropped"
    with pytest.raises(InvalidEntry, match="choose one of those"):
        records.agreement.trust(person.id, BP, "cuff C")


def test_devices_that_agree_again_are_averaged_again(records: Records, person: Person, frame: Frame) -> None:
    for day in range(50, 44, -1):
        pair(records, frame, day, 120, 135)
    assert records.agreement.of(person.id)[0].disagree
    for day in range(6, 0, -1):
        pair(records, frame, day, 121, 122)
    assert not records.agreement.of(person.id)[0].disagree, "only the last 30 days of pairs count"
    assert day_mean(records, person, 50) == (2, Decimal("127.5"), 0)
    assert records.rebuild().identical


def test_readings_further_apart_than_ten_minutes_are_no_pair(
    records: Records, person: Person, frame: Frame
) -> None:
    for day in range(6):
        pair(records, frame, day, 120, 140, apart_min=11)
    assert records.agreement.of(person.id) == ()
    assert day_mean(records, person, 0) == (2, Decimal(130), 0)


def test_who_may_be_averaged_together() -> None:
    a_b, b_c = frozenset("AB"), frozenset("BC")
    assert kept_devices({"A": 1, "B": 2, "C": 1}, {a_b}, None) == {"B", "C"}
    assert kept_devices({"A": 1, "B": 2, "C": 1}, {a_b}, "A") == {"A", "C"}
    assert kept_devices({"A": 2, "C": 1}, {a_b, b_c}, None) == {"A", "C"}
    assert kept_devices({"A": 3, "B": 3, "C": 3}, {a_b, b_c}, "B") == {"B"}
