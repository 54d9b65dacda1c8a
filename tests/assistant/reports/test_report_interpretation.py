"""From rows to results: names, verdicts, doubts, checks, sentences, and nothing personal."""

from __future__ import annotations

import pytest

from assistant.conversation import Language
from assistant.reports.errors import NotAReport
from assistant.reports.explanation import explain
from assistant.reports.reader import PageRead
from assistant.reports.reading import interpret
from assistant.reports.results import Basis, Doubt, Verdict
from assistant.reports.verdict import Person

HEAD = [(60, "项目名称"), (460, "结果"), (640, "提示"), (740, "单位"), (980, "参考区间")]
PLACES = (60, 460, 640, 740, 980)


@pytest.fixture
def read(page_of):
    def run(*rows, person=None, head=HEAD, extra=(), **shape):
        lines = [
            [
                (x, *(cell if isinstance(cell, tuple) else (cell,)))
                for x, cell in zip(PLACES, row, strict=True)
                if cell
            ]
            for row in rows
        ]
        return interpret(PageRead((page_of([*extra, head, *lines], **shape),), "test"), person or Person())

    return run


def only(reading):
    assert len(reading.rows) == 1
    return reading.rows[0]


def test_the_printed_range_judges(read):
    row = only(read(("甘油三酯", "2.31", "↑", "mmol/L", "0.56-1.70")))
    assert (row.analyte, row.verdict, row.basis, row.flag) == ("tg", Verdict.HIGH, Basis.PRINTED_RANGE, "H")
    assert not row.in_doubt
    assert row.agreed is None


def test_a_printed_mark_judges_where_no_range_is_printed(read):
    row = only(read(("甘油三酯", "2.31", "↑", "mmol/L", "")))
    assert (row.verdict, row.basis) == (Verdict.HIGH, Basis.PRINTED_MARK)


def test_a_general_range_judges_with_its_source_named(read):
    row = only(read(("血清钙", "2.05", "", "mmol/L", "")))
    assert (row.verdict, row.basis, row.range_source) == (Verdict.LOW, Basis.GENERAL_RANGE, "WS/T 404.6-2015")
    assert row.general_range == "2.11-2.52 mmol/L"


def test_a_general_range_follows_the_unit(read):
    row = only(read(("总蛋白", "7.2", "", "g/dL", "")))
    assert (row.verdict, row.ucum) == (Verdict.NORMAL, "g/dL")


@pytest.mark.parametrize(
    ("person", "verdict"),
    [(Person(), Verdict.UNJUDGED), (Person(sex="F"), Verdict.NORMAL), (Person(sex="M"), Verdict.LOW)],
)
def test_a_range_by_sex_needs_the_sex(read, person, verdict):
    assert only(read(("血红蛋白", "120", "", "g/L", ""), person=person)).verdict is verdict


@pytest.mark.parametrize("name", ["尿酸", "促甲状腺激素", "癌胚抗原"])
def test_unchecked_or_assay_bound_ranges_never_judge(read, name):
    assert only(read((name, "999", "", "", ""), person=Person("F", 40))).verdict is Verdict.UNJUDGED


def test_a_protective_antibody_is_not_called_abnormal(read):
    assert only(read(("乙肝表面抗体", "阳性", "", "", "阴性"))).verdict is Verdict.UNJUDGED


def test_an_unexpected_word_is_abnormal(read):
    row = only(read(("尿蛋白", "2+", "", "", "阴性")))
    assert (row.analyte, row.verdict) == ("u_pro", Verdict.ABNORMAL)


@pytest.mark.parametrize(
    ("name", "unit", "value", "analyte"),
    [
        ("PCT", "ng/mL", "0.12", "pct"),
        ("PCT", "%", "0.21", "pct_plt"),
        ("GLU", "mmol/L", "5.1", "glu"),
        ("WBC", "/HP", "3", "u_wbc"),
        ("WBC", "10^9/L", "6.1", "wbc"),
        ("中性粒细胞", "%", "61", "neut_pct"),
        ("中性粒细胞", "10^9/L", "4.1", "neut_abs"),
        ("CK-MB", "U/L", "12", "ckmb_act"),
        ("CK-MB", "ng/mL", "2.1", "ckmb_mass"),
        ("TG", "ng/mL", "12", None),
        ("TG", "mmol/L", "1.2", "tg"),
        ("P", "", "1.2", None),
    ],
)
def test_shared_names_are_decided_by_unit_or_not_at_all(read, name, unit, value, analyte):
    reading = read((name, value, "", unit, "0-10"), ("甲胎蛋白", "3.2", "", "ng/mL", "0-7"))
    assert [row.analyte for row in reading.rows] == [analyte, "afp"]


def test_shared_names_are_decided_by_their_neighbours(read):
    reading = read(
        ("尿比重", "1.015", "", "", "1.003-1.030"),
        ("尿酮体", "阴性", "", "", "阴性"),
        ("GLU", "阴性", "", "", "阴性"),
    )
    assert [row.analyte for row in reading.rows] == ["u_sg", "u_ket", "u_glu"]
    assert reading.kind == "urinalysis"


@pytest.mark.parametrize(
    ("row", "doubt"),
    [
        (("白蛋白", ("42.0", 0.9), "", "g/L", "40-55"), Doubt.LOW_CONFIDENCE),
        (("丙氨酸氨基转移酶", "67.91", "", "U/L", "7.0-40.0"), Doubt.ARROW_AS_DIGIT),
        (("丙氨酸氨基转移酶", "671", "", "U/L", "7-40"), Doubt.ARROW_AS_DIGIT),
        (("丙氨酸氨基转移酶", ("31", 0.96), "", "U/L", "7-40"), Doubt.ARROW_AS_DIGIT),
        (("白蛋白", "42.0", "↓", "g/L", "40-55"), Doubt.MARK_DISAGREES),
        (("白蛋白", "42.0", "", "g/L", "55-40"), Doubt.RANGE_INVERTED),
        (("白蛋白", "428", "", "g/L", "40-55"), Doubt.DECIMAL_POINT),
        (("血小板计数", "250,000", "", "/uL", "125,000-350,000"), Doubt.COMMA),
    ],
)
def test_doubtful_rows_are_marked(read, row, doubt):
    assert doubt in only(read(row)).doubts


def test_an_arrow_read_as_a_digit_is_the_mark_it_is_drawn_as(read):
    row = only(read(("白蛋白", "58.3", ("1", 0.95, "up"), "g/L", "40.0-55.0")))
    assert (row.value.text, row.flag, row.verdict, row.in_doubt) == ("58.3", "H", Verdict.HIGH, False)


def test_an_arrow_read_as_the_last_digit_is_seen_by_its_shape(read):
    row = only(read(("丙氨酸氨基转移酶", ("31", 0.999, "down"), "", "U/L", "7-40")))
    assert row.doubts == (Doubt.ARROW_AS_DIGIT,)


def test_a_second_number_on_the_line_is_not_silently_chosen(read):
    assert Doubt.TWO_VALUES in only(read(("白蛋白", "58.3", "1", "g/L", "40.0-55.0"))).doubts


@pytest.mark.parametrize("value", ["5.1", "4.21", "11", "3.91"])
def test_an_honest_one_is_not_doubted(read, value):
    assert not only(read(("白细胞计数", value, "", "10^9/L", "3.50-12.00"))).in_doubt


def test_a_value_cut_from_its_name_is_marked(page_of):
    head = [(60, "项目名称"), (460, "结果"), (980, "参考区间")]
    page = page_of([head, [(60, "甘油三酯2.31"), (980, "0.56-1.70")]])
    row = only(interpret(PageRead((page,), "test"), Person()))
    assert (row.value.text, row.doubts) == ("2.31", (Doubt.GLUED_TO_NAME,))


def test_two_different_values_of_one_test_are_marked(read):
    reading = read(("钾", "4.1", "", "mmol/L", "3.5-5.3"), ("血钾", "4.9", "", "mmol/L", "3.5-5.3"))
    assert all(Doubt.TWO_VALUES in row.doubts for row in reading.rows)


LIVER = (("总蛋白", "72.0", "", "g/L", "65-85"), ("白蛋白", "42.0", "", "g/L", "40-55"), ("球蛋白", "30.0", "", "g/L", "20-40"),
         ("白球比", "1.40", "", "", "1.2-2.4"))  # fmt: skip


def test_arithmetic_that_holds(read):
    reading = read(*LIVER)
    assert {check.id: check.passed for check in reading.checks} == {"protein": True, "albumin_globulin": True}
    assert not any(row.in_doubt for row in reading.rows)


def test_a_misread_digit_breaks_the_arithmetic_and_marks_what_no_other_check_proves(read):
    reading = read(("总蛋白", "77.0", "", "g/L", "65-85"), *LIVER[1:])
    assert {check.id: check.passed for check in reading.checks} == {
        "protein": False,
        "albumin_globulin": True,
    }
    assert [row.analyte for row in reading.rows if Doubt.ARITHMETIC in row.doubts] == ["tp"]


def test_arithmetic_is_done_in_one_unit(read):
    rows = (("红细胞计数", "4.50", "", "10^12/L", "3.8-5.1"), ("红细胞压积", "40.5", "", "%", "35-45"),
            ("平均红细胞体积", "90.0", "", "fL", "82-100"))  # fmt: skip
    assert [(check.id, check.passed) for check in read(*rows).checks] == [("mean_cell_volume", True)]


@pytest.mark.parametrize(
    ("row", "critical"),
    [
        (("钾", "6.5", "↑", "mmol/L", "3.5-5.3"), True),
        (("钾", "5.5", "↑", "mmol/L", "3.5-5.3"), False),
        (("葡萄糖", "450", "↑", "mg/dL", "70-99"), True),
        (("葡萄糖", "25", "↑", "mmol/L", "3.9-6.1"), True),
        (("葡萄糖", "90", "", "mg/dL", "70-99"), False),
        (("葡萄糖", "90", "", "", "70-99"), False),
        (("葡萄糖", "25", "↑", "", "3.9-6.1"), True),
        (("尿酸", "900", "↑", "umol/L", "155-357"), False),
    ],
)
def test_critical_values_by_unit(read, row, critical):
    assert bool(only(read(row)).critical) is critical


@pytest.mark.parametrize(
    "line",
    [
        [(60, "姓名:样例"), (400, "性别:女"), (700, "年龄:45岁")],
        [(60, "姓名"), (160, "样例"), (400, "年龄"), (500, "45")],
        [(60, "病历号:00123456"), (460, "标本号"), (640, "20")],
        [(60, "采样时间: 2020-01-01 08:00:00")],
        [(60, "Patient name: Sample Person"), (700, "Age: 45")],
        [(60, "姓名:样例 性别:女 年龄:45")],
    ],
)
def test_personal_fields_never_become_rows(page_of, line):
    rows = [[(60, "白细胞计数"), (460, "6.10"), (740, "10^9/L"), (980, "3.5-9.5")]] * 2
    for lines in ([line, HEAD, *rows], [HEAD, rows[0], line, rows[1]], [line, *rows]):
        reading = interpret(PageRead((page_of(lines),), "test"), Person())
        assert {row.printed_name for row in reading.rows} == {"白细胞计数"}
        assert reading.redacted >= 1
        assert "样例" not in str(reading.to_json())
        assert "Sample" not in str(reading.to_json())


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [[(60, "Milk"), (460, "2.31")], [(60, "Bread"), (460, "1.70")]],
        [[(60, "今天天气很好")], [(60, "我们去公园散步")]],
    ],
)
def test_what_is_no_report_is_said_to_be_none(page_of, lines):
    with pytest.raises(NotAReport, match="lay the report flat"):
        interpret(PageRead((page_of(lines),), "test"), Person())


def test_a_photo_read_badly_as_a_whole_is_refused(read):
    row = ("白蛋白", ("42.0", 0.7), ("H", 0.8), ("g/L", 0.6), ("40-55", 0.6))
    with pytest.raises(NotAReport, match="take the photo again in better light"):
        read(row, row, head=[(x, text, 0.7) for x, text in HEAD])


def test_sentences_in_chinese(read):
    reading = read(
        ("甘油三酯", "2.31", "↑", "mmol/L", "0.56-1.70"),
        ("钾", "6.5", "↑", "mmol/L", "3.5-5.3"),
        ("钠", "141", "", "mmol/L", "137-147"),
        ("尿酸", "300", "", "μmol/L", ""),
        ("血清钙", "2.05", "", "mmol/L", ""),
    )
    assert explain(reading.rows, Language.ZH) == [
        "钾 6.5 mmol/L 达到了一些实验室会立即通知医生的数值，请现在就联系您的医生或医院。",
        "甘油三酯 2.31 mmol/L，高于报告上的参考范围 0.56-1.70。",
        "血清钙 2.05 mmol/L，低于通用参考范围 2.11-2.52 mmol/L（WS/T 404.6-2015）；报告上没有印参考范围。",
        "有 1 项在参考范围内。",
        "有 1 项无法判断，因为没有可用的参考范围：尿酸。",
    ]


def test_sentences_in_english(read):
    reading = read(
        ("Albumin", ("38.0", 0.91), "L", "g/L", "40-55"),
        ("Potassium", ("6.5", 0.9), "H", "mmol/L", "3.5-5.3"),
        ("Sodium", "141", "", "mmol/L", "137-147"),
    )
    assert explain(reading.rows, Language.EN) == [
        (
            "Potassium was read as 6.5 mmol/L; compare it with the paper first. "
            "If it is right, contact your doctor or hospital now."
        ),
        "Albumin 38.0 g/L, below the range 40-55 printed on the report.",
        "Please compare Albumin with the paper: it was read as 38.0 g/L.",
        "Within their range: 1.",
    ]


def test_the_json_shape(read):
    told = read(("甘油三酯", "2.31", "↑", "mmol/L", "0.56-1.70")).to_json()
    assert told["rows"][0].items() >= {
        "printed_name": "甘油三酯", "analyte": "tg", "value": "2.31", "unit": "mmol/L", "range": "0.56-1.70", "flag": "H",
        "verdict": "high", "agreed": None, "readers": ["test"], "doubts": []}.items()  # fmt: skip
    assert set(told) >= {"rows", "checks", "redacted", "ms"}
