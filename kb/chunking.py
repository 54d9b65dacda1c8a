"""Cuts documents into passages: small enough to quote and embed, whole enough to stand by themselves.

A passage never crosses a heading, ends at a sentence, and keeps a list (with the sentence that leads
into it) in one piece while it fits. Passages follow each other without overlap, and their texts are
slices of the section, so that a citation can be opened at its place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.document import Document, Passage

#: Most characters of a passage by language, with the least that a cut in the middle of a section aims
#: at. Measured: smaller English pieces cost nDCG, about 1,000 characters (350 in Chinese) cost little.
SIZES: Mapping[str, tuple[int, int]] = {"zh": (250, 400), "en": (800, 1200)}

_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
#: A line of a list or of a table.
_ROW = re.compile(r"[ \t]*(?:[-*+•][ \t]|\d{1,3}(?:[.)][ \t]|、)|\|)")
_LEADS_IN = re.compile(r"[:：]\s*$")
_SENTENCE_END = re.compile(r"[。！？!?]+[”’」』）)\]]*|(?<=[^\s.])\.[”’\"')\]]*(?=\s)")
_ABBREVIATION = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|approx|No|e\.g|i\.e|cf|etc)\.$")
_PAUSE = re.compile(r"[，、；;,\s]")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a passage lies: characters ``start`` to ``end`` of section number ``section`` (from zero)."""

    section: int
    start: int
    end: int


def cut(document: Document) -> list[Span]:
    """The places of the passages of ``document``, in order. Together they cover all of its text."""
    smallest, largest = SIZES[document.language]
    return [
        Span(number, start, end)
        for number, section in enumerate(document.sections)
        for start, end in _pack(section.text, _units(section.text, largest), smallest, largest)
    ]


def passages(document: Document) -> list[Passage]:
    """The passages of ``document``, numbered from one in reading order."""
    source = credit(document)
    return [
        Passage(
            id=f"{document.id}#{number}",
            document=document.id,
            title=document.title,
            heading=" › ".join(document.sections[span.section].path[1:]),
            language=document.language,
            source=source,
            text=document.sections[span.section].text[span.start : span.end],
        )
        for number, span in enumerate(cut(document), 1)
    ]


def credit(document: Document) -> str:
    """Who wrote ``document`` and what its facts rest on, as printed beside a quotation."""
    if document.language == "zh":
        return f"{document.publisher}，依据：{'；'.join(document.sources)}"
    return f"{document.publisher}, from: {'; '.join(document.sources)}"


def _pack(text: str, units: list[tuple[int, int]], smallest: int, largest: int) -> Iterator[tuple[int, int]]:
    """Join ``units`` into passages of about equal size, as few as fit, each at most ``largest`` long."""
    total = sum(end - start for start, end in units)
    target = max(total / max(1, math.ceil(total / largest)), smallest)
    held: tuple[int, int] | None = None
    for start, end in units:
        if held is not None:
            size, more = held[1] - held[0], end - held[1]
            if end - held[0] > largest or size + more / 2 > target:
                yield _bare(text, *held)
                held = None
        held = (start if held is None else held[0], end)
    if held is not None:
        yield _bare(text, *held)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _units(text: str, largest: int) -> list[tuple[int, int]]:
    """The pieces that are not cut: sentences and whole lists, each at most ``largest`` long, none blank."""
    units: list[tuple[int, int]] = []
    for start, end in _blocks(text):
        if not _ROW.match(text, start, end):
            units.extend(_sentences(text, start, end))
        elif end - start > largest:
            units.extend(_rows(text, start, end))
        elif units and _LEADS_IN.search(text, *units[-1]) and end - units[-1][0] <= largest:
            units[-1] = (units[-1][0], end)
        else:
            units.append((start, end))
    return [piece for unit in units for piece in _bounded(text, *_bare(text, *unit), largest)]


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs and lists. A list goes on over blank lines and begins without one."""
    held: tuple[int, int] | None = None
    for start, end in _paragraphs(text):
        if held is not None and _ROW.match(text, *held) and _ROW.match(text, start, end):
            held = (held[0], end)
            continue
        if held is not None:
            yield held
        held = (start, end)
    if held is not None:
        yield held


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _between(text, 0, len(text), _BLANK_LINES):
        first_row = next(
            (at for at, line_end in _lines(text, start, end) if _ROW.match(text, at, line_end)), None
        )
        if first_row is not None and first_row > start:
            yield start, first_row
            yield first_row, end
        else:
            yield start, end


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _SENTENCE_END.finditer(text, start, end):
        if _ABBREVIATION.search(text, at, match.end()):
            continue
        yield at, match.end()
        at = match.end()
    if text[at:end].strip():
        yield at, end


def _rows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The items of a list, each with the lines that continue it."""
    at = start
    for line, line_end in _lines(text, start, end):
        if line > at and _ROW.match(text, line, line_end):
            yield at, line
            at = line
    yield at, end


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end + 1
        yield start, line_end
        start = line_end


def _between(text: str, start: int, end: int, gap: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    at = start
    for match in gap.finditer(text, start, end):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if text[at:end].strip():
        yield at, end


def _bounded(text: str, start: int, end: int, largest: int) -> Iterator[tuple[int, int]]:
    """A piece as it is, or, when it is longer than a passage may be, cut at its last pauses that fit."""
    while end - start > largest:
        pauses = [match.end() for match in _PAUSE.finditer(text, start + 1, start + largest)]
        at = pauses[-1] if pauses else start + largest
        yield start, at
        start = at
    if text[start:end].strip():
        yield start, end
