"""From where a transfer goes on after it was interrupted, whatever order a meter sends in."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_io import gatt
from device_io.codecs.cgm_measurement import CgmMeasurement, CgmRecord, encode_cgm_measurement
from device_io.codecs.date_time import DeviceTime
from device_io.codecs.glucose import (
    ConcentrationUnit,
    GlucoseMeasurement,
    GlucoseSample,
    encode_glucose_measurement,
)
from device_io.record_resume import resume_after, resume_since

ALL_SENT = (gatt.RECORD_ACCESS_CONTROL_POINT, bytes.fromhex("06000101"))
NONE_FOUND = (gatt.RECORD_ACCESS_CONTROL_POINT, bytes.fromhex("06000106"))
BROKEN_OFF = (gatt.RECORD_ACCESS_CONTROL_POINT, bytes.fromhex("06000108"))
_MORNING = datetime(2026, 3, 1, 8)  # noqa: DTZ001 - a meter's clock has no zone


def record(number, minutes=None, never_set=False):
    moment = _MORNING + timedelta(minutes=number if minutes is None else minutes)
    stamp = DeviceTime.from_datetime(moment.replace(year=2000) if never_set else moment)
    sample = GlucoseSample(Decimal("0.0055"), ConcentrationUnit.MOLE_PER_LITRE, 1, 1)
    return gatt.GLUCOSE_MEASUREMENT, encode_glucose_measurement(
        GlucoseMeasurement(number, stamp, sample=sample)
    )


def sensor(*offsets):
    records = tuple(CgmRecord(Decimal(100), offset) for offset in offsets)
    return gatt.CGM_MEASUREMENT, encode_cgm_measurement(CgmMeasurement(records))


@pytest.mark.parametrize(
    ("frames", "last"),
    [
        ([], None),
        ([record(5), record(6), record(7)], 7),
        ([record(5), record(6), record(9)], 6),
        ([record(6), record(5)], None),  # newest first: those before may not have come
        ([record(6), record(5), ALL_SENT], 6),
        ([record(1), record(4), ALL_SENT], 4),  # numbers that the meter leaves out
        ([record(1), record(4), BROKEN_OFF], 1),
        ([record(1), record(2), ALL_SENT, record(3), record(5)], 3),
        ([record(1), record(2), ALL_SENT, record(9), record(8)], 2),
        ([record(1), record(2), NONE_FOUND], 2),
        ([record(1)], None),  # nobody knows yet in which order the meter sends
        ([(gatt.GLUCOSE_MEASUREMENT, b"\x00"), record(1), record(2)], 2),
        ([sensor(0, 5), sensor(10)], 10),
        ([sensor(0, 5, 10), sensor(25)], 10),
        ([sensor(0, 5, 25), ALL_SENT, sensor(30), sensor(40)], 30),
    ],
)
def test_a_transfer_goes_on_after_the_last_record_before_which_nothing_is_missing(frames, last):
    assert resume_after(frames) == last


@given(
    held=st.lists(st.integers(1, 400), min_size=1, max_size=60, unique=True),
    cut=st.integers(0, 60),
    newest_first=st.booleans(),
    seed=st.integers(0, 9),
)
def test_nothing_is_lost_whatever_a_meter_holds_and_wherever_it_is_cut_off(held, cut, newest_first, seed):
    """Two transfers, the first one cut off: together they bring every record."""
    held = sorted(held, reverse=newest_first)
    journal = [record(number) for number in held[:cut]]
    if cut > len(held):
        journal.append(ALL_SENT)
    if random.Random(seed).random() < 0.5:
        journal += journal[-1:]  # a record sent twice
    last = resume_after(journal)
    asked_for = {number for number in held if last is None or number > last}
    assert asked_for | set(held[:cut]) == set(held)


def test_a_meter_that_renumbers_is_asked_by_its_own_time():
    assert resume_since([record(1, 30), record(2, 20), record(3, 10)]) is None  # cut off: everything again
    assert str(resume_since([record(1, 30), record(2, 20), ALL_SENT])) == "2026-03-01T08:30:00"
    assert str(resume_since([record(1, 30), ALL_SENT, record(1, 60)])) == "2026-03-01T08:30:00"
    assert resume_since([record(1, 30), record(2, never_set=True), ALL_SENT]) is None
