"""Joins what independent readers say of one cell: the same value, or a question for the person."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from assistant.reports.atoms import Kind, split
from assistant.reports.results import Doubt, ReportRow
from assistant.reports.tokens import Token
from assistant.reports.values import Value, parse_value, plain
from assistant.reports.vision import SeenRow

SECOND_LOOK = "second look (untouched photo)"
"""How the recogniser's own second reading is named among the readers."""
SAME_NAME = 80.0
"""Least similarity of two names that are one line, in percent (design)."""
WINDOW = 4
"""A line is looked for this many lines before and after its place in the model's answer (design)."""

_VALUES = frozenset({Kind.NUMBER, Kind.LIMIT, Kind.WORD})


def second_opinion(token: Token, value: Value) -> tuple[bool | None, str]:
    """Whether the second look at ``token`` read ``value`` too, and what it read instead (empty where it agrees).

    ``None`` when there was no second look, or it saw nothing that could be a result.
    """
    if not token.again:
        return None, ""
    if value.worded:
        same = plain(token.again).casefold() == plain(value.text).casefold()
        return (True, "") if same else (False, token.again)
    found = values_in(token.again)
    if any(same_value(other, value) for other in found):
        return True, ""
    if token.arrow is not None and any(_only_an_arrow_more(other, value) for other in found):
        return True, ""
    if not found:
        return None, ""
    return False, min(found, key=lambda other: abs(len(other.text) - len(value.text))).text


def with_vision(rows: Sequence[ReportRow], seen: Sequence[SeenRow], reader: str) -> list[ReportRow]:
    """``rows`` with the vision model as a reader of each line it saw; lines only it saw are not taken."""
    joined = []
    place = 0
    for row in rows:
        match = _match(row, seen, place)
        if match is None:
            joined.append(row)
            continue
        place = match + 1
        joined.append(_with_reader(row, seen[match], reader))
    return joined


def _match(row: ReportRow, seen: Sequence[SeenRow], place: int) -> int | None:
    """Index of the line of ``seen`` that is ``row``: the likest name near its place."""
    from rapidfuzz import fuzz

    wanted = _folded(row.printed_name)
    near = range(max(0, place - WINDOW), min(len(seen), place + WINDOW + 1))
    scored = [(fuzz.ratio(wanted, _folded(seen[index].name)), -abs(index - place), index) for index in near]
    best = max(scored, default=None)
    return best[2] if best is not None and best[0] >= SAME_NAME else None


def _with_reader(row: ReportRow, line: SeenRow, reader: str) -> ReportRow:
    """``row`` with what ``line`` says of its value: agreement settles a low confidence, disagreement is asked."""
    found = values_in(line.value)
    readers = (*row.readers, reader)
    if not found:
        return row
    if any(same_value(value, row.value) for value in found):
        settled = tuple(doubt for doubt in row.doubts if doubt not in _SETTLED)
        disagreed = Doubt.READERS_DISAGREE in row.doubts
        return replace(row, readers=readers, agreed=not disagreed, doubts=settled)
    doubts = tuple(dict.fromkeys((*row.doubts, Doubt.READERS_DISAGREE)))
    return replace(row, readers=readers, agreed=False, other_value=found[0].text, doubts=doubts)


_SETTLED = frozenset({Doubt.LOW_CONFIDENCE, Doubt.GLUED_TO_NAME, Doubt.ARROW_AS_DIGIT})
"""Doubts about the recogniser alone, which a model that read the same takes away."""


def values_in(text: str) -> list[Value]:
    """What in ``text`` may be a result, left to right."""
    whole = parse_value(text)
    if whole is not None:
        return [whole]
    parts = [parse_value(part) for kind, part in split(text) if kind in _VALUES]
    return [part for part in parts if part is not None]


def same_value(one: Value, other: Value) -> bool:
    """Whether two readings of a cell mean one result: equal numbers to the printed decimals, or equal words."""
    if one.number is not None or other.number is not None:
        return (one.number, one.comparator, one.decimals) == (other.number, other.comparator, other.decimals)
    return plain(one.text).casefold() == plain(other.text).casefold()


def _only_an_arrow_more(read: Value, value: Value) -> bool:
    """Whether ``read`` is ``value`` with an arrow taken for the digit 1 at its end."""
    return plain(read.text) == plain(value.text) + "1"


def _folded(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())
