"""Spans of days that a question names."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation_memory import Remembered
from assistant.periods import periods_named
from assistant.planning import plan
from device_io.reading import ReadingKind

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("How was my blood pressure last week?", [("2026-11-16", "2026-11-22")]),
        ("上周血压怎么样", [("2026-11-16", "2026-11-22")]),
        ("上个星期的血糖", [("2026-11-16", "2026-11-22")]),
        ("this week", [("2026-11-23", "2026-11-25")]),
        ("这个月平均血压", [("2026-11-01", "2026-11-25")]),
        (
            "last month compared with the month before",
            [("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")],
        ),
        ("this month against the month before", [("2026-11-01", "2026-11-25"), ("2026-10-01", "2026-10-31")]),
        ("上个月和上上个月比", [("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")]),
        ("昨天", [("2026-11-24", "2026-11-24")]),
        ("前天的血压", [("2026-11-23", "2026-11-23")]),
        ("the last ten days", [("2026-11-16", "2026-11-25")]),
        ("最近三十天的体重", [("2026-10-27", "2026-11-25")]),
        ("过去两个星期", [("2026-11-12", "2026-11-25")]),
        ("去年", [("2025-01-01", "2025-12-31")]),
        ("What is blood pressure?", []),
        ("the last 9999 days", []),
    ],
)
def test_what_is_named(text: str, spans: list[tuple[str, str]]) -> None:
    found = [tuple(map(str, period.days(TODAY))) for period in periods_named(text)]
    assert found == spans


@given(st.text(max_size=80), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_span_ends_by_today_and_is_in_order(text: str, today: date) -> None:
    for period in periods_named(f"{text} last month, the week before last"):
        first, last = period.days(today)
        assert first <= last <= today


@pytest.mark.parametrize(
    ("before", "asked", "names"),
    [
        ("What was my blood pressure this month?", "and last week?", ["week:1"]),
        ("我这个月血压多少？", "那上周呢？", ["week:1"]),
        ("我上周血压多少？", "上个月呢？", ["month:1"]),
    ],
)
def test_a_follow_up_asks_the_records_for_the_other_span(before: str, asked: str, names: list[str]) -> None:
    remembered = Remembered(before, (ReadingKind.BLOOD_PRESSURE,), own=True)
    planned = plan(asked, None, remembered)
    assert planned.own_kinds == (ReadingKind.BLOOD_PRESSURE,)
    assert [period.name for period in planned.periods] == names
