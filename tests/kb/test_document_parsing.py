import io
import zipfile
from functools import cache

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import IntakeError
from kb.parsing.cleaning import cleaned, language_of, with_headings
from kb.parsing.process import READERS, parse
from kb.parsing.reader import read_document

PAGE = """<html><head><title>Salt and you - Health Office</title>
<meta property="og:site_name" content="Health Office"><meta name="date" content="2025-03-04"></head><body>
<nav><a href="/">Home</a><a href="/x">Shop</a></nav><article><h1>Salt and you</h1>
<p>Most of the salt that people eat is in bread, soups, sauces and ready meals, not in the salt cellar.</p>
<h2>What to do</h2><p>Read the label before you buy, and taste the food before you reach for the salt.</p>
<ul><li>Cook with herbs and lemon</li><li>Rinse tinned beans</li></ul>
<table><tr><th>Food</th><th>Salt</th></tr><tr><td>Soup</td><td>much</td></tr></table></article>
<footer>Cookies and privacy</footer></body></html>"""


@cache
def word_document():
    document = docx.Document()
    document.core_properties.title = "量血压"
    document.core_properties.author = "社区医院"
    document.add_heading("坐姿", 1)
    document.add_paragraph("坐好，安静休息，袖带和心脏一样高。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("时间", "次数", "早上", "两次"), strict=True
    ):
        cell.text = text
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def book(chapters):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        )
        items = "".join(f'<item id="c{n}" href="c{n}.xhtml"/>' for n in range(len(chapters)))
        spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
        archive.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            "<dc:title>Walking</dc:title><dc:publisher>Park House</dc:publisher><dc:date>2024-05-06T00:00</dc:date>"
            f"</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>",
        )
        for number, chapter in enumerate(chapters):
            archive.writestr(f"OEBPS/c{number}.xhtml", chapter)
    return packed.getvalue()


def pdf(*pages):
    """A PDF of one font with a line of text for each item of each page."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        text = "BT /F 12 Tf 40 700 Td 16 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        objects.append(f"<< /Length {len(text)} >>\nstream\n{text}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body = "%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return (body + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").encode(
        "latin-1"
    )


def draft_or_sentence(data, suffix):
    try:
        return parse(data, "x", suffix)["draft"]["markdown"] != ""
    except IntakeError as error:
        return str(error).endswith(".")


def test_a_web_page_is_its_article():
    draft = parse(PAGE.encode(), "salt", ".html")["draft"]
    assert draft["title"].startswith("Salt and you")
    assert (draft["publisher"], draft["dated"]) == ("Health Office", "2025-03-04")
    for kept in ("## What to do", "- Rinse tinned beans", "| Soup | much |"):
        assert kept in draft["markdown"]
    for menu in ("Shop", "Cookies"):
        assert menu not in draft["markdown"]


def test_a_word_document_keeps_headings_and_tables():
    draft = parse(word_document(), "x", ".docx")["draft"]
    assert (draft["title"], draft["publisher"]) == ("量血压", "社区医院")
    assert "## 坐姿\n\n坐好" in draft["markdown"]
    assert "| 早上 | 两次 |" in draft["markdown"]


def test_a_book_is_read_in_the_order_of_its_spine():
    words = "Walking every day keeps the heart strong and the mind calm, and it costs nothing at all. " * 4
    chapters = [f"<html><body><h1>Part {n}</h1><p>Chapter {n}: {words}</p></body></html>" for n in (1, 2)]
    draft = parse(book(chapters), "x", ".epub")["draft"]
    assert (draft["title"], draft["publisher"], draft["dated"]) == ("Walking", "Park House", "2024-05-06")
    assert draft["markdown"].index("Chapter 1") < draft["markdown"].index("Chapter 2")


def test_a_pdf_loses_running_heads_and_line_breaks():
    pages = [
        ("Health Office", f"Page text number {n} tells about hyper-", "tension and rest.", str(n))
        for n in (1, 2, 3)
    ]
    draft = parse(pdf(*pages), "leaflet", ".pdf")["draft"]
    assert "## p. 2\n\nPage text number 2 tells about hypertension and rest." in draft["markdown"]
    assert "Health Office" not in draft["markdown"]


def test_a_pdf_of_pictures_says_so():
    with pytest.raises(IntakeError, match="pictures of text"):
        parse(pdf((), ()), "scan", ".pdf")


def test_chinese_text_of_any_encoding_and_script_is_one():
    for encoding in ("utf-8", "gb18030", "utf-16"):
        assert parse("# 高血壓\n\n臨床上很常見。".encode(encoding), "x", ".txt")["draft"]["title"] == "高血压"
    assert parse("体温３８．５℃，Ｔ".encode(), "x", ".txt")["draft"]["markdown"].startswith("体温38")


def test_what_the_eye_cannot_see_is_taken_out_and_counted():
    text, hidden = cleaned("sa\u200blt \U000e0041\U000e0042and\u202e rest")
    assert (text, hidden) == ("salt and rest", 4)


def test_headings_begin_at_the_second_level():
    assert with_headings("# A\n\ntext\n\n## B\n\n#\u0020\n") == "## A\n\ntext\n\n### B\n\n\n"
    assert with_headings("#### A") == "## A"


def test_the_language_is_that_of_most_words():
    assert language_of("HbA1c 是糖化血红蛋白") == "zh"
    assert language_of("The word 血压 means blood pressure") == "en"


@given(st.sampled_from(sorted(READERS)), st.binary(max_size=400))
def test_any_bytes_are_a_draft_or_one_sentence(suffix, data):
    assert draft_or_sentence(data, suffix)


@given(st.data())
def test_a_mutated_document_is_a_draft_or_one_sentence(data):
    suffix, whole = data.draw(
        st.sampled_from([(".docx", word_document()), (".pdf", pdf(("one", "two" * 20)))])
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + data.draw(st.integers(0, 60)) :]
    assert draft_or_sentence(broken, suffix)


def test_a_bomb_is_refused_before_it_unpacks():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\x00" * 50_000_000)
    with pytest.raises(IntakeError, match="unpacks to far more"):
        parse(packed.getvalue(), "bomb", ".docx")


def test_the_process_reads_a_document_and_refuses_what_is_none():
    assert read_document(PAGE.encode(), "salt", ".html").draft.publisher == "Health Office"
    with pytest.raises(IntakeError, match="not a readable PDF"):
        read_document(b"garbage", "x", ".pdf")
    with pytest.raises(IntakeError, match="larger than 20 MB"):
        read_document(b"x" * 20_000_001, "x", ".txt")
    with pytest.raises(IntakeError, match=r"\.exe|kind"):
        read_document(b"MZ", "x", ".exe")
