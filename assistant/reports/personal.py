"""Finds the fields about the person and the visit on a report, so that they never become results."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from assistant.reports.analytes import analyte_table
from assistant.reports.geometry import Placed

ADJACENT = 8.0
"""A value stands at most this many letter heights right of its label (design)."""

_LONG_NUMBER = re.compile(r"\d{8,}[\dXx]?")
_DATE = re.compile(r"(?:19|20)\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}")


def remove_personal(placed: Sequence[Placed]) -> tuple[list[Placed], int]:
    """``placed`` without personal fields and their values, and how many fields were found."""
    gone: set[int] = set()
    count = 0
    for index, item in enumerate(placed):
        text = unicodedata.normalize("NFKC", item.token.text)
        labels = labels_in(text)
        if labels:
            gone.add(index)
            count += labels
            if _ends_open(text) and (value := _value_of(placed, index)) is not None:
                gone.add(value)
        elif _LONG_NUMBER.search(text) or _DATE.search(text):
            gone.add(index)
            count += 1
    return [item for index, item in enumerate(placed) if index not in gone], count


def is_personal(text: str) -> bool:
    """Whether ``text`` is or starts with the label of a personal field."""
    return labels_in(unicodedata.normalize("NFKC", text)) > 0


def labels_in(text: str) -> int:
    """How many field labels ``text`` (NFKC) holds; 0 unless it starts with one."""
    text = text.strip(" *#·•")
    if _start().match(text) is None:
        return 0
    return max(1, len(_anywhere().findall(text)))


def _ends_open(text: str) -> bool:
    """Whether the last label of ``text`` has no value after it in the same token."""
    matches = list(_anywhere().finditer(text)) or [match for match in [_start().match(text.strip())] if match]
    return not text[matches[-1].end() :].strip(" :") if matches else False


def _value_of(placed: Sequence[Placed], index: int) -> int | None:
    """The nearest token to the right on the same line that is no label itself."""
    label = placed[index]
    best: tuple[float, int] | None = None
    for other, item in enumerate(placed):
        gap = item.left - label.right
        if other == index or not -label.height / 2 <= gap <= ADJACENT * label.height:
            continue
        if abs(item.y - label.y) < 0.6 * label.height and (best is None or gap < best[0]):
            best = (gap, other)
    if best is None or is_personal(placed[best[1]].token.text):
        return None
    return best[1]


def _words(language: str) -> str:
    words = sorted(analyte_table().personal_fields[language], key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s*") for word in words)


@cache
def _start() -> re.Pattern[str]:
    """A label at the start: Chinese ones need no colon, English ones a colon, the end or a plain answer."""
    return re.compile(
        rf"(?:{_words('zh')})\s*(?:[:：]|$|(?=[\w(]))"
        rf"|(?:{_words('en')})\b\s*(?:[:#.]|$|(?=(?:M|F|Male|Female|\d+\s*(?:y|yrs?|years?)?)\s*$))",
        re.IGNORECASE,
    )


@cache
def _anywhere() -> re.Pattern[str]:
    """A label with its colon, anywhere."""
    return re.compile(rf"(?:{_words('zh')}|\b(?:{_words('en')}))\s*[:：]", re.IGNORECASE)
