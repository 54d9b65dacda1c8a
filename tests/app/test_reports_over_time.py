"""Kept reports: corrections outlive a new reading, a second photo of the same paper is recognised, prose is kept."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from app.people import Person
from app.records.errors import InvalidEntry
from app.records.records import Records


def row(name: str, value: str, analyte: str | None = None) -> dict[str, Any]:
    return {"printed_name": name, "value": value, "unit": "mmol/L", "ucum": "mmol/L", "range": "3.5-5.3",
            "analyte": analyte, "verdict": "normal", "doubts": []}  # fmt: skip


def detail(day: str) -> dict[str, Any]:
    return {"kind": "electrolytes", "header": {"collected_on": day, "hospital": "示例医院"}, "findings": []}


PHOTO, OTHER = b"first photo", b"another photo"
SHA, OTHER_SHA = (hashlib.sha256(photo).hexdigest() for photo in (PHOTO, OTHER))


def test_a_correction_outlives_reading_the_photo_again(records: Records, person: Person) -> None:
    first = records.store_report(person, [row("钾", "41", "k"), row("钠", "141", "na")], SHA, PHOTO)
    better = records.correct_report(first, 0, "4.1")
    assert (better.rows[0]["value"], better.rows[0]["value_read"], better.rows[0]["verdict"]) == (
        "4.1",
        "41",
        "normal",
    )
    again = records.store_report(
        person, [row("钠", "141", "na"), row("钾", "47", "k")], SHA, PHOTO, detail("2024-05-17")
    )
    assert [(one["value"], bool(one.get("corrected"))) for one in again.rows] == [
        ("141", False),
        ("4.1", True),
    ]
    assert records.reports(person) == (again,)
    assert (again.stored_at, again.photo_file, again.day.isoformat()) == (
        first.stored_at,
        first.photo_file,
        "2024-05-17",
    )
    assert records.report_photo(again) == PHOTO


def test_what_cannot_be_a_result_is_not_kept(records: Records, person: Person) -> None:
    stored = records.store_report(person, [row("钾", "4.1", "k")], SHA)
    for index, value in ((0, "abc"), (5, "4.2"), (-1, "4.2")):
        with pytest.raises(InvalidEntry):
            records.correct_report(stored, index, value)
    assert records.report_of_photo(person, SHA) == stored


def test_another_photo_of_the_same_paper_is_recognised(records: Records, person: Person) -> None:
    rows = [
        row("钾", "4.1", "k"),
        row("钠", "141", "na"),
        row("氯", "103", "cl"),
        row("钙", "2.31", "ca"),
        row("镁", "0.9", "mg"),
    ]
    first = records.store_report(person, rows, SHA, None, detail("2024-05-17"))
    twin = records.store_report(
        person, [*rows[:4], row("镁", "0.8", "mg")], OTHER_SHA, None, detail("2024-05-17")
    )
    found = records.other_photo_of(person, twin)
    assert found is not None
    assert found.id == first.id
    later = records.store_report(person, rows, "0" * 64, None, detail("2024-06-17"))
    assert records.other_photo_of(person, later) is None


def test_a_report_in_prose_is_kept_with_its_sentences(records: Records, person: Person) -> None:
    prose = {"kind": "findings", "findings": [{"section": "诊断意见", "sentence": "肝囊肿。"}]}
    stored = records.store_report(person, [], SHA, None, prose)
    assert records.reports(person) == (stored,)
    assert stored.detail["findings"][0]["sentence"] == "肝囊肿。"
    with pytest.raises(InvalidEntry, match="longer than any printed one"):
        records.store_report(person, [], OTHER_SHA, None, {"findings": ["x" * 300_000]})


def test_which_test_an_ambiguous_name_is_outlives_reading_the_photo_again(
    records: Records, person: Person
) -> None:
    unclear = row("P", "1.21") | {
        "range": "0.85-1.51",
        "verdict": "unjudged",
        "doubts": ["unnamed", "readers_disagree"],
        "meanings": ["phos", "prog"],
    }
    stored = records.store_report(person, [unclear], SHA, PHOTO)
    with pytest.raises(InvalidEntry, match="choose one"):
        records.name_report_row(stored, 0, "k")
    named = records.name_report_row(stored, 0, "phos").rows[0]
    assert (named["analyte"], named["value"], named["verdict"]) == ("phos", "1.21", "normal")
    assert "unnamed" not in named["doubts"]
    assert "readers_disagree" in named["doubts"], "that its value is in doubt is another question"
    again = records.store_report(person, [unclear], SHA, PHOTO)
    assert again.rows[0] == named
    better = records.correct_report(again, 0, "1.71").rows[0]
    assert (better["analyte"], better["value"], better["verdict"], better["doubts"]) == (
        "phos",
        "1.71",
        "high",
        [],
    )
