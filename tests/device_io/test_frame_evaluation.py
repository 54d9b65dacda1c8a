from __future__ import annotations

import argparse
import json
from decimal import Decimal

import pytest

from device_io.codecs.registry import CODECS
from device_io.frame_comparison import CannotCompare, decoded_fields
from device_io.frame_evaluation import MalformedCase, evaluate_frames
from ui.commands.evaluate import run_frames
from ui.commands.output import CommandFailed


def _case(**changes):
    case = {
        "id": "one",
        "characteristic": "2A19",
        "hex": "56",
        "expected": {"percent": 86},
    }
    return case | changes


def test_every_published_frame_says_what_its_source_says(vectors):
    assert evaluate_frames(vectors["cases"]) == {
        "n": len(vectors["cases"]),
        "right": len(vectors["cases"]),
        "failures": [],
    }


def test_published_frames_cover_every_measurement_and_control_point(vectors):
    covered = {case["characteristic"].lower() for case in vectors["cases"]}
    plain = ("name", "number", "revision", "scale_feature", "composition_feature")
    missing = [
        codec.name
        for codec in CODECS
        if codec.characteristic not in covered
        and codec.characteristic[4:8] not in covered
        and not codec.name.endswith(plain)
    ]
    assert missing == []


@pytest.mark.parametrize(
    "wrong",
    [
        _case(expected={"percent": 87}),
        _case(expected={"percent": "86"}),
        _case(expected={"percent": 86, "charging": True}),
        _case(expected={}),
        _case(expected={"error": "above 100"}),
        _case(hex="65"),
        _case(hex="65", characteristic="2AFF", expected={"error": "above 100"}),
        _case(hex="00", characteristic="2A2A", expected={"error": "anything"}),
        _case(
            characteristic="2A35",
            hex="56710049000000ea07080b1438000041010000",
            quirk="no_such_model",
            expected={"error": "anything"},
        ),
    ],
)
def test_what_differs_is_wrong_and_listed(wrong):
    result = evaluate_frames([_case(), wrong])
    assert (result["n"], result["right"]) == (2, 1)
    assert [failure["expected"] for failure in result["failures"]] == [wrong["expected"]]
    assert result["failures"][0]["got"]


def test_numbers_compare_as_decimals_and_null_says_nothing():
    case = _case(characteristic="2A9D", hex="02b036e7070c190e1e2d")
    stamp = {"unit": "kg", "timestamp": "2023-12-25T14:30:45", "bmi": None}
    for weight in (70, 70.0, Decimal("70.000")):
        assert evaluate_frames([case | {"expected": {"weight": weight} | stamp}])["right"] == 1
    truth = _case(characteristic="2A5E", hex="1062004800", expected={"spo2": 98, "pulse": 72})
    assert evaluate_frames([truth | {"expected": truth["expected"] | {"clock_not_set": 1}}])["right"] == 0
    assert evaluate_frames([truth | {"expected": truth["expected"] | {"clock_not_set": True}}])["right"] == 1


def test_a_quirk_changes_one_model_only():
    recorded = bytes.fromhex("56710049000000ea07080b1438000041010000")
    assert decoded_fields("2A35", recorded, "beurer_bm85")["pulse"] == 65
    assert decoded_fields("2A35", recorded, "and-ua-651ble")["pulse"] == 2_560_000
    with pytest.raises(CannotCompare):
        decoded_fields("2A35", recorded, "beurer_bm58")


@pytest.mark.parametrize("broken", [None, 3, {}, _case(hex="5"), _case(hex=86), _case(expected=[])])
def test_a_case_that_is_none_is_named(broken):
    with pytest.raises(MalformedCase, match=r"give|lacks"):
        evaluate_frames([broken])


def test_the_command_prints_the_figures_as_json(tmp_path, capsys, vectors):
    file = tmp_path / "frames.json"
    file.write_text(json.dumps({"cases": [*vectors["cases"], _case(hex="65")]}), encoding="utf-8")
    assert run_frames(argparse.Namespace(path=file, json=True)) == 0
    printed = capsys.readouterr()
    figures = json.loads(printed.out)
    assert figures["right"] == len(vectors["cases"]) == figures["n"] - 1
    assert figures["failures"][0]["expected"] == {"percent": 86}
    assert printed.err == "wrong: one\n"


@pytest.mark.parametrize(
    "text", ["", "[]", '{"frames": []}', '{"cases": 3}', '{"cases": [{"id": 1}]}', "\xff"]
)
def test_the_command_refuses_a_file_of_another_form(tmp_path, text):
    file = tmp_path / "frames.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(CommandFailed):
        run_frames(argparse.Namespace(path=file, json=True))
