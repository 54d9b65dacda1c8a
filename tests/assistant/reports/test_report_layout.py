"""From text with places to rows: slant, columns, glued text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reports.atoms import Kind, split
from assistant.reports.layout import arrange
from assistant.reports.tokens import page_from_message

HEAD = [(60, "项目名称"), (460, "结果"), (640, "提示"), (740, "单位"), (980, "参考区间")]
ROWS = [
    ("白细胞计数", "11.20", "↑", "10^9/L", "3.5-9.5"),
    ("红细胞计数", "4.31", "", "10^12/L", "3.8-5.1"),
    ("血红蛋白", "128", "", "g/L", "115-150"),
    ("血小板计数", "88", "↓", "10^9/L", "125-350"),
    ("淋巴细胞百分比", "31.2", "", "%", "20-50"),
    ("单核细胞百分比", "7.1", "", "%", "3-10"),
]
PLACES = (60, 460, 640, 740, 980)


def body(rows=ROWS, places=PLACES):
    return [[(x, text) for x, text in zip(places, row, strict=True) if text] for row in rows]


def table(page):
    return [
        tuple(row.name.text if role == "name" else row.cells[role].text if role in row.cells else "" for role in
              ("name", "result", "flag", "unit", "range"))
        for row in arrange(page).rows
    ]  # fmt: skip


def test_a_straight_page(page_of):
    assert table(page_of([HEAD, *body()])) == ROWS


@pytest.mark.parametrize(
    "shape",
    [{"tilt": 4}, {"tilt": -7}, {"lean": 0.08}, {"vanish": 0.06}, {"vanish": -0.06, "tilt": 2}, {"bend": 22},
     {"bend": -22, "tilt": 3}],
    ids=str,
)  # fmt: skip
def test_a_page_at_an_angle_bent_or_in_perspective(page_of, shape):
    rows = [*ROWS, *[("钾", "4.1", "", "mmol/L", "3.5-5.3"), ("钠", "141", "", "mmol/L", "137-147")]] * 2
    assert table(page_of([HEAD, *body(rows)], **shape)) == rows


def test_two_tables_side_by_side(page_of):
    head = [(60, "项目"), (300, "结果"), (460, "参考值"), (760, "项目"), (1000, "结果"), (1160, "参考值")]
    left = [("钾", "4.10", "3.5-5.3"), ("钠", "141", "137-147"), ("氯", "103", "99-110")]
    right = [("总蛋白", "72.0", "65-85"), ("白蛋白", "39.0", "40-55"), ("球蛋白", "33.0", "20-40")]
    lines = [
        [(x, text) for x, text in zip((60, 300, 460, 760, 1000, 1160), (*a, *b), strict=True)]
        for a, b in zip(left, right, strict=True)
    ]
    assert [(n, v, r) for n, v, _, _, r in table(page_of([head, *lines]))] == left + right


def test_headings_that_run_together(page_of):
    head = [(60, "项目名称"), (460, "结果参考区间")]
    lines = [[(60, n), (460, v), (700, r)] for n, v, _, _, r in ROWS]
    assert [(n, v, r) for n, v, _, _, r in table(page_of([head, *lines]))] == [
        (n, v, r) for n, v, _, _, r in ROWS
    ]


def test_a_lost_heading_over_the_ranges_does_not_make_them_results(page_of):
    rows = [("Total cholesterol", "4.30", "<5.20"), ("Triglycerides", "1.10", "<1.70"), ("LDL cholesterol", "2.40", "<3.40"),
            ("HDL cholesterol", "1.31", "1.00-1.90"), ("Glucose", "5.10", "3.9-6.1")]  # fmt: skip
    lines = [[(60, "Test"), (460, "Result")], *[[(60, n), (460, v), (700, r)] for n, v, r in rows]]
    assert [(n, v, r) for n, v, _, _, r in table(page_of(lines))] == rows


def test_a_page_without_headings(page_of):
    lines = [[(60, n), (460, v), (740, u), (980, r)] for n, v, _, u, r in ROWS]
    assert [(n, v, u, r) for n, v, _, u, r in table(page_of(lines))] == [
        (n, v, u, r) for n, v, _, u, r in ROWS
    ]


def test_an_empty_cell_does_not_pull_up_the_next(page_of):
    rows = list(ROWS)
    rows[2] = ("血红蛋白", "128", "", "", "")
    assert table(page_of([HEAD, *body(rows)])) == rows


def test_a_line_without_a_result_is_no_row(page_of):
    rows = [*ROWS[:2], ("血红蛋白", "", "", "g/L", "115-150"), *ROWS[3:]]
    assert "血红蛋白" not in [name for name, *_ in table(page_of([HEAD, *body(rows)]))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("63.7↓", [(Kind.NUMBER, "63.7"), (Kind.FLAG, "↓")]),
        ("9.4 H", [(Kind.NUMBER, "9.4"), (Kind.FLAG, "H")]),
        ("128g/L", [(Kind.NUMBER, "128"), (Kind.UNIT, "g/L")]),
        ("6.8×10^9/L", [(Kind.NUMBER, "6.8"), (Kind.UNIT, "×10^9/L")]),
        ("3.5-9.5 10^9/L", [(Kind.RANGE, "3.5-9.5"), (Kind.UNIT, "10^9/L")]),
        ("平均红细胞Hb浓度329", [(Kind.TEXT, "平均红细胞Hb浓度"), (Kind.NUMBER, "329")]),
        ("甘油三酯2.31", [(Kind.NAME, "甘油三酯"), (Kind.NUMBER, "2.31")]),
        ("糖类抗原125", [(Kind.NAME, "糖类抗原125")]),
        ("CA19-9", [(Kind.NAME, "CA19-9")]),
        ("10^12/L", [(Kind.UNIT, "10^12/L")]),
        ("(3.5-9.5)", [(Kind.RANGE, "(3.5-9.5)")]),
        ("<5.20", [(Kind.LIMIT, "<5.20")]),
    ],
)
def test_glued_text_is_split(text, parts):
    assert [(kind, piece.strip()) for kind, piece in split(text)] == parts


@given(st.text(alphabet="0123456789.-<↑↓HLg/%^白细胞计数 +()阴性", max_size=30))
def test_splitting_loses_no_sign(text):
    assert "".join(piece for _, piece in split(text)).split() == text.split()


@given(
    st.lists(
        st.tuples(
            st.text(max_size=12),
            st.floats(0, 2000),
            st.floats(0, 2000),
            st.floats(-50, 400),
            st.floats(-50, 80),
        ),
        max_size=25,
    )
)
def test_any_page_can_be_arranged(items):
    tokens = [
        {"text": text, "confidence": 0.9, "box": [[x, y], [x + w, y], [x + w, y + h], [x, y + h]]}
        for text, x, y, w, h in items
    ]
    arrange(page_from_message({"tokens": tokens, "width": 2000, "height": 2000}))


@pytest.mark.parametrize(
    "message",
    [
        {"tokens": "x", "width": 1, "height": 1},
        {"tokens": [{"text": "a", "confidence": 1, "box": [[0, 0]]}], "width": 1, "height": 1},
        {"tokens": [{"text": "a", "confidence": 1, "box": [[0, float("nan")]] * 4}], "width": 1, "height": 1},
        {
            "tokens": [{"text": "a", "confidence": 1, "box": [[0, 0]] * 4, "arrow": "left"}],
            "width": 1,
            "height": 1,
        },
    ],
)
def test_a_malformed_message_is_refused(message):
    with pytest.raises(ValueError):  # noqa: PT011
        page_from_message(message)
