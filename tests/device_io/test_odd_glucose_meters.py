"""Glucose meters with habits: ketone records told by their notes, numbers that do not last, newest record first."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from device_io import gatt
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.glucose import (
    ConcentrationUnit,
    GlucoseMeasurement,
    GlucoseSample,
    encode_glucose_measurement,
)
from device_io.codecs.glucose_context import GlucoseContext, encode_glucose_context
from device_io.findings.finding import NotAReading, Unfinished
from device_io.interpretation import interpret
from device_io.measurement_parts import MeasurementParts
from device_io.virtual.scenario import GlucoseMeterScript, GlucoseScript

METER = "F0:00:00:00:00:02"
CARESENS, OTHER = "CareSens N Premier", "Accu-Chek Guide"


def record(sequence=7, *, noted=True, value="0.0006"):
    stamp = DeviceTime.from_datetime(datetime(2026, 3, 10, 8))  # noqa: DTZ001 - a meter's clock has no zone
    sample = GlucoseSample(Decimal(value), ConcentrationUnit.MOLE_PER_LITRE, 1, 1)
    return encode_glucose_measurement(
        GlucoseMeasurement(sequence, stamp, sample=sample, context_follows=noted)
    )


def notes(meal, sequence=7):
    return encode_glucose_context(GlucoseContext(sequence, meal=meal))


def read(raw_frame, characteristic, payload, model, first_part=None):
    from dataclasses import replace

    return interpret(
        replace(raw_frame(payload, characteristic=characteristic, model=model), first_part=first_part)
    )


def test_a_ketone_record_is_never_a_glucose_reading(raw_frame):
    with pytest.raises(Unfinished):
        read(raw_frame, gatt.GLUCOSE_MEASUREMENT, record(), CARESENS)
    with pytest.raises(NotAReading, match="ketones"):
        read(raw_frame, gatt.GLUCOSE_CONTEXT, notes(meal=6), CARESENS, record())


def test_the_notes_complete_the_record_of_such_a_meter(raw_frame):
    (reading,) = read(raw_frame, gatt.GLUCOSE_CONTEXT, notes(meal=3), CARESENS, record(value="0.0054"))
    assert (reading.values["glucose"].value, reading.sequence) == (Decimal("5.4"), 7)


def test_a_record_without_notes_stands_alone(raw_frame):
    (reading,) = read(raw_frame, gatt.GLUCOSE_MEASUREMENT, record(noted=False, value="0.0054"), CARESENS)
    assert reading.values["glucose"].value == Decimal("5.4")


def test_notes_of_another_record_complete_nothing(raw_frame):
    with pytest.raises(NotAReading, match="another record"):
        read(raw_frame, gatt.GLUCOSE_CONTEXT, notes(meal=3, sequence=8), CARESENS, record())


def test_other_meters_do_not_wait_for_notes(raw_frame):
    (reading,) = read(raw_frame, gatt.GLUCOSE_MEASUREMENT, record(value="0.0054"), OTHER)
    assert reading.values["glucose"].value == Decimal("5.4")
    with pytest.raises(NotAReading, match="notes"):
        read(raw_frame, gatt.GLUCOSE_CONTEXT, notes(meal=6), OTHER)


def test_a_frame_sent_twice_completes_the_same_one_both_times():
    parts = MeasurementParts()
    first, second = record(), notes(meal=3)
    came = [(gatt.GLUCOSE_MEASUREMENT, first)] * 2 + [(gatt.GLUCOSE_CONTEXT, second)] * 2
    assert [parts.first_part_of(name, one, CARESENS) for name, one in came] == [None, None, first, first]
    assert [MeasurementParts().first_part_of(name, one, OTHER) for name, one in came] == [None] * 4


def test_numbers_that_do_not_last_do_not_tell_records_apart(raw_frame):
    (reading,) = read(raw_frame, gatt.GLUCOSE_MEASUREMENT, record(noted=False), "Diamond Mini DM30b")
    assert (reading.sequence, reading.device_stamp) == (None, "2026-03-10T08:00:00")


async def test_a_meter_that_renumbers_is_asked_by_time_and_then_for_everything(home, journal):
    """The virtual meter selects by number only and says so: everything is asked for, nothing is lost."""

    class Journalled:
        def frames(self, _device_id, _stamp):
            return [(one.characteristic, one.payload) for one in journal.frames]

    held = tuple(GlucoseScript(mmol_per_l="5.4", minutes_ago=minutes) for minutes in (30, 20, 10))
    meter = GlucoseMeterScript(kind="glucose_meter", address=METER, name="DM30b", readings=held)
    async with home(meter, record_log=Journalled()) as here:
        await here.hub.pair(METER)
        await here.household.monitor(METER).measure(GlucoseScript(mmol_per_l="6.1"))
        ended = await here.hub.pair(METER)
        requests = [one.hex() for one in here.household.monitor(METER).requests]
    assert requests[:2] == ["0401", "0101"]
    assert [one[:6] for one in requests[2:4]] == ["040302", "010302"]  # at least, by time
    assert requests[-1] == "0101"
    assert ended.frames == 4
