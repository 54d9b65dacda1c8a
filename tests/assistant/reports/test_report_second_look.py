"""Cells that the detector loses: dashes told by their shape, places computed on leaning pages, layouts that merge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reports.atoms import Kind, split
from assistant.reports.geometry import straighten
from assistant.reports.layout import arrange
from assistant.reports.reader import PageRead
from assistant.reports.reading import interpret
from assistant.reports.tokens import first_reading, page_from_message, page_to_message
from assistant.reports.verdict import Person

HEAD = [(60, "项目名称"), (460, "结果"), (740, "参考值")]


def drawn(text, *, grey=0, rules=False, size=40):
    import numpy as np
    from PIL import Image, ImageDraw

    from assistant.reports.practice.fonts import font

    picture = Image.new("RGB", (150, 64), (245, 245, 245))
    pen = ImageDraw.Draw(picture)
    pen.text((20, 32), text, font=font(size), fill=(grey,) * 3, anchor="lm")
    if rules:
        pen.line((0, 2, 150, 2), fill=(60, 60, 60), width=2)
    noise = np.random.default_rng(1).normal(0, 3, (64, 150, 3))
    return np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("grey", [0, 110, 180])
@pytest.mark.parametrize("sign", ["-", "+"])
def test_a_sign_is_told_by_its_shape_however_faint(sign, grey):
    from assistant.reports.second_look import drawn_signs

    assert drawn_signs(drawn(sign, grey=grey)) == sign


@pytest.mark.parametrize(
    "text", ["", "1", "4", "7", ".", "_", "--", "±", "1+", "+1", "4.1", "-5", "阴性", "=", "*", "T", "t"]
)
def test_other_signs_are_not_told_by_their_shape(text):
    from assistant.reports.second_look import drawn_signs

    assert not drawn_signs(drawn(text))


def test_strokes_that_stand_for_no_result_are_told_from_a_dash():
    from assistant.reports.second_look import drawn_signs
    from assistant.reports.values import parse_value

    assert parse_value(drawn_signs(drawn("-----.--", size=30))).placeholder


def test_a_rule_of_the_table_is_no_ink_of_the_cell():
    from assistant.reports.second_look import drawn_signs, without_rules

    assert not drawn_signs(without_rules(drawn("", rules=True)))
    assert drawn_signs(without_rules(drawn("-", grey=150, rules=True))) == "-"


@pytest.mark.parametrize("shape", [{}, {"tilt": 4}, {"tilt": -3, "lean": 0.05}, {"bend": 25}])
def test_the_place_of_a_lost_result_is_found_on_a_leaning_page(page_of, shape):
    names = ["尿蛋白", "尿葡萄糖", "尿酮体", "尿胆红素", "尿胆原", "尿潜血"]
    full = [[(60, name), (460, "阴性"), (740, "阴性")] for name in names]
    whole = page_of([HEAD, *full], **shape)
    lost = [*full[:3], [(60, names[3]), (740, "阴性")], *full[4:]]
    (gap,) = arrange(page_of([HEAD, *lost], **shape)).gaps
    missing = {token.box for token in whole.tokens} - {
        token.box for token in page_of([HEAD, *lost], **shape).tokens
    }
    (box,) = missing
    x, y = (sum(corner[axis] for corner in box) / 4 for axis in (0, 1))
    assert gap.role == "result"
    assert min(corner[0] for corner in gap.corners) <= x <= max(corner[0] for corner in gap.corners)
    assert min(corner[1] for corner in gap.corners) <= y <= max(corner[1] for corner in gap.corners)


@given(st.floats(-8, 8), st.floats(-0.1, 0.1), st.integers(0, 23))
def test_the_way_back_to_the_photo(tilt, lean, which):
    import math

    from assistant.reports.tokens import Token

    turn = math.radians(tilt)

    def moved(px, py):
        px += lean * py
        return (px * math.cos(turn) - py * math.sin(turn), px * math.sin(turn) + py * math.cos(turn))

    tokens = []
    for row in range(8):
        for column in (60, 460, 860):
            left, top = column, 100 + 44 * row
            corners = [(left, top), (left + 200, top), (left + 200, top + 30), (left, top + 30)]
            tokens.append(Token("x", 1.0, tuple(moved(*corner) for corner in corners)))
    straight = straighten(tokens)
    item = straight.placed[which]
    middle = straight.photo_point((item.left + item.right) / 2, item.y)
    assert math.dist(middle, item.token.centre) < 4


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("28.0-72.0血细胞比容", [(Kind.RANGE, "28.0-72.0"), (Kind.NAME, "血细胞比容")]),
        ("99.0-110.0*血氯(Cl)", [(Kind.RANGE, "99.0-110.0"), (Kind.NAME, "*血氯(Cl)")]),
        (
            "0.80-1.20 糖类抗原19-911.13",
            [(Kind.RANGE, "0.80-1.20"), (Kind.NAME, "糖类抗原19-9"), (Kind.NUMBER, "11.13")],
        ),
        ("乙肝表面抗原阴性", [(Kind.NAME, "乙肝表面抗原"), (Kind.WORD, "阴性")]),
        ("抗线粒体M2抗体阴性", [(Kind.TEXT, "抗线粒体M2抗体"), (Kind.WORD, "阴性")]),
        ("*尿亚硝酸盐-", [(Kind.NAME, "*尿亚硝酸盐"), (Kind.WORD, "-")]),
        ("mmol/L透明度", [(Kind.UNIT, "mmol/L"), (Kind.TEXT, "透明度")]),
        ("137.0-147.019", [(Kind.RANGE, "137.0-147.0"), (Kind.NUMBER, "19")]),
        ("3.50-9.50 13", [(Kind.RANGE, "3.50-9.50"), (Kind.NUMBER, "13")]),
        ("6.30 10/L", [(Kind.NUMBER, "6.30"), (Kind.UNIT, "10/L")]),
        ("平均红细胞血红蛋白浓度329", [(Kind.NAME, "平均红细胞血红蛋白浓度"), (Kind.NUMBER, "329")]),
    ],
)
def test_glued_cells_come_apart(text, parts):
    assert [(kind, part.strip()) for kind, part in split(text)] == parts


def test_tables_side_by_side_whose_headings_and_cells_merge(page_of):
    head = [(40, "项目"), (300, "结果"), (420, "参考值项目"), (820, "结果"), (940, "参考值")]
    lines = [
        [(40, "尿素"), (300, "5.11"), (420, "2.60-7.50钾"), (820, "4.12"), (940, "3.50-5.30")],
        [(40, "肌酐"), (300, "65"), (420, "41-73"), (585, "钠"), (820, "141"), (940, "137-147")],
        [(40, "尿酸"), (300, "300"), (420, "155-357"), (585, "氯"), (820, "104"), (940, "99-110")],
    ]
    rows = interpret(PageRead((page_of([head, *lines]),), "test"), Person()).rows
    told = {row.printed_name: (row.value.text, row.printed_range.text) for row in rows}
    assert told == {
        "尿素": ("5.11", "2.60-7.50"), "肌酐": ("65", "41-73"), "尿酸": ("300", "155-357"),
        "钾": ("4.12", "3.50-5.30"), "钠": ("141", "137-147"), "氯": ("104", "99-110"),
    }  # fmt: skip


def test_words_are_results_under_a_heading_only(page_of):
    lines = [
        [(60, "颜色"), (460, "淡黄色")],
        [(60, "尿蛋白"), (460, "阴性"), (740, "阴性")],
        [(60, "尿酮体"), (460, "阴性"), (740, "阴性")],
    ]
    read = interpret(PageRead((page_of([HEAD, *lines]),), "test"), Person()).rows
    assert next((row.printed_name, row.value.text, row.value.number) for row in read) == (
        "颜色",
        "淡黄色",
        None,
    )


def test_the_first_reading_is_without_what_the_second_look_gave(page_of):
    page = page_of([[(60, "钾"), (460, "4.1")]])
    message = page_to_message(page)
    message["tokens"][0]["again"] = "x"
    message["tokens"][1]["found"] = True
    again = page_from_message(message)
    assert first_reading(again).tokens == (page.tokens[0],)
    assert page_from_message(page_to_message(page)) == page
