from __future__ import annotations

import json
from decimal import Decimal

import pytest

from device_io import gatt
from device_io.codecs.blood_pressure import decode_blood_pressure
from device_io.codecs.frame import MAX_ATTRIBUTE_BYTES, FrameError
from device_io.interpretation import MeasurementFailed, NotAReading, describe, interpret
from device_io.reading import COMPONENT_UNITS, QualityFlag, ReadingKind


def test_published_frames_become_their_readings(vectors, raw_frame):
    for case in vectors["blood_pressure"]:
        (reading,) = interpret(raw_frame(bytes.fromhex(case["hex"]), model=case.get("model", "")))
        got = {name: quantity.value for name, quantity in reading.values.items()}
        assert got == {name: Decimal(value) for name, value in case["values"].items()}, case["source"]
        units = COMPONENT_UNITS[ReadingKind.BLOOD_PRESSURE]
        assert all(quantity.unit == units[name] for name, quantity in reading.values.items())
        assert reading.device_stamp == case.get("stamp"), case["source"]
        assert reading.user_slot == case.get("user"), case["source"]
        about_time = {"time_uncertain", "clock_corrected"}
        assert {flag.value for flag in reading.flags} - about_time == set(case["flags"]), case["source"]


def test_frames_without_a_reading_are_refused_in_one_sentence(vectors, raw_frame):
    for case in vectors["refused"]:
        with pytest.raises(FrameError, match=case["says"]):
            interpret(raw_frame(bytes.fromhex(case["hex"])))


def test_a_failed_measurement_is_its_own_refusal(raw_frame):
    with pytest.raises(MeasurementFailed, match="measure again"):
        interpret(raw_frame(bytes.fromhex("04ff07ff07ff07ff07")))


def test_the_big_endian_tail_belongs_to_the_beurer_alone(raw_frame):
    recorded = bytes.fromhex("56710049000000ea07080b1438000041010000")
    assert interpret(raw_frame(recorded, model="BM85"))[0].values["pulse"].value == 65
    # Low byte first, 00 41 is the word 0x4100: 256 x 10^4.
    assert interpret(raw_frame(recorded, model="BM850"))[0].values["pulse"].value == 2_560_000


def test_reserved_status_bits_are_kept_and_mean_nothing(raw_frame):
    payload = bytes.fromhex("10870055006600c4ff")
    assert decode_blood_pressure(payload).status == 0xFFC4
    assert interpret(raw_frame(payload))[0].flags == {QualityFlag.IRREGULAR_PULSE}


@pytest.mark.parametrize(
    ("frame", "implausible"),
    [
        ("00320000001900", False),
        ("00310000001900", True),
        ("0004 01c8 00ff 07", False),
        ("0005 01c8 00ff 07", True),
        ("00fa 00c9 00ff 07", True),
        ("0078 0078 00ff 07", True),
        ("0078 0077 00ff 07", False),
    ],
)
def test_what_no_arm_can_have_is_kept_and_flagged(raw_frame, frame, implausible):
    (reading,) = interpret(raw_frame(bytes.fromhex(frame)))
    assert ("implausible" in {flag.value for flag in reading.flags}) is implausible
    assert {"systolic", "diastolic"} <= reading.values.keys()


def test_the_pressure_of_an_inflating_cuff_is_never_a_reading(raw_frame):
    live = raw_frame(bytes.fromhex("006e00ff07ff07"), characteristic=gatt.INTERMEDIATE_CUFF_PRESSURE)
    with pytest.raises(NotAReading):
        interpret(live)
    assert describe("2A36", live.payload)["values"] == {"cuff_pressure": {"value": 110, "unit": "mm[Hg]"}}


def test_describe_is_json_with_exact_numbers():
    shown = describe("2A35", bytes.fromhex("1e8000 4f00 5f00 ea07 030a 082a 00 4800 01 0100"))
    assert json.loads(json.dumps(shown)) == {
        "kind": "blood_pressure",
        "values": {
            "systolic": {"value": 128, "unit": "mm[Hg]"},
            "diastolic": {"value": 79, "unit": "mm[Hg]"},
            "mean_arterial": {"value": 95, "unit": "mm[Hg]"},
            "pulse": {"value": 72, "unit": "/min"},
        },
        "taken_at": "2026-03-10T08:42:00",
        "flags": ["body_movement"],
    }
    assert describe("0x2a35", bytes.fromhex("01adf065f07df0"))["values"]["systolic"]["value"] == 129.760726


def test_describe_reads_clock_and_battery():
    assert describe("2A19", b"\x56")["values"] == {"battery": {"value": 86, "unit": "%"}}
    # sputnikdev/bluetooth-gatt-parser 82940cb, GenericCharacteristicParserIntegrationTest
    assert describe("2a2b", bytes.fromhex("e10701040b262d030102"))["taken_at"] == "2017-01-04T11:38:45"


@pytest.mark.parametrize("characteristic", ["2AFF", "heart", "", "00002a35-0000-1000-8000-00805f9b34f"])
def test_describe_names_what_it_reads(characteristic):
    with pytest.raises(FrameError):
        describe(characteristic, b"\x00")


@pytest.mark.parametrize("payload", [b"", b"\x65", b"\x10\x00"])
def test_a_battery_level_is_one_byte_up_to_100(payload):
    with pytest.raises(FrameError):
        describe("2A19", payload)


def test_a_payload_longer_than_bluetooth_allows_is_refused(raw_frame):
    with pytest.raises(FrameError, match="513"):
        interpret(raw_frame(bytes(MAX_ATTRIBUTE_BYTES + 1)))
