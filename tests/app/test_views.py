from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.people import Person
from app.records.records import Records
from app.records.thresholds import (
    ThresholdError,
    choose_home_pressure,
    home_pressure,
)
from app.records.units import number, shown, to_record_unit, with_unit
from assistant.conversation import Language
from assistant.facts import Fact
from device_io.journal import RawFrame
from device_io.reading import COMPONENT_UNITS, Quantity, ReadingKind

ZH, EN = Language.ZH, Language.EN
BP = ReadingKind.BLOOD_PRESSURE
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
Frame = Callable[..., RawFrame]


def take(records: Records, frame: RawFrame) -> None:
    assert records.refine(records.journal.append(frame)) is not None


def a_week(records: Records, frame: Frame, systolic: int = 131, days: int = 7, a_day: int = 2) -> None:
    for day in range(days):
        for number_ in range(a_day):
            at = NOW - timedelta(days=day, minutes=50 - 5 * number_)
            take(records, frame(systolic, 82, at=at))


def test_an_empty_home_says_what_to_do(records: Records, person: Person) -> None:
    (tile,) = records.home(person, ZH, NOW).tiles
    assert (tile.title, tile.figure, tile.source) == ("血压", "", None)
    assert tile.verdict == "还没有血压读数，请用设备测一次，或手动输入。"
    (tile,) = records.home(person, EN, NOW).tiles
    assert tile.verdict == "No blood pressure readings yet: measure with a device or type one in."


def test_the_latest_reading_is_on_the_home_screen_whatever_arrived_last(
    records: Records, person: Person, frame: Frame
) -> None:
    take(records, frame(128, 79, 72))
    take(records, frame(150, 95, at=NOW - timedelta(days=1, minutes=55)))
    (tile,) = records.home(person, ZH, NOW).tiles
    assert (tile.figure, tile.unit, tile.detail, tile.when) == (
        "128/79",
        "mmHg",
        "脉搏 72 次/分",
        "今天 8:05",
    )
    assert (tile.verdict, tile.out_of_range, tile.simulated) == ("低于家庭血压参考值135/85", False, True)
    assert tile.source == "reading:128"
    yesterday = records.table(person, EN, NOW)[1]
    assert (yesterday.figure, yesterday.when) == ("150/95", "yesterday 8:05")
    assert (yesterday.verdict, yesterday.out_of_range) == ("above the home reference 135/85", True)


@pytest.mark.parametrize(
    ("rule_set", "systolic", "diastolic", "zh", "en", "reached"),
    [
        ("CN", 134, 84, "低于家庭血压参考值135/85", "below the home reference 135/85", False),
        ("CN", 135, 84, "达到家庭血压参考值135/85", "at the home reference 135/85", True),
        ("CN", 120, 86, "高于家庭血压参考值135/85", "above the home reference 135/85", True),
        ("US", 131, 79, "高于家庭血压参考值130/80", "above the home reference 130/80", True),
        ("EU", 131, 79, "低于家庭血压参考值135/85", "below the home reference 135/85", False),
    ],
)
def test_a_single_reading_is_compared_and_never_called_a_disease(
    open_profile: Callable[..., Records],
    frame: Frame,
    rule_set: str,
    systolic: int,
    diastolic: int,
    zh: str,
    en: str,
    reached: bool,
) -> None:
    records = open_profile(rule_set)
    (person,) = records.household.people()
    take(records, frame(systolic, diastolic))
    (tile,) = records.home(person, ZH, NOW).tiles
    assert (tile.verdict, tile.out_of_range) == (zh, reached)
    (tile,) = records.home(person, EN, NOW).tiles
    assert (tile.verdict, tile.out_of_range) == (en, reached)


def test_a_trend_has_points_band_and_one_sentence(records: Records, person: Person, frame: Frame) -> None:
    take(records, frame(120, 79, at=NOW - timedelta(days=7)))
    take(records, frame(128, 79, at=NOW - timedelta(days=6)))
    take(records, frame(140, 80, at=NOW - timedelta(hours=1)))
    take(records, frame(133, 81, at=NOW - timedelta(minutes=50)))
    trend = records.trend(person, BP, "systolic", 7, NOW, ZH)
    assert [(point.value, point.out_of_range) for point in trend.points] == [
        (Decimal(128), False),
        (Decimal(140), True),
        (Decimal(133), False),
    ]
    assert [point.taken_at for point in trend.points] == sorted(point.taken_at for point in trend.points)
    assert (trend.n, trend.minimum, trend.maximum) == (3, Decimal(128), Decimal(140))
    assert trend.mean is not None
    assert round(trend.mean, 2) == Decimal("133.67")
    assert (trend.band_low, trend.band_high, trend.unit_word) == (None, Decimal(135), "mmHg")
    assert trend.band_name.startswith("家庭血压参考值135/85（")
    assert trend.band_source
    assert trend.sentence == "近7天 3 次：高压（收缩压）平均 134 mmHg，最低 128，最高 140。"
    english = records.trend(person, BP, "diastolic", 7, NOW, EN)
    assert english.band_high == Decimal(85)
    assert english.sentence == (
        "3 readings in the last 7 days: diastolic pressure averages 80 mmHg, lowest 79, highest 81."
    )


def test_what_stands_in_for_a_reference_that_may_not_be_shown_is_named(
    open_profile: Callable[..., Records],
) -> None:
    records = open_profile("EU")
    (person,) = records.household.people()
    names = [records.trend(person, BP, "systolic", 7, NOW, language).band_name for language in (ZH, EN)]
    assert all("135/85" in name and "ESC2024" in name for name in names)
    assert "中国高血压防治指南" in names[0]
    assert "Chinese hypertension guideline" in names[1]


def test_an_empty_trend_says_so_and_a_wrong_one_is_refused(records: Records, person: Person) -> None:
    trend = records.trend(person, BP, "pulse", 30, NOW, ZH)
    assert (trend.points, trend.n, trend.mean, trend.band_high) == ((), 0, None, None)
    assert trend.sentence == "近30天还没有脉搏读数，请用设备测一次，或手动输入。"
    for component, days in (("glucose", 7), ("systolic", 0), ("systolic", 10**6)):
        with pytest.raises(ValueError, match="no trend"):
            records.trend(person, BP, component, days, NOW, ZH)


def test_the_assistant_gets_the_latest_reading_worded_by_code(
    records: Records, person: Person, frame: Frame
) -> None:
    take(records, frame(128, 79, 72))
    facts = records.facts_for(person)
    (latest,) = facts.facts([BP, ReadingKind.GLUCOSE], ZH)  # one reading has no mean worth saying
    assert latest.source == "reading:128"
    assert latest.figure == "128/79 mmHg"
    assert latest.sentence == (
        "您最近一次血压是 128/79 mmHg，脉搏 72 次/分，11月24日 8:05 测的，低于家庭血压参考值135/85。"
    )
    assert latest.values["systolic"] == Quantity(Decimal(128), "mm[Hg]")
    (latest,) = facts.facts([BP], EN)
    assert latest.sentence == (
        "Your latest blood pressure is 128/79 mmHg, pulse 72 bpm, taken on 24 Nov at 8:05, which is below the home "
        "reference 135/85."
    )
    assert records.facts_for(person).facts([ReadingKind.GLUCOSE], EN) == ()


def test_a_week_with_enough_readings_is_compared_with_the_reference(
    records: Records, person: Person, frame: Frame
) -> None:
    a_week(records, frame, systolic=141)
    _, week, *_ = records.facts(person, [BP], EN, NOW)
    assert week.figure == "141/82 mmHg"
    assert week.sentence == (
        "The mean of 14 blood pressure readings in the last 7 days is 141/82 mmHg; above the home reference 135/85."
    )
    _, week, *_ = records.facts(person, [BP], ZH, NOW)
    assert week.sentence == "近7天 14 次血压平均 141/82 mmHg；高于家庭血压参考值135/85。"
    assert "高血压" not in week.sentence


@pytest.mark.parametrize(("days", "a_day"), [(2, 7), (3, 3), (7, 1)])
def test_too_few_days_or_readings_get_no_verdict(
    records: Records, person: Person, frame: Frame, days: int, a_day: int
) -> None:
    a_week(records, frame, days=days, a_day=a_day)
    _, week = records.facts(person, [BP], ZH, NOW)
    assert week.source == "summary:blood_pressure:7"
    assert week.sentence.endswith("读数还不够，满 3 天 12 次才能和家庭血压参考值135/85比较。")
    _, week = records.facts(person, [BP], EN, NOW)
    assert week.sentence.endswith(
        "not enough readings yet to compare with the home reference 135/85 (at least 12 on 3 days)."
    )


def test_a_reading_of_another_year_carries_its_year(records: Records, person: Person, frame: Frame) -> None:
    take(records, frame(at=datetime(2025, 12, 31, 16, 30, tzinfo=UTC)))
    (latest,) = records.facts(person, [BP], ZH, NOW)
    assert latest.sentence.startswith("您最近一次血压是")
    assert "，1月1日 0:30 测的，" in latest.sentence
    (latest,) = records.facts(person, [BP], EN, datetime(2027, 1, 2, tzinfo=UTC))
    assert "taken on 1 Jan 2026 at 0:30, which is" in latest.sentence


def test_other_kinds_have_tiles_facts_and_no_invented_reference(records: Records, person: Person) -> None:
    records.add_manual(ReadingKind.SPO2, {"spo2": Quantity(Decimal(97), "%")}, NOW, person)
    records.add_manual(
        ReadingKind.TEMPERATURE, {"temperature": Quantity(Decimal("36.65"), "Cel")}, NOW, person
    )
    tiles = records.home(person, EN, NOW).tiles
    assert [(tile.kind.value, tile.figure, tile.unit, tile.verdict) for tile in tiles[1:]] == [
        ("spo2", "97", "%", ""),
        ("temperature", "36.7", "°C", ""),
    ]
    sentences = [fact.sentence for fact in records.facts(person, [ReadingKind.SPO2], EN, NOW)]
    assert sentences == [
        "Your latest blood oxygen is 97%, taken on 24 Nov at 9:00.",
    ]
    assert records.trend(person, ReadingKind.SPO2, "spo2", 7, NOW, EN).band_high is None


def measured(records: Records, person: Person, kind: ReadingKind, language: Language) -> list[Fact]:
    """The facts that are readings or their means, not conclusions."""
    facts = records.facts(person, [kind], language, NOW)
    return [fact for fact in facts if fact.source.startswith(("reading:", "summary:"))]


@pytest.mark.parametrize("kind", list(ReadingKind))
@pytest.mark.parametrize("language", list(Language))
def test_every_kind_and_component_can_be_worded(
    records: Records, person: Person, kind: ReadingKind, language: Language
) -> None:
    values = {
        name: Quantity(Decimal(60 - 10 * index), unit)
        for index, (name, unit) in enumerate(COMPONENT_UNITS[kind].items())
    }
    records.add_manual(kind, values, NOW, person)
    assert records.home(person, language, NOW).tiles[0 if kind is BP else 1].figure
    assert len(measured(records, person, kind, language)) == 1
    records.add_manual(kind, values, NOW - timedelta(hours=1), person)
    assert len(measured(records, person, kind, language)) == 2
    for component in COMPONENT_UNITS[kind]:
        assert records.trend(person, kind, component, 7, NOW, language).n == 2


def clinical(status: str) -> dict[str, object]:
    home = {"where": "home", "sbp": 135, "dbp": 85}
    return {
        "sources": {"CHN2024": {"title": "China"}, "ESC2024": {"title": "Europe"}},
        "blood_pressure": {
            "out_of_office_thresholds": {
                "CHN2024": [
                    {"where": "24h", "sbp": 1, "dbp": 1, "src": "CHN2024", "st": "s"},
                    home | {"src": "CHN2024", "st": status},
                ],
                "ESC2024": [home | {"sbp": 134, "src": "ESC2024", "st": "m"}],
            }
        },
    }


def test_a_row_from_memory_is_never_shown_and_what_replaces_it_is_named() -> None:
    europe = choose_home_pressure(clinical("s"), "EU")
    assert (europe.text, europe.titles[EN], europe.instead_of) == ("135/85", "China", "ESC2024")
    for status in ("m", "d", "c", ""):
        with pytest.raises(ThresholdError, match="may not be shown"):
            choose_home_pressure(clinical(status), "CN")


@pytest.mark.parametrize("broken", [{}, {"blood_pressure": None}, clinical("s") | {"sources": {}}])
def test_a_clinical_file_without_the_row_is_said(broken: dict[str, object]) -> None:
    with pytest.raises(ThresholdError, match="install Listenwell again"):
        choose_home_pressure(broken, "US")


def test_the_shipped_references_have_sources() -> None:
    assert (home_pressure("CN").text, home_pressure("CN").guideline, home_pressure("CN").status) == (
        "135/85",
        "CHN2024",
        "s",
    )
    assert (home_pressure("US").text, home_pressure("US").guideline, home_pressure("US").status) == (
        "130/80",
        "AHA2025",
        "s",
    )
    assert home_pressure("EU").guideline == "CHN2024"
    assert home_pressure("EU").instead_of == "ESC2024"
    assert all("2024" in title for title in home_pressure("CN").titles.values())


def test_numbers_are_shown_rounded_half_up_and_judged_as_shown() -> None:
    assert number(Quantity(Decimal("134.5"), "mm[Hg]")) == "135"
    assert shown(Quantity(Decimal("134.4"), "mm[Hg]")) == 134
    assert with_unit(Quantity(Decimal("5.55"), "mmol/L"), ZH) == "5.6 mmol/L"
    assert with_unit(Quantity(Decimal(97), "%"), EN) == "97%"
    sugar = to_record_unit(ReadingKind.GLUCOSE, "glucose", Quantity(Decimal(126), "mg/dL"))
    assert sugar == Quantity(Decimal("6.99"), "mmol/L")
