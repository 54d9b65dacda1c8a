"""Virtual devices in their own process, found and read by commands in this one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from device_io.virtual.scenario import bundled_scenarios

THERMOMETER = """
name = "A thermometer"
epoch = 2026-11-24T11:55:00
[[devices]]
kind = "thermometer"
address = "F0:00:00:00:00:03"
name = "Ear thermometer"
passkey = "048213"
quirks = ["needs_bond_for_cccd"]
readings = [{ temperature = 36.7, minutes_ago = 5 }]
"""
METER = "F0:00:00:00:00:03"


@pytest.fixture
def thermometer(tmp_path):
    file = tmp_path / "thermometer.toml"
    file.write_text(THERMOMETER, encoding="utf-8")
    return file


@contextmanager
def simulator(scenario, folder):
    """Run it; yield what it offers and the process."""
    command = [
        sys.executable, "-m", "ui.command_line", "devices", "simulate", str(scenario),
        "--hci", "tcp-server:127.0.0.1:0", "--data", str(folder), "--json",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    try:
        yield json.loads(process.stdout.readline()), process
    finally:
        process.kill()
        process.communicate()


def test_the_scenarios_that_come_along_are_listed(listenwell):
    listed = listenwell("devices", "simulate", "--list", "--json").json["scenarios"]
    assert [one["name"] for one in listed] == list(bundled_scenarios())
    assert {"good_week", "household", "bad_day", "clinic"} <= {one["name"] for one in listed}
    household = next(one for one in listed if one["name"] == "household")
    assert len(household["kinds"]) == household["devices"] == 8
    assert "good_week" in listenwell("devices", "simulate", "--list").out


def test_its_devices_are_found_paired_and_read_over_tcp_and_are_the_same_at_the_next_start(
    listenwell, thermometer, tmp_path
):
    shown = []
    for start in range(2):
        with simulator(thermometer, tmp_path / "simulator") as (offer, process):
            assert [(one["kind"], one["address"], one["readings"]) for one in offer["devices"]] == [
                ("thermometer", METER, 1)
            ]
            source = ("--virtual-devices", offer["virtual_devices"])
            if start == 0:
                found = listenwell("devices", "scan", "--seconds", "1", "--json", *source).json
                assert [one["address"] for one in found["devices"]] == [METER]
            paired = listenwell("devices", "pair", METER, "--passkey", "048213", "--json", *source)
            assert (paired.status, paired.json["result"]) == (0, "delivered")
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        assert (process.returncode, out) == (0, "")
        shown.append([line for line in err.splitlines() if "displays 048213" in line])
    assert [len(lines) for lines in shown] == [1, 0]  # the second time there is a bond
    (reading,) = listenwell("readings", "list", "--json").json["readings"]
    assert (reading["values"]["temperature"]["value"], reading["simulated"]) == (36.7, True)


def test_a_wrong_passkey_across_processes_adds_nothing(listenwell, thermometer, tmp_path):
    with simulator(thermometer, tmp_path / "simulator") as (offer, _process):
        source = ("--virtual-devices", offer["virtual_devices"])
        failed = listenwell("devices", "pair", METER, "--passkey", "048214", "--json", *source)
    assert (failed.status, failed.json["result"]) == (1, "wrong_passkey")
    assert listenwell("devices", "list", "--json").json["devices"] == []


def test_it_ends_cleanly_when_told_to(thermometer, tmp_path):
    with simulator(thermometer, tmp_path / "simulator") as (_offer, process):
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "")
    assert err == "The virtual devices are switched off.\n"


def test_what_cannot_be_is_one_sentence(listenwell, thermometer):
    nobody = listenwell("devices", "scan", "--seconds", "1", "--virtual-devices", "tcp:127.0.0.1:9")
    assert "No simulator answers at 127.0.0.1:9" in nobody.sentence
    malformed = listenwell("devices", "scan", "--seconds", "1", "--virtual-devices", "tcp:nowhere")
    assert "names no simulator" in malformed.sentence
    forbidden = listenwell("devices", "simulate", str(thermometer), "--hci", "tcp-server:192.0.2.1:80")
    assert "cannot listen at" in forbidden.sentence
    unknown = listenwell("devices", "simulate", str(thermometer), "--hci", "carrier-pigeon:7")
    assert "cannot be opened" in unknown.sentence
    missing = listenwell("devices", "simulate", "nonesuch")
    assert "good_week" in missing.sentence


def test_a_real_profile_refuses_them(listenwell, thermometer):
    listenwell("readings", "add", "spo2=97")
    refused = listenwell("devices", "pair", METER, "--virtual-devices", str(thermometer))
    assert "This profile holds real readings" in refused.sentence
    assert len(listenwell("readings", "list", "--json").json["readings"]) == 1
