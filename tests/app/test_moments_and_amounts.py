"""Dates, times, numbers and units in the shapes that people and programs write."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.amounts import NotANumber, guess_unit, parse_number, quantity, unit_code
from app.exchange.moments import (
    DateOrder,
    NotAMoment,
    NoTimeOfDay,
    date_order,
    parse_date,
    parse_moment,
    parse_time,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
EARLY = datetime(2026, 11, 24, 8, 5, tzinfo=SHANGHAI)
#: Thirteen digits count the milliseconds of these years.
SPAN = datetime.fromisoformat("2001-09-10"), datetime.fromisoformat("2090-01-01")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24 08:05",
        "2026-11-24T08:05:00",
        "2026-11-24T08:05:00.000+08:00",
        "2026-11-24T00:05:00Z",
        "2026/11/24 8:05",
        "2026.11.24 8:05:00",
        "20261124 08:05",
        "2026年11月24日 上午8:05",
        "2026年11月24日8时5分",
        "２０２６年１１月２４日　８：０５",
        "24.11.2026 08:05",
        "24.11.26, 08:05",
        "24/11/2026 8:05 AM",
        "Nov 24 2026, 08:05",
        "November 24, 2026 8:05 am",
        "24 Nov 2026 08:05",
        "24-11-2026 08:05 GMT+8",
        "1795478700",
        "1795478700000",
    ],
)
def test_one_moment_in_many_shapes(text: str) -> None:
    assert parse_moment(text, SHANGHAI, DateOrder.DAY_FIRST) == EARLY


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("8:05", 8, 5),
        ("08:05:09", 8, 5),
        ("下午3:30", 15, 30),
        ("晚上 9点", 21, 0),
        ("凌晨12:10", 0, 10),
        ("12:10 a.m.", 0, 10),
        ("12:10 PM", 12, 10),
        ("3:30pm", 15, 30),
        ("20时05分", 20, 5),
    ],
)
def test_a_time_of_day_in_many_shapes(text: str, hour: int, minute: int) -> None:
    found = parse_time(text)
    assert (found.hour, found.minute) == (hour, minute)


def test_the_column_tells_whether_day_or_month_comes_first() -> None:
    assert date_order(["03/04/2026", "13/04/2026"]) is DateOrder.DAY_FIRST
    assert date_order(["03/04/2026", "03/24/2026"]) is DateOrder.MONTH_FIRST
    assert date_order(["03.04.2026"]) is DateOrder.DAY_FIRST
    assert date_order(["03/04/2026", "05/06/2026"]) is None, "a person has to say"
    assert date_order(["13/04/2026", "04/13/2026"]) is None, "the column contradicts itself"
    assert date_order(["04/04/2026", "2026-01-02", "x" * 500]) is DateOrder.DAY_FIRST
    assert parse_date("03/04/2026", DateOrder.MONTH_FIRST) == date(2026, 3, 4)
    with pytest.raises(NotAMoment, match="may be two days"):
        parse_date("03/04/2026", None)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01 08:05", "2026-02-30 08:05", "2026-11-24 25:00", "08:05", "x" * 100]
)
def test_what_is_no_moment_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(NotAMoment) as refused:
        parse_moment(text, SHANGHAI, DateOrder.DAY_FIRST)
    assert ": " in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_day_without_a_time_says_which_day() -> None:
    with pytest.raises(NoTimeOfDay) as refused:
        parse_moment("2026-11-24", SHANGHAI, None)
    assert refused.value.day == date(2026, 11, 24)
    assert parse_date("2026-11-24 00:00:00", None) == date(2026, 11, 24), "as spreadsheets write days"


@given(
    moment=st.datetimes(*SPAN, timezones=st.just(UTC)),
    style=st.sampled_from(["iso", "seconds", "chinese", "dots", "named", "epoch"]),
)
@settings(deadline=None)
def test_what_is_written_is_read_again(moment: datetime, style: str) -> None:
    whole = moment.replace(microsecond=0)
    texts = {
        "iso": (moment.isoformat(), moment),
        "seconds": (f"{whole:%Y-%m-%d %H:%M:%S}", whole),
        "chinese": (f"{whole:%Y年%m月%d日 %H:%M:%S}", whole),
        "dots": (f"{whole:%d.%m.%Y %H:%M:%S}", whole),
        "named": (f"{whole:%b %d %Y} {whole:%H:%M:%S}", whole),
        "epoch": (str(int(whole.timestamp()) * 1000), whole),
    }
    text, expected = texts[style]
    assert parse_moment(text, UTC, DateOrder.DAY_FIRST) == expected


@given(text=st.text(max_size=80))
@settings(deadline=None)
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in (
        lambda: parse_moment(text, SHANGHAI, None),
        lambda: parse_time(text),
        lambda: parse_date(text, None),
    ):
        try:
            read()
        except NotAMoment:
            continue
    try:
        value, _ = parse_number(text)
        assert value.is_finite()
    except NotANumber:
        pass


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("128", "128", None),
        ("36,6", "36.6", None),
        ("128 mmHg", "128", "mm[Hg]"),
        ("16.0kPa", "16.0", "kPa"),
        ("97%", "97", "%"),
        ("36.6 ℃", "36.6", "Cel"),
        ("100.4°F", "100.4", "[degF]"),
        ("5.6mmol/L", "5.6", "mmol/L"),
        ("130斤", "130", "斤"),
        ("６４．３", "64.3", None),
        ("-1.5", "-1.5", None),
        ("72.5748779296875", "72.5748779296875", None),
    ],
)
def test_numbers_with_and_without_units(text: str, value: str, unit: str | None) -> None:
    assert parse_number(text) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["", "12O", "1.2.3", "1,234,567", "1e5", "12 parsecs", "--", "1" * 70])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(text)


def test_units_without_a_code_become_ones_that_have_it() -> None:
    assert quantity(Decimal(130), "斤").unit == "g"
    assert quantity(Decimal(130), "斤").value == Decimal(65000)
    assert quantity(Decimal("10.5"), "st").value == Decimal("147.0")
    assert unit_code("MMHG") == "mm[Hg]"
    assert unit_code("furlong") is None


def test_a_unit_is_guessed_from_the_whole_column_or_asked_for() -> None:
    assert guess_unit("glucose", [Decimal("5.6"), Decimal("19.9")]) == "mmol/L"
    assert guess_unit("glucose", [Decimal(90), Decimal(250)]) == "mg/dL"
    assert guess_unit("glucose", [Decimal("5.6"), Decimal(90)]) is None
    assert guess_unit("glucose", [Decimal(25)]) is None
    assert guess_unit("temperature", [Decimal("36.6")]) == "Cel"
    assert guess_unit("temperature", [Decimal("98.6")]) == "[degF]"
    assert guess_unit("systolic", [Decimal(16), Decimal(18)]) == "kPa"
    assert guess_unit("systolic", [Decimal(120)]) == "mm[Hg]"


def test_an_offset_in_the_text_counts_before_the_households_zone() -> None:
    found = parse_moment("2026-11-24 08:05:00 -0500", SHANGHAI, None)
    assert found.utcoffset() == timedelta(hours=-5)
