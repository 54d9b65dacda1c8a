"""Numbers as they stand in a text, in digits and in Chinese and English words, with what they count.

One reading for all checks: what a sentence says is compared with what its source says by value, unit and direction,
so that "five minutes" rests on "5 分钟" and "5 hours" does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import zip_longest
from typing import Final

from assistant.number_words import (
    EN_LARGE,
    EN_SMALL,
    EN_TENS,
    chinese_part,
    chinese_whole,
    english_numbers,
)


class Direction(StrEnum):
    """Whether a number is given as a lower or an upper limit."""

    FROM = "from"
    UP_TO = "up to"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text. ``values`` are one, or several that belong together (128/79, a date, a time).

    A name with digits in it ("B12", "a0") has no values: it can only stand somewhere as it is written.
    """

    text: str
    start: int
    values: tuple[Fraction, ...]
    unit: str | None = None
    direction: Direction | None = None


#: Names of what devices and laboratories measure, whose digits count nothing. Others ("B12") need a source.
_NAMES: Final = frozenset({"spo2", "hba1c"})

_EN_PARTS: Final = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4}
_EN_WORD = "|".join((*EN_SMALL, *EN_TENS, "hundred", *EN_LARGE))
_ZH = "零〇一二两三四五六七八九十百千万"
#: What a single Chinese numeral must stand before to be a number at all (一 is left out: 一下, 一样, 一些).
_ZH_COUNTED = "片粒颗支针滴杯勺倍次个天日周月年岁小时分秒毫升克度成遍组口种"

_TOKEN = re.compile(
    rf"(?P<date>(?<!\d)\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}(?!\d)|(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}[日号])"
    rf"|(?P<time>(?<![\d:])\d{{1,2}}:\d{{2}}(?![\d:]))"
    rf"|(?P<name>[a-z]+\d[a-z\d]*)"
    rf"|(?P<pair>\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)+)"
    rf"|(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*)"
    rf"|(?P<parts>[{_ZH}]+分之[{_ZH}]+(?:点[零〇一二三四五六七八九]+)?|百分之\d+(?:\.\d+)?)"
    rf"|(?P<half>一半|半(?=[{_ZH_COUNTED}]))"
    rf"|(?P<zh>(?<![{_ZH}])(?!十分(?![之钟])|千万(?=不|别|要|记|注意|小心)|万一(?!千)|万分)[{_ZH}]*[十百千万][{_ZH}]*(?:点[零〇一二三四五六七八九]+)?|[零一二两三四五六七八九]点[零〇一二三四五六七八九]+"
    rf"|[二两三四五六七八九](?=[{_ZH_COUNTED}]))"
    rf"|\b(?P<enpart>(?:(?:a|one|two|three)[\s-]+)?(?:thirds?|quarters?|half)|twice|double)\b"
    rf"|\b(?P<en>(?:{_EN_WORD})(?:(?:(?<=hundred|housand|million)[\s-]+and)?[\s-]+(?:{_EN_WORD}))*(?:\s+point(?:\s+(?:{'|'.join(list(EN_SMALL)[:10])}))+)?)\b"
)

_UNITS: Final = (
    ("%", r"%|percent|per cent|成\b"),
    ("mmol/L", r"mmol/?l|millimoles? per litre|毫摩尔?(?:每|/)升"),
    ("mg/dL", r"mg/?dl|毫克(?:每|/)分升"),
    ("mmHg", r"mm\s?hg|毫米汞柱|millimetres? of mercury"),
    ("kg/m2", r"kg/m(?:2|\^2)|公斤(?:每|/)平方米"),
    ("times/minute", r"bpm|beats?(?: per |/)min(?:ute)?|次(?:每|/)分钟?|次每分"),
    ("mg", r"mg\b|milligram(?:me)?s?|毫克"),
    ("ug", r"[µμu]g\b|mcg\b|micrograms?|微克"),
    ("kg", r"kg\b|kilo(?:gram)?s?|公斤|千克"),
    ("g", r"g\b|gram(?:me)?s?|克"),
    ("mL", r"ml\b|millilit(?:re|er)s?|毫升"),
    ("L", r"lit(?:re|er)s?\b|升"),
    ("cm", r"cm\b|centimet(?:re|er)s?|厘米"),
    ("mm", r"mm\b|millimet(?:re|er)s?|毫米"),
    ("m", r"met(?:re|er)s?\b|米"),
    ("minute", r"min(?:ute)?s?\b|分钟"),
    ("hour", r"h\b|hours?\b|hrs?\b|个?小时|个钟头"),
    ("second", r"sec(?:ond)?s?\b|秒"),
    ("day", r"days?\b|天|日(?!期)"),
    ("week", r"weeks?\b|周|个?星期|个?礼拜"),
    ("month", r"months?\b|个月"),
    ("year", r"years?\b|年|岁"),
    ("times", r"times\b|次|遍|倍"),
    ("tablet", r"tablets?\b|pills?\b|capsules?\b|片|粒|颗"),
    ("unit", r"units?\b|iu\b|单位"),
    ("degree", r"°\s?[cf]?|℃|degrees?|度"),
)
_UNIT = re.compile(
    r"[\s-]{0,2}(?:" + "|".join(f"(?P<u{place}>{words})" for place, (_, words) in enumerate(_UNITS)) + ")"
)
_RANGE = re.compile(r"\s*(?:-|–|—|~|to|and|or|到|至|或)\s*$")
_FROM_BEFORE = re.compile(
    r"(?:above|over|more than|at least|from|exceed\w*|higher than|greater than|not (?:below|under|less than)|"
    r"超过|高于|大于|至少|不低于|不少于|达到|>=?|≥)\s*(?:the )?$"
)
_UP_TO_BEFORE = re.compile(
    r"(?:below|under|less than|at most|up to|lower than|no more than|not (?:above|over|more than|exceed\w*)|"
    r"低于|小于|不到|不足|少于|至多|最多|不超过|不高于|<=?|≤)\s*(?:the )?$"
)
_FROM_AFTER = re.compile(r"\s*(?:or (?:more|above|higher|over)|and (?:above|over)|plus\b|及?以上|或更[高多])")
_UP_TO_AFTER = re.compile(
    r"\s*(?:or (?:less|below|lower|under|fewer)|and (?:below|under)|及?以下|以内|或更[低少])"
)


def plain(text: str) -> str:
    """``text`` in lower case with digits and marks of any width as plain ones."""
    return (
        unicodedata.normalize("NFKC", text.replace("，", " ； ").replace("：", " ")).replace("⁄", "/").lower()
    )


def numbers(text: str) -> list[Number]:
    """Every number of ``text``, in order. A lone "one" or 一 is none: mostly it counts nothing."""
    bare = plain(text)
    found: list[Number] = []
    behind = 0
    for match in _TOKEN.finditer(bare):
        if match.start() < behind:
            continue  # the 2 of kg/m2
        number, behind = _number(bare, match)
        if number is not None:
            found.append(number)
    return list(_with_shared_units(bare, found))


def agree(said: Number, source: Number) -> bool:
    """Whether ``source`` says what ``said`` says: the same values of the same unit, and not the other direction."""
    if not said.values or not source.values:
        return said.text == source.text
    if said.values != source.values or (said.unit is not None and said.unit != source.unit):
        return False
    return said.direction is None or source.direction in (None, said.direction)


def _number(text: str, match: re.Match[str]) -> tuple[Number | None, int]:
    """The number at ``match``, if it is one, and where it ends with its unit."""
    kind, said = match.lastgroup or "", match.group()
    if kind == "name":
        return (None if said in _NAMES else Number(said, match.start(), ())), match.end()
    values = _values(kind, said)
    if values is None:
        return None, match.end()
    end = match.end()
    unit = _UNIT.match(text, end)
    name = (
        None if unit is None else next(_UNITS[place][0] for place in range(len(_UNITS)) if unit[f"u{place}"])
    )
    if said.startswith("百分之"):
        name = "%"
    elif kind in {"date", "time"}:
        name = kind
    elif said == "twice":
        name = "times"
    behind = unit.end() if unit is not None and kind not in {"date", "time"} else end
    return Number(said, match.start(), values, name, _direction(text, match.start(), behind)), behind


def _direction(text: str, start: int, end: int) -> Direction | None:
    before = text[max(0, start - 24) : start]
    if _UP_TO_BEFORE.search(before) or _UP_TO_AFTER.match(text, end):
        return Direction.UP_TO
    if _FROM_BEFORE.search(before) or _FROM_AFTER.match(text, end):
        return Direction.FROM
    return None


def _with_shared_units(text: str, found: list[Number]) -> Iterator[Number]:
    """In "5 to 10 minutes" the unit stands once and belongs to both."""
    for number, following in zip_longest(found, found[1:]):
        if number.unit is None and number.values and following is not None and following.unit is not None:
            between = text[number.start + len(number.text) : following.start]
            if _RANGE.fullmatch(between):
                yield Number(number.text, number.start, number.values, following.unit, number.direction)
                continue
        yield number


def _values(kind: str, said: str) -> tuple[Fraction, ...] | None:
    if kind in {"date", "time", "pair"}:
        parts = tuple(Fraction(part) for part in re.findall(r"\d+(?:\.\d+)?", said))
        whole = kind == "pair" and len(parts) == 2 and 0 < parts[0] < parts[1]
        return (parts[0] / parts[1],) if whole else parts
    if kind == "digits":
        return tuple(Fraction(part) for part in _decimals(said.replace(",", "")))
    if kind == "parts":
        below, _, above = said.partition("分之")
        value = Fraction(above) if above[0].isdigit() else _chinese(above)
        size = 1 if below == "百" else _chinese(below)
        return None if value is None or not size else (value / size,)
    if kind == "half":
        return (Fraction(1, 2),)
    if kind == "zh":
        value = _chinese(said)
        return None if value is None else (value,)
    if kind == "enpart":
        return (_english_part(said),)
    return None if said == "one" else _english(said)


def _decimals(digits: str) -> list[str]:
    """5.7 is one number, 192.168.0.1 and 1.2.3 are four and three."""
    return [digits] if digits.count(".") <= 1 else digits.split(".")


def _chinese(said: str) -> Fraction | None:
    whole, _, part = said.partition("点")
    if whole in {"百", "千", "万"}:
        return None  # 百姓, 千万, 万年青
    value = chinese_whole(whole).value if whole else None
    if value is None or not part:
        return None if value is None else Fraction(value)
    return Fraction(Decimal(f"{value}.{chinese_part(part)}"))


def _english_part(said: str) -> Fraction:
    if said in {"twice", "double"}:
        return Fraction(2)
    *count, part = re.split(r"[\s-]+", said)
    return Fraction(EN_SMALL.get(count[0], 1) if count else 1, _EN_PARTS[part])


def _english(said: str) -> tuple[Fraction, ...] | None:
    found = english_numbers(re.split(r"[\s-]+", said))
    return None if found is None else tuple(map(Fraction, found))
