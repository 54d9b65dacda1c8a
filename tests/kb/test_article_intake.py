from datetime import date
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import IntakeError
from kb.intake import LARGEST_ARTICLE, folder_articles, read_article, shipped_articles

PATH = PurePosixPath("en/salt.md")
FRONT = """+++
title = "Salt"
topic = "salt"
language = "en"
publisher = "Example"
licence = "CC0-1.0"
reviewed = 2026-01-31
sources = ["A guideline", "A leaflet"]
+++
"""
BODY = """
Some words first.

## How much

Five grams a day.

### For children

Less.

## Where it hides

- Bread
- Soup
"""


def test_an_article_becomes_a_document_with_its_heading_trails():
    document = read_article(FRONT + BODY, PATH)
    assert (document.id, document.topic, document.title, document.language) == (
        "en/salt",
        "salt",
        "Salt",
        "en",
    )
    assert (document.publisher, document.licence, document.reviewed) == (
        "Example",
        "CC0-1.0",
        date(2026, 1, 31),
    )
    assert document.sources == ("A guideline", "A leaflet")
    assert [(section.path, section.text) for section in document.sections] == [
        (("Salt",), "Some words first."),
        (("Salt", "How much"), "Five grams a day."),
        (("Salt", "How much", "For children"), "Less."),
        (("Salt", "Where it hides"), "- Bread\n- Soup"),
    ]


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm():
    windows = "\ufeff" + (FRONT + BODY).replace("\n", "\r\n")
    assert read_article(windows, PATH) == read_article(FRONT + BODY, PATH)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BODY, "no front matter"),
        ("", "no front matter"),
        (FRONT.replace('"Salt"', "Salt") + BODY, "not TOML"),
        (FRONT.replace('title = "Salt"\n', "") + BODY, "wrong at title"),
        (FRONT.replace('title = "Salt"', 'title = ""') + BODY, "wrong at title"),
        (FRONT.replace("title", "titel") + BODY, "wrong at tit"),
        (FRONT.replace('"en"', '"fr"') + BODY, "wrong at language"),
        (FRONT.replace("2026-01-31", '"soon"') + BODY, "wrong at reviewed"),
        (FRONT.replace('["A guideline", "A leaflet"]', "[]") + BODY, "wrong at sources"),
        (FRONT.replace('["A guideline", "A leaflet"]', "[1]") + BODY, "wrong at sources.0"),
        (FRONT.replace('topic = "salt"', 'topic = "sugar"') + BODY, "topic is sugar"),
        (FRONT.replace('topic = "salt"', 'topic = "../salt"') + BODY, "wrong at topic"),
        (FRONT, "no text"),
        (FRONT + "## Only a heading\n", "no text"),
        (FRONT + "# A title\n\nText.", "one #"),
        (FRONT + "##  \n\nText.", "empty heading"),
        (FRONT + BODY + "\x00", "not a text file"),
        (FRONT + "x" * LARGEST_ARTICLE, "larger than 1 MB"),
        (FRONT + "盐" * (LARGEST_ARTICLE // 2), "larger than 1 MB"),
        (FRONT + "## A\n\nText.\n" * 1_001, "more than 1,000 sections"),
    ],
)
def test_what_is_not_an_article_is_refused_in_one_sentence(text, words):
    with pytest.raises(IntakeError, match=words) as caught:
        read_article(text, PATH)
    message = str(caught.value)
    assert "salt.md" in message
    assert message.endswith(".")
    assert "\n" not in message


def test_a_bad_file_in_a_folder_keeps_no_other_out(tmp_path):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "salt.md").write_text(FRONT + BODY, encoding="utf-8")
    (tmp_path / "en" / "broken.md").write_text("no front matter", encoding="utf-8")
    (tmp_path / "picture.md").write_bytes(b"\xff\xd8\xff\xe0")
    (tmp_path / "huge.md").write_bytes("é".encode() * LARGEST_ARTICLE)
    (tmp_path / "notes.txt").write_text("left alone", encoding="utf-8")
    (tmp_path / ".hidden.md").write_text("left alone", encoding="utf-8")
    shelf = folder_articles(tmp_path)
    assert [document.id for document in shelf.documents] == ["en/salt"]
    assert len(shelf.problems) == 3
    assert any("picture.md is not a text file" in str(problem.reason) for problem in shelf.problems)
    assert any("huge.md is larger" in str(problem.reason) for problem in shelf.problems)


def test_no_folder_is_an_empty_shelf(tmp_path):
    assert folder_articles(tmp_path / "absent").documents == ()


def test_a_folder_that_holds_itself_comes_to_an_end(tmp_path):
    (tmp_path / "salt.md").write_text(FRONT + BODY, encoding="utf-8")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "folder.md").mkdir()
    shelf = folder_articles(tmp_path)
    assert {document.id for document in shelf.documents} == {"en/salt"}
    assert shelf.problems == ()


def test_all_shipped_articles_are_taken_in_and_have_both_languages():
    shelf = shipped_articles()
    assert shelf.problems == ()
    topics = {
        language: {d.topic for d in shelf.documents if d.language == language} for language in ("zh", "en")
    }
    assert "home-blood-pressure" in topics["en"]
    assert topics["zh"] == topics["en"]
    for document in shelf.documents:
        assert all(len(section.path) > 1 for section in document.sections), document.id


@settings(deadline=None)
@given(st.text(max_size=400) | st.text(max_size=300).map(lambda body: FRONT + body))
def test_any_text_is_an_article_or_an_intake_error(text):
    try:
        document = read_article(text, PATH)
    except IntakeError:
        return
    assert document.sections
    assert all(section.text for section in document.sections)
