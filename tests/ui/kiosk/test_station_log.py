"""The log of a station in words of both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.kiosk.content import HandedReport, HandedResult
from app.kiosk.views import AuditLine, AuditView
from assistant.conversation import Language
from ui.adapters.handed_report import _result
from ui.adapters.staff import _report_lines
from ui.adapters.station_log import log_snapshot

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ZH, ["收下 来访记录 7", "导出 2 位访客的记录", "登录"]),
        (Language.EN, ["accepted visit 7", "exported 2 visits", "signed in"]),
    ],
)
def test_what_was_done_is_said_in_words(language: Language, words: list[str]):
    lines = tuple(
        AuditLine(NOW, event, subject, "Wang")
        for event, subject in (("accept", "visit 7"), ("export", "2 visits"), ("sign_in", "Wang"))
    )
    log = AuditView(lines, True, {one: f"whole {one.value}" for one in Language})  # noqa: FBT003
    shown = log_snapshot(log, language, lambda _moment, _language: "today 8:00")
    assert [row.what for row in shown.rows] == words
    assert {row.who for row in shown.rows} == {"Wang"}
    assert shown.sentence == f"whole {language.value}"


def test_what_the_station_does_by_itself_is_said_to_be_its_own():
    log = AuditView((AuditLine(NOW, "accepted", "", ""),), True, dict.fromkeys(Language, ""))  # noqa: FBT003
    assert log_snapshot(log, Language.ZH, lambda _m, _l: "").rows[0].who == "小站"


def test_a_result_says_what_stands_behind_it():
    row = {"printed_name": "GLU", "value": "7.4", "unit": "mmol/L", "range": "3.9-6.1", "verdict": "high"}
    results = (
        _result({**row, "agreed": True}),
        _result({**row, "agreed": False}),
        _result({**row, "agreed": True, "corrected": True}),
        HandedResult(printed_name="K", value="4.1"),
    )
    assert _report_lines(HandedReport(results=results), Language.EN) == [
        "GLU 7.4 mmol/L (3.9-6.1) · ↑ high · read alike twice",
        "GLU 7.4 mmol/L (3.9-6.1) · ↑ high · read once: compare with the paper",
        "GLU 7.4 mmol/L (3.9-6.1) · ↑ high · put right by the visitor",
        "K 4.1",
    ]
