"""Foreign files are read in a child process that gives what reading here would give, or refuses."""

from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.exchange import import_process
from app.exchange.errors import ColumnsUnclear, ImportRefused
from app.exchange.import_file import ImportOptions, read_file
from app.exchange.import_process import read_apart
from app.exchange.moments import DateOrder
from device_io.reading import ReadingKind

CHINA = ZoneInfo("Asia/Shanghai")


def test_the_draft_is_the_one_that_reading_here_gives(tmp_path: Path) -> None:
    file = tmp_path / "readings.csv"
    file.write_text(
        "Date,Sys,Dia,Pulse,Note\n03/04/2026 08:05,128,79,71,after tea\n03/04/2026 20:10,131,84,,\n"
    )
    options = ImportOptions(meanings={"Sys": "systolic"}, order=DateOrder.DAY_FIRST)
    draft = read_apart(file, CHINA, options)
    assert draft == read_file(file, CHINA, options)
    (first, _second) = draft.rows
    assert first.original["Note"] == "after tea"
    assert (first.readings[0].kind, first.readings[0].values["systolic"].value) == (
        ReadingKind.BLOOD_PRESSURE,
        Decimal(128),
    )
    assert first.readings[0].taken_at.tzinfo is CHINA


def test_what_is_unclear_or_wrong_is_said_as_here(tmp_path: Path) -> None:
    unclear = tmp_path / "unclear.csv"
    unclear.write_text("A,B\n1,2\n")
    with pytest.raises(ColumnsUnclear) as asked:
        read_apart(unclear, CHINA)
    assert asked.value.columns == ("A", "B")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("Date,Sys,Dia\n2026-11-02 08:05,128,79\n2026-11-03 08:05,high,80\n")
    with pytest.raises(ImportRefused) as refused:
        read_apart(wrong, CHINA)
    assert [(one.row, one.column) for one in refused.value.problems] == [(3, "Sys")]
    with pytest.raises(ImportRefused, match="cannot be read"):
        read_apart(tmp_path / "nothing.csv", CHINA)


def test_a_file_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "readings.csv"
    file.write_text("Date,Sys,Dia\n2026-11-02 08:05,128,79\n")
    monkeypatch.setattr(import_process, "DEADLINE_S", 0.01)
    with pytest.raises(ImportRefused, match="export fewer days"):
        read_apart(file, CHINA)
