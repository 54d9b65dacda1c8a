"""A result over time, from the reports that were kept to the row on the screen."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from app.folders import open_folders
from app.services import Services
from app.settings import load_settings
from assistant.conversation import Language
from assistant.reports.changes import Dated
from ui.adapters.report_history import with_history
from ui.view_models.ports import ReportPoint, ReportRowView


def row(value: str, unit: str, ucum: str, analyte: str = "glu") -> dict[str, Any]:
    return {
        "printed_name": "GLU",
        "analyte": analyte,
        "value": value,
        "unit": unit,
        "ucum": ucum,
        "doubts": [],
    }


def shown(now: dict[str, Any], *earlier: Dated) -> ReportRowView:
    view = ReportRowView("GLU", now["value"], now["unit"], "", "none", "")
    return with_history((view,), (now,), date(2026, 3, 20), earlier, Language.EN)[0]


def test_the_same_test_over_time_newest_first_with_what_changed() -> None:
    before = Dated(date(2025, 9, 2), (row("5.6", "mmol/L", "mmol/L"), row("4.1", "mmol/L", "mmol/L", "k")))
    view = shown(row("6.8", "mmol/L", "mmol/L"), before)
    assert view.history == (ReportPoint("2026-03-20", "6.8 mmol/L"), ReportPoint("2025-09-02", "5.6 mmol/L"))
    assert view.change == "GLU: 5.6 mmol/L on 2025-09-02, now 6.8 mmol/L, higher."


def test_several_units_are_shown_in_the_one_they_share_too() -> None:
    view = shown(row("126", "mg/dL", "mg/dL"), Dated(date(2025, 9, 2), (row("5.6", "mmol/L", "mmol/L"),)))
    assert view.history == (
        ReportPoint("2026-03-20", "126 mg/dL (6.993 mmol/L)"),
        ReportPoint("2025-09-02", "5.6 mmol/L (5.6 mmol/L)"),
    )


def test_a_first_result_has_no_history() -> None:
    other = Dated(date(2025, 9, 2), (row("4.1", "mmol/L", "mmol/L", "k"),))
    assert (
        shown(row("6.8", "mmol/L", "mmol/L"), other).history,
        shown(row("6.8", "mmol/L", "mmol/L")).change,
    ) == ((), "")


def test_which_test_a_row_is_can_be_said_at_the_command_line(
    listenwell: Callable[..., Any], profile: Path
) -> None:
    unclear = row("1.21", "mmol/L", "") | {
        "printed_name": "P", "analyte": None, "range": "0.85-1.51", "meanings": ["phos", "prog"],
        "doubts": ["unnamed"], "verdict": "unjudged",
    }  # fmt: skip
    folders = open_folders(profile)
    house = Services(folders, load_settings(folders.settings_file, os.environ), time_zone="Asia/Shanghai")
    stored = house.records.store_report(house.person, [unclear], "ab" * 32)
    house.close()
    named = listenwell("report", "name", stored.id, "1", "phos", "--json").json
    assert (named["analyte"], named["verdict"], named["named"]) == ("phos", "normal", True)
    assert listenwell("report", "trend", "phos", "--json").json["analyte"] == "phos"
    assert "choose one" in listenwell("report", "name", stored.id, "1", "k").sentence
    assert "report list" in listenwell("report", "name", "none", "1", "phos").sentence
