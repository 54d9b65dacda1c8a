"""Which device is which: every advertisement belongs to one row, and every row says what to press and who says so."""

from __future__ import annotations

import string
from importlib.resources import files
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device_io import gatt
from device_io.model_table import ModelTableError, parse_table
from device_io.models import (
    GENERIC,
    Support,
    hints_by_kind,
    known_models,
    match_advert,
    match_model,
    model_name,
)
from device_io.reading import ReadingKind

_ROWS = {model.id: model for model in known_models()}
_SHIPPED = (files("resources") / "devices.toml").read_text(encoding="utf-8")
#: The families that are known to depart from the rest or to speak only their makers' own language.
_FAMILIES = {
    "omron-monitor", "omron-connect-only", "and-ua-651ble", "and-scale", "beurer-bm85", "beurer-scale",
    "silvercrest-sbm69", "accu-chek", "contour", "i-sens", "diamond-mini", "nonin-3230", "mightysat", "berry",
    "jumper", "viatom", "cvs-oximeter", "xiaomi-scale", "xiaomi-body-scale", "ihealth", "yonker", "microlife",
    "yuwell", "sinocare", "wahoo-strap",
}  # fmt: skip


def recognisers(name, services=()):
    """The rows that recognise an advertisement, those by what is advertised before those by name."""
    by_service = [one.id for one in known_models() if one.services and one.recognises(name, services)]
    by_name = [one.id for one in known_models() if not one.services and one.recognises(name, services)]
    return by_service or by_name


def advertised(model):
    return [(example, tuple(model.services)) for example in model.examples]


def test_every_family_has_its_row():
    assert _ROWS.keys() >= _FAMILIES


@pytest.mark.parametrize("model", known_models(), ids=_ROWS)
def test_each_of_its_names_belongs_to_this_row_and_no_other(model):
    for name, services in advertised(model):
        assert recognisers(name, services) == [model.id]
        assert match_advert(name, services) is model
        if not model.services:
            assert match_model(name) is model


def test_no_two_rows_claim_one_device():
    for one, other in permutations(_ROWS, 2):
        for name, services in advertised(_ROWS[one]):
            assert other not in recognisers(name, services)
            assert other not in recognisers(name.upper(), services)


@pytest.mark.parametrize("model", [one for one in known_models() if one.patterns], ids=lambda one: one.id)
@given(data=st.data())
@settings(max_examples=25)
def test_whatever_name_a_row_recognises_belongs_to_it_alone(model, data):
    pattern = data.draw(st.sampled_from(model.patterns))
    alphabet = st.sampled_from(string.ascii_letters + string.digits + " _-+&三诺鱼跃")
    name = data.draw(st.from_regex(pattern, fullmatch=True, alphabet=alphabet))
    assert recognisers(name) == [model.id]


@given(
    name=st.text(max_size=30), services=st.sets(st.sampled_from([gatt.uuid(one) for one in ("1810", "FE4A")]))
)
def test_any_advertisement_is_of_one_row_or_of_none(name, services):
    found = recognisers(name, services)
    assert len(found) <= 1
    assert match_advert(name, services) is (_ROWS[found[0]] if found else GENERIC)


@pytest.mark.parametrize(
    "name", ["", "BM850", "BM54", "UA-767BT", "Upper arm monitor", "BF7200", "AMI SCALE"]
)
def test_what_nobody_has_described_follows_the_specification(name):
    assert match_model(name) is GENERIC


def test_a_monitor_for_the_makers_app_is_told_from_others_of_the_maker_by_what_it_advertises():
    name, connect, standard = "BLESmart_0000060112233445", gatt.uuid("FE4A"), gatt.uuid("1810")
    assert match_advert(name, {connect}).support is Support.VENDOR
    assert match_advert(name, {connect, standard}).id == "omron-monitor"
    assert match_advert(name, {standard}).is_supported


@pytest.mark.parametrize("model", known_models(), ids=_ROWS)
def test_every_row_says_what_to_press_in_both_languages_and_who_says_so(model):
    assert model.source
    assert model.press.zh
    assert model.press.in_language("en") == model.press.en != model.press.in_language("zh")
    assert model.label_zh != model.label
    assert bool(model.sentence) is not model.is_supported
    assert "by hand" in model.sentence or model.is_supported


def test_every_kind_says_what_to_press():
    assert set(hints_by_kind()) == set(ReadingKind)


def test_habits_that_sessions_rely_on():
    assert _ROWS["beurer-bm85"].blood_pressure.big_endian_tail
    assert _ROWS["and-ua-651ble"].delivers_after_reconnect
    assert not _ROWS["diamond-mini"].sequence_reliable
    assert {one.id for one in known_models() if one.makers_clock} == {"contour", "i-sens"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('support = "vendor"', 'support = "magic"'), "support"),
        (('passkey = "none"', 'passkey = "none"\nmood = 1'), "mood"),
        (('id = "contour"', 'id = "i-sens"'), "same id"),
        (("'^Contour'", "'^Contour('"), "regular expression"),
        (('services = ["FE4A"]', 'services = ["Omron"]'), "characteristic"),
        (("[kinds.heart_rate]", "[kinds.mood]"), "mood"),
        (('source = "1technophile', 'source = ""\nnote = "1technophile'), "source"),
        (("[[models]]", "[[models"), "no TOML"),
    ],
)
def test_a_damaged_table_says_where(change, words):
    assert change[0] in _SHIPPED
    with pytest.raises(ModelTableError, match=words):
        parse_table(_SHIPPED.replace(*change, 1))


@pytest.mark.parametrize(
    ("stated_by", "expected"),
    [
        (("BM85", "", ""), "BM85"),
        (("Meter", "Listenwell", "Virtual BP"), "Listenwell Virtual BP"),
        (("Meter", "OMRON", "Omron M7"), "Omron M7"),
        (("A&D_UA-651BLE_0A", "A&D", "651"), "A&D 651 A&D_UA-651BLE_0A"),
        (("", "Maker", ""), "Maker"),
    ],
)
def test_frames_carry_a_name_that_finds_the_row_again(stated_by, expected):
    advertised_name, manufacturer, model = stated_by
    name = model_name(advertised_name, manufacturer, model)
    assert name == expected
    assert match_model(name) is match_model(f"{manufacturer} {model}", advertised_name)
