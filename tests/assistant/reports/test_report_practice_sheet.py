"""Practice sheets: what they print is true, and the real recogniser reads it back."""

from __future__ import annotations

import io
import json
import random

import pytest
from PIL import Image, ImageDraw

from assistant.conversation import Language
from assistant.reports.analytes import analyte_table
from assistant.reports.arithmetic import run_checks
from assistant.reports.arrows import arrow_shape
from assistant.reports.evaluation import evaluate
from assistant.reports.practice import fonts
from assistant.reports.practice.generation import TIERS, generate, layouts, panels, practice_report, render
from assistant.reports.practice.printing import practice_rows, truth
from assistant.reports.practice.sheets import sheets
from assistant.reports.reader import PageRead
from assistant.reports.reading import ReportReader
from assistant.reports.results import ReportRow, Verdict
from assistant.reports.scoring import Tally, score
from assistant.reports.values import Side, compare, parse_range, parse_value


@pytest.mark.parametrize("panel", ["cbc", "chemistry", "lipids", "urine"])
@pytest.mark.parametrize("layout", ["zh_plain", "en_flag"])
def test_a_sheet_agrees_with_itself(panel, layout):
    table = analyte_table()
    checked = 0
    for seed in range(12):
        rows = practice_rows(sheets().panels[panel], sheets().layouts[layout], table, random.Random(seed))
        results = [
            ReportRow(
                row.name, parse_value(row.value), 1.0, (0, 0, 1, 1), (), analyte=row.key, printed_unit=row.unit,
                ucum=table.units.resolve(row.unit, table[row.key].allowed_units), printed_range=parse_range(row.reference_range))
            for row in rows
        ]  # fmt: skip
        checks = run_checks(results, table)
        checked += len(checks)
        assert all(check.passed for check in checks)
        for row, result in zip(rows, results, strict=True):
            side = compare(result.value, result.printed_range)
            assert row.flag == {Side.HIGH: "H", Side.LOW: "L"}.get(side, "none")
    assert checked == {"cbc": 7 * 12, "chemistry": 3 * 12, "lipids": 12, "urine": 0}[panel]


def test_some_values_lie_outside():
    items, layout = sheets().panels["chemistry"], sheets().layouts["zh_lis"]
    rows = [
        row
        for seed in range(10)
        for row in practice_rows(items, layout, analyte_table(), random.Random(seed))
    ]
    assert 0.1 < sum(row.flag != "none" for row in rows) / len(rows) < 0.5


def test_some_values_are_critical():
    items, layout, table = sheets().panels["chemistry"], sheets().layouts["en_plain"], analyte_table()
    tally = Tally()
    for seed in range(40):
        for row in practice_rows(items, layout, table, random.Random(seed)):
            score(truth(row, layout), None, tally)
    assert 5 <= tally.counts["critical"] == tally.counts["critical_missed"] < 80


def test_equal_arguments_give_equal_photos():
    assert render(None, Language.EN, "lipids", 3) == render("en_flag", Language.EN, "lipids", 3)
    assert render(None, Language.EN, "lipids", 3)[1] != render(None, Language.EN, "lipids", 4)[1]


def test_unknown_sheets_are_refused():
    for layout, language, panel in [
        ("zh_lis", Language.EN, "cbc"),
        (None, Language.EN, "x"),
        ("x", Language.ZH, "cbc"),
    ]:
        with pytest.raises(ValueError, match="no practice sheet"):
            render(layout, language, panel, 1)
    assert {*layouts(Language.ZH), *layouts(Language.EN)} == set(sheets().layouts)
    assert panels() == tuple(sheets().panels)


def test_without_a_font_it_says_which_to_install(monkeypatch):
    monkeypatch.setattr(fonts, "FILES", {"sans": (), "serif": ()})
    fonts.font_file.cache_clear()
    try:
        with pytest.raises(fonts.FontMissing, match="fonts-noto-cjk"):
            fonts.font_file()
    finally:
        fonts.font_file.cache_clear()


@pytest.mark.parametrize(
    ("sign", "shape"), [("↑", "up"), ("↓", "down"), *((sign, None) for sign in "0123456789HLT-)%")]
)
@pytest.mark.parametrize("size", [44, 60])
def test_arrows_are_told_from_digits_by_shape(sign, shape, size):
    import numpy as np

    picture = Image.new("L", (120, 120), 0)
    ImageDraw.Draw(picture).text((20, 10), sign, font=fonts.font(size), fill=255)
    black = picture.point(lambda level: 255 if level > 128 else 0)
    ink = np.asarray(black.crop(black.getbbox())) > 128
    assert arrow_shape(ink) == shape


@pytest.mark.parametrize(
    ("layout", "language", "panel", "seed"),
    [("zh_lis", Language.ZH, "chemistry", 7), ("en_plain", Language.EN, "lipids", 8)],
)
async def test_the_recogniser_reads_a_photographed_sheet(layout, language, panel, seed):
    photo, truth = render(layout, language, panel, seed)
    stages = []
    reading = await ReportReader().read(photo, progress=stages.append, language=language)
    wanted = [(row["printed_name"], row["value"]) for row in truth["rows"]]
    got = {(row.printed_name, row.value.text) for row in reading.rows}
    right = [pair for pair in wanted if pair in got]
    assert len(right) >= 0.95 * len(wanted)
    assert all(row.in_doubt for row in reading.rows if (row.printed_name, row.value.text) not in wanted)
    out = {row["printed_name"]: row["flag"] for row in truth["rows"] if row["flag"] != "none"}
    assert out, "the sheet should have something to mark"
    marked = {
        row.printed_name: {Verdict.HIGH: "H", Verdict.LOW: "L"}[row.verdict] for row in reading.out_of_range
    }
    assert marked == out
    assert all(check.passed for check in reading.checks)
    assert reading.redacted >= 8
    told = json.dumps(reading.to_json(), ensure_ascii=False)
    assert not any(word in told for word in ("样例", "示范", "Sample", "Example", "000000"))
    assert stages == ["decoding", "recognising", "arranging"]
    with Image.open(io.BytesIO(photo)) as picture:
        for row in reading.rows:
            left, top, right_edge, bottom = row.box
            assert 0 <= left < right_edge <= picture.width
            assert 0 <= top < bottom <= picture.height


class _Scripted:
    """Gives the same page for every photo."""

    def __init__(self, page):
        self._page = page

    async def read_page(self, data, *, progress):
        return PageRead((self._page,), "scripted")

    async def crops(self, data, boxes):
        return tuple(b"crop" for _ in boxes)


async def test_evaluation_counts_what_went_wrong(tmp_path, page_of):
    rows = [("Potassium", "6.5", "mmol/L", "3.5-5.3", "H"), ("Sodium", "141", "mmol/L", "137-147", "none"),
            ("Chloride", "103", "mmol/L", "99-110", "none"), ("Calcium", "2.31", "mmol/L", "2.11-2.52", "none")]  # fmt: skip
    (tmp_path / "truth").mkdir()
    (tmp_path / "a.png").write_bytes(b"stand-in")
    names = ("printed_name", "value", "unit", "reference_range", "flag")
    truth = {"image": "a.png", "lang": "en", "kind": "test", "partial": False}
    truth["rows"] = [dict(zip(names, row, strict=True)) for row in rows]
    (tmp_path / "truth" / "a.json").write_text(json.dumps(truth))
    read = [
        ("Potassium", "6.5", "mmol/L", "3.5-5.3"),
        ("Sodium", "142", "mmol/L", "137-147"),
        ("Chloride", "103", "", "99-119"),
    ]
    head = [(60, "Test"), (460, "Result"), (740, "Unit"), (980, "Reference range")]
    lines = [[(x, text) for x, text in zip((60, 460, 740, 980), row, strict=True) if text] for row in read]
    told = await evaluate(tmp_path, pages=_Scripted(page_of([head, *lines])))
    assert (told["row_recall"], told["value_exact"], told["row_precision"]) == (50.0, 66.7, 66.7)
    assert (told["unit"], told["range"], told["flag"]) == (66.7, 66.7, 100.0)
    assert (told["critical_missed"], told["silent_wrong"], told["personal_fields_stored"], told["n"]) == (
        0,
        1,
        0,
        1,
    )
    assert [(f["row"], f["problem"]) for f in told["failures"]] == [
        ("Sodium", "value"), ("Chloride", "unit"), ("Chloride", "range"), ("Calcium", "not found")]  # fmt: skip


async def test_evaluation_needs_photos_with_truths(tmp_path):
    with pytest.raises(ValueError, match="no photo with a file of the same name"):
        await evaluate(tmp_path)
    (tmp_path / "truth").mkdir()
    (tmp_path / "a.jpg").write_bytes(b"")
    (tmp_path / "truth" / "a.json").write_text("[]")
    with pytest.raises(ValueError, match=r"a\.json is not a truth file"):
        await evaluate(tmp_path)


@pytest.mark.parametrize("tier", TIERS)
def test_generated_reports_are_equal_for_equal_seeds_and_keep_their_layouts_apart(tier):
    first = practice_report(tier, random.Random("a"), "judging")
    assert practice_report(tier, random.Random("a"), "judging") == first
    assert practice_report(tier, random.Random("b"), "judging") != first
    used = {layout for layout in sheets().layouts if f" {layout}," in first[1]["kind"]}
    assert used
    assert all(sheets().layouts[layout].set == "judging" for layout in used)


def test_a_generated_folder_is_what_evaluation_takes(tmp_path):
    made = generate(tmp_path, 2, 2, 5, "building")
    assert [file.name for file in made] == ["t2-building-5-000.jpg", "t2-building-5-001.jpg"]
    for file in made:
        truth = json.loads((tmp_path / "truth" / f"{file.stem}.json").read_text(encoding="utf-8"))
        assert truth["image"] == file.name
        assert truth["rows"]
        for row in truth["rows"]:
            assert {"printed_name", "value", "unit", "reference_range", "flag"} <= row.keys()
            number, limits = parse_value(row["value"]), parse_range(row["reference_range"])
            if row["flag"] != "none" and number is not None and limits is not None:
                assert {Side.HIGH: "H", Side.LOW: "L"}[compare(number, limits)] == row["flag"]
    with pytest.raises(ValueError, match="no tier 4"):
        generate(tmp_path, 1, 4, 1, "judging")


def test_evaluation_gives_the_readers_side_by_side(tmp_path, page_of):
    import asyncio
    from dataclasses import replace

    (tmp_path / "truth").mkdir()
    (tmp_path / "a.png").write_bytes(b"stand-in")
    rows = [{"printed_name": "尿蛋白", "value": "-", "unit": "", "reference_range": "-", "flag": "none"},
            {"printed_name": "尿酮体", "value": "+", "unit": "", "reference_range": "-", "flag": "none"}]  # fmt: skip
    told = json.dumps({"rows": rows, "tier": 3})
    (tmp_path / "truth" / "a.json").write_text(told, encoding="utf-8")
    page = page_of([[(60, "项目"), (460, "结果"), (740, "参考值")],
                    [(60, "尿蛋白"), (460, "-"), (740, "-")], [(60, "尿酮体"), (460, "+"), (740, "-")]])  # fmt: skip
    found = tuple(replace(token, found=token.text == "-") for token in page.tokens)
    told = asyncio.run(evaluate(tmp_path, pages=_Scripted(replace(page, tokens=found))))
    assert (told["readers"]["one"]["row_recall"], told["readers"]["two"]["row_recall"]) == (50.0, 100.0)
    assert told["row_recall"] == 100.0
    assert told["tiers"] == {"3": told["readers"]}
