"""A laboratory test over all reports, as it is found, seen and asked about."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from fake_ports import FakeHousehold
from fake_trends import FakeTrends
from item_tree import accessible_name, find, place, shown_items, texts

from assistant.conversation import Language
from assistant.reports.changes import Dated
from ui.adapters.laboratory_trends import LABORATORY, laboratory_metrics, laboratory_trend
from ui.view_models.ports import MetricView, SpanName, TrendSnapshot

OTHERS = ("wbc", "plt", "alt", "ast", "tc", "tg", "k", "na", "ca", "tsh")


def row(
    key: str, value: str, unit: str, ucum: str, limits: str, verdict: str = "normal"
) -> dict[str, object]:
    return {"printed_name": key, "analyte": key, "value": value, "unit": unit, "ucum": ucum, "range": limits,
            "verdict": verdict, "doubts": []}  # fmt: skip


REPORTS = (
    Dated(
        date(2026, 5, 8),
        (
            row("crea", "108", "μmol/L", "umol/L", "57-97", "high"),
            row("hba1c", "6.8", "%", "%", "4.0-6.0", "high"),
            *(row(key, "5.0", "", "", "") | {"ucum": None} for key in OTHERS),
        ),
    ),
    Dated(
        date(2025, 5, 7),
        (
            row("crea", "92", "μmol/L", "umol/L", "57-97"),
            row("hba1c", "53", "mmol/mol", "mmol/mol", "20-42", "high"),
        ),
    ),
    Dated(date(2024, 5, 6), (row("crea", "0.90", "mg/dL", "mg/dL", "0.64-1.10"),)),
)


class WithReports(FakeTrends):
    """What is measured, and three reports as the house words them."""

    def metrics(self, language: Language) -> tuple[MetricView, ...]:
        return super().metrics(language) + laboratory_metrics(REPORTS, language)

    def trend(self, span: SpanName, metric: str, language: Language) -> TrendSnapshot:
        kind, _, key = metric.partition(".")
        if kind != LABORATORY:
            return super().trend(span, metric, language)
        return laboratory_trend(key, REPORTS, language, ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def household() -> FakeHousehold:
    found = FakeHousehold()
    found.trends = WithReports()
    return found


async def test_a_test_is_found_among_what_is_measured(open_window, household: FakeHousehold) -> None:
    desktop = await open_window(language=Language.EN, screen="trends")
    find(desktop.window, "choice-laboratory").click()
    await desktop.settle()
    shown = texts(desktop.window)
    assert "Creatinine" in shown
    assert "Range printed on the report of 2026-05-08: 57-97 μmol/L" in shown
    assert "92 μmol/L on 2025-05-07, now 108 μmol/L (2026-05-08): higher." in shown
    assert "1 of them printed in mg/dL, converted to μmol/L here (1 mg/dL = 88.4 μmol/L)." in shown
    assert "2024-05-06: 0.90 mg/dL" in shown
    assert "Week" not in shown
    assert f"All {len(desktop.trends.components)}" in shown
    assert accessible_name(find(desktop.window, "laboratory-result-0")).startswith("2026-05-08, 108")
    find(desktop.window, "trend-ask").click()
    await desktop.settle()
    assert household.conversation.asked[0][0] == "What does Creatinine mean?"
    assert desktop.warnings == []


async def test_many_tests_come_with_a_touch(open_window) -> None:
    desktop = await open_window(language=Language.EN, screen="trends")
    desktop.trends.chooseKind("laboratory")
    await desktop.settle()
    names = [one["text"] for one in desktop.trends.components]
    assert names[:2] == ["Creatinine", "Hemoglobin A1c"]
    assert names[-1] not in texts(desktop.window)
    find(desktop.window, "trend-every").click()
    await desktop.settle()
    assert all(name in texts(desktop.window) for name in names)


@pytest.mark.parametrize(("language", "scale"), [(Language.ZH, 1.5), (Language.EN, 2.0)])
async def test_two_results_are_a_list_and_nothing_is_cut(open_window, language, scale) -> None:
    desktop = await open_window(language=language, text_scale=scale, screen="trends")
    desktop.trends.chooseMetric("laboratory.hba1c")
    await desktop.settle()
    shown = texts(desktop.window)
    assert "10.93" in shown
    assert "53 mmol/mol" in shown
    for item in shown_items(desktop.window):
        if isinstance(item.property("text"), str) and item.property("text") and item.width() > 0:
            assert -1 <= place(item).left() <= place(item).right() <= desktop.window.width() + 1
    desktop.trends.chooseKind("blood_pressure")
    await desktop.settle()
    assert not desktop.trends.overAllTime
    assert desktop.trends.results.rows == ()
