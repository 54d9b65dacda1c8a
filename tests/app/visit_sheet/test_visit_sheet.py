"""The visit sheet: one page, every number from the records, a code that reads from paper, two languages."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from app.exchange.errors import VisitSheetFailed
from app.exchange.visit_sheet import render
from app.exchange.visit_sheet.content import SheetContent, SheetOptions
from app.exchange.visit_sheet.essentials import MAX_BYTES
from app.exchange.visit_sheet.words import HEADINGS, percent
from app.people import Person
from app.profile import Condition, PersonProfile, Target
from app.records.records import Records
from assistant.conversation import Language
from device_io.journal import RawFrame
from device_io.reading import ReadingKind

ZH, EN = Language.ZH, Language.EN
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
Bring = Callable[..., None]


class Clock(Protocol):
    moment: datetime


REPORT = [
    {
        "printed_name": "葡萄糖",
        "analyte": "glu",
        "value": "7.8",
        "unit": "mmol/L",
        "range": "3.9-6.1",
        "verdict": "high",
    },
    {"printed_name": "血红蛋白", "value": "128", "unit": "g/L", "range": "115-150", "verdict": "normal"},
    {"printed_name": "尿蛋白", "value": "1+", "unit": "", "range": "阴性", "verdict": "abnormal"},
]


def sheet(records: Records, person: Person, language: Language = ZH, **options: object) -> SheetContent:
    return records.exchange.visit_sheet(person, SheetOptions(language, **options))  # type: ignore[arg-type]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert len(document) == 1, "one page"
        page = document[0]
        width, height = page.get_size()
        assert (round(width), round(height)) == (595, 842), "A4"
        text_page = page.get_textpage()
        try:
            return "".join(text_page.get_text_range().split())
        finally:
            text_page.close()
            page.close()
    finally:
        document.close()


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.usefixtures("week")
def test_the_average_is_the_protocols_with_its_rule_and_its_target(records: Records, person: Person) -> None:
    pressure = sheet(records, person).pressure
    assert pressure is not None
    assert pressure.figure == "138/84"
    assert pressure.judged == "达到或高于参考值 135/85"
    assert pressure.above is True
    assert pressure.basis == "6 天 24 次；按规则去掉第一天（11月17日）"
    figures = {part.label: part.figure for part in pressure.parts}
    assert figures == {
        "早上": "142/86",
        "晚上": "134/82",
        "脉搏": "68 次/分",
        "最高": "142/86",
        "最低": "134/82",
        "≥ 135/85": "50%",
    }
    assert any("2019中国家庭血压监测指南" in source for source in sheet(records, person).sources)


@pytest.mark.usefixtures("week")
def test_a_doctors_own_target_takes_the_place_of_the_guidelines(records: Records, person: Person) -> None:
    target = Target("systolic", None, Decimal(150), "Dr Wang", TODAY)
    person = records.household.edit(person, profile=PersonProfile(targets=(target,)))
    pressure = sheet(records, person, EN).pressure
    assert pressure is not None
    assert pressure.above is False
    assert pressure.judged == "below Dr Wang's target 150/85"


@pytest.mark.usefixtures("week")
def test_a_week_cut_short_by_a_new_medicine_says_so(records: Records, person: Person) -> None:
    records.medicines.add(person, "氨氯地平", "5 mg", [time(8)], TODAY - timedelta(days=4))
    pressure = sheet(records, person).pressure
    assert pressure is not None
    assert pressure.basis.endswith("11月20日：开始用氨氯地平，之前的没有算进来")


def test_shares_are_never_rounded_to_all_or_nothing() -> None:
    assert [percent(value) for value in (100, 99.6, 70.4, 0.3, 0)] == ["100%", ">99%", "70%", "<1%", "0%"]


def test_too_few_readings_are_not_judged(records: Records, person: Person, bring: Bring) -> None:
    bring(ReadingKind.BLOOD_PRESSURE, range(1, 4), 7, systolic=142, diastolic=86)
    pressure = sheet(records, person, EN).pressure
    assert pressure is not None
    assert pressure.above is None
    assert pressure.judged == "Not enough yet: 3 of 12 readings, 3 of 3 days."


@pytest.mark.usefixtures("week")
def test_what_changed_names_events_and_sets_means_side_by_side(
    records: Records, person: Person, bring: Bring
) -> None:
    bring(ReadingKind.BLOOD_PRESSURE, range(30, 40), 7, systolic=150, diastolic=90)
    bring(ReadingKind.WEIGHT, range(1, 20), 7, weight=64.3)
    bring(ReadingKind.WEIGHT, range(30, 40), 7, weight=66.1)
    records.medicines.add(person, "amlodipine", "5 mg", [time(8)], TODAY - timedelta(days=20))
    changes = sheet(records, person, EN).changes
    assert changes == (
        "4 Nov: amlodipine was started",
        "Blood pressure: mean 138/84 mmHg (the same time before: 150/90)",
        "Weight: mean 64.3 kg (the same time before: 66.1)",
    )


def test_only_the_newest_results_out_of_range_stand_on_it_with_their_page(
    records: Records, person: Person, clock: Clock
) -> None:
    clock.moment -= timedelta(days=30)
    records.store_report(person, [REPORT[0] | {"value": "9.9"}], "2" * 64)
    clock.moment += timedelta(days=30)
    records.store_report(person, REPORT, "0" * 64)
    clock.moment += timedelta(minutes=1)
    second = [
        {"printed_name": "尿酸", "value": "468", "unit": "μmol/L", "range": "155-357", "verdict": "high"}
    ]
    records.store_report(person, second, "1" * 64)
    labs = sheet(records, person).labs
    assert [(one.name, one.value, one.mark, one.range, one.page) for one in labs] == [
        ("尿酸", "468 μmol/L", "↑", "155-357", "11月24日拍 第2页"),
        ("葡萄糖", "7.8 mmol/L", "↑", "3.9-6.1", "11月24日拍 第1页"),
        ("尿蛋白", "1+", "异常", "阴性", "11月24日拍 第1页"),
    ]
    english = sheet(records, person, EN).labs
    assert english[1].name.startswith("Glucose")
    assert english[1].name.endswith("葡萄糖")
    assert english[1].page == "24 Nov, page 1"


def test_medicines_that_were_stopped_are_not_taken_now(records: Records, person: Person) -> None:
    records.medicines.add(person, "氨氯地平", "5 mg", [time(8), time(20)], TODAY - timedelta(days=20))
    old = records.medicines.add(person, "阿司匹林", "100 mg", [time(8)], TODAY - timedelta(days=90))
    records.medicines.stop(old, TODAY - timedelta(days=2))
    (taken,) = sheet(records, person).medicines
    assert (taken.name, taken.dose, taken.times) == ("氨氯地平", "5 mg", "08:00 20:00")


def test_the_person_decides_what_stands_at_the_top(records: Records, person: Person) -> None:
    profile = PersonProfile(
        birth_date=date(1950, 3, 1), sex="female", conditions=frozenset({Condition.HYPERTENSION})
    )
    person = records.household.edit(person, display_name="王秀兰", profile=profile)
    content = sheet(records, person)
    assert (content.name, content.about) == ("王秀兰", "76 岁 · 女 · 高血压")
    shy = sheet(records, person, EN, name="", with_age=False)
    assert (shy.name, shy.about) == ("", "high blood pressure")
    assert "王秀兰" not in shy.essentials
    assert sheet(records, person, name="王女士").name == "王女士"


def test_practice_readings_say_that_they_are(
    records: Records, person: Person, frame: Callable[..., RawFrame]
) -> None:
    for minutes in range(3):
        records.refine(records.journal.append(frame(130, at=NOW - timedelta(minutes=5 + minutes))))
    assert sheet(records, person, EN).practice.startswith("These are practice readings")


@pytest.mark.parametrize("language", list(Language))
def test_with_nothing_at_all_it_is_a_page_that_says_so(
    records: Records, person: Person, language: Language
) -> None:
    text = text_of(records.exchange.visit_sheet_pdf(person, SheetOptions(language)))
    for heading in ("title", "nothing", "no_reports", "no_medicines", "no_changes", "no_questions"):
        assert squeezed(HEADINGS[language][heading]) in text


@pytest.mark.usefixtures("week")
@pytest.mark.parametrize("language", list(Language))
def test_as_much_as_it_can_hold_is_still_one_page_with_every_figure(
    records: Records, crowded: Person, language: Language
) -> None:
    options = SheetOptions(language, questions=("问" * 140, "Why " * 35, "?" * 140))
    content = records.exchange.visit_sheet(crowded, options)
    text = text_of(records.exchange.visit_sheet_pdf(crowded, options))
    assert "138/84" in text
    assert len(content.labs) == 8
    assert squeezed(content.labs_more) in text
    assert squeezed(content.medicines_more) in text
    for measure in content.measures:
        assert squeezed(measure.latest) in text
    assert len(content.essentials.encode()) <= MAX_BYTES


@pytest.mark.usefixtures("week")
def test_the_same_records_give_the_same_bytes(records: Records, person: Person) -> None:
    options = SheetOptions(ZH, questions=("药要不要改时间？",))
    assert records.exchange.visit_sheet_pdf(person, options) == records.exchange.visit_sheet_pdf(
        person, options
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"questions": ("a", "b", "c", "d")}, "room for 3"),
        ({"questions": ("x" * 141,)}, "at most 140"),
        ({"days": 3}, "7 to 90 days"),
        ({"days": 400}, "7 to 90 days"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(options: dict[str, object], words: str) -> None:
    with pytest.raises(VisitSheetFailed, match=words):
        SheetOptions(EN, **options)  # type: ignore[arg-type]


def test_without_a_font_it_says_which_to_install(
    records: Records, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "FAMILIES", ("A Font Nobody Has",))
    with pytest.raises(VisitSheetFailed, match="install Noto Sans CJK"):
        records.exchange.visit_sheet_pdf(person, SheetOptions(ZH))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (ReadingKind.CONTINUOUS_GLUCOSE, {"glucose": 6.6}),
        (ReadingKind.GLUCOSE, {"glucose": 7.2}),
        (ReadingKind.WEIGHT, {"weight": 64.3}),
        (ReadingKind.TEMPERATURE, {"temperature": 36.6}),
    ],
)
def test_without_blood_pressure_the_chart_shows_what_was_measured(
    records: Records, person: Person, bring: Bring, kind: ReadingKind, values: dict[str, float]
) -> None:
    bring(kind, range(1, 90), 7, **values)
    content = sheet(records, person, EN, days=90)
    assert content.pressure is None
    assert content.chart is not None
    (line,) = content.chart.lines
    assert len(line.days) == 89
    assert all(content.chart.low <= one.low <= one.high <= content.chart.high for one in line.days)
    text_of(render.pdf(content, NOW))


def test_quotes_and_markup_in_the_records_are_letters_only(records: Records, person: Person) -> None:
    person = records.household.edit(person, display_name='#image("/etc/passwd") *b* $x$')
    records.medicines.add(person, "#panic()", "\\ ] [ <x>", [], TODAY)
    text = text_of(records.exchange.visit_sheet_pdf(person, SheetOptions(EN)))
    assert squeezed('#image("/etc/passwd")*b*$x$') in text
    assert "#panic()" in text


def test_both_languages_have_the_same_headings() -> None:
    assert HEADINGS[ZH].keys() == HEADINGS[EN].keys()


def test_the_picture_is_a_picture(records: Records, person: Person, tmp_path: Path) -> None:
    from PIL import Image

    picture = records.exchange.visit_sheet_png(person, SheetOptions(EN))
    with Image.open(io.BytesIO(picture)) as image:
        assert image.size == (1191, 1684)


def test_a_report_is_named_by_the_day_printed_on_it(records: Records, person: Person) -> None:
    header = {"header": {"reported_on": "2026-11-20"}}
    records.store_report(person, REPORT, "0" * 64, None, header)
    assert {result.page for result in sheet(records, person).labs} == {"11月20日报告"}
    assert {result.page for result in sheet(records, person, EN).labs} == {"20 Nov"}
