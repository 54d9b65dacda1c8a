"""The number contract of the voice: what is said is parsed back and must hold the numbers that are written."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from assistant.conversation import Language
from assistant.speech.spoken_numbers import words_to_digits
from assistant.speech.spoken_units import MONTHS
from assistant.speech.text_for_speech import without_marks

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FULL_HOUR = re.compile(r"(?<=\d):00(?!\d)")
#: "10⁹" is a unit, not a figure; so is the square of a metre.
_POWERS = re.compile(r"[x×*]\s?10(?:\^\d+|\*\d+|[⁹¹²]+)|m(?:2|²|\^2)\b|A1c", re.IGNORECASE)
_POWERS_SAID = re.compile(r"times ten to the \w+|乘十的十?[二九]次方|A 1 c", re.IGNORECASE)
_MONTH = re.compile(r"\b(" + "|".join(MONTHS) + r")\b")
_DIGIT_BY_DIGIT = re.compile(r"(?<![\d.])\d(?: \d){2,5}(?![\d.])")
_MONTH_WRITTEN = re.compile(r"(?<![\d-])\d{4}[-/](\d{1,2})[-/]\d{1,2}(?![\d-])")


def says_the_same_numbers(written: str, said: str, language: Language) -> bool:
    """Whether ``said`` (from :func:`~assistant.speech.text_for_speech.text_for_speech`) holds the numbers of ``written``."""
    return _written(written, language) == _said(said, written, language)


def _written(text: str, language: Language) -> Counter[Decimal]:
    plain = _POWERS.sub(" ", _FULL_HOUR.sub("", without_marks(text, language)))
    return Counter(Decimal(number).normalize() for number in _NUMBER.findall(plain))


def _said(text: str, written: str, language: Language) -> Counter[Decimal]:
    plain = _POWERS_SAID.sub(" ", text)
    if language is Language.EN:
        # A month counts where the text wrote it in digits.
        names = len(_MONTH_WRITTEN.findall(without_marks(written, language)))
        plain = _MONTH.sub(lambda found: str(MONTHS.index(found[1]) + 1) if names else found[0], plain)
        plain = re.sub(r"\boh (?=\d)", "", plain.replace("midnight", "0"))
    else:
        plain = re.sub(r"零(?=\d分)", "", plain)
        plain = re.sub(
            r"[幺零一二三四五六七八九]{3,6}", lambda found: words_to_digits(found[0], language), plain
        )
    plain = _DIGIT_BY_DIGIT.sub(lambda found: found[0].replace(" ", ""), plain)
    return Counter(Decimal(number).normalize() for number in _NUMBER.findall(plain))
