"""Laboratory tests on the trends screen's port: found beside what is measured, in one unit, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.services import Services
from assistant.conversation import Language
from ui.adapters.trends import TrendsAdapter


def kept(house: Services, number: int, day: date, *rows: dict[str, Any]) -> None:
    detail = {"header": {"collected_on": day.isoformat()}}
    house.records.store_report(house.person, rows, f"{number:064x}", detail=detail)


def result(
    key: str, value: str, unit: str, ucum: str, limits: str, verdict: str, **more: Any
) -> dict[str, Any]:
    return {
        "printed_name": key, "analyte": key, "value": value, "unit": unit, "ucum": ucum, "range": limits,
        "verdict": verdict, "doubts": [], **more,
    }  # fmt: skip


def three_reports(house: Services) -> None:
    kept(
        house, 1, date(2024, 5, 6),
        result("crea", "0.90", "mg/dL", "mg/dL", "0.64-1.10", "normal"),
        result("hba1c", "7.4", "%", "%", "4.0-6.0", "high"),
    )  # fmt: skip
    kept(
        house, 2, date(2025, 5, 7),
        result("crea", "92", "μmol/L", "umol/L", "57-97", "normal"),
        result("hba1c", "5l", "mmol/mol", "mmol/mol", "20-42", "high", doubts=["low_confidence"]),
    )  # fmt: skip
    kept(house, 3, date(2026, 5, 8), result("crea", "108", "μmol/L", "umol/L", "57-97", "high"))


def test_tests_of_reports_stand_beside_what_is_measured(house: Services) -> None:
    adapter = TrendsAdapter(house)
    assert adapter.metrics(Language.EN) == ()
    three_reports(house)
    metrics = adapter.metrics(Language.EN)
    assert [(one.id, one.kind_name, one.name) for one in metrics] == [
        ("laboratory.crea", "Laboratory tests", "Creatinine"),
        ("laboratory.hba1c", "Laboratory tests", "Hemoglobin A1c"),
    ]
    assert [one.name for one in adapter.metrics(Language.ZH)] == ["肌酐", "糖化血红蛋白"]


def test_a_course_over_units_names_the_range_and_the_conversion(house: Services) -> None:
    three_reports(house)
    trend = TrendsAdapter(house).trend("week", "laboratory.crea", Language.EN)
    assert (trend.title, trend.unit, trend.over_all_time) == ("Creatinine", "μmol/L", True)
    assert [(value, outside) for _, value, outside in trend.points] == [
        (80.0, False),
        (92.0, False),
        (108.0, True),
    ]
    assert (trend.band_low, trend.band_high) == (57.0, 97.0)
    assert trend.band_name == "Range printed on the report of 2026-05-08: 57-97 μmol/L"
    assert trend.sentence == "92 μmol/L on 2025-05-07, now 108 μmol/L (2026-05-08): higher."
    assert trend.direction == "By the range printed on the report (57-97 μmol/L) the latest is high."
    assert trend.notes == ("1 of them printed in mg/dL, converted to μmol/L here (1 mg/dL = 88.4 μmol/L).",)
    assert [(one.day, one.value, one.flag) for one in trend.results] == [
        ("2026-05-08", "108 μmol/L", "high"),
        ("2025-05-07", "92 μmol/L", "none"),
        ("2024-05-06", "0.90 mg/dL", "none"),
    ]
    assert trend.results[2].words == "converted: 80 μmol/L · range on the report 0.64-1.10 mg/dL · in range"
    assert trend.spoken.startswith(trend.sentence)


def test_the_same_in_chinese_and_a_result_in_doubt_is_told_of(house: Services) -> None:
    three_reports(house)
    adapter = TrendsAdapter(house)
    assert adapter.trend("year", "laboratory.crea", Language.ZH).sentence == (
        "上次（2025-05-07）92 μmol/L，最近一次（2026-05-08）108 μmol/L，升高。"
    )
    single = adapter.trend("year", "laboratory.hba1c", Language.ZH)
    assert single.sentence == "2024-05-06 是 7.4 %，只有这一次结果，还看不出变化。"
    assert single.notes == ("另有 1 次还没核对，没有画进来；打开那份报告核对后就会出现。",)
    assert (single.digits, single.points[0][1]) == (1, 7.4)


def test_scales_with_an_offset_name_their_rule(house: Services) -> None:
    kept(house, 1, date(2025, 1, 1), result("hba1c", "53", "mmol/mol", "mmol/mol", "20-42", "high"))
    kept(house, 2, date(2026, 1, 1), result("hba1c", "6.8", "%", "%", "4.0-6.0", "high"))
    trend = TrendsAdapter(house).trend("year", "laboratory.hba1c", Language.EN)
    assert trend.sentence == "53 mmol/mol, which is 7.0 %, on 2025-01-01, now 6.8 % (2026-01-01): lower."
    assert trend.notes == (
        "1 of them printed in mmol/mol, converted to % here (mmol/mol = 10.93 × % − 23.5).",
    )
