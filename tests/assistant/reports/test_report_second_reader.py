"""Two readers: what they agree on stands, what they do not is asked, and no model adds a result."""

from __future__ import annotations

import json

import pytest

from assistant.conversation import Language, Route
from assistant.models.engine import EngineDescription, EngineError
from assistant.reports.agreement import second_opinion
from assistant.reports.reader import PageRead
from assistant.reports.reading import ReportReader, interpret
from assistant.reports.results import Doubt
from assistant.reports.tokens import Token
from assistant.reports.values import parse_value
from assistant.reports.verdict import Person
from assistant.reports.vision import ROWS_A_CROP, SCHEMA, VisionReader, crop_boxes, seen_rows

HEAD = [(60, "项目名称"), (460, "结果"), (740, "单位"), (980, "参考区间")]
ROWS = [
    ("钾", "4.12", "mmol/L", "3.50-5.30"),
    ("钠", "141", "mmol/L", "137-147"),
    ("尿酸", "34", "μmol/L", "155-357"),
]


class Pages:
    """Gives one page, and a name for each crop that is asked for."""

    def __init__(self, page):
        self._page = page
        self.boxes = []

    async def read_page(self, data, *, progress):
        return PageRead((self._page,), "scripted")

    async def crops(self, data, boxes):
        self.boxes = list(boxes)
        return tuple(b"crop" for _ in boxes)


class Model:
    """Answers with ``rows`` in small pieces, as a real engine streams; ``failing`` falls instead."""

    def __init__(self, rows, failing=False):
        self._rows, self._failing = rows, failing
        self.asked = []

    @property
    def description(self):
        return EngineDescription("scripted", "Seeing model", Route.LOCAL, answers_health_questions=True)

    async def generate(self, prompt, *, schema=None, images=(), max_tokens=400, temperature=None):
        self.asked.append((schema, images, temperature))
        if self._failing:
            raise EngineError("The model fell.")
        answer = json.dumps(
            {
                "rows": [
                    dict(zip(("name", "value", "unit", "range", "flag"), row, strict=True))
                    for row in self._rows
                ]
            }
        )
        for start in range(0, len(answer), 7):
            yield answer[start : start + 7]


@pytest.fixture
def page(page_of):
    return page_of(
        [HEAD, *([(x, text) for x, text in zip((60, 460, 740, 980), row, strict=True)] for row in ROWS)]
    )


async def read(page, model):
    reader = ReportReader(Pages(page), vision=VisionReader(model))
    return await reader.read(b"photo", language=Language.EN)


async def test_a_second_reader_that_agrees_leaves_no_question(page):
    model = Model(
        [
            ("钾", "4.12", "mmol/L", "3.50-5.30", ""),
            ("钠", "141", "mmol/L", "", ""),
            ("尿酸", "34", "", "", "L"),
        ]
    )
    reading = await read(page, model)
    assert [row.agreed for row in reading.rows] == [True, True, True]
    assert all("Seeing model" in row.readers for row in reading.rows)
    ((schema, images, temperature),) = model.asked
    assert (schema, images, temperature) == (SCHEMA, (b"crop",), 0.0)


@pytest.mark.parametrize("wrong", ["4.72", "41.2", "4.1", "<4.12"])
async def test_a_digit_read_differently_is_asked_with_both_answers(page, wrong):
    reading = await read(
        page, Model([("钾", wrong, "", "", ""), ("钠", "141", "", "", ""), ("尿酸", "34", "", "", "")])
    )
    potassium = reading.rows[0]
    assert (potassium.value.text, potassium.other_value, potassium.agreed) == ("4.12", wrong, False)
    assert Doubt.READERS_DISAGREE in potassium.doubts
    assert not reading.rows[1].in_doubt


async def test_a_line_only_the_model_saw_is_not_taken_but_told(page):
    invented = ("糖化血红蛋白", "9.9", "%", "4-6", "H")
    reading = await read(page, Model([*((*row[:2], "", "", "") for row in ROWS), invented]))
    assert [row.printed_name for row in reading.rows] == ["钾", "钠", "尿酸"]
    assert any("1 more lines" in warning for warning in reading.warnings)


@pytest.mark.parametrize("rows", [[], [("x", "1", "", "", "")], [("钾", "see doctor at once", "", "", "")]])
async def test_a_model_without_an_opinion_changes_nothing(page, rows):
    alone = interpret(PageRead((page,), "scripted"), Person())
    assert (await read(page, Model(rows))).rows == alone.rows


async def test_a_model_that_falls_leaves_one_reader(page):
    alone = interpret(PageRead((page,), "scripted"), Person())
    assert (await read(page, Model([], failing=True))).rows == alone.rows


@pytest.mark.parametrize(
    "answer", ["", "[]", '{"rows": 3}', '{"rows": [{"name": "钾"}]}', '{"rows": [{"name"', "[" * 90_000]
)
def test_nonsense_is_no_line(answer):
    assert seen_rows(answer) == []


def test_crops_hold_a_few_rows_each_and_stay_on_their_page(page):
    rows = interpret(PageRead((page, page), "scripted"), Person()).rows
    boxes = crop_boxes(rows)
    assert [number for number, _ in boxes] == [1, 2]
    assert len(rows) <= 2 * ROWS_A_CROP
    for number, (left, top, right, bottom) in boxes:
        for row in (row for row in rows if row.page == number):
            assert left <= row.box[0] < row.box[2] <= right
            assert top <= row.box[1] < row.box[3] <= bottom


BOX = ((0, 0), (80, 0), (80, 20), (0, 20))


@pytest.mark.parametrize(
    ("again", "arrow", "opinion"),
    [
        ("4.12", None, (True, "")),
        ("4.12↑", None, (True, "")),
        ("4.72", None, (False, "4.72")),
        ("4.121", "up", (True, "")),
        ("4.121", None, (False, "4.121")),
        ("", None, (None, "")),
        ("血钾", None, (None, "")),
        (None, None, (None, "")),
    ],
)
def test_a_second_look_at_the_photo(again, arrow, opinion):
    assert second_opinion(Token("4.12", 0.9, BOX, arrow, again), parse_value("4.12")) == opinion
