"""Numbers in words to digits and back, in Chinese and English."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.conversation import Language

_ZH_DIGITS = "零一二三四五六七八九"
_ZH_VALUE = {
    **{word: value for value, word in enumerate(_ZH_DIGITS)},
    "〇": 0,
    "两": 2,
    "幺": 1,
}
_ZH_UNIT = {"十": 10, "百": 100, "千": 1000}
_ZH_NUMBER = re.compile(
    r"(?P<percent>百分之)?(?P<whole>[零〇一二两三四五六七八九幺十][零〇一二两三四五六七八九幺十百千]*)"
    r"(?:点(?P<part>[零〇一二三四五六七八九幺]+)|度(?P<tenth>[零一二三四五六七八九])(?![零一二三四五六七八九十百千点]))?"
)

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_UNITS = {word: value for value, word in enumerate(_SMALL[:10])}
_TEENS = {word: value for value, word in enumerate(_SMALL) if value >= 10}
_EN_TENS = {word: 10 * (index + 2) for index, word in enumerate(_TENS)}
_EN_WORD = "|".join(sorted((*_SMALL, *_TENS), key=len, reverse=True))
_EN_NUMBER = re.compile(
    rf"\b(?:(?:a[\s-]+)(?=hundred))?(?:{_EN_WORD}|hundred)"
    rf"(?:(?:(?<=hundred)[\s-]+and(?=[\s-]+(?:{_EN_WORD})\b))?[\s-]+(?:{_EN_WORD}|hundred|oh|point)\b)*",
    re.IGNORECASE,
)


def words_to_digits(text: str, language: Language) -> str:
    """``text`` with the numbers that are written in words put into digits, the rest untouched.

    Understands Chinese numerals up to 9999 with decimals (一百三十五 → 135, 一百三 → 130, 七点八 → 7.8,
    三十七度五 → 37.5度, 一三五 → 135, 百分之五 → 5%) and English ones up to 9999 in the ways readings
    are said (one thirty-five → 135, one oh five → 105, ninety-eight point six → 98.6). A single
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
        return f"{value}.{''.join(str(_ZH_VALUE[word]) for word in part)}{sign}"
    if tenth:
        return f"{value}.{_ZH_VALUE[tenth]}度"
    return f"{value}{sign}"


def _zh_two(words: str) -> str | None:
    """Two numbers said one after the other (一百三十五八十五), as people say a blood pressure; else ``None``."""
    for at in range(len(words) - 1, 1, -1):
        if not any(word in _ZH_UNIT for word in words[:at]):
            continue
        first, second = _zh_whole(words[:at]), _zh_whole(words[at:])
        if first is not None and second is not None and len(words) - at > 1:
            return f"{first} {second}"
    return None


def _zh_whole(words: str) -> str | None:
    """A whole number in Chinese words as digits; ``None`` when the words are no number."""
    if not any(word in _ZH_UNIT for word in words):
        return "".join(str(_ZH_VALUE[word]) for word in words)
    total, digit, last_unit, zero = 0, None, 10_000, False
    for word in words:
        unit = _ZH_UNIT.get(word)
        if unit is None:
            if digit is not None:
                return None
            value = _ZH_VALUE[word]
            zero, digit = (True, None) if value == 0 else (zero, value)
        elif unit >= last_unit:
            return None
        else:
            total += (1 if digit is None else digit) * unit
            digit, last_unit, zero = None, unit, False
    if digit is not None:
        # 一百三 is 130, 一百零三 is 103.
        total += digit * (last_unit // 10 if last_unit >= 100 and not zero else 1)
    return str(total)


def _en_digits(found: re.Match[str]) -> str:
    words = [word for word in re.split(r"[\s-]+", found[0].lower()) if word not in {"and", "a"}]
    if words == ["one"]:
        return found[0]
    numbers: list[str] = []
    position = 0
    while position < len(words):
        number, taken = _en_whole(words[position:])
        if not taken:
            return found[0]
        position += taken
        if position < len(words) and words[position] == "point":
            part = _en_part(words[position + 1 :])
            if not part:
                return found[0]
            number, position = f"{number}.{part}", position + 1 + len(part)
        numbers.append(number)
    return " ".join(numbers)


def _en_part(words: list[str]) -> str:
    digits = ""
    for word in words:
        if word != "oh" and word not in _UNITS:
            break
        digits += str(_UNITS.get(word, 0))
    return digits


def _en_below_hundred(words: list[str]) -> tuple[int, int]:
    """The number below a hundred that ``words`` begin with, and how many words it takes (0: none)."""
    if not words:
        return 0, 0
    if words[0] in _EN_TENS:
        unit = _UNITS.get(words[1], 0) if len(words) > 1 else 0
        return _EN_TENS[words[0]] + unit, 2 if unit else 1
    if words[0] in _TEENS:
        return _TEENS[words[0]], 1
    return (_UNITS[words[0]], 1) if words[0] in _UNITS else (0, 0)


def _en_whole(words: list[str]) -> tuple[str, int]:
    """The whole number that ``words`` begin with, and how many words it takes (0: none)."""
    if words[0] == "hundred":
        rest, taken = _en_below_hundred(words[1:])
        return str(100 + rest), 1 + taken
    first, taken = _en_below_hundred(words)
    if not taken:
        return "", 0
    after = words[taken:]
    if first and after[:1] == ["hundred"]:
        rest, more = _en_below_hundred(after[1:])
        return str(first * 100 + rest), taken + 1 + more
    if 1 <= first <= 9 and after:
        if after[0] in _EN_TENS or after[0] in _TEENS:
            rest, more = _en_below_hundred(after)
            return str(first * 100 + rest), taken + more
        digits = _en_part(words[:4])
        return digits, len(digits)
    return str(first), taken


def digits_to_words(number: Decimal, language: Language) -> str:
    """``number`` (0 to 99,999,999, any decimals) as it is said. Raises :class:`ValueError` outside."""
    whole, _, part = format(number, "f").partition(".")
    if number.is_signed() or len(whole) > 8:
        raise ValueError("only numbers from 0 to 99,999,999 are put into words")
    if language is Language.ZH:
        said = _zh_words(int(whole))
        return f"{said}点{''.join(_ZH_DIGITS[int(digit)] for digit in part)}" if part else said
    said = _en_words(int(whole))
    return f"{said} point {' '.join(_SMALL[int(digit)] for digit in part)}" if part else said


def _zh_words(number: int) -> str:
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return f"{_zh_words(number // 10_000)}万{gap}{_zh_below_10000(rest, inside=True) if rest else ''}"
    return _zh_below_10000(number)


def _zh_below_10000(number: int, *, inside: bool = False) -> str:
    if number < 10:
        return _ZH_DIGITS[number]
    said, zero = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += ("零" if zero else "") + _ZH_DIGITS[digit] + word
            zero = False
        elif said:
            zero = True
    return said[1:] if number < 20 and not inside else said


def _en_words(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    if number < 100:
        unit = number % 10
        return _TENS[number // 10 - 2] + (f"-{_SMALL[unit]}" if unit else "")
    for size, word in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            link = " and " if 0 < rest < 100 else " "
            return f"{_en_words(number // size)} {word}" + (f"{link}{_en_words(rest)}" if rest else "")
    raise AssertionError(number)
