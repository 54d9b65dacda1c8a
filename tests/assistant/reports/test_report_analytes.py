"""The table of analytes: consistent, and found by the names reports print."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reports.analytes import analyte_table, loinc_check_digit_right, parse_analyte_table


@pytest.fixture(scope="module")
def text():
    return (resources.files("resources") / "clinical" / "labs.yaml").read_text(encoding="utf-8")


def test_the_shipped_table_is_consistent_and_whole():
    table = analyte_table()
    assert len(table.analytes) == 151
    assert all(loinc_check_digit_right(code.code) for a in table.analytes.values() for code in a.loinc)
    assert all(table.panels_of(key) for key in table.analytes)


@pytest.mark.parametrize("code", ["2823-3", "718-7", "8099-4", "98979-8", "5902-2"])
def test_real_loinc_codes_pass(code):
    assert loinc_check_digit_right(code)


@pytest.mark.parametrize("code", ["8099-3", "8098-5", "2823-8", "2823", "x-1", "", "28233-", "２823-3"])
def test_wrong_loinc_codes_fail(code):
    assert not loinc_check_digit_right(code)


def test_a_wrong_check_digit_stops_the_load(text):
    with pytest.raises(ValueError, match="8099-3 is no LOINC code"):
        parse_analyte_table(text.replace('code: "8099-4"', 'code: "8099-3"'))


def test_an_unknown_unit_stops_the_load(text):
    with pytest.raises(ValueError, match="unknown units"):
        parse_analyte_table(text.replace('si: "pg"', 'si: "furlong"', 1))


def test_a_name_of_two_analytes_stops_the_load(text):
    with pytest.raises(ValueError, match="names both"):
        parse_analyte_table(text.replace("zh: [钠, ", "zh: [钾, 钠, ", 1))


def test_unchecked_and_assay_ranges_are_not_there_to_judge_by():
    table = analyte_table()
    assert all(not a.ranges for a in table.analytes.values() if a.printed_range_only)
    assert not table["ua"].ranges
    assert not table["tsh"].ranges
    assert table["ca"].ranges[0].source == "WS/T 404.6-2015"


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("甘油三酯", "tg"),
        ("三酰甘油", "tg"),
        ("丙氨酸氨基转移酶(ALT)", "alt"),
        ("*白细胞计数", "wbc"),
        ("中性粒细胞百分比", "neut_pct"),
        ("NEUT#", "neut_abs"),
        ("NEUT%", "neut_pct"),
        ("ＨＧＢ", "hgb"),
        ("γ－谷氨酰转肽酶", "ggt"),
        ("糖类抗原19—9", "ca199"),
        ("Hemoglobin A1c", "hba1c"),
        ("LDL Cholesterol", "ldl"),
        ("天门冬氨酸氨基转移酵", "ast"),  # one misread sign of ten
        ("Alkaline phosphatse", "alp"),
    ],
)
def test_printed_names_are_found(printed, key):
    assert analyte_table().candidates(printed) == (key,)


@pytest.mark.parametrize(
    "printed", ["乙肝表面抗", "糖类抗原15-9", "甘油三脂", "总价", "x", "", "Immunoglobulin X"]
)
def test_near_names_of_other_tests_are_not_guessed(printed):
    assert analyte_table().candidates(printed) == ()


def test_shared_abbreviations_keep_all_their_meanings():
    assert set(analyte_table().candidates("PCT")) == {"pct_plt", "pct"}


@given(st.text(max_size=60))
def test_any_text_may_be_looked_up(text):
    assert all(key in analyte_table().analytes for key in analyte_table().candidates(text))
