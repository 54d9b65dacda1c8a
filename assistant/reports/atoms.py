"""Splits a token into what its parts are: recognisers glue names, values, marks and units together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from assistant.reports.analytes import analyte_table
from assistant.reports.geometry import Placed
from assistant.reports.values import parse_range, parse_value, plain, word_sign

MAX_SPLIT = 80
"""Longer tokens are prose and stay whole (design)."""


class Kind(StrEnum):
    """What a part of a token looks like. ``LIMIT`` is "<5": a result or a range, the column decides."""

    NAME = "name"
    NUMBER = "number"
    LIMIT = "limit"
    RANGE = "range"
    UNIT = "unit"
    FLAG = "flag"
    WORD = "word"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Atom:
    """A part of a token with its place on the straightened page.

    ``glued``: it shared a token with other parts. ``last``: it is the last part of its token.
    """

    kind: Kind
    text: str
    left: float
    right: float
    y: float
    source: Placed
    glued: bool = False
    last: bool = True


_COST = {
    Kind.NAME: 0.8,
    Kind.NUMBER: 1.0,
    Kind.LIMIT: 1.0,
    Kind.RANGE: 1.0,
    Kind.UNIT: 0.9,
    Kind.FLAG: 1.0,
    Kind.WORD: 1.0,
}
"""What each recognised part costs when a token is split; unknown text costs 2.5 and more. Cheapest split wins."""
LONGEST_END = 3
"""Letters behind the stroke of a unit, at most: those of "U/mL" are two (design)."""
TORN_COST = 0.5
"""More for a unit without its end: "mmol/L H" is a marked result, not "mmol/" and the test LH."""
_RANGE_AND_MORE = re.compile(r"\d\.(?P<low>\d+)\s?[-~—一–]+\s?\d+\.(?P<high>\d+)")
"""Both ends of a range have the same decimals; more figures are those of the next cell ("137.0-147.019")."""
_ARROWS = re.compile(r"[↑⬆⇧]+|[↓⬇⇩]+")


def atoms_of(placed: Placed) -> list[Atom]:
    """The parts of a token, left to right. A single sign drawn as an arrow is a mark, whatever it was read as."""
    if placed.token.arrow is not None and len(placed.token.text) == 1:
        sign = "↑" if placed.token.arrow == "up" else "↓"
        return [Atom(Kind.FLAG, sign, placed.left, placed.right, placed.y, placed)]
    text = unicodedata.normalize("NFKC", placed.token.text).strip()
    pieces = list(split(text))
    widths = [_width(piece) for _, piece in pieces]
    total = sum(widths) or 1.0
    atoms, x = [], placed.left
    for place, ((kind, piece), width) in enumerate(zip(pieces, widths, strict=True)):
        end = x + (placed.right - placed.left) * width / total
        if piece.strip():
            last = place == len(pieces) - 1
            atoms.append(Atom(kind, piece.strip(), x, end, placed.y, placed, len(pieces) > 1, last))
        x = end
    return atoms


def split(text: str) -> Iterable[tuple[Kind, str]]:
    """The cheapest way to see ``text`` as a row of known parts."""
    whole = classify(text)
    cuts = _cuts(text)
    if whole not in (Kind.TEXT,) or len(cuts) <= 2 or len(text) > MAX_SPLIT:
        return [(whole, text)]
    best: list[tuple[float, int, Kind]] = [(0.0, 0, Kind.TEXT)]
    for end in range(1, len(cuts)):
        options = []
        for start in range(end):
            piece = text[cuts[start] : cuts[end]].strip()
            if piece:
                kind = classify(piece)
                options.append((best[start][0] + _cost(kind, piece), start, kind))
            else:
                options.append((best[start][0], start, Kind.TEXT))
        best.append(min(options))
    parts: list[tuple[Kind, str]] = []
    end = len(cuts) - 1
    while end > 0:
        _, start, kind = best[end]
        parts.append((kind, text[cuts[start] : cuts[end]]))
        end = start
    return [part for part in reversed(parts) if part[1].strip()]


def classify(piece: str) -> Kind:
    """What ``piece`` is as a whole."""
    piece = piece.strip()
    table = analyte_table()
    if len(piece) > 1 and not _starts_with_unit(piece) and _is_name(piece):
        return Kind.NAME
    if flag_of(piece) is not None:
        return Kind.FLAG
    if table.units.is_unit(piece):
        return Kind.UNIT
    if word_sign(piece) is not None:
        return Kind.WORD
    if (value := parse_value(piece)) is not None:
        if value.comparator:
            return Kind.LIMIT
        return Kind.WORD if value.number is None and value.titre is None else Kind.NUMBER
    if parse_range(piece) is not None:
        return Kind.TEXT if _overlong_range(piece) else Kind.RANGE
    return Kind.NAME if not _starts_with_unit(piece) and _is_name(piece) else Kind.TEXT


def _overlong_range(piece: str) -> bool:
    """Whether the upper end of a range has two decimals more than the lower one."""
    match = _RANGE_AND_MORE.search(piece)
    return match is not None and len(match["high"]) > len(match["low"]) + 1


def flag_of(text: str) -> str | None:
    """``H``, ``L`` or ``none`` when ``text`` is a printed mark, else ``None``. A bare + is a result, not a mark."""
    return _flags().get(plain(text).casefold())


@cache
def _flags() -> dict[str, str]:
    words = analyte_table().words
    marks = {"H": words.flag_high, "L": words.flag_low}
    return {plain(word).casefold(): mark for mark, printed in marks.items() for word in printed}


def _is_name(text: str) -> bool:
    """Whether ``text`` names a known test. With figures before it or a sign after it only the exact name counts."""
    folded = plain(text)
    if not folded or (folded[0].isdigit() and parse_value(text) is not None):
        return False
    if not (folded[0].isalnum() or folded[0] in "*★☆▲#("):
        return False
    if folded[0].isdigit() or folded[-1] in "+-±":
        return analyte_table().known(text)
    return bool(analyte_table().candidates(text))


def _cost(kind: Kind, piece: str) -> float:
    if kind is Kind.UNIT and piece.endswith("/"):
        return _COST[kind] + TORN_COST
    if kind is not Kind.TEXT:
        return _COST[kind]
    cost = 2.5 + 0.05 * len(piece)
    if piece[0].isdigit():
        cost += 3
    if re.search(r"[\u4e00-\u9fff)]\s*\d+(?:\.\d+)?$", piece):
        cost += 3
    if _ARROWS.search(piece) or _glued_result(piece) or _starts_with_unit(piece):
        cost += 3
    return cost


def _cuts(text: str) -> list[int]:
    """Places where ``text`` may be cut: ends, and where the kind of sign changes."""
    changes = {
        place
        for place in range(1, len(text))
        if _sort_of(text[place]) != _sort_of(text[place - 1]) or text[place] in "(["
    }
    for match in _result_words().finditer(text):
        changes |= {match.start(), match.end()}
    for match in _RANGE_AND_MORE.finditer(text):
        if len(match["high"]) > len(match["low"]):
            changes.add(match.start("high") + len(match["low"]))
    changes |= {match.end() for match in _names_ending_in_figures().finditer(text)}
    changes |= _unit_ends(text)
    return sorted({0, *changes, len(text)})


def _unit_ends(text: str) -> set[int]:
    """Where a unit ends to which a known name of the next table is glued: "mmol/LHBsAb"."""
    table = analyte_table()
    stroke = text.find("/")
    ends = range(stroke + 2, min(stroke + LONGEST_END + 2, len(text))) if stroke >= 0 else ()
    return {end for end in ends if table.units.candidates(text[:end]) and table.known(text[end:])}


def _starts_with_unit(piece: str) -> bool:
    """Whether a unit with a stroke is glued to other text: "mmol/L透明度"."""
    match = re.match(r"[^\s\u2e80-\uffef★*]*/[A-Za-zµμ]+(?=[\s\u2e80-\uffef★*])", piece)
    return match is not None and analyte_table().units.is_unit(match.group())


def _glued_result(piece: str) -> bool:
    """Whether a result in words is glued to other text: "抗体阴性", or "阳性用章" under a stamp."""
    return any(
        (match.start() == 0) != (match.end() == len(piece)) for match in _result_words().finditer(piece)
    )


@cache
def _names_ending_in_figures() -> re.Pattern[str]:
    """Names such as CA19-9, where more figures follow: those are a result's."""
    names = sorted((name for name in analyte_table().names if name[-1].isdigit()), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(re.escape(name) for name in names)})(?=\d)", re.IGNORECASE)


@cache
def _result_words() -> re.Pattern[str]:
    """Words of results that follow a name without any sign between: Chinese, or with a capital inside a word."""
    words = analyte_table().words
    listed = sorted({*words.negative, *words.weak, *words.positive}, key=len, reverse=True)
    chinese = "|".join(re.escape(word) for word in listed if "\u4e00" <= word[0] <= "\u9fff")
    latin = "|".join(
        word.capitalize() for word in listed if word.isascii() and word.isalpha() and len(word) > 5
    )
    return re.compile(rf"{chinese}|(?<=[a-z)])\s?(?:{latin})(?![a-z])")


def _sort_of(sign: str) -> str:
    if sign.isdigit() or sign in ".,":
        return "digit"
    if "\u4e00" <= sign <= "\u9fff":
        return "cjk"
    if sign.isalpha():
        return "letter"
    return "space" if sign.isspace() else sign


def _width(text: str) -> float:
    """Rough printed width: a Chinese sign counts double."""
    return sum(2.0 if "\u2e80" <= sign <= "\uffef" else 1.0 for sign in text)
