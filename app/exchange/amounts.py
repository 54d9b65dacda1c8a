"""Numbers and units in the shapes that programs and people write them in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from device_io.reading import Quantity

_LONGEST: Final = 64
_MOST_DIGITS: Final = 30
_NUMBER: Final = re.compile(r"([+-]?\d{1,9}(?:[.,]\d{1,20})?)\s*(\D.{0,20})?")
#: What a cell holds where there is no value.
ABSENT: Final = frozenset({"", "-", "--", "---", "–", "—", "n/a", "na", "nan", "null", "none", "无", "未测"})
#: How units are written → UCUM.
_UNITS: Final[Mapping[str, str]] = {
    "mmhg": "mm[Hg]",
    "mm[hg]": "mm[Hg]",
    "毫米汞柱": "mm[Hg]",
    "kpa": "kPa",
    "千帕": "kPa",
    "/min": "/min",
    "bpm": "/min",
    "beats/min": "/min",
    "count/min": "/min",
    "次/分": "/min",
    "次/分钟": "/min",
    "%": "%",
    "percent": "%",
    "百分比": "%",
    "cel": "Cel",
    "c": "Cel",
    "°c": "Cel",
    "degc": "Cel",
    "celsius": "Cel",
    "摄氏度": "Cel",
    "f": "[degF]",
    "°f": "[degF]",
    "degf": "[degF]",
    "[degf]": "[degF]",
    "fahrenheit": "[degF]",
    "华氏度": "[degF]",
    "mmol/l": "mmol/L",
    "毫摩尔/升": "mmol/L",
    "mg/dl": "mg/dL",
    "毫克/分升": "mg/dL",
    "kg": "kg",
    "公斤": "kg",
    "千克": "kg",
    "g": "g",
    "克": "g",
    "lb": "[lb_av]",
    "lbs": "[lb_av]",
    "[lb_av]": "[lb_av]",
    "pound": "[lb_av]",
    "pounds": "[lb_av]",
    "磅": "[lb_av]",
    "斤": "斤",
    "市斤": "斤",
    "st": "st",
    "kj": "kJ",
    "kcal": "kcal",
    "ohm": "Ohm",
    "mmol/l/min": "mmol/L/min",
}
#: Units without a UCUM code → (factor, UCUM unit). The market catty is 500 g by the metrology law of China, the
#: stone 14 pounds by the UK Weights and Measures Act 1985.
_EQUAL_TO: Final[Mapping[str, tuple[Decimal, str]]] = {
    "斤": (Decimal(500), "g"),
    "st": (Decimal(14), "[lb_av]"),
}


class NotANumber(ValueError):
    """The text is not a number; the message says so in one sentence."""


def is_absent(text: str) -> bool:
    """Tell whether a cell holds no value."""
    return unicodedata.normalize("NFKC", text).strip().casefold() in ABSENT


def unit_code(text: str) -> str | None:
    """Return the UCUM code (or 斤, st) of a unit as it is written, or ``None`` for one that is not known."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").strip("()[]").casefold()
    return _UNITS.get(plain) or _UNITS.get(f"[{plain}]")


def parse_number(text: str) -> tuple[Decimal, str | None]:
    """Return the number ``text`` begins with, and the code of the unit behind it, if there is one.

    A single comma is a decimal comma. Raises :class:`NotANumber`.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _NUMBER.fullmatch(plain) if len(plain) <= _LONGEST else None
    if match is None:
        raise NotANumber(f"'{text[:_LONGEST]}' is not a number: correct it or choose another column.")
    unit = None
    if match[2] is not None:
        unit = unit_code(match[2])
        if unit is None:
            raise NotANumber(
                f"'{plain}' is not a number in a unit that is known: correct it or choose another column."
            )
    return Decimal(match[1].replace(",", ".")), unit


def plain_decimal(text: str) -> Decimal:
    """Return a number as files of programs write it, also with an exponent.

    Raises :class:`NotANumber` for what is none, not finite, or so large or small that writing it out would fill the
    memory.
    """
    try:
        value = Decimal(text) if len(text) <= _LONGEST else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        raise NotANumber(f"'{text[:_LONGEST]}' is not a number: correct it.")
    return value


def quantity(value: Decimal, unit: str) -> Quantity:
    """Return ``value`` in a UCUM unit, also where ``unit`` is 斤 or st."""
    factor, code = _EQUAL_TO.get(unit, (Decimal(1), unit))
    return Quantity(value * factor if factor != 1 else value, code)


def guess_unit(component: str, values: Sequence[Decimal]) -> str | None:
    """Return the unit that a whole column without one must be in, or ``None`` where a person has to say.

    Glucose and temperature: what a meter can show (``unit_guess`` in ``thresholds.yaml``, our rule). Pressure:
    260 mmHg, the highest that is plausible, are 34.7 kPa, and 50 mmHg, the lowest systolic, more than that.
    """
    if not values:
        return None
    low, high = min(values), max(values)
    match component:
        case "glucose":
            return "mmol/L" if high < 20 else "mg/dL" if low > Decimal("33.3") else None
        case "temperature":
            return "Cel" if high <= 45 else "[degF]" if low >= 86 and high <= 113 else None
        case "systolic" | "diastolic" | "mean_arterial":
            return "kPa" if high < 35 and component == "systolic" else "mm[Hg]"
        case _:
            return None
