"""Number words of Chinese and English: what each is worth, how a row of them is read, how a number is said.

The one source for every reader and speaker of numbers: texts (:mod:`assistant.numbers_in_text`), what is heard
(:mod:`assistant.speech.spoken_numbers`) and voices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assistant.conversation import Language

ZH_DIGITS: Final = "零一二三四五六七八九"
"""The Chinese numerals in the order of their value."""
ZH_VALUES: Final = {**{word: value for value, word in enumerate(ZH_DIGITS)}, "〇": 0, "两": 2, "幺": 1}
ZH_SIZES: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
EN_SMALL: Final = {
    word: value
    for value, word in enumerate(
        [
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
    )
}
EN_TENS: Final = {
    word: 10 * place
    for place, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
EN_LARGE: Final = {"thousand": 1000, "million": 1_000_000}
_EN_DIGITS: Final = {**{word: value for word, value in EN_SMALL.items() if value < 10}, "oh": 0}
_EN_NAMES: Final = (*EN_SMALL, *EN_TENS)
MOST_SAID: Final = 99_999_999


@dataclass(frozen=True, slots=True)
class ChineseWhole:
    """A row of Chinese numerals as one whole number; ``regular``: no other number can be meant by it."""

    value: int
    regular: bool


def chinese_whole(words: str) -> ChineseWhole:
    """What a row of Chinese numerals counts: 一百三十五 is 135, 一百三 130, 一百零三 103, 一三五 135.

    A row that is no regular number (三四十, or two numbers one after the other) still has a value, by its last digits.
    """
    if not any(word in ZH_SIZES for word in words):
        return ChineseWhole(int("".join(str(ZH_VALUES[word]) for word in words) or "0"), regular=True)
    total = section = last = 0
    digit: int | None = None
    zero, regular = False, True
    for word in words:
        size = ZH_SIZES.get(word)
        if size is None:
            regular = regular and digit is None
            zero = zero or ZH_VALUES[word] == 0
            digit = ZH_VALUES[word] or None
        elif size == ZH_SIZES["万"]:
            regular = regular and not total
            total, section, digit, last, zero = (total + section + (digit or 0)) * size, 0, None, size, False
        else:
            regular = regular and (not last or size < last)
            section += (1 if digit is None else digit) * size
            digit, last, zero = None, size, False
    # 一百三 is 130, 一百零三 is 103.
    section += (digit or 0) * (last // 10 if last >= ZH_SIZES["百"] and not zero else 1)
    return ChineseWhole(total + section, regular)


def chinese_part(words: str) -> str:
    """The digits behind a Chinese decimal point: 零七 is "07"."""
    return "".join(str(ZH_VALUES[word]) for word in words)


def english_numbers(words: Sequence[str]) -> list[Decimal] | None:
    """The numbers that ``words`` are, one after the other; ``None`` when something among them is no number.

    Understands them in the ways readings are said: one thirty-five is 135, one oh five 105, five point oh seven
    5.07, two thousand and six 2006, while twenty thirty are two numbers. "and" (behind a hundred, thousand or
    million) and "a" do not count.
    """
    counting = [word for word in words if word not in {"and", "a"}]
    numbers: list[Decimal] = []
    position = 0
    while position < len(counting):
        number, taken = _english_whole(counting[position:])
        if not taken:
            return None
        position += taken
        if counting[position : position + 1] == ["point"]:
            part = _english_part(counting[position + 1 :])
            if not part:
                return None
            numbers.append(Decimal(f"{number}.{part}"))
            position += 1 + len(part)
        else:
            numbers.append(Decimal(number))
    return numbers


def _english_whole(words: Sequence[str]) -> tuple[int, int]:
    """The whole number that ``words`` begin with, and how many words it takes (0: none)."""
    value, taken = _english_below_thousand(words)
    after = words[taken:]
    if not after or after[0] not in EN_LARGE:
        return value, taken
    size = EN_LARGE[after[0]]
    rest, more = _english_whole(after[1:])
    if rest >= size:
        rest = more = 0
    return (value if taken else 1) * size + rest, taken + 1 + more


def _english_below_thousand(words: Sequence[str]) -> tuple[int, int]:
    first, taken = _english_below_hundred(words)
    after = words[taken:]
    if after[:1] == ["hundred"] and (first or not taken):
        rest, more = _english_below_hundred(after[1:])
        if after[1 + more : 2 + more] == ["hundred"]:
            rest = more = 0
        return (first or 1) * 100 + rest, taken + 1 + more
    if 1 <= first <= 9 and after:
        rest, more = _english_below_hundred(after)
        if rest >= 10:
            return first * 100 + rest, taken + more
        digits = _english_part(words[:4])
        return int(digits), len(digits)
    return first, taken


def _english_below_hundred(words: Sequence[str]) -> tuple[int, int]:
    if not words:
        return 0, 0
    if words[0] in EN_TENS:
        unit = EN_SMALL.get(words[1], 0) if len(words) > 1 else 0
        return (EN_TENS[words[0]] + unit, 2) if 1 <= unit <= 9 else (EN_TENS[words[0]], 1)
    return (EN_SMALL[words[0]], 1) if words[0] in EN_SMALL else (0, 0)


def _english_part(words: Sequence[str]) -> str:
    """The digits that ``words`` begin with, said one by one."""
    digits = ""
    for word in words:
        if word not in _EN_DIGITS:
            break
        digits += str(_EN_DIGITS[word])
    return digits


def digits_to_words(number: Decimal, language: Language) -> str:
    """``number`` (0 to 99,999,999, any decimals) as it is said. Raises :class:`ValueError` outside."""
    whole, _, part = format(number, "f").partition(".")
    if number.is_signed() or int(whole) > MOST_SAID:
        raise ValueError("only numbers from 0 to 99,999,999 are put into words")
    if language is Language.ZH:
        said = _chinese_words(int(whole))
        return f"{said}点{''.join(ZH_DIGITS[int(digit)] for digit in part)}" if part else said
    said = _english_words(int(whole))
    return f"{said} point {' '.join(_EN_NAMES[int(digit)] for digit in part)}" if part else said


def _chinese_words(number: int) -> str:
    if number < ZH_SIZES["万"]:
        return _chinese_below_10000(number)
    above, rest = divmod(number, ZH_SIZES["万"])
    gap = "零" if 0 < rest < 1000 else ""
    return f"{_chinese_words(above)}万{gap}{_chinese_below_10000(rest, inside=True) if rest else ''}"


def _chinese_below_10000(number: int, *, inside: bool = False) -> str:
    if number < 10:
        return ZH_DIGITS[number]
    said, zero = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += ("零" if zero else "") + ZH_DIGITS[digit] + word
            zero = False
        elif said:
            zero = True
    return said[1:] if number < 20 and not inside else said


def _english_words(number: int) -> str:
    if number < 20:
        return _EN_NAMES[number]
    if number < 100:
        unit = number % 10
        return _EN_NAMES[18 + number // 10] + (f"-{_EN_NAMES[unit]}" if unit else "")
    for size, word in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            link = " and " if 0 < rest < 100 else " "
            return f"{_english_words(number // size)} {word}" + (
                f"{link}{_english_words(rest)}" if rest else ""
            )
    raise AssertionError(number)
