"""What stamps, torn cells and bent paper do to a line: the value is found or asked about, never silently another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.reports.atoms import Kind, split
from assistant.reports.reader import PageRead
from assistant.reports.reading import interpret
from assistant.reports.results import ReportRow
from assistant.reports.tokens import Page, Token
from assistant.reports.values import Sign
from assistant.reports.verdict import Person

HEAD = [(60, "项目名称"), (460, "结果"), (740, "单位"), (980, "参考区间")]
PLACES = (60, 460, 740, 980)
ROWS = [
    ("白细胞计数", "6.20", "10^9/L", "3.5-9.5"),
    ("红细胞计数", "4.31", "10^12/L", "3.8-5.1"),
    ("血红蛋白", "128", "g/L", "115-150"),
    ("血小板计数", "188", "10^9/L", "125-350"),
    ("淋巴细胞百分比", "31.2", "%", "20-50"),
    ("平均红细胞体积", "91.0", "fL", "82-100"),
]


def cells(rows):
    return [[(x, text) for x, text in zip(PLACES, row, strict=True) if text] for row in rows]


def read(page: Page) -> dict[str, ReportRow]:
    return {row.printed_name: row for row in interpret(PageRead((page,), "test"), Person()).rows}


def test_a_number_under_the_letters_of_a_stamp_is_asked_about(page_of) -> None:
    worn = [*ROWS[:2], ("血红蛋白", "检验专119章", "g/L", "115-150"), *ROWS[3:]]
    row = read(page_of([HEAD, *cells(worn)]))["血红蛋白"]
    assert (row.value.text, row.in_doubt) == ("119", True)


def test_letters_of_a_stamp_beside_a_number_are_not_the_result(page_of) -> None:
    lines = cells(ROWS)
    lines[2].append((560, "FINAL"))
    row = read(page_of([HEAD, *lines]))["血红蛋白"]
    assert (row.value.text, row.in_doubt) == ("128", True)


def test_words_where_a_number_belongs_are_asked_about(page_of) -> None:
    worn = [*ROWS[:2], ("血红蛋白", "专用章", "g/L", "115-150"), *ROWS[3:]]
    assert read(page_of([HEAD, *cells(worn)]))["血红蛋白"].in_doubt


def test_a_range_that_lost_its_sign_is_not_the_result(page_of) -> None:
    rows = [("总胆固醇", "4.01", "mmol/L", "5.20"), *ROWS]
    found = read(page_of([HEAD, *cells(rows)]))["总胆固醇"]
    assert found.value.text == "4.01"


def test_a_weak_sign_read_as_a_letter(page_of) -> None:
    rows = [*ROWS, ("尿胆原", "土", "", "阴性")]
    row = read(page_of([HEAD, *cells(rows)]))["尿胆原"]
    assert (row.value.text, row.value.sign) == ("±", Sign.WEAK)


def test_a_plus_drawn_like_an_arrow_is_no_mark_beside_itself(page_of) -> None:
    """The recogniser took it for a mark, and the second look found it again in the place of the result."""
    lines = cells([*ROWS, ("尿胆原", "+", "", "")])
    lines[-1].append((464, "+"))
    page = page_of([[*HEAD, (620, "提示")], *lines])
    first = next(place for place, one in enumerate(page.tokens) if one.text == "+")
    tokens = tuple(
        replace(one, arrow="up") if place == first else one for place, one in enumerate(page.tokens)
    )
    row = read(replace(page, tokens=tokens))["尿胆原"]
    assert (row.value.sign, row.flag) == (Sign.POSITIVE, "none")


def test_unknown_tests_in_words_without_ranges_are_results(page_of) -> None:
    rows = [
        (f"抗{name}抗体", result, "", "")
        for name, result in (("SSA", "阳性"), ("Jo-1", "阴性"), ("Sm", "阴性"))
    ]
    found = read(page_of([HEAD, *cells(rows), [(60, "检验者: 孙示范")]]))
    assert [row.value.text for row in found.values()] == ["阳性", "阴性", "阴性"]


def test_a_dash_read_as_one_is_what_the_second_look_saw(page_of) -> None:
    page = page_of([HEAD, *cells([*ROWS, ("尿蛋白", "1", "", "-")])])
    tokens = tuple(replace(one, again="-") if one.text == "1" else one for one in page.tokens)
    row = read(replace(page, tokens=tokens))["尿蛋白"]
    assert (row.value.text, row.in_doubt) == ("-", True)


@pytest.mark.parametrize("lines", [-0.95, 0.95])
@pytest.mark.parametrize("column", [740, 980])
def test_a_column_one_line_off_is_brought_back(page_of, column, lines) -> None:
    """Units that contradict their tests, and ranges that contradict values and marks: both look plausible."""
    page = page_of([HEAD, *cells(ROWS)], pitch=40)
    head = {text for _, text in HEAD}
    moved = Page(
        tuple(
            Token(one.text, one.confidence, tuple((x, y + lines * 40) for x, y in one.box), one.arrow)
            if one.box[0][0] == column and one.text not in head
            else one
            for one in page.tokens
        ),
        page.width,
        page.height,
    )
    right = {name: (row.ucum, row.printed_range, row.verdict) for name, row in read(page).items()}
    assert {name: (row.ucum, row.printed_range, row.verdict) for name, row in read(moved).items()} == right


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Anti-M2 antibodyNegative", ["Anti-M2 antibody", "Negative"]),
        ("阳性用章", ["阳性", "用章"]),
        ("弱阳性", ["弱阳性"]),
    ],
)
def test_results_in_words_come_off_what_they_are_glued_to(text, parts) -> None:
    assert [piece for _, piece in split(text)] == parts


def test_a_torn_unit_is_still_one() -> None:
    assert list(split("mmol/")) == [(Kind.UNIT, "mmol/")]
    assert next(iter(split("/")))[0] is not Kind.UNIT
