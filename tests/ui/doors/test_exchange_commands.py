"""Files in and out, the visit sheet and backups from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest

OMRON = (
    "Date,Time,Systolic (mmHg),Diastolic (mmHg),Pulse (bpm),Symptoms,Consumed,TruRead,Notes\n"
    "Jan 12 2025,08:12,114,74,47,-,-,-,-\n"
    "Jan 10 2025,07:49,118,76,50,-,-,-,-\n"
)


@pytest.fixture
def omron(tmp_path: Path) -> str:
    file = tmp_path / "report.csv"
    file.write_text(OMRON)
    return str(file)


def test_a_file_is_previewed_imported_once_and_taken_back(listenwell, omron):
    preview = listenwell("readings", "import", omron, "--preview", "--json").json
    assert (preview["format"], preview["readings"], preview["import"]) == ("omron_connect", 2, None)
    assert preview["columns"][2] == {
        "heading": "Systolic (mmHg)",
        "meaning": "systolic",
        "unit": "mm[Hg]",
        "guessed": False,
    }
    assert listenwell("readings", "list", "--json").json == {"readings": []}
    kept = listenwell("readings", "import", omron, "--json").json
    assert (kept["new_rows"], kept["new_readings"]) == (2, 2)
    assert kept["import"]["file"] == "report.csv"
    again = listenwell("readings", "import", omron, "--json").json
    assert (again["new_rows"], again["import"]) == (0, None)
    assert "here already" in listenwell("readings", "import", omron).out
    (listed,) = listenwell("readings", "imports", "--json").json["imports"]
    assert listed["readings"] == 2
    undone = listenwell("readings", "imports", "--undo", listed["id"], "--json").json["imports"][0]
    assert undone["undone_at"] is not None
    assert listenwell("readings", "list", "--json").json == {"readings": []}
    assert "list them" in listenwell("readings", "imports", "--undo", "nothing").sentence


def test_columns_units_and_order_are_chosen_when_asked_for(listenwell, tmp_path):
    file = tmp_path / "own.csv"
    file.write_text("when,a,b,sugar\n03/04/2026 08:05,128,79,25\n")
    columns = ["--column", "when=moment", "--column", "a=systolic", "--column", "b=diastolic"]
    assert (
        "columns are not known"
        in listenwell("readings", "import", str(tmp_path / "own.csv"), "--column", "sugar=ignore").sentence
    )
    assert "day or the month" in listenwell("readings", "import", str(file), *columns).sentence
    assert "choose the unit" in listenwell("readings", "import", str(file), *columns, "--day-first").sentence
    chosen = listenwell(
        "readings", "import", str(file), *columns, "--day-first", "--unit", "sugar=mg/dL", "--json"
    )
    assert chosen.json["by_kind"] == {"blood_pressure": 1, "glucose": 1}
    assert chosen.json["first"].startswith("2026-04-03")
    assert "write it like" in listenwell("readings", "import", str(file), "--column", "nonsense").sentence
    assert "not a format" in listenwell("readings", "import", str(file), "--format", "paper").sentence


def test_a_bad_cell_is_named_and_nothing_is_kept(listenwell, tmp_path):
    file = tmp_path / "bad.csv"
    file.write_text("date,time,sys,dia\n2026-11-20,08:05,128,79\n2026-11-21,08:05,12O,79\n")
    assert "row 3, column 'sys'" in listenwell("readings", "import", str(file)).sentence
    assert listenwell("readings", "list", "--json").json == {"readings": []}


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_an_export_comes_back_in_another_profile(listenwell, tmp_path, suffix):
    listenwell("readings", "add", "blood_pressure=128/79", "--at", "2026-03-20T08:05")
    listenwell("readings", "add", "weight=64.3kg", "--at", "2026-03-21T08:05")
    file = tmp_path / f"out.{suffix}"
    written = listenwell("readings", "export", str(file), "--json").json
    assert (written["readings"], written["bytes"]) == (2, file.stat().st_size)
    assert "exists already" in listenwell("readings", "export", str(file)).sentence
    other = tmp_path / "another profile"
    assert listenwell("readings", "import", str(file), data=other).status == 0
    mine, theirs = (
        [
            (one["kind"], one["values"], one["taken_at"])
            for one in listenwell("readings", "list", "--json", data=data).json["readings"]
        ]
        for data in (tmp_path / "profile", other)
    )
    assert mine == theirs


def test_a_part_can_be_exported_and_the_name_left_out(listenwell, tmp_path):
    listenwell("readings", "add", "weight=64.3kg", "--at", "2026-03-21T08:05")
    listenwell("readings", "add", "spo2=97", "--at", "2026-03-22T08:05")
    file = tmp_path / "part.json"
    only = listenwell(
        "readings", "export", str(file), "--kind", "spo2", "--since", "2026-03-22", "--nameless", "--json"
    )
    assert only.json["readings"] == 1
    assert json.loads(file.read_text())["resourceType"] == "Bundle"
    assert "end it in" in listenwell("readings", "export", str(tmp_path / "part.doc")).sentence
    assert listenwell("readings", "export", str(file), "--since", "someday").status == 2


def test_a_visit_sheet_is_one_page(listenwell, tmp_path):
    listenwell("readings", "add", "blood_pressure=128/79")
    file = tmp_path / "visit.pdf"
    made = listenwell(
        "visit-sheet",
        str(file),
        "--lang",
        "en",
        "--question",
        "Is it too high?",
        "--name",
        "Mrs Wang",
        "--json",
    ).json
    assert (made["language"], made["average"]) == ("en", "128/79")
    assert "Is it too high?" in made["code"]
    document = pypdfium2.PdfDocument(file)
    assert len(document) == 1
    document.close()
    assert listenwell("visit-sheet", str(tmp_path / "visit.png")).status == 0
    assert (tmp_path / "visit.png").read_bytes().startswith(b"\x89PNG")
    assert "end it in" in listenwell("visit-sheet", str(tmp_path / "visit.doc")).sentence
    assert "room for 3" in listenwell("visit-sheet", str(file), *["--question", "?"] * 4).sentence


def test_a_backup_is_made_proven_and_restored(listenwell, tmp_path, monkeypatch):
    file = tmp_path / "all.backup"
    monkeypatch.setenv("LISTENWELL_BACKUP_PASSPHRASE", "four words make one phrase")
    assert "nothing to back up" in listenwell("backup", "create", str(file)).sentence
    listenwell("readings", "add", "blood_pressure=128/79")
    made = listenwell("backup", "create", str(file), "--recovery-code", "--json").json
    code = made.pop("recovery_code")
    assert listenwell("backup", "verify", str(file), "--json").json == made
    elsewhere = tmp_path / "another machine"
    assert "already" in listenwell("backup", "restore", str(file)).sentence
    monkeypatch.setenv("LISTENWELL_BACKUP_PASSPHRASE", "not these words at all")
    assert "does not open" in listenwell("backup", "restore", str(file), data=elsewhere).sentence
    monkeypatch.delenv("LISTENWELL_BACKUP_PASSPHRASE")
    assert "No passphrase" in listenwell("backup", "verify", str(file)).sentence
    monkeypatch.setenv("LISTENWELL_BACKUP_CODE", code.lower())
    assert (
        listenwell(
            "backup",
            "restore",
            str(file),
            data=elsewhere,
        ).status
        == 0
    )
    assert (
        listenwell("readings", "list", "--json", data=elsewhere).json
        == listenwell("readings", "list", "--json").json
    )
