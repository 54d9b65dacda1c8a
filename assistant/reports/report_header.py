"""What a report says about itself: where it comes from, of what specimen, and when. Kept apart from results."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from assistant.reports.tokens import Page, Token

MAX_NAME = 40
"""Longest name of a hospital or specimen that is kept, in characters (design)."""

_DATE = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)")
_LABELS: Mapping[str, str] = {
    "collected_on": r"采[样集](?:时间|日期)|抽血时间|标本采集|Collected|Collection date|Date collected",
    "reported_on": r"报告(?:时间|日期)|检[验查测](?:时间|日期)|审核时间|Reported|Report date|Date reported",
    "received_on": r"(?:接收|收样|收到|送检|签收|核收)(?:时间|日期)|Received",
    "specimen": r"(?:标本|样本|样品)(?:类型|种类|名称)?(?!号|状态|编号)|Specimen(?: type)?|Sample(?: type)?",
}
_HOSPITAL = re.compile(
    r"[\u4e00-\u9fff]{2,24}(?:医院|卫生院|卫生服务中心|检验中心|体检中心|诊所|医学检验所|检验所)"
    r"|[A-Z][\w&.' -]{2,40}?(?:Hospital|Laboratory|Laboratories|Medical Center|Medical Centre|Clinic|Diagnostics)"
)


@dataclass(frozen=True, slots=True)
class ReportHeader:
    """Empty or ``None`` where nothing was printed or read. ``collected_on`` is the day of the specimen."""

    hospital: str = ""
    specimen: str = ""
    collected_on: date | None = None
    reported_on: date | None = None
    received_on: date | None = None

    @property
    def day(self) -> date | None:
        """The day the results stand for: of the specimen, else of the report, else of its arrival."""
        return self.collected_on or self.reported_on or self.received_on

    def to_json(self) -> dict[str, Any]:
        """The header as in ``report read``; days as ISO 8601."""
        return {
            "hospital": self.hospital,
            "specimen": self.specimen,
            "collected_on": self.collected_on.isoformat() if self.collected_on else None,
            "reported_on": self.reported_on.isoformat() if self.reported_on else None,
            "received_on": self.received_on.isoformat() if self.received_on else None,
        }


def header_of(pages: Sequence[Page]) -> ReportHeader:
    """What the first page that says it says of hospital, specimen and days."""
    found: dict[str, Any] = {}
    for page in pages:
        for name, value in _fields(page.tokens).items():
            found.setdefault(name, value)
    return ReportHeader(**found)


def _fields(tokens: Sequence[Token]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for token in tokens:
        text = unicodedata.normalize("NFKC", token.text)
        if "hospital" not in found and (match := _HOSPITAL.search(text)):
            found["hospital"] = match.group()[:MAX_NAME]
        for name, pattern in _patterns().items():
            match = pattern.search(text)
            if match is None or name in found:
                continue
            rest = text[match.end() :].lstrip(" :.")
            value = _read(name, rest) or _read(name, _right_of(token, tokens))
            if value:
                found[name] = value
    return found


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(rf"(?:{labels})\s*[:.]?", re.IGNORECASE) for name, labels in _LABELS.items()}


def _read(name: str, text: str) -> Any:
    if name != "specimen":
        return printed_day(text)
    word = re.match(r"[\u4e00-\u9fff()]{1,12}|[A-Za-z][A-Za-z ,]{2,20}", text.strip())
    return word.group().strip()[:MAX_NAME] if word else None


def printed_day(text: str) -> date | None:
    """The first day written in ``text``, or ``None``; figures alone decide nothing ("03/04/24")."""
    try:
        if match := _DATE.search(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _US_DATE.search(text):
            return date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        return None
    return None


def _right_of(label: Token, tokens: Sequence[Token]) -> str:
    """Text of the nearest token to the right on the label's line."""
    near = [
        token
        for token in tokens
        if token is not label
        and -label.height < token.left - label.right < 8 * label.height
        and abs(token.centre[1] - label.centre[1]) < 0.6 * label.height
    ]
    return unicodedata.normalize("NFKC", min(near, key=lambda token: token.left).text) if near else ""
