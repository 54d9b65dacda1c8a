from __future__ import annotations

import pytest

from device_io.virtual.scenario import (
    MAX_SCENARIO_BYTES,
    Quirk,
    ScenarioError,
    bundled_scenarios,
    load_scenario,
    parse_scenario,
)

_DEVICE = """
name = "one"
[[devices]]
kind = "blood_pressure"
address = "F0:00:00:00:00:01"
name = "Meter"
"""


def test_the_bundled_scenario_has_one_meter_with_a_passkey_and_two_readings():
    scenario = load_scenario("blood_pressure")
    (meter,) = scenario.devices
    assert meter.passkey == "random"
    assert [(r.systolic, r.diastolic, r.pulse) for r in meter.readings] == [(134, 84, 76), (128, 79, 72)]


def test_the_household_has_one_of_each_meter():
    kinds = [device.kind for device in load_scenario("household").devices]
    assert sorted(kinds) == [
        "blood_pressure", "body_composition", "continuous_glucose", "glucose_meter", "heart_rate",
        "pulse_oximeter", "thermometer", "weight_scale",
    ]  # fmt: skip


@pytest.mark.parametrize("name", bundled_scenarios())
def test_every_scenario_that_comes_along_can_be_used(name):
    assert load_scenario(name).name


def test_a_bad_day_has_every_fault_there_is():
    devices = load_scenario("bad_day").devices
    assert {quirk for device in devices for quirk in device.quirks} == set(Quirk)
    numbers = ("late_ms", "fresh_for_s", "reading_every_s", "clock_behind_minutes", "clock_reset_minutes_ago")
    assert all(any(getattr(device, number) for device in devices) for number in numbers)
    assert any(getattr(device, "users", ()) for device in devices)


def test_a_memory_is_repeated_in_rounds_the_oldest_first():
    text = (
        _DEVICE
        + """
repeat = { times = 3, every_minutes = 1440 }
readings = [{ systolic = 128, diastolic = 79, minutes_ago = 60 }, { systolic = 126, diastolic = 78 }]
"""
    )
    (meter,) = parse_scenario(text).devices
    assert [one.minutes_ago for one in meter.memory] == [2940, 2880, 1500, 1440, 60, 0]
    assert [int(one.systolic) for one in meter.memory] == [128, 126] * 3


def test_a_scenario_comes_from_a_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(_DEVICE, encoding="utf-8")
    assert load_scenario(path).devices[0].name == "Meter"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("Meter", "Meter\x01"), "no valid TOML"),
        (('kind = "blood_pressure"', 'kind = "toaster"'), "devices.0.kind"),
        (("F0:00:00:00:00:01", "F0:00"), "devices.0.address"),
        (('name = "Meter"', 'name = "Meter"\npasskey = "12345"'), "devices.0.passkey"),
        (('name = "Meter"', 'name = "Meter"\nquirks = ["explodes"]'), "devices.0.quirks"),
        (('name = "Meter"', 'name = "Meter"\ncolour = "red"'), "devices.0.colour"),
        (('name = "Meter"', 'name = "Meter"\nreadings = [{systolic = 128.55, diastolic = 79}]'), "SFLOAT"),
        (
            ('name = "Meter"', 'name = "Meter"\nreadings = [{systolic = 128}]'),
            "devices.0.readings.0.diastolic",
        ),
        (('kind = "blood_pressure"\n', ""), "devices.0.kind"),
        (('name = "Meter"', 'name = "Meter"\nquirks = ["racp_busy"]'), "cannot have the quirks racp_busy"),
        (('kind = "blood_pressure"', 'kind = "heart_rate"\nquirks = ["clock_unset"]'), "clock_unset"),
        (('kind = "blood_pressure"', 'kind = "weight_scale"\nquirks = ["crc_error"]'), "crc_error"),
        (('kind = "blood_pressure"', 'kind = "continuous_glucose"\nquirks = ["placeholder"]'), "placeholder"),
        (
            (
                'kind = "blood_pressure"',
                'kind = "continuous_glucose"\nchecksum = false\nquirks = ["crc_error"]',
            ),
            "needs frames with a checksum",
        ),
        (
            (
                'kind = "blood_pressure"',
                'kind = "continuous_glucose"\nstarted_minutes_ago = 9\nreadings = [{mg_per_dl = 99, minutes_ago = 10}]',
            ),
            "older than the session",
        ),
        (
            (
                'kind = "blood_pressure"',
                'kind = "weight_scale"\nusers = [{slot = 1, consent_code = 1}, {slot = 1, consent_code = 2}]',
            ),
            "same slot",
        ),
        (
            ('kind = "blood_pressure"', 'kind = "weight_scale"\nusers = [{slot = 1, consent_code = 10000}]'),
            "consent_code",
        ),
        (('name = "Meter"', 'name = "Meter"\nlate_ms = -1'), "devices.0.late_ms"),
        (('name = "Meter"', 'name = "Meter"\nreading_every_s = 0.0'), "devices.0.reading_every_s"),
        (
            (
                'name = "Meter"',
                'name = "Meter"\nrepeat = {times = 5001, every_minutes = 1}\nreadings = [{systolic = 128, diastolic = 79}]',
            ),
            "devices.0.repeat.times",
        ),
        (
            (
                'name = "Meter"',
                'name = "Meter"\nrepeat = {times = 100, every_minutes = 100000}\nreadings = [{systolic = 128, diastolic = 79}]',
            ),
            "more than ten years",
        ),
        (
            (
                'kind = "blood_pressure"',
                'kind = "heart_rate"\nrepeat = {times = 3000, every_minutes = 1}\nreadings = [{pulse = 70}, {pulse = 71}]',
            ),
            "remembers 5000 readings at most",
        ),
        (('name = "one"', 'name = "one"\nepoch = "soon"'), "epoch"),
        (('kind = "blood_pressure"', 'kind = "weight_scale"\nreadings = [{kilograms = 72.401}]'), "0.005 kg"),
        (
            ('kind = "blood_pressure"', 'kind = "glucose_meter"\nreadings = [{mmol_per_l = 25.55}]'),
            "SFLOAT",
        ),
        (
            ('kind = "blood_pressure"', 'kind = "thermometer"\nreadings = [{temperature = 36.7, site = 12}]'),
            "devices.0.readings.0.site",
        ),
    ],
)
def test_what_no_scenario_has_is_named(change, says):
    with pytest.raises(ScenarioError, match=says):
        parse_scenario(_DEVICE.replace(*change))


def test_two_devices_cannot_share_an_address():
    with pytest.raises(ScenarioError, match="same address"):
        parse_scenario(_DEVICE + _DEVICE.split("\n", 2)[2])


def test_a_missing_or_huge_or_binary_file_is_one_sentence(tmp_path):
    with pytest.raises(ScenarioError, match="blood_pressure"):
        load_scenario(tmp_path / "nothing.toml")
    (tmp_path / "huge.toml").write_bytes(b"#" * (MAX_SCENARIO_BYTES + 1))
    with pytest.raises(ScenarioError, match="too large"):
        load_scenario(tmp_path / "huge.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match="cannot be read"):
        load_scenario(tmp_path / "binary.toml")
