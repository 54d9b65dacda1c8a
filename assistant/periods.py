"""Spans of days that a question names: "last week", "这个月", "the last ten days", "last month and the month before".

Rules only. A span is counted from a given day, so that whoever holds the records and knows the time zone fills it in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from assistant.conversation import Language

#: Most days that "the last N days" may reach back, and most spans taken from one question (our rules).
LONGEST_DAYS: Final = 366
MOST_PERIODS: Final = 2

_Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Period:
    """A named span of days. ``name`` is stable and goes into the source of a fact; ``words`` are as people say it."""

    name: str
    words: tuple[str, str]

    def said(self, language: Language) -> str:
        """What the span is called."""
        return self.words[0 if language is Language.ZH else 1]

    def days(self, today: date) -> _Days:
        """First and last day, both included. Weeks begin on Monday (ISO 8601)."""
        kind, _, count = self.name.partition(":")
        return _DAYS[kind](today, int(count or 0))


def _month(today: date, back: int) -> _Days:
    first = today.replace(day=1)
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first, min(following - timedelta(days=1), today)


def _week(today: date, back: int) -> _Days:
    first = today - timedelta(days=today.weekday() + 7 * back)
    return first, min(first + timedelta(days=6), today)


def _year(today: date, back: int) -> _Days:
    year = today.year - back
    return date(year, 1, 1), min(date(year, 12, 31), today)


_DAYS: Final[dict[str, Callable[[date, int], _Days]]] = {
    "day": lambda today, back: (today - timedelta(days=back), today - timedelta(days=back)),
    "week": _week,
    "month": _month,
    "year": _year,
    "days": lambda today, count: (today - timedelta(days=count - 1), today),
}
#: What is said, which span it is, and what the span is called in an answer.
_NAMED: Final = (
    (r"大前天|three days ago", Period("day:3", ("大前天", "three days ago"))),
    (r"前天|the day before yesterday", Period("day:2", ("前天", "the day before yesterday"))),
    (r"昨天|昨日|昨晚|昨儿|yesterday|last night", Period("day:1", ("昨天", "yesterday"))),
    (
        r"今天|今日|今早|今晚|今儿|today|this (?:morning|evening|afternoon)",
        Period("day:0", ("今天", "today")),
    ),
    (
        r"(?:上|再)上个?(?:周|星期|礼拜)|前一周|the week before(?: last)?",
        Period("week:2", ("上上周", "the week before last")),
    ),
    (r"上个?(?:周|星期|礼拜)|(?:last|previous|past) week", Period("week:1", ("上周", "last week"))),
    (r"这个?(?:周|星期|礼拜)|本周|this week", Period("week:0", ("本周", "this week"))),
    (
        r"(?:上|再)上个?月|前一个月|the month before(?: last)?",
        Period("month:2", ("上上个月", "the month before last")),
    ),
    (r"上个?月|(?:last|previous|past) month", Period("month:1", ("上个月", "last month"))),
    (r"这个?月|本月|this month", Period("month:0", ("这个月", "this month"))),
    (r"去年|(?:last|previous) year", Period("year:1", ("去年", "last year"))),
    (r"今年|this year", Period("year:0", ("今年", "this year"))),
)
_COUNTED = re.compile(
    r"(?:最近|近|过去|这)\s*(?P<zh>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*(?P<zh_unit>天|个?星期|周|个月)"
    r"|(?:last|past|previous)\s+(?P<en>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|fourteen|thirty)\s+(?P<en_unit>day|week|month)s?",
    re.IGNORECASE,
)
#: The source of a pattern for every named span, for whoever takes it out of a question.
PERIOD_WORDS: Final = "|".join(words for words, _ in _NAMED)
_NAMES = re.compile(
    "|".join(f"(?P<p{place}>{words})" for place, (words, _) in enumerate(_NAMED)), re.IGNORECASE
)
_EN_COUNT = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "fourteen": 14,
    "thirty": 30,
}


def periods_named(text: str) -> tuple[Period, ...]:
    """The spans that ``text`` names, each once, in the order they are named; at most :data:`MOST_PERIODS`."""
    found = {match.start(): _NAMED[int((match.lastgroup or "p0")[1:])][1] for match in _NAMES.finditer(text)}
    found |= {
        match.start(): period for match in _COUNTED.finditer(text) if (period := _counted(match)) is not None
    }
    named = [found[place] for place in sorted(found)]
    return tuple(dict.fromkeys(_relative(period, named) for period in named))[:MOST_PERIODS]


def _relative(period: Period, named: list[Period]) -> Period:
    """Beside the running month or week, "the month before" is the last one, else the one before that."""
    kind, _, count = period.name.partition(":")
    running = any(other.name == f"{kind}:0" for other in named)
    if kind in {"week", "month"} and count == "2" and running:
        return next(other for _, other in _NAMED if other.name == f"{kind}:1")
    return period


def _counted(match: re.Match[str]) -> Period | None:
    if match["zh"]:
        count, unit = _chinese(match["zh"]), match["zh_unit"]
        size = 1 if unit == "天" else 30 if unit == "个月" else 7
    else:
        count = _EN_COUNT.get(match["en"].lower()) or (int(match["en"]) if match["en"].isdigit() else 0)
        size = {"day": 1, "week": 7, "month": 30}[match["en_unit"].lower()]
    days = count * size
    if not 1 <= days <= LONGEST_DAYS:
        return None
    return Period(f"days:{days}", (f"最近{days}天", f"the last {days} days"))


def _chinese(said: str) -> int:
    digits = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
    if said.isdigit():
        return int(said)
    tens, ten, ones = said.partition("十")
    if not ten:
        return digits.get(said, 0)
    return (digits.get(tens, 0) if tens else 1) * 10 + (digits.get(ones, 0) if ones else 0)
