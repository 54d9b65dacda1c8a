"""Turns a date in a text into days before or after today: an offset says when, and not which day it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

#: Dates further away (a birthday, an old operation) get no offset: it would give the date away.
FARTHEST_DAYS: Final = 366

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST: Final = re.compile(r"((?:19|20)\d{2})\s?[年\-/.]\s?(\d{1,2})\s?[月\-/.]\s?(\d{1,2})")
_MONTH_FIRST: Final = re.compile(r"(\d{1,2})[/\-](\d{1,2})(?:[/\-]((?:19|20)\d{2}))?")
_CHINESE: Final = re.compile(r"(\d{1,2})\s?月\s?(\d{1,2})")
_NAMED: Final = re.compile(
    r"([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?!\d)(?:st|nd|rd|th)?(?:,?\s+((?:19|20)\d{2}))?", re.I
)
_DAY_NAMED: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3})[a-z]*\.?(?:,?\s+((?:19|20)\d{2}))?", re.I
)


def day_offset(text: str, today: date) -> int | None:
    """Days from ``today`` to the date written as ``text`` (negative: past).

    None when it is not a whole date or lies more than :data:`FARTHEST_DAYS` away. A date without a
    year is the nearest one to ``today``.
    """
    for year, month, day in _readings(text.strip()):
        days = [_days(candidate, month, day, today) for candidate in ([year] if year else _near(today))]
        near = [offset for offset in days if offset is not None and abs(offset) <= FARTHEST_DAYS]
        if near:
            return min(near, key=abs)
    return None


def _near(today: date) -> list[int]:
    return [today.year - 1, today.year, today.year + 1]


def _readings(text: str) -> Iterator[tuple[int | None, int, int]]:
    if match := _YEAR_FIRST.search(text):
        yield int(match[1]), int(match[2]), int(match[3])
    elif match := _CHINESE.search(text):
        yield None, int(match[1]), int(match[2])
    elif match := _MONTH_FIRST.search(text):
        yield (int(match[3]) if match[3] else None), int(match[1]), int(match[2])
    elif (match := _NAMED.search(text)) and match[1].lower() in _MONTHS:
        yield (int(match[3]) if match[3] else None), _MONTHS.index(match[1].lower()) + 1, int(match[2])
    elif (match := _DAY_NAMED.search(text)) and match[2].lower() in _MONTHS:
        yield (int(match[3]) if match[3] else None), _MONTHS.index(match[2].lower()) + 1, int(match[1])


def _days(year: int, month: int, day: int, today: date) -> int | None:
    try:
        return (date(year, month, day) - today).days
    except ValueError:
        return None
