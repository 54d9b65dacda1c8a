"""Frames that hold several readings, from the raw row to the clean ones: named, told apart, rebuilt alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from app.people import Person
from app.records import clean
from app.records.records import Records
from device_io import gatt
from device_io.codecs.body_composition import BodyComposition, encode_body_composition
from device_io.codecs.cgm_measurement import CgmMeasurement, CgmRecord, encode_cgm_measurement
from device_io.codecs.weight import MassUnit, WeightMeasurement, encode_weight
from device_io.device_users import UserConsent
from device_io.journal import RawFrame
from device_io.reading import ReadingKind

START = "2026-11-24T08:00:00+08:00"


@pytest.fixture
def now(records: Records) -> datetime:
    return records.now()


@pytest.fixture
def raw_frame(now: datetime) -> Callable[..., RawFrame]:
    def build(characteristic: str, payload: bytes, **facts: object) -> RawFrame:
        frame = RawFrame(
            "F0:01", "Sensor", characteristic, payload, now, "s1", "Asia/Shanghai", simulated=False
        )
        return replace(frame, **facts)  # type: ignore[arg-type]

    return build


def sensor_frame(*values: tuple[int, int]) -> bytes:
    return encode_cgm_measurement(
        CgmMeasurement(tuple(CgmRecord(Decimal(value), offset, checksum=True) for offset, value in values))
    )


def take(records: Records, frame: RawFrame) -> int:
    raw_id = records.journal.append(frame)
    records.refine(raw_id)
    return raw_id


def everything(records: Records) -> list[tuple[object, ...]]:
    with records._database.snapshot() as connection:
        rows = connection.execute(
            "SELECT c.id, c.kind, c.identity, c.key, c.taken_at, r.outcome FROM clean c JOIN refinement r "
            "ON r.raw_id = c.raw_id AND r.part = c.part ORDER BY c.id"
        ).fetchall()
    return [tuple(row) for row in rows]


def outcomes(records: Records) -> list[tuple[int, int, str]]:
    with records._database.snapshot() as connection:
        rows = connection.execute(
            "SELECT raw_id, part, outcome FROM refinement ORDER BY raw_id, part"
        ).fetchall()
    return [(row["raw_id"], row["part"], row["outcome"]) for row in rows]


def test_every_record_of_a_sensor_frame_is_a_reading_of_its_own(
    records: Records, person: Person, now: datetime, raw_frame: Callable[..., RawFrame]
) -> None:
    session = {"session_start": now - timedelta(hours=10), "session_stamp": START, "checksum": True}
    first = take(records, raw_frame(gatt.CGM_MEASUREMENT, sensor_frame((590, 100), (595, 110)), **session))
    take(records, raw_frame(gatt.CGM_MEASUREMENT, sensor_frame((595, 110), (600, 90)), **session))
    take(records, raw_frame(gatt.CGM_MEASUREMENT, sensor_frame((600, 120)), **session))
    assert outcomes(records) == [
        (1, 0, "clean"), (1, 1, "clean"), (2, 0, "duplicate"), (2, 1, "clean"), (3, 0, "conflict"),
    ]  # fmt: skip
    held = records.readings(person, ReadingKind.CONTINUOUS_GLUCOSE)
    assert [(one.id, one.raw_id, one.part) for one in reversed(held)] == [
        (first * clean.PARTS, first, 0), (first * clean.PARTS + 1, first, 1), (2 * clean.PARTS + 1, 2, 1),
    ]  # fmt: skip
    assert [one.reading.taken_at for one in reversed(held)] == [
        now - timedelta(minutes=minutes) for minutes in (10, 5, 0)
    ]
    assert records.raw_frame(first).session_stamp == START


def test_another_session_may_count_the_same_minutes(
    records: Records, person: Person, now: datetime, raw_frame: Callable[..., RawFrame]
) -> None:
    frame = sensor_frame((5, 100))
    for days, stamp in ((1, START), (15, "2026-11-10T08:00:00+08:00")):
        started = now - timedelta(days=days)
        take(
            records,
            raw_frame(gatt.CGM_MEASUREMENT, frame, session_start=started, session_stamp=stamp, checksum=True),
        )
    assert len(records.readings(person, ReadingKind.CONTINUOUS_GLUCOSE)) == 2
    assert [one for one, _payload in records.journal.frames("F0:01", START)] == [gatt.CGM_MEASUREMENT]
    assert records.journal.frames("F0:01", None) == []


def test_a_body_frame_gives_weight_and_composition_and_the_weight_only_once(
    records: Records, person: Person, raw_frame: Callable[..., RawFrame]
) -> None:
    both = BodyComposition(
        MassUnit.KILOGRAM, Decimal("21.5"), weight=Decimal("72.5"), water_mass=Decimal("40.5")
    )
    take(
        records,
        raw_frame(
            gatt.WEIGHT_MEASUREMENT,
            encode_weight(WeightMeasurement(MassUnit.KILOGRAM, Decimal("72.5"))),
            user_slot=2,
        ),
    )
    take(records, raw_frame(gatt.BODY_COMPOSITION_MEASUREMENT, encode_body_composition(both), user_slot=2))
    (weight,) = records.readings(person, ReadingKind.WEIGHT)
    (composition,) = records.readings(person, ReadingKind.BODY_COMPOSITION)
    assert (weight.raw_id, composition.raw_id) == (1, 2)
    assert {name: str(one.value) for name, one in composition.reading.values.items()} == {
        "body_fat": "21.5", "water_mass": "40.5",
    }  # fmt: skip
    assert weight.reading.user_slot == composition.reading.user_slot == 2


def test_a_rebuild_gives_the_same_names(
    records: Records, now: datetime, raw_frame: Callable[..., RawFrame]
) -> None:
    session = {"session_start": now - timedelta(hours=10), "session_stamp": START, "checksum": True}
    body = BodyComposition(MassUnit.KILOGRAM, Decimal("21.5"), weight=Decimal("72.5"), continues=True)
    rest = BodyComposition(MassUnit.KILOGRAM, Decimal(0), impedance_ohm=Decimal("512.3"))
    begun = encode_body_composition(body)
    take(records, raw_frame(gatt.CGM_MEASUREMENT, sensor_frame((590, 100), (595, 110)), **session))
    take(records, raw_frame(gatt.BODY_COMPOSITION_MEASUREMENT, begun))
    take(
        records, raw_frame(gatt.BODY_COMPOSITION_MEASUREMENT, encode_body_composition(rest), first_part=begun)
    )
    before = everything(records)
    assert len(before) == 4
    records.rebuild()
    assert everything(records) == before


def test_the_consent_of_a_device_is_kept_and_goes_with_the_device(records: Records) -> None:
    assert records.devices.consent("F0:01") is None
    records.devices.keep("F0:01", UserConsent(1, 1234))
    records.devices.keep("F0:01", UserConsent(2, 4321))
    assert records.devices.consent("F0:01") == UserConsent(2, 4321)
    records.devices.forget("F0:01")
    assert records.devices.consent("F0:01") is None
