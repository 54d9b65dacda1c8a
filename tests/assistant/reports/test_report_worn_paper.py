"""What stamps, torn cells and bent paper do to a line: the value is found or asked about, never silently another."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from assistant.reports.analytes import analyte_table
from assistant.reports.atoms import Kind, split
from assistant.reports.columns import headed_tables
from assistant.reports.geometry import Placed, straighten
from assistant.reports.reader import PageRead
from assistant.reports.reading import interpret
from assistant.reports.results import ReportRow
from assistant.reports.tokens import Page, Token
from assistant.reports.units import folded_unit
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


@pytest.mark.parametrize(
    ("printed", "analyte", "ucum"),
    [
        ("mmo/L", "cl", "mmol/L"),
        ("mmol/", "glu", "mmol/L"),
        ("10/L", "rbc", "10*12/L"),
        ("109/1", "wbc", "10*9/L"),
        ("μmol/L", "glu", None),
        ("mol/L", "glu", None),
        ("g/", "hgb", None),
        ("103/L", "wbc", None),
    ],
)
def test_a_misread_unit_is_the_one_the_test_is_reported_in_or_none(printed, analyte, ucum) -> None:
    table = analyte_table()
    assert table.units.resolve(printed, table[analyte].allowed_units) == ucum


@pytest.mark.parametrize(
    ("printed", "shown"),
    [("/μ1", "/μl"), ("HPF", "/HPF"), ("mmol/L", "mmol/L"), ("FINAL", "FINAL"), ("", "")],
)
def test_an_unknown_unit_is_mended_where_only_one_is_like_it(printed, shown) -> None:
    assert folded_unit(analyte_table().units.mended(printed)) == folded_unit(shown)


def test_a_marked_result_with_its_unit_names_no_test() -> None:
    assert [kind for kind, _ in split("91.7 mmol/L H")] == [Kind.NUMBER, Kind.UNIT, Kind.FLAG]


def test_letters_of_a_stamp_are_no_unit(page_of) -> None:
    marked = [(60, "钾"), (460, "4.10"), (740, "章用"), (980, "3.50-5.30")]
    row = read(page_of([HEAD, *cells(ROWS), marked]))["钾"]
    assert (row.value.text, row.printed_unit) == ("4.10", "")


def test_a_sign_where_the_range_is_a_number_is_asked_about(page_of) -> None:
    row = read(page_of([HEAD, *cells([*ROWS, ("肌红蛋白", "-", "", "28.0-72.0")])]))["肌红蛋白"]
    assert row.in_doubt


HALVES = [
    (60, "项目名称"),
    (380, "结果"),
    (520, "参考值"),
    (760, "项目名称"),
    (1080, "结果"),
    (1220, "参考值"),
]


@pytest.mark.parametrize("bend", [-22, 22])
def test_lines_of_bent_paper_are_level(page_of, bend) -> None:
    """Half a line lower or higher in the middle of the page than at its edges; and the way back to the photo."""
    names = [
        "丙氨酸氨基转移酶",
        "天门冬氨酸氨基转移酶",
        "总蛋白",
        "白蛋白",
        "总胆红素",
        "直接胆红素",
        "肌酐",
        "尿酸",
    ]
    line = [(380, "4.1"), (520, "3.0-4.9"), (760, "葡萄糖"), (1080, "5.2"), (1220, "4.0-5.8")]
    page = page_of([HALVES, *([(60, name), *line] for name in names)], bend=bend, pitch=40)
    straight = straighten(page.tokens)
    for start in range(0, len(page.tokens), len(HALVES)):
        levels = [item.y for item in straight.placed[start : start + len(HALVES)]]
        assert max(levels) - min(levels) < 5
    for item in straight.placed:
        back = straight.photo_point((item.left + item.right) / 2, item.y)
        assert math.dist(back, item.token.centre) < 4


def test_a_range_that_drifts_off_its_line_does_not_move_up_by_one(page_of) -> None:
    """Bent paper: the heading stands a little higher, the ranges go from half a line to most of one."""
    names = ["钾", "钠", "氯", "钙", "无机磷", "镁", "葡萄糖", "总胆固醇", "甘油三酯", "尿酸", "肌酐", "尿素"]
    rows = [(name, "5.0", "", f"{place}.0-{place}.9") for place, name in enumerate(names, 1)]
    page = page_of([HEAD, *cells(rows)], pitch=42)
    tokens, ranges = [], 0
    for token in page.tokens:
        up = 0.0
        if token.left > 900:
            up, ranges = 11 + 7 * (ranges > 0) + ranges, ranges + 1
        tokens.append(replace(token, box=tuple((x, y - up) for x, y in token.box)))
    found = read(replace(page, tokens=tuple(tokens)))
    assert {name: row.printed_range and row.printed_range.text for name, row in found.items()} == {
        name: limits for name, _, _, limits in rows
    }


def test_results_left_of_a_name_whose_heading_is_lost_are_not_its_own(page_of) -> None:
    """Without the first heading the results of the left table would stand before the names of the right one."""
    placed = straighten(page_of([HALVES[1:]]).tokens).placed
    (table,), _ = headed_tables(placed)
    assert [[column.role for column in group] for group in table.groups] == [
        ["result", "range"],
        ["name", "result", "range"],
    ]


@pytest.mark.parametrize("step", [0, 14, 24])
def test_words_over_one_table_at_different_heights_are_one_heading(page_of, step) -> None:
    page = page_of([HALVES])
    tokens = [
        replace(token, box=tuple((x, y + step * place) for x, y in token.box))
        for place, token in enumerate(page.tokens[:3])
    ]
    placed = [Placed(token, token.left, token.right, token.centre[1]) for token in tokens]
    (table,), used = headed_tables(placed)
    assert used == {0, 1, 2}
    assert len(table.groups) == 1


def test_a_word_where_results_begin_is_no_piece_of_the_name(page_of) -> None:
    head = [(60, "项目名称"), (200, "结果"), (400, "单位")]
    rows = [
        ("白蛋白", "41.0", "g/L"), ("尿颜色", "黄色", ""), ("透明度", "清亮", ""), ("抗双链DNA抗体", "20.1", "IU/mL"),
        ("总蛋白", "71.0", "g/L"), ("天门冬氨酸氨基", "31", "U/L"),
    ]  # fmt: skip
    lines = [[(60, name), (200, value), *([(400, unit)] if unit else [])] for name, value, unit in rows]
    page = page_of([head, *lines])
    assert {"尿颜色": "黄色", "透明度": "清亮"}.items() <= {
        name: row.value.text for name, row in read(page).items()
    }.items()


def test_names_of_one_sign_that_were_joined_downwards_come_apart(page_of) -> None:
    rows = [("葡萄糖", "5.1", "mmol/L", "3.9-6.1"), ("钙", "2.41", "mmol/L", "2.11-2.52"), ("磷", "1.26", "mmol/L", "0.85-1.51"),
            ("镁", "0.80", "mmol/L", "0.75-1.02"), ("尿酸", "300", "μmol/L", "155-357")]  # fmt: skip
    page = page_of([HEAD, *cells(rows)])
    alone = [token for token in page.tokens if token.text in ("钙", "磷", "镁")]
    joined = Token("钙磷镁", 0.99, (*alone[0].box[:2], *alone[-1].box[2:]))
    found = read(replace(page, tokens=(*(token for token in page.tokens if token not in alone), joined)))
    assert {name: row.value.text for name, row in found.items()} == {row[0]: row[1] for row in rows}


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("mmol/LHBsAb", "HBsAb", "mmol/L"),
        ("mmol/L*尿蛋白(PRO)", "*尿蛋白(PRO)", "mmol/L"),
        ("U/mLCA125", "CA125", "U/mL"),
    ],
)
def test_a_unit_comes_off_the_name_of_the_next_table(text, name, unit) -> None:
    assert list(split(text)) == [(Kind.UNIT, unit), (Kind.NAME, name)]


def test_letters_of_a_stamp_for_a_known_test_are_asked_about(page_of) -> None:
    marked = [
        ("尿蛋白", "检验专用章", "", ""),
        ("尿潜血", "阴性", "", "阴性"),
        ("尿酮体", "阴性", "", "阴性"),
    ]
    assert read(page_of([HEAD, *cells(marked)]))["尿蛋白"].in_doubt


def test_words_over_columns_that_were_joined_are_told_apart(page_of) -> None:
    placed = straighten(
        page_of([[(60, "Tests"), (360, "Observed value FlagUnits"), (900, "Reference")]]).tokens
    ).placed
    (table,), _ = headed_tables(placed)
    assert [column.role for column in table.groups[0]] == ["name", "result", "flag", "unit", "range"]
