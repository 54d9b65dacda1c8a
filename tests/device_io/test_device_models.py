from __future__ import annotations

import pytest

from device_io.models import GENERIC, MODELS, match_model, model_name

_KNOWN = {
    "BM85": "beurer-bm85",
    "Beurer BM 85": "beurer-bm85",
    "A&D_UA-651BLE_0A1B2C": "and-ua-651ble",
    "A&D Medical UA-651BLE": "and-ua-651ble",
}
_OTHERS = ["", "BM850", "BM54", "BLESmart_0000021F112233", "OMRON HEM-7361T", "UA-767BT", "Upper arm monitor"]


@pytest.mark.parametrize(("name", "row"), _KNOWN.items())
def test_a_device_matches_exactly_one_row(name, row):
    assert [model.id for model in MODELS if model.recognises(name)] == [row]
    assert match_model(name).id == row


@pytest.mark.parametrize("name", _OTHERS)
def test_what_nobody_has_described_follows_the_specification(name):
    assert match_model(name) is GENERIC


def test_rows_are_distinct_and_name_their_source():
    assert len({model.id for model in MODELS}) == len(MODELS)
    assert all(model.source and model.pattern for model in MODELS)


@pytest.mark.parametrize(
    ("advertised", "manufacturer", "model", "expected"),
    [
        ("BM85", "", "", "BM85"),
        ("Meter", "Listenwell", "Virtual BP", "Listenwell Virtual BP"),
        ("Meter", "OMRON", "Omron M7", "Omron M7"),
        ("A&D_UA-651BLE_0A", "A&D", "651", "A&D 651 A&D_UA-651BLE_0A"),
        ("", "Maker", "", "Maker"),
    ],
)
def test_frames_carry_a_name_that_finds_the_row_again(advertised, manufacturer, model, expected):
    name = model_name(advertised, manufacturer, model)
    assert name == expected
    assert match_model(name) is match_model(f"{manufacturer} {model}", advertised)
