"""The text of an article as blocks that a screen can lay out: headings, paragraphs, list entries, table rows.

Documents come from anywhere, so nothing of their markup is kept: no link leads out and no picture is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kb.document import Section
from ui.view_models.ports import BlockKind, BlockView, TextPiece

#: Longest excerpt of a passage, in characters, by its language.
EXCERPT: Final = {"zh": 120, "en": 280}
#: How much of it may stand before the first marked place.
_BEFORE: Final = 0.25
_ENTRY: Final = re.compile(r"\s*(?:[-*+•]\s+|(?P<number>\d{1,3})[.)、]\s*)")
_RULE: Final = re.compile(r"\s*\|?[\s:|-]+\|?\s*")
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_EMPHASIS: Final = re.compile(r"(\*\*|__|`)(\S(?:.*?\S)?)\1")
_LIST_MARK: Final = re.compile(r"(?P<full>[。！？；：，、）”]?)\s*\n\s*(?:[-*+•]\s+)?")

Place = tuple[int, int]


def plain(text: str) -> str:
    """A line without the marks of Markdown."""
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", _PICTURE.sub("", text))).strip()


def blocks(sections: Iterable[tuple[Section, Place | None]], language: str) -> Iterator[BlockView]:
    """The blocks of ``sections``, each with the characters of it that are cited."""
    for section, cited in sections:
        if len(section.path) > 1:
            kind: BlockKind = "heading" if len(section.path) == 2 else "subheading"
            yield BlockView(kind, plain(section.path[-1]))
        yield from text_blocks(section.text, cited, language)


def text_blocks(text: str, cited: Place | None, language: str) -> Iterator[BlockView]:
    """The blocks of one section."""
    paragraph: list[str] = []
    marked = False
    at = 0
    for line in text.splitlines(keepends=True):
        here = cited is not None and at < cited[1] and cited[0] < at + len(line.rstrip("\n"))
        at += len(line)
        block = _block(line, cited=here)
        if paragraph and (block is not None or not line.strip() or here != marked):
            yield BlockView("text", _joined(paragraph, language), marked)
            paragraph = []
        if block is not None:
            if block.text:
                yield block
        elif said := plain(line):
            paragraph.append(said)
            marked = here
    if paragraph:
        yield BlockView("text", _joined(paragraph, language), marked)


def excerpt(text: str, spans: Iterable[Place], language: str) -> tuple[TextPiece, ...]:
    """The part of a passage around its first marked place, on one line."""
    spans = tuple(spans)
    first, size = spans[0][0] if spans else 0, EXCERPT[language]
    start = (
        0 if len(text) <= size or first < size * (1 - _BEFORE) else _word(text, int(first - size * _BEFORE))
    )
    end = min(len(text), start + size)
    pieces = [TextPiece("…")] if start else []
    at = start
    for begin, stop in spans:
        begin, stop = max(begin, start), min(stop, end)
        if begin < stop:
            pieces += [TextPiece(_line(text[at:begin])), TextPiece(_line(text[begin:stop]), marked=True)]
            at = stop
    pieces.append(TextPiece(_line(text[at:end]) + ("…" if end < len(text) else "")))
    return tuple(piece for piece in pieces if piece.text)


def _word(text: str, at: int) -> int:
    """The beginning of a word at ``at`` or soon after it."""
    space = text.find(" ", at, at + 20)
    return space + 1 if space >= 0 else at


def _line(text: str) -> str:
    # Full-width marks have their space within.
    text = _LIST_MARK.sub(lambda mark: mark["full"] or " ", text)
    return text.removeprefix("- ")


def _block(line: str, *, cited: bool) -> BlockView | None:
    """A line that is a block by itself; an empty one where it only draws a table's rule."""
    if line.lstrip().startswith("|"):
        cells = [plain(cell) for cell in line.strip().strip("|").split("|")]
        said = "" if _RULE.fullmatch(line) else " · ".join(cell for cell in cells if cell)
        return BlockView("row", said, cited)
    entry = _ENTRY.match(line)
    if entry is None:
        return None
    said = plain(line[entry.end() :])
    return BlockView("item", f"{entry['number']}. {said}" if entry["number"] else said, cited)


def _joined(lines: list[str], language: str) -> str:
    return ("" if language == "zh" else " ").join(lines)
