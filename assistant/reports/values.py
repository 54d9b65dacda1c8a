"""Printed results and reference ranges: read strictly, compared exactly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from assistant.reports.analytes import analyte_table

MAX_TEXT = 40
"""Longest text taken for a result or range, in characters (design)."""

_NUMBER = r"\d{1,7}(?:[.,]\d{1,4})?"
_VALUE = re.compile(rf"(?P<sign>[<>≤≥])?(?P<number>{_NUMBER})")
_GRADED = re.compile(rf"{_NUMBER}(?:\(\+{{1,4}}\)|\+{{2,4}})|(?:\+{{1,4}}|\(\+{{1,4}}\)){_NUMBER}")
"""A concentration with its grade, as urine analysers print it: "500+++", "++ 28"."""
_NOTHING = re.compile(r"[-*.]{3,}|-{2,}")
"""What analysers print where they gave no result: "-----.--", "***"."""
_TITRE = re.compile(r"1:\d{1,5}")
_BETWEEN = re.compile(rf"(?P<low>{_NUMBER})(?:-{{1,3}}|~{{1,2}}|一|至|to)(?P<high>{_NUMBER})")
_ONE_SIDED = re.compile(rf"(?P<sign>[<>≤≥])(?P<number>{_NUMBER})")
_DASHES = re.compile(r"[‐‑‒–—―−－─]")
_SIGNS = {
    "<=": "≤",
    ">=": "≥",
    "=<": "≤",
    "=>": "≥",
    "小于": "<",
    "大于": ">",
    "⩽": "≤",
    "⩾": "≥",
    "≦": "≤",
    "≧": "≥",
}
_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")


class Sign(StrEnum):
    """What a result that is no number says."""

    NEGATIVE = "negative"
    WEAK = "weak"
    POSITIVE = "positive"


class Side(StrEnum):
    """Where a result lies against a range."""

    LOW = "low"
    INSIDE = "inside"
    HIGH = "high"
    OUTSIDE = "outside"
    """A word other than the expected one."""


@dataclass(frozen=True, slots=True)
class Value:
    """A result. At most one of ``number``, ``sign`` and ``titre`` is set; ``comparator`` is ``< > ≤ ≥`` or empty.

    None of them is set for words that are only shown ("淡黄色") and for a placeholder ("-----.--").

    ``ambiguous``: a comma that may part thousands or decimals. ``decimals`` counts printed decimals.
    """

    text: str
    number: Decimal | None = None
    comparator: str = ""
    sign: Sign | None = None
    titre: str | None = None
    ambiguous: bool = False
    decimals: int = 0

    @property
    def worded(self) -> bool:
        """Whether the result is words that are only shown, or a placeholder."""
        return self.number is None and self.sign is None and self.titre is None

    @property
    def placeholder(self) -> bool:
        """Whether the analyser printed strokes or stars instead of a result."""
        return _NOTHING.fullmatch(plain(self.text)) is not None


@dataclass(frozen=True, slots=True)
class Range:
    """A reference range: numbers with ends included or not, or the expected words."""

    text: str
    low: Decimal | None = None
    high: Decimal | None = None
    low_included: bool = True
    high_included: bool = True
    expected: frozenset[Sign] = frozenset()
    decimals: int = 0

    @property
    def consistent(self) -> bool:
        """Whether the lower end lies below the upper."""
        return self.low is None or self.high is None or self.low < self.high


def plain(text: str) -> str:
    """``text`` in normal width, one kind of dash and comparator, without spaces."""
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    folded = "".join(folded.split())
    for printed, sign in _SIGNS.items():
        folded = folded.replace(printed, sign)
    return folded


def parse_value(text: str) -> Value | None:
    """The result printed as ``text``, or ``None`` when it is none. Never raises."""
    if not text or len(text) > MAX_TEXT:
        return None
    folded = plain(text)
    if (sign := word_sign(folded)) is not None:
        return Value(text.strip(), sign=sign)
    if _TITRE.fullmatch(folded):
        return Value(text.strip(), titre=folded)
    if _GRADED.fullmatch(folded):
        return Value(text.strip(), sign=Sign.POSITIVE)
    if _NOTHING.fullmatch(folded):
        return Value(text.strip())
    match = _VALUE.fullmatch(folded)
    if match is None or _badly_spaced(text):
        return None
    number, ambiguous = _number(match["number"])
    if number is None:
        return None
    return Value(
        text.strip(), number, match["sign"] or "", ambiguous=ambiguous, decimals=_decimals(match["number"])
    )


def parse_range(text: str) -> Range | None:
    """The reference range printed as ``text``, or ``None`` when it is none. Never raises."""
    if not text or len(text) > MAX_TEXT or _badly_spaced(text):
        return None
    folded = plain(text)
    if len(folded) > 2 and (folded[0], folded[-1]) in {("(", ")"), ("[", "]")} and word_sign(folded) is None:
        folded = folded[1:-1]
    if (words := _expected(folded)) is not None:
        return Range(text.strip(), expected=words)
    if match := _BETWEEN.fullmatch(folded):
        low, _ = _number(match["low"])
        high, _ = _number(match["high"])
        if low is None or high is None:
            return None
        decimals = max(_decimals(match["low"]), _decimals(match["high"]))
        return Range(text.strip(), low, high, decimals=decimals)
    if match := _ONE_SIDED.fullmatch(folded):
        number, _ = _number(match["number"])
        if number is None:
            return None
        included, decimals = match["sign"] in "≤≥", _decimals(match["number"])
        if match["sign"] in "<≤":
            return Range(text.strip(), high=number, high_included=included, decimals=decimals)
        return Range(text.strip(), low=number, low_included=included, decimals=decimals)
    return None


def word_sign(text: str) -> Sign | None:
    """What a result word ("阴性", "1+", "Negative") says, or ``None``."""
    folded = plain(text).casefold()
    if (sign := _words().get(folded)) is not None:
        return sign
    outside, bracket, inside = folded.partition("(")  # "阳性(+++)": the word and its grade
    if bracket and inside.endswith(")") and inside[:-1] in _words():
        return _words().get(outside) if outside else _words()[inside[:-1]]
    return None


def compare(value: Value, limits: Range) -> Side | None:
    """Where ``value`` lies, or ``None`` when that cannot be told (a titre, "<5" against 3-9, a number against words)."""
    if value.sign is not None:
        if not limits.expected:
            return None
        return Side.INSIDE if value.sign in limits.expected else Side.OUTSIDE
    if value.number is None or limits.expected or not limits.consistent:
        return None
    if value.comparator in ("<", "≤"):
        return _below(value.number, limits)
    if value.comparator in (">", "≥"):
        return _above(value.number, limits)
    if limits.low is not None and (
        value.number < limits.low or (value.number == limits.low and not limits.low_included)
    ):
        return Side.LOW
    if limits.high is not None and (
        value.number > limits.high or (value.number == limits.high and not limits.high_included)
    ):
        return Side.HIGH
    return Side.INSIDE


def _below(number: Decimal, limits: Range) -> Side | None:
    """Something under ``number``."""
    if limits.low is not None and limits.low > 0:
        return Side.LOW if number <= limits.low else None
    return Side.INSIDE if limits.high is not None and number <= limits.high else None


def _above(number: Decimal, limits: Range) -> Side | None:
    """Something over ``number``."""
    if limits.high is not None:
        return Side.HIGH if number >= limits.high else None
    return Side.INSIDE if limits.low is not None and number >= limits.low else None


def _number(printed: str) -> tuple[Decimal | None, bool]:
    """The number, and whether its comma may mean either thousands or decimals."""
    if len(printed) > 1 and printed[0] == "0" and printed[1].isdigit():
        return None, False
    if _THOUSANDS.fullmatch(printed):
        return Decimal(printed.replace(",", "")), True
    return Decimal(printed.replace(",", ".")), False


def _decimals(printed: str) -> int:
    _, _, after = printed.replace(",", ".").partition(".")
    return len(after)


def _badly_spaced(text: str) -> bool:
    """Whether joining the parts of ``text`` would invent a number: a space between two digits."""
    return re.search(r"\d\s+\d", text) is not None


def _expected(folded: str) -> frozenset[Sign] | None:
    signs = [word_sign(part) for part in re.split(r"或|/|or", folded) if part] if folded else []
    known = frozenset(sign for sign in signs if sign is not None)
    return known if known and len(known) == len(set(signs)) else None


@cache
def _words() -> Mapping[str, Sign]:
    words = analyte_table().words
    lists = {Sign.NEGATIVE: words.negative, Sign.WEAK: words.weak, Sign.POSITIVE: words.positive}
    return {plain(word).casefold(): sign for sign, printed in lists.items() for word in printed}
