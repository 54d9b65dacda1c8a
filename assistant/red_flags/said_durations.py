"""Ages, days of fever and weight gained, as people say them in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from assistant.red_flags.observations import Observation, convert
from assistant.red_flags.said_measurements import Said
from assistant.red_flags.spoken_numerals import NUMERAL_CHARACTERS, parse_number

_ENGLISH: Final = {
    "one": Decimal(1), "two": Decimal(2), "three": Decimal(3), "four": Decimal(4), "five": Decimal(5),
    "six": Decimal(6), "seven": Decimal(7), "eight": Decimal(8), "nine": Decimal(9), "ten": Decimal(10),
    "a": Decimal(1), "an": Decimal(1),
}  # fmt: skip
_N = rf"(\d{{1,3}}(?:\.\d)?|[{NUMERAL_CHARACTERS}]{{1,4}}|\b(?:{'|'.join(_ENGLISH)})\b)"
_MONTHS_IN: Final = {
    "day": Decimal(1) / 30,
    "week": Decimal(7) / 30,
    "month": Decimal(1),
    "year": Decimal(12),
}
_UNIT_WORDS: Final = {"天": "day", "日": "day", "周": "week", "星期": "week", "月": "month", "岁": "year"}

_AGE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_N}[\s-]?(?P<unit>day|week|month|year)s?[\s-]?old",
        rf"{_N}个?(?P<unit>天|周|月)(?:大|龄|的?(?:宝宝|婴儿|孩子|娃|小孩|新生儿|小宝))",
        rf"{_N}周?(?P<unit>岁)",
        rf"(?:宝宝|婴儿|孩子|娃娃?|小孩|小宝)(?:才|刚|今年|现在|只有|满|刚满|快)?{_N}个?(?P<unit>天|周|月)(?=[，。,.\s了]|$)",
    )
)
_NEWBORN = re.compile(r"新生儿|刚出生的|没满月|未满月|newborn|new born")
_FULL_MONTH = re.compile(r"刚满月|满月的")
_FEVER_DAYS = re.compile(
    rf"(?:烧|发热|高热|发烧)[^，。,.;\d]{{0,6}}?{_N}\s*(?P<a>天|周|星期)|"
    rf"{_N}\s*(?P<b>天|周|星期)[^，。,.;]{{0,4}}(?:高烧|发烧|发热|烧)|"
    rf"fever[^.;,]{{0,24}}?{_N}\s+(?P<c>day|week)s?|{_N}\s+(?P<d>day|week)s?\s+of\s+(?:high\s+)?fever"
)
_GAIN_ZH = re.compile(
    rf"(?:{_N}\s*(?P<days>天|日|夜|周)[^，。\d]{{0,8}})?(?:重|涨|胖|增加|长)了?{_N}\s*(?P<unit>公斤|千克|kg|斤)"
)
_GAIN_EN = re.compile(
    rf"(?:gained?|put on|up by|up|gaining)\s+(?:about |around |over |more than )?{_N}\s*(?P<unit>kg|kilo\w*|pounds?|lbs?)"
    rf"(?:[^.;]{{0,20}}?(?:{_N}\s+(?P<days>day|week)s?|(?P<night>overnight|since yesterday)))?"
)
_UCUM: Final = {"斤": "斤", "p": "[lb_av]", "l": "[lb_av]"}


def said_age_months(text: str) -> int | None:
    """The age of the child (or person) spoken of, in whole months, or None."""
    if _NEWBORN.search(text):
        return 0
    if _FULL_MONTH.search(text):
        return 1
    match = next((match for pattern in _AGE if (match := pattern.search(text))), None)
    number = None if match is None else _number(match.group(1))
    if match is None or number is None:
        return None
    unit = match["unit"]
    return int(number * _MONTHS_IN[_UNIT_WORDS.get(unit, unit)])


def said_fever_days(text: str) -> Iterator[Said]:
    """Days of fever."""
    for match in _FEVER_DAYS.finditer(text):
        unit = next(group for name in "abcd" if (group := match[name]))
        number = next(
            (value for group in match.groups() if group and (value := _number(group)) is not None), None
        )
        if number is not None:
            days = number * (7 if unit in {"周", "星期", "week"} else 1)
            yield Said(Observation("fever_days", days), match.start())


def said_weight_gain(text: str, within_days: int) -> Iterator[Said]:
    """Weight gained in at most ``within_days`` days, in kg. A gain with no time said is left out."""
    for pattern in (_GAIN_ZH, _GAIN_EN):
        for match in pattern.finditer(text):
            numbers = [value for group in match.groups() if group and (value := _number(group)) is not None]
            span = match["days"]
            overnight = pattern is _GAIN_EN and match["night"] is not None
            if not overnight and (span is None or len(numbers) < 2):
                continue
            days, weight = (numbers[0], numbers[-1]) if pattern is _GAIN_ZH else (numbers[-1], numbers[0])
            if overnight:
                days = Decimal(1)
            elif span in {"周", "week"}:
                days *= 7
            if days <= within_days:
                unit = match["unit"]
                kept = convert("weight", weight, _UCUM.get(unit, _UCUM.get(unit[0], "kg")))
                yield Said(Observation("weight_gain", weight if kept is None else kept), match.start())


def _number(text: str) -> Decimal | None:
    return _ENGLISH.get(text) or parse_number(text)
