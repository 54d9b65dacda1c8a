"""PDF, HEIC and sideways photos; what a report says about itself; reports in prose."""

from __future__ import annotations

import io
from datetime import date

import pytest
from PIL import Image

from assistant.reports.decoding import WORKING_SIDE, crop, decode, preview, turned
from assistant.reports.errors import NotAReport, ReportFileError
from assistant.reports.photo import image_format
from assistant.reports.reader import OcrProcess, PageRead
from assistant.reports.reading import ReportReader, interpret
from assistant.reports.report_header import header_of, printed_day
from assistant.reports.verdict import Person


def pdf_of(lines, pages=1):
    """A PDF with a text layer in a standard font: ``lines`` of (x, text), points from the left."""
    drawn = []
    for number, line in enumerate(lines):
        for x, text in line:
            escaped = text.replace("(", r"\(").replace(")", r"\)")
            drawn.append(f"BT /F1 11 Tf {x} {780 - 18 * number} Td ({escaped}) Tj ET")
    stream = "\n".join(drawn).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids ["
        + b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))
        + b"] /Count %d >>" % pages,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        *[
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        ]
        * pages,
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


SHEET = [
    [(60, "Example Valley Hospital")],
    [(60, "Patient name: Pat Practice"), (300, "MRN: 1234567")],
    [(60, "Specimen: Serum"), (300, "Collected: 2024-05-17 08:12")],
    [(60, "Test"), (230, "Result"), (300, "Flag"), (350, "Unit"), (430, "Reference range")],
    [(60, "Glucose"), (230, "7.40"), (300, "H"), (350, "mmol/L"), (430, "3.90-6.10")],
    [(60, "Total cholesterol"), (230, "5.10"), (350, "mmol/L"), (430, "<5.20")],
    [(60, "Uric acid"), (230, "310"), (350, "umol/L"), (430, "155-357")],
]


async def test_the_text_layer_of_a_pdf_is_read_without_recognition():
    reading = await ReportReader().read(pdf_of(SHEET))
    told = [
        (row.printed_name, row.value.text, row.ucum, row.printed_range.text, row.confidence)
        for row in reading.rows
    ]
    assert told == [
        ("Glucose", "7.40", "mmol/L", "3.90-6.10", 1.0),
        ("Total cholesterol", "5.10", "mmol/L", "<5.20", 1.0),
        ("Uric acid", "310", "umol/L", "155-357", 1.0),
    ]
    assert {reader for row in reading.rows for reader in row.readers} == {"text layer of the PDF"}
    assert (reading.header.hospital, reading.header.specimen) == ("Example Valley Hospital", "Serum")
    assert reading.header.day == date(2024, 5, 17)
    assert image_format(reading.previews[0]) == "JPEG"
    (cut,) = await OcrProcess().crops(pdf_of(SHEET), [(1, reading.rows[0].value_box)])
    assert image_format(cut) == "JPEG"


async def test_pages_of_a_pdf_are_read_in_order():
    reading = await ReportReader().read(pdf_of(SHEET, pages=2))
    assert [row.page for row in reading.rows] == [1, 1, 1, 2, 2, 2]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7 broken", "damaged or locked"),
        (pdf_of(SHEET)[:400], "damaged or locked"),
        (pdf_of(SHEET, pages=51), "more than 50 pages"),
    ],
)
async def test_pdfs_that_cannot_be_read_are_refused_with_one_sentence(data, sentence):
    with pytest.raises(ReportFileError, match=sentence):
        await ReportReader().read(data)


def test_a_heic_photo_is_decoded_upright():
    import pillow_heif

    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (640, 320), (200, 30, 30))).save(out, quality=80)
    data = out.getvalue()
    assert image_format(data) == "HEIF"
    assert decode(data).rgb.shape == (320, 640, 3)


def test_turns_previews_and_crops_keep_their_places():
    picture = Image.new("RGB", (2400, 1200), "white")
    picture.paste((0, 0, 0), (2000, 100, 2200, 200))
    out = io.BytesIO()
    picture.save(out, "PNG")
    page = decode(out.getvalue())
    assert (page.scale, page.rgb.shape[1]) == (1.2, WORKING_SIDE)
    quarter = turned(page, 1)
    assert (quarter.width, quarter.height) == (1200, 2400)
    assert quarter.rgb[round(300 / 1.2), round(150 / 1.2)].max() == 0
    with Image.open(io.BytesIO(crop(page, (2000, 100, 2200, 200)))) as part:
        assert part.width == 501
        assert 245 <= part.height <= 255
        assert part.convert("L").resize((1, 1)).getpixel((0, 0)) < 20
    with Image.open(io.BytesIO(preview(page))) as small:
        assert max(small.size) == 1600


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-17 08:12", date(2024, 5, 17)),
        ("2024年5月7日", date(2024, 5, 7)),
        ("05/17/2024", date(2024, 5, 17)),
        ("2024/13/40", None),
        ("03/04/24", None),
        ("12345678", None),
        ("", None),
    ],
)
def test_days_are_read_strictly(text, day):
    assert printed_day(text) == day


def test_what_a_report_says_about_itself_is_kept_apart_from_persons(page_of):
    page = page_of([
        [(60, "示例市第一人民医院检验报告单")],
        [(60, "姓名：张三"), (400, "标本类型：静脉血"), (800, "样本状态：合格")],
        [(60, "采集时间："), (260, "2024-05-17 08:00"), (800, "报告时间:2024-05-17 15:00")],
    ])  # fmt: skip
    header = header_of([page])
    assert (header.hospital, header.specimen) == ("示例市第一人民医院", "静脉血")
    assert (header.collected_on, header.reported_on) == (date(2024, 5, 17), date(2024, 5, 17))
    assert "张三" not in str(header.to_json())


def test_a_report_in_prose_is_kept_as_sentences(page_of):
    page = page_of([
        [(60, "姓名：张三"), (400, "年龄：61岁")],
        [(60, "检查所见：肝脏大小正常，表面光滑。右叶见一囊肿约12mm。")],
        [(60, "胆囊壁光滑；未见结石。")],
        [(60, "诊断意见："), (260, "肝囊肿。")],
    ])  # fmt: skip
    reading = interpret(PageRead((page,), "test"), Person())
    assert (reading.kind, reading.rows) == ("findings", ())
    assert [(finding.section, finding.sentence) for finding in reading.findings] == [
        ("检查所见", "肝脏大小正常，表面光滑。"), ("检查所见", "右叶见一囊肿约12mm。"),
        ("检查所见", "胆囊壁光滑；"), ("检查所见", "未见结石。"), ("诊断意见", "肝囊肿。"),
    ]  # fmt: skip
    assert "张三" not in str(reading.to_json())


def test_words_without_headings_are_no_report(page_of):
    with pytest.raises(NotAReport):
        interpret(PageRead((page_of([[(60, "今天天气很好")], [(60, "我们去公园")]]),), "test"), Person())
