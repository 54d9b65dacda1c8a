"""CSV and Excel with any columns: found by their words or chosen, with errors that name row and column."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.exchange.columns import Meaning, understand
from app.exchange.errors import ColumnsUnclear, ImportRefused
from app.exchange.import_draft import ImportDraft, ImportFormat, LeftOut
from app.exchange.import_file import ImportOptions, headings, read_bytes, read_file
from app.exchange.moments import DateOrder
from app.exchange.table_file import read_table
from device_io.reading import QualityFlag, Quantity, ReadingKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
Read = Callable[..., ImportDraft]


def read(text: str | bytes, **options: object) -> ImportDraft:
    content = text.encode() if isinstance(text, str) else text
    return read_bytes(content, SHANGHAI, ImportOptions(**options))  # type: ignore[arg-type]


def values(draft: ImportDraft) -> list[dict[str, str]]:
    return [
        {name: f"{one.value} {one.unit}" for name, one in reading.values.items()}
        for row in draft.rows
        for reading in row.readings
    ]


@pytest.mark.parametrize(
    ("heading", "meaning", "unit"),
    [
        ("Systolic (mmHg)", Meaning.SYSTOLIC, "mm[Hg]"),
        ("SYS", Meaning.SYSTOLIC, None),
        ("高压", Meaning.SYSTOLIC, None),
        ("收缩压（kPa）", Meaning.SYSTOLIC, "kPa"),
        ("舒张压mmHg", Meaning.DIASTOLIC, "mm[Hg]"),
        ("Blood Pressure", Meaning.PRESSURE, None),
        ("心率(次/分)", Meaning.PULSE, "/min"),
        ("heart_rate", Meaning.PULSE, None),
        ("Weight [lb]", Meaning.WEIGHT, "[lb_av]"),
        ("体重（斤）", Meaning.WEIGHT, "斤"),
        ("Temp (°F)", Meaning.TEMPERATURE, "[degF]"),
        ("血糖mmol/L", Meaning.GLUCOSE, "mmol/L"),
        ("SpO2 %", Meaning.SPO2, "%"),
        ("测量时间", Meaning.MOMENT, None),
        ("mood", Meaning.IGNORE, None),
        ("", Meaning.IGNORE, None),
    ],
)
def test_headings_in_two_languages(heading: str, meaning: Meaning, unit: str | None) -> None:
    column = understand(heading, 0)
    assert (column.meaning, column.unit) == (meaning, unit)


def test_a_chinese_table_from_excel_in_its_own_encoding() -> None:
    text = "日期,时间,高压,低压,脉搏,备注\n2026年11月23日,上午8:05,128,79,72,早饭前\n2026年11月23日,下午8:10,135,85,70,\n"
    draft = read(text.encode("gb18030"))
    assert draft.format is ImportFormat.TABLE
    assert values(draft) == [
        {"systolic": "128 mm[Hg]", "diastolic": "79 mm[Hg]", "pulse": "72 /min"},
        {"systolic": "135 mm[Hg]", "diastolic": "85 mm[Hg]", "pulse": "70 /min"},
    ]
    first, second = (row.readings[0].taken_at for row in draft.rows)
    assert first == datetime(2026, 11, 23, 8, 5, tzinfo=SHANGHAI)
    assert second.hour == 20
    assert draft.rows[0].original["备注"] == "早饭前", "cells come along as they were"
    assert [column.meaning for column in draft.columns] == ["date", "time", "systolic", "diastolic", "pulse"]


def test_one_row_may_hold_several_kinds() -> None:
    draft = read("datetime;bp;spo2;temp;weight (kg);mood\n2026-11-23 08:05;128/79;97;36,6;64,3;fine\n")
    assert [reading.kind for reading in draft.rows[0].readings] == [
        ReadingKind.BLOOD_PRESSURE,
        ReadingKind.SPO2,
        ReadingKind.TEMPERATURE,
        ReadingKind.WEIGHT,
    ]
    assert values(draft)[2] == {"temperature": "36.6 Cel"}
    guessed = {column.heading: column.guessed for column in draft.columns}
    assert guessed == {"datetime": False, "bp": True, "spo2": False, "temp": True, "weight (kg)": False}


def test_pulse_alone_is_a_heart_rate() -> None:
    draft = read("time,pulse\n2026-11-23 08:05,66\n")
    assert draft.rows[0].readings[0].kind is ReadingKind.HEART_RATE


def test_a_title_above_the_heading_is_passed_over() -> None:
    draft = read("My readings\nName,Wang\n\nDate,Time,Sys,Dia\n2026-11-23,8:05,128,79\n")
    assert values(draft) == [{"systolic": "128 mm[Hg]", "diastolic": "79 mm[Hg]"}]
    assert draft.rows[0].number == 5


def test_excel_with_real_dates_and_numbers() -> None:
    book = Workbook()
    book.create_sheet("pressure")
    sheet = book["pressure"]
    sheet.append(["Date", "Time", "Systolic", "Diastolic", "Weight (lb)"])
    sheet.append([date(2026, 11, 23), time(8, 5), 128, 79.0, 143.3])
    sheet.append([None, None, None, None, None])
    sheet.append(["2026-11-24", "8:05", "130", "80", "-"])
    content = io.BytesIO()
    book.save(content)
    draft = read(content.getvalue(), sheet="pressure")
    assert values(draft) == [
        {"systolic": "128 mm[Hg]", "diastolic": "79 mm[Hg]"},
        {"weight": "143.3 [lb_av]"},
        {"systolic": "130 mm[Hg]", "diastolic": "80 mm[Hg]"},
    ]
    assert draft.rows[1].number == 4
    with pytest.raises(ImportRefused, match="no sheet 'x': choose one of Sheet, pressure"):
        read(content.getvalue(), sheet="x")


def test_a_day_without_a_time_is_noon_and_said_to_be_uncertain() -> None:
    draft = read("date,weight\n2026-11-23,64.3\n")
    (reading,) = draft.rows[0].readings
    assert reading.taken_at.hour == 12
    assert reading.flags == {QualityFlag.TIME_UNCERTAIN}


def test_columns_can_be_chosen_against_their_words() -> None:
    text = "when,a,b,systolic\n2026-11-23 08:05,128,79,1\n"
    with pytest.raises(ColumnsUnclear) as refused:
        read(text)
    assert refused.value.columns == ("when", "a", "b", "systolic")
    chosen = {"when": "moment", "a": "systolic", "column 3": "diastolic"}
    assert values(read(text, meanings=chosen)) == [{"systolic": "128 mm[Hg]", "diastolic": "79 mm[Hg]"}]
    assert headings(text.encode()) == ("when", "a", "b", "systolic")
    with pytest.raises(ColumnsUnclear, match="no column 'nowhere'"):
        read(text, meanings={"nowhere": "moment"})
    with pytest.raises(ColumnsUnclear, match="not a meaning"):
        read(text, meanings={"a": "height"})
    with pytest.raises(ColumnsUnclear, match="not a unit"):
        read(text, meanings=chosen, units={"a": "furlongs"})


def test_a_table_without_a_heading_has_its_columns_chosen_by_their_place() -> None:
    text = "2026-11-22 08:05,128,79\n2026-11-23 08:05,130,80\n"
    places = {"column 1": "moment", "column 2": "systolic", "column 3": "diastolic"}
    draft = read(text, meanings=places, has_heading=False)
    assert [one["systolic"] for one in values(draft)] == ["128 mm[Hg]", "130 mm[Hg]"]
    assert draft.rows[0].original == {"column 1": "2026-11-22 08:05", "column 2": "128", "column 3": "79"}
    with pytest.raises(ColumnsUnclear):
        read(text, has_heading=False)


def test_a_unit_that_cannot_be_told_is_asked_for() -> None:
    text = "datetime,glucose\n2026-11-23 08:05,25\n2026-11-23 12:05,5.6\n"
    with pytest.raises(ColumnsUnclear, match="unit of 'glucose'"):
        read(text)
    assert values(read(text, units={"glucose": "mg/dL"}))[0] == {"glucose": "25 mg/dL"}
    assert values(read(text.replace("25", "95").replace("5.6", "110")))[0] == {"glucose": "95 mg/dL"}


def test_an_order_of_day_and_month_that_cannot_be_told_is_asked_for() -> None:
    text = "date,time,sys,dia\n03/04/2026,08:05,128,79\n"
    with pytest.raises(ColumnsUnclear, match="read two ways"):
        read(text)
    day_first = read(text, order=DateOrder.DAY_FIRST)
    assert day_first.rows[0].readings[0].taken_at.month == 4


def test_an_error_names_row_and_column_and_nothing_is_imported() -> None:
    text = "date,time,sys,dia\n2026-11-23,08:05,12O,79\n2026-11-23,8h,128,79\n2026-11-23,09:05,128,\n"
    with pytest.raises(ImportRefused) as refused:
        read(text)
    assert str(refused.value).startswith("Nothing was imported; row 2, column 'sys': '12O' is not a number")
    assert [(problem.row, problem.column) for problem in refused.value.problems] == [
        (2, "sys"),
        (3, "time"),
        (4, "dia"),
    ]
    assert "There are 2 more." in str(refused.value)


def test_rows_without_a_value_are_counted_not_refused() -> None:
    draft = read("date,time,sys,dia\n2026-11-23,08:05,-,N/A\n2026-11-24,08:05,128,79\n")
    assert draft.left_out == {LeftOut.NO_READING: 1}
    assert draft.readings == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02" * 100, "neither a text table"),
        (b"PK\x03\x04 not really", "not an Excel workbook"),
        (b"hello", "columns are not known"),
        (b"date,sys,dia\n" + b"2026-11-23," + b"9" * 5000 + b",1\n", "larger than a row"),
        (b"date,time,sys,dia\n", "no readings"),
        (b"[1, 2", "damaged or cut off"),
        (b'{"a": 1}', "none of the exports"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "given"
    file.write_bytes(content)
    with pytest.raises(ImportRefused, match=words):
        read_file(file, SHANGHAI)


def test_a_file_that_is_not_there_or_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ImportRefused, match="check its name"):
        read_file(tmp_path / "missing.csv", SHANGHAI)
    monkeypatch.setattr("app.exchange.import_file.MAX_FILE_BYTES", 100)
    large = tmp_path / "large.csv"
    large.write_bytes(b"date,time,sys,dia\n" * 50)
    with pytest.raises(ImportRefused, match="larger than"):
        read_file(large, SHANGHAI)


@given(content=st.binary(max_size=300))
@settings(deadline=None)
def test_no_bytes_break_the_reader(content: bytes) -> None:
    try:
        read_bytes(content, SHANGHAI, ImportOptions())
    except ImportRefused as refused:
        assert str(refused).endswith((".", "…"))  # noqa: PT017 - either outcome is right


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(rows=st.lists(st.lists(cells, min_size=1, max_size=6), min_size=1, max_size=8))
@settings(deadline=None)
def test_no_cells_break_the_reader(rows: list[list[str]]) -> None:
    text = "date,time,sys,dia,glucose,weight\n" + "\n".join(",".join(row) for row in rows)
    try:
        draft = read(text)
    except ImportRefused:
        return
    assert all(row.readings for row in draft.rows)


def workbook() -> dict[str, bytes]:
    """The parts of a small workbook."""
    book = Workbook()
    book.active.append(["Date", "Time", "Systolic", "Diastolic"])
    book.active.append([date(2026, 11, 23), time(8, 5), 128, 79])
    content = io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as package:
        return {name: package.read(name) for name in package.namelist()}


PARTS = workbook()


def packed(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return content.getvalue()


@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_no_damaged_workbook_breaks_the_reader(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(PARTS)))
    part = bytearray(PARTS[name])
    start = data.draw(st.integers(0, len(part)))
    part[start : start + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=12))
    parts = {**PARTS, name: bytes(part)}
    if data.draw(st.booleans()):
        del parts[data.draw(st.sampled_from(sorted(parts)))]
    try:
        draft = read(packed(parts))
    except ImportRefused:
        return
    assert draft.readings


def test_entities_and_bombs_in_a_workbook_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    entities = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    doctype = f'<!DOCTYPE workbook [<!ENTITY a "aaaaaaaaaa">{entities}]>'
    book = PARTS["xl/workbook.xml"].decode().replace('name="Sheet"', 'name="&i;"')
    hostile = doctype + book.partition("?>")[2] if book.startswith("<?xml") else doctype + book
    with pytest.raises(ImportRefused, match="not an Excel workbook"):
        read(packed({**PARTS, "xl/workbook.xml": hostile.encode()}))
    monkeypatch.setattr("app.exchange.table_file.MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(ImportRefused, match="too large"):
        read(packed(PARTS))


def test_many_rows_are_refused_before_memory_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.exchange.table_file.MAX_ROWS", 10)
    with pytest.raises(ImportRefused, match="more than 10 rows"):
        read_table(b"a,b\n" * 20)


def test_a_jin_is_half_a_kilogram() -> None:
    (reading,) = read("日期,体重（斤）\n2026-11-23,130\n").rows[0].readings
    assert reading.values["weight"] == Quantity(Decimal(65000), "g")
