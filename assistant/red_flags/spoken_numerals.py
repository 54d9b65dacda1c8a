"""Numbers as people write and say them: digits, and Chinese numerals such as 一百九 (190) or 三十九度五 (39.5)."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {
    digit: value for value, digits in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for digit in digits
}  # fmt: skip
_UNITS = {"十": 10, "百": 100}

#: Characters a Chinese numeral is made of.
NUMERAL_CHARACTERS = "零〇一二两三四五六七八九十百点半"


def parse_number(text: str) -> Decimal | None:
    """The value of digits (``190``, ``2.8``) or a Chinese numeral below 1000, or None when it is neither.

    In speech the last unit is left out: 一百九 is 190, but 一百零九 is 109. Digits may be read one by
    one (一一五 is 115). 点 is the decimal point and a closing 半 adds a half (三十八半 is 38.5).
    """
    if text.isascii():
        return Decimal(text) if text.replace(".", "", 1).isdigit() else None
    if len(text) > 1 and text.endswith("半"):
        whole = _whole(text[:-1])
        return None if whole is None else whole + Decimal("0.5")
    head, point, tail = text.partition("点")
    if not point:
        return _whole(text)
    whole = _whole(head)
    if whole is None or not tail or any(digit not in _DIGITS for digit in tail):
        return None
    return whole + Decimal("0." + "".join(str(_DIGITS[digit]) for digit in tail))


def _whole(text: str) -> Decimal | None:
    if not text or any(character not in _DIGITS and character not in _UNITS for character in text):
        return None
    if all(character in _DIGITS for character in text):
        return Decimal("".join(str(_DIGITS[digit]) for digit in text))
    total = 0
    pending: int | None = None
    last_unit = 1
    zero = False
    for character in text:
        if character in _UNITS:
            unit = _UNITS[character]
            if last_unit != 1 and unit >= last_unit:
                return None
            total += (1 if pending is None else pending) * unit
            pending, last_unit, zero = None, unit, False
        elif character in "零〇":
            zero = True
        elif pending is not None:
            return None
        else:
            pending = _DIGITS[character]
    if pending is not None:
        total += pending if zero or last_unit == 1 else pending * (last_unit // 10)
    return Decimal(total)
