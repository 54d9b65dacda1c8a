"""Readings in what was heard: numbers put into digits, checked for range, and read back before they count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.conversation import Language
from assistant.red_flags.observations import plausible
from assistant.red_flags.said_measurements import said_measurements
from assistant.speech.blood_pressure import can_be_pressure
from assistant.speech.misheard_figures import numerals_by_sound, tens_parted
from assistant.speech.spoken_numbers import words_to_digits

_OVER = {
    Language.EN: re.compile(
        r"\b(\d{2,3})\s*(?:over|/|by|on)\s*(\d{2,3})\b(?!\s*(?:mg|days?|weeks?|times))", re.IGNORECASE
    ),
    Language.ZH: re.compile(r"(?<![\d.])(\d{2,3})\s*(?:比|/|，|、|和|到)\s*(\d{2,3})(?![\d.])"),
}
#: Two numbers that ran together: 一百三十五八十五 is heard, and written, as 13585.
_RUN_TOGETHER = re.compile(r"(?<![\d.])(\d{4,6})(?![\d.年])")
#: One after the other: 血压一百三十五八十五 in digits.
_SIDE_BY_SIDE = re.compile(r"(?<![\d.])(\d{2,3}) (\d{2,3})(?![\d.])")
_PRESSURE_WORDS = {
    Language.EN: re.compile(r"pressure|bp\b", re.IGNORECASE),
    Language.ZH: re.compile("血压|高压"),
}


@dataclass(frozen=True, slots=True)
class HeardReading:
    """One value that was said; ``plausible`` is false for what no body has (816 for 86)."""

    component: str
    value: Decimal
    plausible: bool


def normalised(text: str, language: Language) -> str:
    """``text`` with numbers in digits and blood pressures as 135/85."""
    written = tens_parted(words_to_digits(numerals_by_sound(text, language), language), language)
    pressure = bool(_PRESSURE_WORDS[language].search(written))
    if language is Language.EN or pressure:
        written = _OVER[language].sub(_pair, written)
    if pressure:
        written = _RUN_TOGETHER.sub(_parted, written)
        written = _SIDE_BY_SIDE.sub(_pair, written)
    return written


def heard_readings(text: str) -> Sequence[HeardReading]:
    """The values that ``text`` (normalised) states."""
    seen = [item.observation for item in said_measurements(text)]
    return [HeardReading(one.component, one.value, plausible(one.component, one.value)) for one in seen]


def read_back(text: str, language: Language) -> str:
    """The question that repeats the readings of ``text`` ("138 over 86, is that right?"), or nothing.

    A number that cannot be one is asked for again instead.
    """
    said = heard_readings(text)
    wrong = next((one.value for one in said if not one.plausible), _impossible_pressure(text, language))
    if not said and wrong is None:
        return ""
    if wrong is not None:
        if language is Language.ZH:
            return f"我听到的是{wrong}，这不像是对的。请再说一遍这个数。"
        return f"I heard {wrong}, which cannot be right. Please say that number again."
    values = {one.component: one.value for one in said}
    if {"systolic", "diastolic"} <= values.keys():
        high, low = values["systolic"], values["diastolic"]
        return (
            f"高压{high}，低压{low}，对吗？"
            if language is Language.ZH
            else f"{high} over {low}, is that right?"
        )
    listed = (
        "，".join(map(str, values.values()))
        if language is Language.ZH
        else ", ".join(map(str, values.values()))
    )
    return f"{listed}，对吗？" if language is Language.ZH else f"{listed}, is that right?"


def _impossible_pressure(text: str, language: Language) -> Decimal | None:
    """The half of a blood pressure that cannot be one: 138和816."""
    if not _PRESSURE_WORDS[language].search(text):
        return None
    for found in _OVER[language].finditer(text):
        for component, number in (("systolic", found[1]), ("diastolic", found[2])):
            if not plausible(component, Decimal(number)):
                return Decimal(number)
    return None


def _parted(found: re.Match[str]) -> str:
    digits = found[0]
    for at in (3, 2):
        high, low = digits[:at], digits[at:]
        if len(low) > 1 and not low.startswith("0") and can_be_pressure(int(high), int(low)):
            return f"{high}/{low}"
    return digits


def _pair(found: re.Match[str]) -> str:
    high, low = int(found[1]), int(found[2])
    return f"{high}/{low}" if can_be_pressure(high, low) else found[0]
