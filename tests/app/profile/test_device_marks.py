"""How a reading was taken: what devices say, and what a person says over them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.people import Person
from app.records.errors import InvalidEntry
from app.records.marks import Mark
from app.records.records import Records
from device_io import gatt
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.glucose_context import GlucoseContext, encode_glucose_context
from device_io.codecs.temperature import TemperatureMeasurement, TemperatureUnit, encode_temperature
from device_io.journal import RawFrame
from device_io.reading import Quantity, ReadingKind

AT = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
TEMPERATURE, GLUCOSE = ReadingKind.TEMPERATURE, ReadingKind.GLUCOSE


def received(payload: bytes, characteristic: str, after: timedelta = timedelta(0)) -> RawFrame:
    return RawFrame(
        device_id="C0:FF:EE:00:00:09",
        device_model="meter",
        characteristic=characteristic,
        payload=payload,
        received_at=AT + after,
        session_id="session",
        time_zone="Asia/Shanghai",
        clock_offset=timedelta(0),
        simulated=False,
    )


def thermometer(site: int | None) -> RawFrame:
    stamp = DeviceTime.from_datetime(AT.replace(hour=8, tzinfo=None))
    value = TemperatureMeasurement(TemperatureUnit.CELSIUS, Decimal("37.5"), stamp, site)
    return received(encode_temperature(value), gatt.TEMPERATURE_MEASUREMENT)


@pytest.mark.parametrize(
    ("site", "mark"),
    [
        (1, Mark.AXILLA),
        (3, Mark.EAR),
        (6, Mark.ORAL),
        (7, Mark.RECTAL),
        (9, Mark.EAR),
        (4, None),
        (None, None),
    ],
)
def test_a_thermometer_says_where_it_measured(sheet: Any, site: int | None, mark: Mark | None) -> None:
    sheet.frame(thermometer(site))
    found = sheet.evidence(AT.replace(hour=12)).newest(TEMPERATURE, 1)
    assert [row.marks for row in found.rows] == [frozenset() if mark is None else frozenset({mark})]


def test_a_person_speaks_last(sheet: Any) -> None:
    reading = sheet.frame(thermometer(1))
    now = AT.replace(hour=12)
    assert sheet.tag("fever_now", now).state == "present"  # 37.5 in the armpit
    sheet.mark(reading, Mark.AXILLA, holds=False)
    sheet.mark(reading, Mark.ORAL)
    assert sheet.tag("fever_now", now).state == "absent"  # 37.5 in the mouth


def glucose_record(sequence: int, after: timedelta = timedelta(0)) -> RawFrame:
    # Flags: concentration with type and location; 130 mg/dL as SFLOAT kg/L (130e-5); capillary whole blood, finger.
    moment = AT + after + timedelta(hours=8)
    stamp = moment.year.to_bytes(2, "little") + bytes(
        (moment.month, moment.day, moment.hour, moment.minute, moment.second)
    )
    payload = (
        b"\x02" + sequence.to_bytes(2, "little") + stamp + (0xB000 | 130).to_bytes(2, "little") + b"\x11"
    )
    return received(payload, gatt.GLUCOSE_MEASUREMENT, after)


@pytest.mark.parametrize(("meal", "mark"), [(3, Mark.FASTING), (2, Mark.AFTER_MEAL), (1, None), (4, None)])
def test_a_meter_says_which_meal_a_record_belongs_to(sheet: Any, meal: int, mark: Mark | None) -> None:
    sheet.frame(glucose_record(7))
    sheet.frame(received(encode_glucose_context(GlucoseContext(7, meal=meal)), gatt.GLUCOSE_CONTEXT))
    (row,) = sheet.evidence(AT.replace(hour=12)).newest(GLUCOSE, 1).rows
    assert row.marks == (frozenset() if mark is None else frozenset({mark}))
    assert float(row.values["glucose"]) == pytest.approx(130 / 18.016, abs=0.01)


def test_the_meal_of_another_record_or_transfer_is_not_its_own(sheet: Any) -> None:
    sheet.frame(glucose_record(7))
    sheet.frame(received(encode_glucose_context(GlucoseContext(8, meal=3)), gatt.GLUCOSE_CONTEXT))
    later = timedelta(days=2)
    sheet.frame(received(encode_glucose_context(GlucoseContext(7, meal=3)), gatt.GLUCOSE_CONTEXT, later))
    (row,) = sheet.evidence(AT.replace(hour=12)).newest(GLUCOSE, 1).rows
    assert row.marks == frozenset()


# --- through the door -------------------------------------------------------------------------------


def test_marks_are_kept_taken_back_and_survive_a_rebuild(records: Records, person: Person) -> None:
    stored = records.add_manual(GLUCOSE, {"glucose": Quantity(Decimal(7), "mmol/L")}, records.now(), person)
    marks = records.profile.marks
    marks.say(stored.id, Mark.FASTING)
    assert marks.of(stored.id) == {Mark.FASTING}
    marks.say(stored.id, Mark.AFTER_MEAL)  # one of the two
    assert marks.of(stored.id) == {Mark.AFTER_MEAL}
    records.rebuild()
    assert marks.of(stored.id) == {Mark.AFTER_MEAL}
    marks.say(stored.id, Mark.AFTER_MEAL, holds=False)
    assert marks.of(stored.id) == frozenset()


def test_a_mark_has_to_fit_its_reading(records: Records, person: Person) -> None:
    stored = records.add_manual(GLUCOSE, {"glucose": Quantity(Decimal(7), "mmol/L")}, records.now(), person)
    with pytest.raises(InvalidEntry, match="cannot be marked 'oral'"):
        records.profile.marks.say(stored.id, Mark.ORAL)
    with pytest.raises(InvalidEntry, match="no such reading"):
        records.profile.marks.say(10**9, Mark.FASTING)
