"""Whatever comes, in whatever order: making everything again from raw gives what the days gave one by one."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.folders import open_folders
from app.keys import DataKey
from app.people import Person
from app.records import rules
from app.records.rebuild import DERIVED_TABLES
from app.records.records import Records, Sources, open_records
from device_io import gatt
from device_io.codecs.blood_pressure import MeasurementStatus
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.weight import MassUnit, WeightMeasurement, encode_weight
from device_io.journal import RawFrame
from device_io.reading import Quantity, ReadingKind

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ZONE = "Asia/Shanghai"
BP = ReadingKind.BLOOD_PRESSURE
Frame = Callable[..., RawFrame]

#: (what, device, minutes ago, value step, delay of arrival in minutes, how: 0 refined at once, 1 left waiting)
EVENT = st.tuples(
    st.sampled_from(["cuff", "cuff", "scale", "typed", "cut"]),
    st.integers(0, 1),
    st.one_of(st.integers(1, 90), st.integers(1, 60 * 24 * 12)),
    st.integers(0, 8),
    st.sampled_from([0, 0, 1, 70, 60 * 30]),
    st.integers(0, 1),
)


def take(records: Records, frame: RawFrame) -> None:
    records.refine(records.journal.append(frame))


def table_rows(records: Records) -> dict[str, list[tuple[object, ...]]]:
    with records._database.snapshot() as connection:
        return {
            table: sorted((tuple(row) for row in connection.execute(f"SELECT * FROM {table}")), key=repr)
            for table in DERIVED_TABLES
        }


def weight_frame(kilograms: Decimal, at: datetime, delay: timedelta, device: int) -> RawFrame:
    local = at.astimezone(UTC) + timedelta(hours=8)
    payload = encode_weight(
        WeightMeasurement(MassUnit.KILOGRAM, kilograms, DeviceTime.from_datetime(local), 1)
    )
    return RawFrame(
        f"scale {device}", "virtual scale", gatt.WEIGHT_MEASUREMENT, payload, at + delay, "session", ZONE
    )


def send(records: Records, frame: Frame, event: tuple[str, int, int, int, int, int]) -> None:
    what, device, minutes, step, delay_minutes, waits = event
    at, delay = NOW - timedelta(minutes=minutes), timedelta(minutes=delay_minutes, seconds=5)
    systolic = 118 + 2 * step + (60 if step == 8 else 0) + 25 * device
    person = records.household.people()[0]
    if what == "typed":
        values = {"systolic": mmhg(systolic), "diastolic": mmhg(79)}
        records.add_manual(ReadingKind.BLOOD_PRESSURE, values, at, person)
        return
    if what == "scale":
        one = weight_frame(Decimal(70 + step + (20 if step == 8 else 0)), at, delay, device)
    else:
        one = frame(systolic, 79, at=at, delay=delay, device=f"cuff {device}")
    if what == "cut":
        one = replace(one, payload=one.payload[:5])
    raw_id = records.journal.append(one)
    if not waits:
        records.refine(raw_id)


@given(events=st.lists(EVENT, min_size=1, max_size=35))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_rebuild_equals_the_days_one_by_one(
    tmp_path: Path, key: DataKey, frame: Frame, events: list[tuple[str, int, int, int, int, int]]
) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
        records = open_records(open_folders(Path(folder)), key, "CN", ZONE, Sources(now=lambda: NOW))
        try:
            for event in events:
                send(records, frame, event)
            records.refine(records.journal.append(frame(121, at=NOW - timedelta(minutes=2))))
            before = table_rows(records)
            report = records.rebuild()
            assert table_rows(records) == before
            assert report.identical
        finally:
            records.close()


def test_a_stream_with_every_trouble_is_rebuilt_alike(records: Records, frame: Frame) -> None:
    """What the property must reach: outliers, pairs, devices that disagree, duplicates, conflicts, late ones."""
    for day in range(12):
        for device in (0, 1):
            send(records, frame, ("cuff", device, 60 * 24 * day + 10 + 3 * device, day % 4, 0, day % 2))
        send(records, frame, ("cuff", 0, 60 * 24 * day + 10, day % 4, 70, 0))
        send(records, frame, ("cuff", 0, 60 * 24 * day + 10, 7, 0, 0))
        send(records, frame, ("typed", 1, 60 * 24 * day + 13, day % 4, 0, 0))
        send(records, frame, ("scale", 0, 60 * 24 * day + 30, 8 if day == 1 else day % 3, 60 * 30, 1))
    send(records, frame, ("cuff", 0, 60 * 24, 8, 60 * 30, 0))
    send(records, frame, ("cut", 0, 5, 1, 0, 0))
    before = table_rows(records)
    assert all(before.values()), {table: len(rows) for table, rows in before.items()}
    assert records.rebuild().identical
    assert table_rows(records) == before
    made_by = {
        rule.name for reading in records.readings(records.household.people()[0]) for rule in reading.made_by
    }
    assert made_by >= {"units", "hard_limits", "late_after_24_h"}


def test_a_rebuild_says_what_it_changed(records: Records, frame: Frame) -> None:
    for minutes in (1, 40, 80):
        send(records, frame, ("cuff", 0, minutes, 1, 0, 0))
    with records._database.transaction() as connection:
        connection.execute(
            "UPDATE clean_value SET value = '999' WHERE clean_id = 128 AND component = 'systolic'"
        )
        connection.execute("UPDATE clean SET late = 1 WHERE id = 256")
        connection.execute("DELETE FROM daily WHERE session = 1")
    steps: list[tuple[int, int]] = []
    report = records.rebuild(lambda done, of: steps.append((done, of)))
    assert steps == [(3, 3)]
    assert not report.identical
    assert report.measurements == 3
    assert report.readings == (256,)
    changed = {name: (one.added, one.removed, one.changed) for name, one in report.tables.items()}
    assert changed["clean_value"] == (0, 0, 1)
    assert changed["clean"] == (0, 0, 1)
    assert changed["daily"][0] > 0
    assert changed["refinement"] == (0, 0, 0)
    assert records.rebuild().identical


def mixed(records: Records, person: Person, frame: Frame) -> None:
    """Journal frames of every kind of trouble, refined out of turn, with typed entries between."""
    for day in range(5):
        at = NOW - timedelta(days=day, minutes=40)
        take(records, frame(120 + day, at=at, status=MeasurementStatus.BODY_MOVEMENT))
        pending = records.journal.append(frame(125 + day, at=at + timedelta(minutes=3)))
        take(records, frame(125 + day, at=at + timedelta(minutes=3), delay=timedelta(days=1)))
        records.refine(pending)
        take(records, frame(199, at=at))
        take(records, frame(128, stamp=None, at=at))
        records.add_manual(BP, {"systolic": mmhg(140 + day), "diastolic": mmhg(88)}, at, person)
        take(records, frame(40, 20, at=at - timedelta(hours=1)))
    records.household.add("李明")
    take(records, frame(133, at=NOW - timedelta(minutes=1)))


def test_a_rebuild_gives_the_same_rows_from_raw(records: Records, person: Person, frame: Frame) -> None:
    mixed(records, person, frame)
    before = table_rows(records)
    lost = ("refinement", "clean", "clean_value", "conflict", "daily")
    assert all(before[table] for table in lost), "every table has something to lose"
    with records._database.transaction() as connection:
        connection.execute("UPDATE daily SET mean = '999'")
        connection.execute("DELETE FROM clean_value WHERE component = 'pulse'")
    records.rebuild()
    assert table_rows(records) == before


values = st.tuples(st.integers(40, 270), st.integers(0, 210), st.integers(0, 2000), st.integers(0, 3))


@given(sent=st.lists(values, min_size=1, max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_series_of_frames_any_number_of_times_is_rebuilt_alike(
    tmp_path: Path, key: DataKey, frame: Frame, sent: list[tuple[int, int, int, int]]
) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
        records = open_records(open_folders(Path(folder)), key)
        try:
            send_and_rebuild(records, frame, sent)
        finally:
            records.close()


def send_and_rebuild(records: Records, frame: Frame, sent: list[tuple[int, int, int, int]]) -> None:
    for systolic, diastolic, minutes, again in sent:
        for _ in range(again + 1):
            take(records, frame(systolic, diastolic, at=NOW - timedelta(minutes=minutes)))
    before = table_rows(records)
    records.rebuild()
    assert table_rows(records) == before
    with records._database.snapshot() as connection:
        one_each = connection.execute(
            "SELECT count(*) = count(DISTINCT device_id || device_stamp) FROM clean"
        ).fetchone()[0]
    assert one_each


def test_every_rule_has_its_own_bit_name_and_source() -> None:
    assert len({rule.bit for rule in rules.REGISTRY}) == len({rule.name for rule in rules.REGISTRY})
    assert all(rule.source and rule.version >= 1 and 0 <= rule.bit < 63 for rule in rules.REGISTRY)
    some = (rules.LATE, rules.UNITS)
    assert rules.named(rules.together(some)) == (rules.UNITS, rules.LATE)


@pytest.mark.parametrize("indexes", [("clean_by_time", "clean_by_day", "clean_practice", "clean_by_kind")])
def test_a_rebuild_leaves_every_index(records: Records, frame: Frame, indexes: tuple[str, ...]) -> None:
    def parts() -> list[tuple[str, str]]:
        with records._database.snapshot() as connection:
            return sorted(
                tuple(row) for row in connection.execute("SELECT name, sql FROM sqlite_master WHERE sql > ''")
            )

    before = parts()
    records.rebuild()
    assert parts() == before
    assert set(indexes) <= {name for name, _ in before}


def mmhg(value: int) -> Quantity:
    return Quantity(Decimal(value), "mm[Hg]")
