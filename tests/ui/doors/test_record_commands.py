"""Readings, people and home devices from the command line."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

READING_KEYS = {"id", "kind", "values", "taken_at", "received_at", "device", "simulated", "flags"}
METER = "F0:00:00:00:00:01"


def test_readings_come_back_as_they_were_typed(listenwell):
    typed = {
        "blood_pressure=128/79": {"systolic": (128, "mm[Hg]"), "diastolic": (79, "mm[Hg]")},
        "spo2=97": {"spo2": (97, "%")},
        "glucose=5.6mmol/L": {"glucose": (5.6, "mmol/L")},
        "temperature=37.2": {"temperature": (37.2, "Cel")},
        "weight=70kg": {"weight": (70, "kg")},
        "heart_rate=72": {"pulse": (72, "/min")},
    }
    for reading, values in typed.items():
        added = listenwell("readings", "add", reading, "--json")
        assert (added.status, added.err) == (0, "")
        assert set(added.json) == READING_KEYS
        got = {name: (one["value"], one["unit"]) for name, one in added.json["values"].items()}
        assert got == values
    listed = listenwell("readings", "list", "--json").json["readings"]
    assert [one["kind"] for one in listed] == [text.partition("=")[0] for text in reversed(typed)]
    assert all(set(one) == READING_KEYS and not one["simulated"] and one["device"] is None for one in listed)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-20T08:05", "2026-11-20T00:05:00+00:00"),  # the household's own zone, Shanghai
        ("2026-11-20T08:05+00:00", "2026-11-20T08:05:00+00:00"),
        ("2026-11-20T08:05:30-05:00", "2026-11-20T13:05:30+00:00"),
        ("2026-11-20T08:05Z", "2026-11-20T08:05:00+00:00"),
    ],
)
def test_the_time_of_a_reading_may_be_given_with_or_without_a_zone(listenwell, written, meant):
    added = listenwell("readings", "add", "spo2=97", "--at", written, "--json").json
    assert datetime.fromisoformat(added["taken_at"]) == datetime.fromisoformat(meant)
    assert "97 %" in listenwell("readings", "list").out


def test_readings_can_be_narrowed_and_are_the_same_after_a_rebuild(listenwell):
    assert listenwell("readings", "list").out == "No readings yet.\n"
    for day in (18, 20, 19):
        listenwell("readings", "add", f"blood_pressure=1{day}/80", "--at", f"2026-11-{day}T08:00")
    listenwell("readings", "add", "spo2=97")
    newest = listenwell("readings", "list", "--kind", "blood_pressure", "--limit", "2", "--json").json
    assert [one["values"]["systolic"]["value"] for one in newest["readings"]] == [120, 119]
    before = listenwell("readings", "list", "--json").json
    rebuilt = listenwell("readings", "rebuild", "--json").json
    assert (rebuilt["rebuilt"], rebuilt["readings"], rebuilt["identical"]) == (True, 4, True)
    assert rebuilt["changed"]["clean"] == {"rows": 4, "added": 0, "removed": 0, "changed": 0}
    assert rebuilt["changed_readings"] == []
    assert listenwell("readings", "list", "--json").json == before
    assert "4 readings" in listenwell("readings", "rebuild").out
    assert "120/80 mmHg" in listenwell("readings", "list").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["blood_pressure=abc"], "write it like blood_pressure="),
        (["mood=good"], "KIND=VALUE"),
        (["blood_pressure"], "write it like blood_pressure="),
        (["spo2=97", "--at", "yesterday"], "write it like 2026-"),
        (["spo2=97", "--at", "2126-01-01T00:00"], "in the future"),
    ],
)
def test_a_reading_that_cannot_be_recorded_is_refused_in_one_sentence(listenwell, words, says):
    assert says in listenwell("readings", "add", *words).sentence
    assert listenwell("readings", "list", "--json").json == {"readings": []}


def test_people_are_added_and_listed(listenwell):
    me = listenwell("people", "list", "--json").json["people"]
    assert [one["name"] for one in me] == ["Me"]
    added = listenwell("people", "add", "王秀兰", "--json").json
    assert (added["name"], added["age"], added["private"]) == ("王秀兰", None, False)
    assert listenwell("people", "list", "--json").json["people"] == [*me, added]
    assert listenwell("people", "list").out == "Me (uses Listenwell now)\n王秀兰\n"
    assert listenwell("people", "add", "Mary").out == "Mary was added.\n"
    assert "60 printable characters" in listenwell("people", "add", "x" * 61).sentence


def test_a_frame_is_read_into_its_values(listenwell):
    words = (
        "devices",
        "decode",
        "--characteristic",
        "2A35",
        "--hex",
        "1e80004f005f00ea070b18112d0f4800010000",
    )
    value = listenwell(*words, "--json").json
    assert value == {
        "kind": "blood_pressure",
        "values": {
            "systolic": {"value": 128, "unit": "mm[Hg]"},
            "diastolic": {"value": 79, "unit": "mm[Hg]"},
            "mean_arterial": {"value": 95, "unit": "mm[Hg]"},
            "pulse": {"value": 72, "unit": "/min"},
        },
        "taken_at": value["taken_at"],
        "flags": [],
    }
    assert value["taken_at"].startswith("2026-11-24T17:45:15")
    assert "128 mm[Hg]" in listenwell(*words).out


@pytest.mark.parametrize(
    ("characteristic", "octets", "says"),
    [
        ("2A35", "1e", "cut short"),
        ("2A35", "1e80004f005f00ea070b18112d0f48000100", "cut short"),
        ("2A35", "", "cut short"),
        ("2A35", "zz", "is not hexadecimal"),
        ("2A35", "04ff07ff07ff07ff07", "measure again"),
        ("2AFF", "00", "2A35"),
        ("bogus", "00", "give one like 2A35"),
    ],
)
def test_a_frame_that_says_nothing_is_refused_in_one_sentence(listenwell, characteristic, octets, says):
    words = ("devices", "decode", "--characteristic", characteristic, "--hex", octets)
    sentence = listenwell(*words).sentence
    assert says in sentence
    in_json = listenwell(*words, "--json")
    assert (in_json.status, in_json.json, in_json.err) == (1, {"error": sentence}, sentence + "\n")


def test_the_models_with_habits_of_their_own_are_listed_with_their_source(listenwell):
    models = listenwell("devices", "models", "--json").json["models"]
    assert all({"id", "label", "source", "press", "support"} <= set(one) and one["source"] for one in models)
    shown = listenwell("devices", "models").out
    assert all(one["label"] in shown for one in models)


def test_a_monitor_is_found_paired_listed_and_forgotten(listenwell, scenario):
    virtual = ("--virtual-devices", str(scenario))
    assert listenwell("devices", "list").out.startswith("No device was added yet")
    found = listenwell("devices", "scan", "--seconds", "1", *virtual, "--json").json["devices"]
    assert [(one["address"], one["name"]) for one in found] == [(METER, "Upper arm monitor")]

    paired = listenwell("devices", "pair", METER, "--passkey", "048213", *virtual, "--json")
    assert (paired.status, set(paired.json)) == (0, {"address", "result", "frames", "sentence"})
    assert (paired.json["result"], paired.json["frames"]) == ("delivered", 1)
    (reading,) = listenwell("readings", "list", "--json").json["readings"]
    assert reading["simulated"] is True
    assert reading["values"]["systolic"]["value"] == 128

    (known,) = listenwell("devices", "list", "--json").json["devices"]
    assert set(known) == {"address", "name", "model", "battery_percent", "simulated", "last_heard_at"}
    assert (known["address"], known["simulated"]) == (METER, True)
    assert METER in listenwell("devices", "list").out

    assert "its readings stay" in listenwell("devices", "forget", METER, *virtual).out
    assert listenwell("devices", "list", "--json").json == {"devices": []}
    assert "not a device that was added" in listenwell("devices", "forget", METER, *virtual).sentence
    assert len(listenwell("readings", "list", "--json").json["readings"]) == 1


def test_a_wrong_passkey_adds_nothing_and_says_what_to_do(listenwell, scenario):
    words = ("devices", "pair", METER, "--passkey", "1", "--virtual-devices", str(scenario))
    assert "type the number that it shows" in listenwell(*words).sentence
    in_json = listenwell(*words, "--json")
    assert (in_json.status, in_json.json["result"]) == (1, "wrong_passkey")
    assert listenwell("devices", "list", "--json").json == {"devices": []}


def test_without_a_terminal_a_passkey_must_be_given(listenwell, scenario, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    ended = listenwell("devices", "pair", METER, "--virtual-devices", str(scenario))
    assert ended.status == 1
    assert "give it with --passkey" in ended.err


@pytest.mark.parametrize("command", [("scan",), ("pair", METER), ("forget", METER)])
def test_a_scenario_that_is_not_there_is_named_with_those_that_are(listenwell, command):
    sentence = listenwell("devices", *command, "--virtual-devices", "nonesuch").sentence
    assert "'nonesuch'" in sentence
    assert "blood_pressure" in sentence


def test_without_bluetooth_the_remedy_is_said(listenwell, monkeypatch):
    from device_io.bleak_radio import describe_condition
    from device_io.radio import AdapterCondition, RadioUnavailable

    class NoRadio:
        simulated = False

        async def start_scan(self, _listener):
            raise RadioUnavailable(describe_condition(AdapterCondition.OFF))

        async def close(self):
            """Nothing is held open."""

    monkeypatch.setattr("device_io.bleak_radio.platform_radio", NoRadio)
    assert "turn it on" in listenwell("devices", "scan", "--seconds", "1").sentence


def test_json_of_a_command_is_the_last_line_alone(listenwell):
    ended = listenwell("people", "list", "--json")
    assert len(ended.out.splitlines()) == 1
    assert json.loads(ended.out)
