"""Dates and times in the shapes that programs and people write them in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Final

_LONGEST: Final = 64
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_MONTH_NAMED: Final = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_DAY_NAMED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})")
_NUMBERED: Final = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?!\d)")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?=$|[T ])")
_TIME: Final = re.compile(
    r"(?P<part>上午|下午|晚上|凌晨|早上|中午)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})?"
    r"(?:\s*[:分]\s*(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?)?\s*[分秒]?\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?"
    r"\s*(?P<zone>Z|(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?)?"
)
#: 10 digits are seconds since 1970, 13 are milliseconds: both from 2001 to 2286.
_EPOCH: Final = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")


class DateOrder(StrEnum):
    """Which of two numbers is the day where the year comes last."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class NotAMoment(ValueError):
    """The text is not a date or time that is known; the message says so in one sentence."""


class NoTimeOfDay(NotAMoment):
    """The text is a ``day`` without a time."""

    def __init__(self, sentence: str, day: date) -> None:
        super().__init__(sentence)
        self.day = day


def date_order(texts: Iterable[str]) -> DateOrder | None:
    """Tell the order of day and month from a whole column of ``texts``.

    Dots mean day first, as where dates are written with them. ``None`` where every date could be either and
    at least one would differ: a person has to say.
    """
    day_first = month_first = unclear = False
    for text in texts:
        match = _NUMBERED.match(_plain(text)) if len(text) <= _LONGEST else None
        if match is None:
            continue
        first, second = int(match[1]), int(match[3])
        day_first |= match[2] == "." or first > 12
        month_first |= match[2] != "." and second > 12
        unclear |= first != second
    if day_first != month_first:
        return DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST
    return None if unclear else DateOrder.DAY_FIRST


def parse_moment(text: str, zone: tzinfo, order: DateOrder | None) -> datetime:
    """Return the aware moment that ``text`` (a date with a time) states; without an offset it is in ``zone``.

    Raises :class:`NotAMoment`, :class:`NoTimeOfDay` where there is only a date.
    """
    plain = _plain(text)
    epoch = _EPOCH.fullmatch(plain)
    if epoch is not None:
        milliseconds = int(epoch[1]) * 1000 + int(epoch[2] or 0)
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)).astimezone(zone)
    day, rest = _date(plain, order)
    rest = rest.lstrip("T ,")
    if not rest:
        raise NoTimeOfDay(f"'{text}' has no time of day: choose the column of the time too.", day)
    clock, offset = _clock(rest, text)
    return datetime.combine(day, clock, offset or zone)


def parse_date(text: str, order: DateOrder | None) -> date:
    """Return the day that ``text`` states; a time of midnight behind it is ignored. Raises :class:`NotAMoment`."""
    day, rest = _date(_plain(text), order)
    if rest.lstrip("T ,").strip("0:. ") not in ("", "Z"):
        raise NotAMoment(f"'{text}' is more than a date: choose it as date and time.")
    return day


def parse_time(text: str) -> time:
    """Return the time of day that ``text`` states. Raises :class:`NotAMoment`."""
    return _clock(_plain(text), text)[0]


def _plain(text: str) -> str:
    if len(text) > _LONGEST:
        raise NotAMoment("The text is too long to be a date: choose another column.")
    return unicodedata.normalize("NFKC", text).strip()


def _date(plain: str, order: DateOrder | None) -> tuple[date, str]:
    """Return the date at the beginning of ``plain`` and what follows it."""
    try:
        if match := _YEAR_FIRST.match(plain) or _COMPACT.match(plain):
            return date(int(match[1]), int(match[2]), int(match[3])), plain[match.end() :]
        if match := _MONTH_NAMED.match(plain):
            return date(int(match[3]), _month(match[1]), int(match[2])), plain[match.end() :]
        if match := _DAY_NAMED.match(plain):
            return date(int(match[3]), _month(match[2]), int(match[1])), plain[match.end() :]
        if match := _NUMBERED.match(plain):
            return _numbered(match, order), plain[match.end() :]
    except NotAMoment:
        raise
    except ValueError as error:
        raise NotAMoment(f"'{plain}' is not a day of the calendar: correct it.") from error
    raise NotAMoment(f"'{plain}' is not a date: write it like 2026-11-24.")


def _month(name: str) -> int:
    number = _MONTHS.get(name[:3].lower())
    if number is None:
        raise ValueError(name)
    return number


def _numbered(match: re.Match[str], order: DateOrder | None) -> date:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if order is None:
        order = date_order((match[0],))
        if order is None:
            raise NotAMoment(
                f"'{match[0]}' may be two days: choose whether the day or the month comes first."
            )
    day, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
    return date(year if year >= 100 else 2000 + year, month, day)


def _clock(plain: str, text: str) -> tuple[time, timezone | None]:
    match = _TIME.fullmatch(plain)
    if match is None:
        raise NotAMoment(f"'{text}' is not a time of day: write it like 8:05.")
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    late = match["part"] in ("下午", "晚上") or (match["half"] or "").lower().startswith("p")
    early = match["part"] in ("上午", "凌晨", "早上") or (match["half"] or "").lower().startswith("a")
    if late and hour < 12:
        hour += 12
    elif early and hour == 12:
        hour = 0
    try:
        clock = time(hour, minute, second, int((match["fraction"] or "0").ljust(6, "0")[:6]))
        return clock, _offset(match["zone"])
    except ValueError as error:
        raise NotAMoment(f"'{text}' is not a time of day: write it like 8:05.") from error


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    sign, digits = (-1 if "-" in text else 1), re.sub(r"\D", "", text)
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    return timezone(sign * timedelta(hours=hours, minutes=minutes))
