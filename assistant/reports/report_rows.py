"""From the arranged lines of a page to named results."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reports.agreement import SECOND_LOOK, second_opinion
from assistant.reports.analytes import AnalyteTable
from assistant.reports.atoms import Atom, Kind, flag_of, split
from assistant.reports.layout import Row
from assistant.reports.naming import Line, named
from assistant.reports.results import Box, Doubt, Flag, ReportRow
from assistant.reports.tokens import Token
from assistant.reports.units import UnitTable
from assistant.reports.values import Value, parse_range, parse_value, word_sign

_MISREAD = {"土": "±", "士": "±", "十": "+"}
"""Signs of a result that recognisers read as a letter of the same strokes."""
_STROKES = frozenset("Il|")
"""What a dash is read as when its picture is turned."""
TURNED = 1.5
"""Recognisers turn pictures that are so many times as high as wide (rapidocr's rule)."""
_ONE_NUMBER = re.compile(r"[^\d.,]*(?P<number>\d+(?:[.,]\d+)?)[^\d.,]*")
"""A number among letters: those of a stamp that lies over it ("检验专119章")."""
SCRAP = 2
"""So few letters before a known word are the end of the name beside it (design)."""
MAX_WORDS = 12
"""Longest result in words that is no known one ("非均一性红细胞"), in letters (design)."""


def report_rows(pages: Sequence[Sequence[Row]], reader: str, table: AnalyteTable) -> list[ReportRow]:
    """Results of the lines of all ``pages``; lines of unknown name only where they surely are results.

    Names are told over all pages at once, since the neighbours of a name tell what an abbreviation means.
    """
    lines: list[tuple[int, Row, Line]] = []
    for number, rows in enumerate(pages, 1):
        for row in rows:
            value = _value(row)
            if value is not None:
                line = Line(row.name.text, _text(row, "code"), _unit(row, value, table.units), value)
                lines.append((number, row, line))
    found = named([line for _, _, line in lines], table)
    results = []
    for (number, row, line), (analyte, meanings) in zip(lines, found, strict=True):
        if analyte is None and not meanings and not _stands_alone(row):
            continue
        allowed = analyte.allowed_units if analyte else ()
        ucum = table.units.resolve(line.unit, allowed) if line.unit and analyte else None
        agreed, other = second_opinion(row.cells["result"].source.token, line.value)
        results.append(
            ReportRow(
                printed_name=line.name,
                value=line.value,
                confidence=min(row.cells["result"].source.token.confidence, row.name.source.token.confidence),
                box=_box([row.name, *row.cells.values()]),
                readers=(reader,) if agreed is None else (reader, SECOND_LOOK),
                code=line.code,
                analyte=analyte.key if analyte else None,
                printed_unit=line.unit,
                unit=table.units.shown(ucum) if ucum else line.unit,
                ucum=ucum,
                printed_range=parse_range(_text(row, "range")),
                flag=_flag(row),
                doubts=_doubts(row, line.value, agreed, meanings),
                agreed=agreed,
                other_value=other,
                value_box=_box([row.cells["result"]]),
                meanings=meanings,
                page=number,
            )
        )
    return results


def _value(row: Row) -> Value | None:
    """The result of a line; words that are no known result only under a heading, and never long ones."""
    result = row.cells["result"]
    text = _sign(result.text.strip())
    if (
        _sign_expected(row)
        and result.kind in (Kind.NUMBER, Kind.TEXT)
        and word_sign(result.source.token.again or "")
    ):
        return parse_value(result.source.token.again or "")  # a dash was read as 1
    if result.kind is not Kind.TEXT or text != result.text.strip():
        return parse_value(text)
    if _numeric(row) and (covered := _ONE_NUMBER.fullmatch(text)):
        return parse_value(covered["number"])
    scrap, _, word = text.partition(" ")
    if len(scrap) <= SCRAP and word_sign(word) is not None:
        return parse_value(word)  # the end of the name stands before it
    wordy = (
        row.headed and not result.glued and len(text) <= MAX_WORDS and text[:1].isalpha() and "/" not in text
    )
    return Value(text) if wordy else None


def _sign(text: str) -> str:
    """``text`` with the signs it was drawn with, where nothing else stands in it."""
    return text if text.strip("".join(_MISREAD)) else "".join(_MISREAD[sign] for sign in text)


def _sign_expected(row: Row) -> bool:
    """Whether the printed range is a word or a sign."""
    limits = parse_range(_text(row, "range"))
    return limits is not None and bool(limits.expected)


def _numeric(row: Row) -> bool:
    """Whether the line asks for a number: its printed range is one."""
    limits = parse_range(_text(row, "range"))
    return limits is not None and (limits.low is not None or limits.high is not None)


def _stands_alone(row: Row) -> bool:
    """Whether a line is a result although its name is unknown: it has what only results have."""
    if not row.headed:
        return False
    if {"range", "unit"} & row.cells.keys():
        return True
    result = row.cells["result"]
    cut = result.source is not row.name.source or result.kind is Kind.WORD
    return row.inside and cut and len(row.name.text) > 1


def _text(row: Row, role: str) -> str:
    return row.cells[role].text if role in row.cells else ""


def _unit(row: Row, value: Value, units: UnitTable) -> str:
    """The printed unit; where none was read, the one that the second look read beside the same number."""
    if "unit" in row.cells:
        printed = units.mended(row.cells["unit"].text)
        return printed if units.candidates(printed) or _like_unit(printed) else ""
    token = row.cells["result"].source.token
    if value.number is None or not second_opinion(token, value)[0]:
        return ""
    seen = [part.strip() for kind, part in split(token.again or "") if kind is Kind.UNIT]
    return seen[0] if len(seen) == 1 else ""


def _like_unit(text: str) -> bool:
    """Whether an unknown text may be a unit: it has a stroke or a figure; letters of a stamp have none."""
    return any(sign in "/%" or sign.isdigit() for sign in text)


def _flag(row: Row) -> Flag:
    """The printed mark; one that stands where the result stands is the result itself, drawn like an arrow (+)."""
    if "flag" in row.cells and _overlap(row.cells["flag"], row.cells["result"]):
        return "none"
    mark = flag_of(_text(row, "flag"))
    return "H" if mark == "H" else "L" if mark == "L" else "none"


def _overlap(one: Atom, other: Atom) -> bool:
    """Whether two signs of different tokens stand in one place."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    return one.source is not other.source and shared > 0.5 * min(
        one.right - one.left, other.right - other.left
    )


def _doubts(row: Row, value: Value, agreed: bool | None, meanings: Sequence[str]) -> tuple[Doubt, ...]:
    """Doubts about how the value was cut out of its token, and about what the readers made of it."""
    result = row.cells["result"]
    doubts = []
    if agreed is False:
        doubts.append(Doubt.READERS_DISAGREE)
    unclear_cut = row.name.kind is not Kind.NAME or row.name.text[-1].isdigit()
    if result.source is row.name.source and (unclear_cut or not agreed):
        doubts.append(Doubt.GLUED_TO_NAME)
    drawn_as_arrow = result.last and result.source.token.arrow is not None
    if drawn_as_arrow and value.number is not None and str(value.number)[-1] in "147":
        doubts.append(Doubt.ARROW_AS_DIGIT)
    if row.crowded:
        doubts.append(Doubt.TWO_VALUES)
    covered = _sign(result.text) != value.text
    covered = covered and not (_lying(result.source.token) and result.text in _STROKES)
    misplaced = value.sign is not None and _numeric(row)
    if covered or misplaced or (value.worded and (result.source.token.found or _unlikely(row, value))):
        doubts.append(Doubt.LOW_CONFIDENCE)
    if meanings:
        doubts.append(Doubt.UNNAMED)
    return tuple(doubts)


def _lying(token: Token) -> bool:
    """Whether the recogniser turned the picture of a token, as it does with those that stand: a dash becomes a stroke."""
    return token.height > TURNED * (token.right - token.left)


def _unlikely(row: Row, value: Value) -> bool:
    """Whether words stand where a number or a sign belongs, as for all known tests: the letters of a stamp, no result."""
    asked = row.name.kind is Kind.NAME or _numeric(row) or _sign_expected(row) or bool(_text(row, "unit"))
    return asked and not value.placeholder


def _box(atoms: Sequence[Atom]) -> Box:
    corners = [corner for atom in atoms for corner in atom.source.token.box]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return (round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))
