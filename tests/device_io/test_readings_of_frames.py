from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.resources import files

import pytest
import yaml

import resources
from device_io import gatt
from device_io.findings.finding import PLAUSIBLE, Unfinished
from device_io.interpretation import (
    MG_PER_DL_PER_MMOL_PER_L,
    MeasurementFailed,
    NotAReading,
    describe,
    interpret,
)
from device_io.reading import COMPONENT_UNITS, QualityFlag, ReadingKind


@pytest.fixture
def reading_of(raw_frame):
    def read(characteristic: str, hex_: str, **facts):
        frame = raw_frame(bytes.fromhex(hex_), characteristic=gatt.uuid(characteristic), **facts)
        (reading,) = interpret(frame)
        return reading

    return read


def _values(reading):
    units = COMPONENT_UNITS[reading.kind]
    assert all(quantity.unit == units[name] for name, quantity in reading.values.items())
    return {name: float(round(quantity.value, 2)) for name, quantity in reading.values.items()}


#: A glucose record at 2026-03-10T07:30:00, flags and the rest to be filled in.
_GLUCOSE = "{flags} 0700 ea07030a071e00 {rest}"


@pytest.mark.parametrize(
    ("characteristic", "frame", "kind", "values"),
    [
        ("2A18", _GLUCOSE.format(flags="02", rest="78b0 11"), ReadingKind.GLUCOSE, {"glucose": 6.66}),
        ("2A18", _GLUCOSE.format(flags="06", rest="42c0 11"), ReadingKind.GLUCOSE, {"glucose": 6.6}),
        ("2A1C", "047b0e00fe06", ReadingKind.TEMPERATURE, {"temperature": 37.07}),
        ("2A1C", "01e40300ff", ReadingKind.TEMPERATURE, {"temperature": 37.56}),
        ("2A5E", "0062004800", ReadingKind.SPO2, {"spo2": 98.0, "pulse": 72.0}),
        ("2A5E", "006200ff07", ReadingKind.SPO2, {"spo2": 98.0}),
        ("2A5E", "02 6200 4800 8002", ReadingKind.SPO2, {"spo2": 98.0, "pulse": 72.0}),
        ("2A5F", "04 6200 4800 8000", ReadingKind.SPO2, {"spo2": 98.0, "pulse": 72.0}),
        ("2A5F", "04 6200 4800 0001", ReadingKind.SPO2, {"spo2": 98.0, "pulse": 72.0}),
        ("2A37", "0648", ReadingKind.HEART_RATE, {"pulse": 72.0}),
        ("2A37", "0048", ReadingKind.HEART_RATE, {"pulse": 72.0}),
        ("2A9D", "00b036", ReadingKind.WEIGHT, {"weight": 70.0}),
        ("2A9D", "01543d", ReadingKind.WEIGHT, {"weight": 71.21}),
        ("adv:181D:xiaomi", "229e43ea07030a071e00", ReadingKind.WEIGHT, {"weight": 86.55}),
        ("adv:181D:xiaomi", "33a438ea07030a071e00", ReadingKind.WEIGHT, {"weight": 65.77}),
        ("adv:181D:xiaomi", "32a438ea07030a071e00", ReadingKind.WEIGHT, {"weight": 72.5}),
        ("adv:181B:xiaomi", "0226ea07030a071e00ac018642", ReadingKind.WEIGHT, {"weight": 85.15}),
    ],
)
def test_a_frame_becomes_a_reading_in_record_units(reading_of, characteristic, frame, kind, values):
    reading = reading_of(characteristic, frame)
    assert reading.kind is kind
    assert _values(reading) == values
    assert reading.flags == frozenset()
    shown = describe(characteristic, bytes.fromhex(frame))
    assert shown["kind"] == kind.value
    assert {name: round(one["value"], 2) for name, one in shown["values"].items()} == values


@pytest.mark.parametrize(
    ("characteristic", "frame", "refusal", "says"),
    [
        ("2A18", _GLUCOSE.format(flags="02", rest="78b0 1a"), NotAReading, "control solution"),
        ("2A18", _GLUCOSE.format(flags="02", rest="78b0 41"), NotAReading, "control solution"),
        ("2A18", _GLUCOSE.format(flags="0a", rest="fe07 1a 2000"), NotAReading, "control solution"),
        ("2A18", _GLUCOSE.format(flags="02", rest="fe07 11"), NotAReading, "HI"),
        ("2A18", _GLUCOSE.format(flags="0a", rest="58b2 11 2000"), NotAReading, "HI"),
        ("2A18", _GLUCOSE.format(flags="02", rest="0208 11"), NotAReading, "LO"),
        ("2A18", _GLUCOSE.format(flags="08", rest="4000"), NotAReading, "LO"),
        ("2A18", _GLUCOSE.format(flags="00", rest=""), NotAReading, "without a result"),
        ("2A18", _GLUCOSE.format(flags="02", rest="ff07 11"), MeasurementFailed, "new strip"),
        ("2A18", _GLUCOSE.format(flags="02", rest="0008 11"), MeasurementFailed, "new strip"),
        *(
            (
                "2A18",
                _GLUCOSE.format(flags="0a", rest=f"78b0 11 {(1 << bit).to_bytes(2, 'little').hex()}"),
                MeasurementFailed,
                "fault",
            )
            for bit in (1, 2, 3, 4, 7, 8, 9, 10)
        ),
        ("2A1C", "00ffff7f00", MeasurementFailed, "measure again"),
        ("2A1E", "047b0e00fe06", NotAReading, "settles"),
        ("2A36", "006e00ff07ff07", NotAReading, "inflates"),
        ("2A5E", "00ff07ff07", MeasurementFailed, "could not measure"),
        *(
            ("2A5E", f"02 6200 4800 {(1 << bit).to_bytes(2, 'little').hex()}", refusal, says)
            for bit, refusal, says in (
                (5, NotAReading, "still measuring"),
                (6, NotAReading, "still measuring"),
                (10, NotAReading, "demonstration"),
                (11, NotAReading, "demonstration"),
                (12, NotAReading, "still measuring"),
                (13, MeasurementFailed, "could not measure"),
                (14, MeasurementFailed, "could not measure"),
                (15, MeasurementFailed, "could not measure"),
            )
        ),
        ("2A5E", "04 6200 4800 000800", MeasurementFailed, "could not measure"),
        ("2A5E", "04 6200 4800 000200", NotAReading, "still measuring"),
        ("2A5F", "0062004800", NotAReading, "of a moment"),
        ("2A5F", "04 6200 4800 0000", NotAReading, "of a moment"),
        ("2A5F", "04 6200 4800 a000", NotAReading, "still measuring"),
        ("2A5F", "00ff07ff07", MeasurementFailed, "could not measure"),
        ("2A37", "0448", MeasurementFailed, "skin"),
        ("2A37", "0600", MeasurementFailed, "skin"),
        ("2A9D", "00ffff", MeasurementFailed, "stand still"),
        ("2A9D", "000000", NotAReading, "empty"),
        ("adv:181D:xiaomi", "029e43ea07030a071e00", NotAReading, "still weighing"),
        ("adv:181B:xiaomi", "0204b207010112101a0000a852", NotAReading, "still weighing"),
        ("2A9C", "00000000", NotAReading, "empty measurement"),
        ("2A9C", "00103200", Unfinished, "two parts"),
        ("2A9C", "0000ffff", MeasurementFailed, "barefoot"),
        ("2AA7", "06000c100600", NotAReading, "start of its session"),
        ("2A34", "000100", NotAReading, "notes"),
        ("2A52", "06000101", NotAReading, "carries no readings"),
        ("2A19", "56", NotAReading, "carries no readings"),
    ],
)
def test_what_is_no_measurement_of_a_person_is_never_a_reading(
    reading_of, characteristic, frame, refusal, says
):
    with pytest.raises(refusal, match=says) as refused:
        reading_of(characteristic, frame)
    assert type(refused.value) is refusal
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("status", [0x0001, 0xF000])
def test_a_low_battery_or_a_reserved_bit_does_not_spoil_a_result(reading_of, status):
    rest = f"78b0 11 {status.to_bytes(2, 'little').hex()}"
    assert _values(reading_of("2A18", _GLUCOSE.format(flags="0a", rest=rest))) == {"glucose": 6.66}


def test_glucose_is_taken_at_base_time_plus_offset(reading_of):
    reading = reading_of("2A18", _GLUCOSE.format(flags="03", rest="fbff 78b0 11"))
    assert reading.taken_at == datetime(2026, 3, 10, 6, 25, tzinfo=UTC)
    assert reading.device_stamp == "2026-03-10T07:30:00"
    assert reading.sequence == 7
    shown = describe("2A18", bytes.fromhex(_GLUCOSE.format(flags="03", rest="fbff 78b0 11")))
    assert shown["taken_at"] == "2026-03-10T07:25:00"


def test_a_later_offset_does_not_change_what_identifies_a_record(reading_of):
    first, again = (
        reading_of("2A18", _GLUCOSE.format(flags="03", rest=f"{offset} 78b0 11"))
        for offset in ("0000", "3c00")
    )
    assert (first.sequence, first.device_stamp) == (again.sequence, again.device_stamp)
    assert again.taken_at - first.taken_at == timedelta(hours=1)


@pytest.mark.parametrize(
    ("characteristic", "frame"),
    [
        ("2A18", _GLUCOSE.format(flags="0a", rest="78b0 11 0008")),  # the meter reports a time fault
        ("2A18", "03 0700 00000000071e00 ff7f 78b0 11"),  # no date in the base time
        ("2A18", "03 0700 0f270c1f173b00 ff7f 78b0 11"),  # the offset leaves the calendar
        ("2A5E", "11 6200 4800 ea07030a071e00"),  # the oximeter's clock was not set
        ("2A5E", "10 6200 4800"),
        ("2A9D", "02 b036 d0070101000000"),  # a clock that was never set
    ],
)
def test_a_time_that_means_nothing_is_uncertain_and_the_arrival_stands(
    reading_of, now, characteristic, frame
):
    reading = reading_of(characteristic, frame)
    assert reading.taken_at == now
    assert reading.flags == {QualityFlag.TIME_UNCERTAIN}


def test_the_user_of_a_scale_is_kept_and_an_unknown_one_is_nobody(reading_of):
    assert reading_of("2A9D", "04b03602").user_slot == 2
    assert reading_of("2A9D", "04b036ff").user_slot is None


@pytest.mark.parametrize(
    ("characteristic", "frame"),
    [
        ("2A18", "1b0100e307021b0b0a1efbff1e00110100"),  # 30 kg/L, Nordic's own vector with another status
        ("2A18", _GLUCOSE.format(flags="06", rest="94d2 11")),  # 660 mmol/L, two decades off
        ("2A1C", "00e40300ff"),  # 99.6 degrees Celsius: Fahrenheit without its flag
        ("2A5E", "0031004800"),
        ("2A5E", "0065004800"),
        ("2A37", "0013"),
        ("2A9D", "006300"),
    ],
)
def test_what_nobody_can_have_is_kept_and_flagged(reading_of, characteristic, frame):
    assert QualityFlag.IMPLAUSIBLE in reading_of(characteristic, frame).flags


def test_limits_and_the_glucose_factor_are_those_of_the_clinical_table():
    table = yaml.safe_load((files(resources) / "clinical" / "thresholds.yaml").read_text(encoding="utf-8"))
    rows = table["plausible_ranges"]
    assert {
        name: tuple(Decimal(str(rows[name][end])) for end in ("low", "high")) for name in PLAUSIBLE
    } == PLAUSIBLE
    assert Decimal(str(table["conversions"]["glucose_mg_dl"]["divide_by"])) == MG_PER_DL_PER_MMOL_PER_L


@pytest.mark.parametrize(
    ("characteristic", "frame", "kind", "values"),
    [
        ("2A5F", "0062004800", "live_spo2", {"normal.spo2": (98, "%"), "normal.pulse": (72, "/min")}),
        ("2A1E", "004d0e00fe", "live_temperature", {"so_far.temperature": (36.61, "Cel")}),
        ("2A34", "020100 06", "glucose_context", {"sequence": (1, ""), "meal": (6, "")}),
        ("2AAB", "0200", "cgm_session_run_time", {"hours": (2, "h")}),
        ("2A52", "05000201", "record_access", {"count": (258, "")}),
        ("2A29", "4120264400", "manufacturer_name", {"manufacturer_name": ("A &D", "")}),
        ("2A9F", "200201", "user_control", {"request": (2, ""), "code": (1, "")}),
        ("adv:181D:xiaomi", "029e43ea07030a071e00", "xiaomi_weight", {"weight": (86.55, "kg")}),
    ],
)
def test_what_is_no_reading_is_described_under_another_kind(characteristic, frame, kind, values):
    shown = json.loads(json.dumps(describe(characteristic, bytes.fromhex(frame))))
    assert shown["kind"] == kind
    assert kind not in {one.value for one in ReadingKind}
    got = {name: (one["value"], one["unit"]) for name, one in shown["values"].items()}
    assert values.items() <= got.items()


@pytest.mark.parametrize(
    ("characteristic", "frame", "kind", "values"),
    [
        ("2A9C", "20009600b80b", "body_composition", {"fat": (15, "%"), "muscle_mass": (15, "kg")}),
        ("2AA7", "06000c100600", "continuous_glucose", {"records.1.glucose": (120, "mg/dL")}),
    ],
)
def test_a_frame_of_several_readings_is_described_as_sent(characteristic, frame, kind, values):
    shown = describe(characteristic, bytes.fromhex(frame))
    assert shown["kind"] == kind
    got = {name: (one["value"], one["unit"]) for name, one in shown["values"].items()}
    assert values.items() <= got.items()


def test_a_described_clock_is_a_stamp_and_no_value():
    shown = describe("2AAA", bytes.fromhex("e20704180d08180804e0c2"))
    assert shown["taken_at"] == "2018-04-24T13:08:24"
    assert shown["values"]["zone"] == {"value": 120, "unit": "min"}


@pytest.mark.parametrize("frame", ["78b0 1a", "fe07 11", "0208 11"])
def test_control_solution_and_results_out_of_range_are_said_in_words(frame):
    with pytest.raises(NotAReading):
        describe("2A18", bytes.fromhex(_GLUCOSE.format(flags="02", rest=frame)))
