"""Corrections are judged by code and hold; results over time are compared in one unit."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.conversation import Language
from assistant.reports.changes import Dated, changed_since, sentence, series
from assistant.reports.corrections import NotAValue, corrected, lines_of, with_corrections
from assistant.reports.reader import PageRead
from assistant.reports.reading import interpret
from assistant.reports.verdict import Person


def row(name, value, unit="mmol/L", analyte="glu", ucum="mmol/L", limits="3.9-6.1", **more):
    return {"printed_name": name, "value": value, "unit": unit, "analyte": analyte, "ucum": ucum, "range": limits,
            "verdict": "normal", "doubts": [], **more}  # fmt: skip


def test_a_correction_is_judged_again_and_keeps_what_was_read():
    better = corrected(row("血糖", "4.0", doubts=["readers_disagree"]), "14.0")
    assert (better["value"], better["verdict"], better["basis"], better["doubts"]) == (
        "14.0",
        "high",
        "printed_range",
        [],
    )
    assert (better["value_read"], better["corrected"]) == ("4.0", True)
    assert corrected(better, "5.0")["value_read"] == "4.0"


@pytest.mark.parametrize("value", ["", "abc", "4.0.1", "12 34", "x" * 60])
def test_what_is_no_result_cannot_be_kept(value):
    with pytest.raises(NotAValue, match="cannot be a result"):
        corrected(row("血糖", "4.0"), value)


def test_lines_keep_their_names_when_another_reader_reads_them_anew():
    assert lines_of([row("血糖", "1"), row("钾", "2"), row("*血糖", "3")]) == ["血糖#1", "钾#1", "血糖#2"]


def test_corrections_are_put_into_a_new_reading(page_of):
    head = [(60, "项目名称"), (460, "结果"), (740, "单位"), (980, "参考区间")]
    page = page_of([head, [(60, "钾"), (460, "4.1"), (740, "mmol/L"), (980, "3.5-5.3")]])
    rows = interpret(PageRead((page,), "test"), Person()).rows
    stored = [corrected(rows[0].to_json(), "6.8")]
    (better,) = with_corrections(rows, stored)
    assert (better.value.text, better.verdict.value, bool(better.critical), better.doubts) == (
        "6.8",
        "high",
        True,
        (),
    )
    assert with_corrections(rows, [rows[0].to_json()]) == rows


def test_a_trend_joins_units_and_leaves_doubtful_results_out():
    reports = [
        Dated(date(2024, 5, 1), [row("Glucose", "126", "mg/dL", ucum="mg/dL")]),
        Dated(date(2023, 5, 1), [row("血糖", "6.0")]),
        Dated(date(2024, 6, 1), [row("血糖", "60", doubts=["decimal_point"])]),
        Dated(date(2024, 7, 1), [row("血糖", "<0.6")]),
        Dated(date(2024, 8, 1), [row("血糖", "7.1", ucum=None)]),
    ]
    points = series("glu", reports)
    assert [(point.day.year, round(point.value, 1), point.unit, point.printed) for point in points] == [
        (2023, 6.0, "mmol/L", "6.0 mmol/L"), (2024, 7.0, "mmol/L", "126 mg/dL")]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now", "way"),
    [
        (row("血糖", "5.0"), row("血糖", "7.0"), "up"),
        (row("血糖", "7.0"), row("血糖", "5.0"), "down"),
        (row("血糖", "7.0"), row("Glucose", "126.1", "mg/dL", ucum="mg/dL"), "same"),
        (row("血糖", "<0.6"), row("血糖", "5.0"), "unknown"),
        (row("血糖", "5.0", ucum=None), row("血糖", "6.0"), "unknown"),
    ],
)
def test_what_changed_since_last_time(before, now, way):
    (change,) = changed_since(
        [now], [Dated(date(2024, 1, 1), [before]), Dated(date(2023, 1, 1), [row("血糖", "99")])]
    )
    assert (change.way, change.day_before) == (way, date(2024, 1, 1))
    assert change.before.split()[0] == before["value"]
    assert change.now.split()[0] == now["value"]


def test_changes_in_words():
    (change,) = changed_since([row("血糖", "7.0")], [Dated(date(2024, 1, 1), [row("血糖", "5.0")])])
    assert sentence(change, Language.ZH) == "血糖：2024-01-01 是 5.0 mmol/L，这次是 7.0 mmol/L，升高。"
    assert sentence(change, Language.EN) == "血糖: 5.0 mmol/L on 2024-01-01, now 7.0 mmol/L, higher."
