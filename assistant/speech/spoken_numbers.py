"""Numbers that are heard, in words, put into digits."""

from __future__ import annotations

import re

from assistant.conversation import Language
from assistant.number_words import (
    EN_LARGE,
    EN_SMALL,
    EN_TENS,
    ZH_SIZES,
    ZH_VALUES,
    chinese_part,
    chinese_whole,
    english_numbers,
)

_ZH = "".join(ZH_VALUES)
_ZH_NUMBER = re.compile(
    rf"(?P<percent>百分之)?(?P<whole>[{_ZH}十][{_ZH}十百千]*)"
    rf"(?:点(?P<part>[{_ZH}]+)|度(?P<tenth>[零一二三四五六七八九])(?![{_ZH}十百千点]))?"
)
_EN_WORD = "|".join(sorted((*EN_SMALL, *EN_TENS), key=len, reverse=True))
_EN_MORE = "|".join(("hundred", *EN_LARGE))
_EN_NUMBER = re.compile(
    rf"\b(?:(?:a[\s-]+)(?=(?:{_EN_MORE})\b))?(?:{_EN_WORD}|{_EN_MORE})(?:\b|(?=th\b))"
    rf"(?:(?:(?<=hundred|housand|million)[\s-]+and(?=[\s-]+(?:{_EN_WORD})\b))?[\s-]+(?:{_EN_WORD}|{_EN_MORE}|oh|point)\b)*",
    re.IGNORECASE,
)


def words_to_digits(text: str, language: Language) -> str:
    """``text`` with the numbers that are written in words put into digits, the rest untouched.

    Understands Chinese numerals up to 9999 with decimals (一百三十五 → 135, 一百三 → 130, 七点八 → 7.8,
    三十七度五 → 37.5度, 一三五 → 135, 百分之五 → 5%) and English ones in the ways readings are said
    (one thirty-five → 135, one oh five → 105, ninety-eight point six → 98.6). A single
    Chinese numeral and a lone "one" stay words: they are mostly not readings (一下, this one).
    """
    if language is Language.ZH:
        return _ZH_NUMBER.sub(_zh_digits, text)
    return _EN_NUMBER.sub(_en_digits, text)


def _zh_digits(found: re.Match[str]) -> str:
    whole, part, tenth = found["whole"], found["part"], found["tenth"]
    if len(whole) == 1 and whole != "十" and not (part or tenth or found["percent"]):
        return found[0]
    value = _zh_whole(whole) or _zh_two(whole)
    if value is None:
        return found[0]
    sign = "%" if found["percent"] else ""
    if part:
        return f"{value}.{chinese_part(part)}{sign}"
    if tenth:
        return f"{value}.{ZH_VALUES[tenth]}度"
    return f"{value}{sign}"


def _zh_two(words: str) -> str | None:
    """Two numbers said one after the other (一百三十五八十五), as people say a blood pressure; else ``None``."""
    for at in range(len(words) - 1, 1, -1):
        if not any(word in ZH_SIZES for word in words[:at]):
            continue
        first, second = _zh_whole(words[:at]), _zh_whole(words[at:])
        if first is not None and second is not None and len(words) - at > 1:
            return f"{first} {second}"
    return None


def _zh_whole(words: str) -> str | None:
    """A whole number in Chinese words as digits; ``None`` when the words are no number, or two."""
    if not any(word in ZH_SIZES for word in words):
        return chinese_part(words)
    number = chinese_whole(words)
    return str(number.value) if number.regular else None


def _en_digits(found: re.Match[str]) -> str:
    words = re.split(r"[\s-]+", found[0].lower())
    if len(words) == 1 and words[0] in {"one", *EN_LARGE}:
        return found[0]
    numbers = english_numbers(words)
    return found[0] if numbers is None else " ".join(map(str, numbers))
