"""The text of an article as blocks and excerpts: nothing lost, nothing marked that is not, no markup left."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.document import Section
from ui.adapters.article_text import EXCERPT, blocks, excerpt, plain, text_blocks
from ui.view_models.ports import BlockView, TextPiece

TEXT = """First **line**
goes on, see [here](https://example.org/x).

- one
- ![picture](https://example.org/p.png) two
1. three

| Name | Value |
|------|-------|
| `a` | 1 |
"""


def test_a_section_becomes_blocks_without_markup_or_pictures() -> None:
    assert list(text_blocks(TEXT, None, "en")) == [
        BlockView("text", "First line goes on, see here."),
        BlockView("item", "one"),
        BlockView("item", "two"),
        BlockView("item", "1. three"),
        BlockView("row", "Name · Value"),
        BlockView("row", "a · 1"),
    ]


def test_headings_stand_before_their_text_by_level() -> None:
    sections = [(Section(("T", "甲"), "一\n二"), None), (Section(("T", "甲", "乙"), "三"), (0, 1))]
    assert list(blocks(sections, "zh")) == [
        BlockView("heading", "甲"),
        BlockView("text", "一二"),
        BlockView("subheading", "乙"),
        BlockView("text", "三", cited=True),
    ]


def test_the_cited_lines_alone_are_marked() -> None:
    at = TEXT.index("- one")
    cited = [block.text for block in text_blocks(TEXT, (at, at + 5), "en") if block.cited]
    assert cited == ["one"]


def test_an_excerpt_begins_near_its_first_marked_place() -> None:
    text = "filler words here. " * 60 + "the salt is counted.\n- and pepper. " + "more filler. " * 60
    at = text.index("salt")
    pieces = excerpt(text, [(at, at + 4)], "en")
    assert TextPiece("salt", marked=True) in pieces
    assert pieces[0].text == "…"
    assert pieces[-1].text.endswith("…")
    assert "counted. and pepper." in pieces[-1].text
    assert len("".join(piece.text for piece in pieces)) <= EXCERPT["en"] + 2


def test_a_short_passage_is_shown_whole() -> None:
    assert excerpt("少吃盐。", [(2, 3)], "zh") == (
        TextPiece("少吃"),
        TextPiece("盐", marked=True),
        TextPiece("。"),
    )
    assert excerpt("少吃盐。", [], "zh") == (TextPiece("少吃盐。"),)


@pytest.mark.parametrize("text", ["", "   ", "|---|", "- ", "****", "![x](y)", "[", "1."])
def test_odd_lines_do_no_harm(text: str) -> None:
    assert all(block.text for block in text_blocks(text, (0, 1), "en"))


@given(
    st.text(alphabet=st.sampled_from("ab 1.-|*#`[]()!\n盐。"), max_size=120), st.sampled_from(["zh", "en"])
)
def test_no_letter_of_plain_words_is_lost(text: str, language: str) -> None:
    said = "".join(block.text for block in text_blocks(text, None, language))
    wanted = "".join(plain(line) for line in text.splitlines() if not line.lstrip().startswith("|"))
    assert set(re.findall(r"[ab盐]", wanted)) <= set(said)
    assert "https://" not in said


@given(st.data())
def test_marked_places_are_those_of_the_passage(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="abc ", min_size=1, max_size=900))
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    spans = list(zip(ends[::2], ends[1::2], strict=False))
    pieces = excerpt(text, spans, "en")
    for piece in pieces:
        if piece.marked:
            assert piece.text in text
    assert sum(len(piece.text) for piece in pieces) <= EXCERPT["en"] + 2
    if spans:
        assert any(piece.marked for piece in pieces)
