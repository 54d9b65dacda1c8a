"""Written text to the text that is spoken: no marks, units and signs in words."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.conversation import Language
from assistant.number_words import ZH_DIGITS
from assistant.speech.blood_pressure import can_be_pressure
from assistant.speech.spoken_units import MONTHS, SIGNS, UNITS, WORDS

_FENCE = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]\n]{1,300})\]\([^)\s]{1,1000}\)")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)([\w.-]+)(?:[/?#:][^\s，。；）)]*)?", re.IGNORECASE)
_CITATION = re.compile(r"\s*\[\d{1,3}(?:\s*[,，–-]\s*\d{1,3})*\]")
_LINE_START = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+•][ \t]+)", re.MULTILINE)
_EMPHASIS = re.compile(r"\*{1,3}|~~|`|(?<!\w)_{1,3}|_{1,3}(?!\w)|\|")
_LINE_END = re.compile(r"(?<=[^\s.!?。！？，；：,;:])[ \t]*\n+\s*(?=\S)")

_NUMBER = r"\d+(?:\.\d+)?"
_PRESSURE = re.compile(r"(?<![\d/.])(\d{2,3})\s?/\s?(\d{2,3})(?![\d/]|\.\d)(?:\s?mm\s?Hg)?", re.IGNORECASE)
_DATE = re.compile(r"(?<![\d-])(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?![\d-])")
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])")
#: "24 Nov": the records write months short, a voice reads them as words it does not know.
_SHORT_MONTH = re.compile(r"(?<=\d )(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")
_RANGE = re.compile(rf"(?<![\d.–~-])({_NUMBER})\s?[-–—~～]\s?({_NUMBER})(?![\d–~-]|\.\d)")
_PERCENT = re.compile(rf"({_NUMBER})\s?[%％]")
_TELEPHONE = {
    Language.EN: re.compile(r"\b(call|dial|phone|ring)(\s+)(\d{3,6})\b(?![./]\d)", re.IGNORECASE),
    Language.ZH: re.compile(r"(拨打|拨|打|致电)(\s*)(\d{3,6})(?![\d./])"),
}


def text_for_speech(text: str, language: Language) -> str:
    """``text`` as it should be said in ``language``.

    Citation marks and Markdown go, addresses shrink to the name of the site, units and signs become
    words, 128/79 mmHg becomes "128 over 79" or 高压128，低压79 with its unit; digits stay digits (a voice says them).
    Text without any of these comes back unchanged but for white space.
    """
    spoken = without_marks(text, language)
    spoken = _DATE.sub(_date(language), spoken)
    if language is Language.EN:
        spoken = _SHORT_MONTH.sub(_month, spoken)
    spoken = _PRESSURE.sub(_pressure(language), spoken)
    spoken = _CLOCK.sub(_clock(language), spoken)
    spoken = _TELEPHONE[language].sub(_telephone(language), spoken)
    spoken = _RANGE.sub(r"\1到\2" if language is Language.ZH else r"\1 to \2", spoken)
    spoken = _PERCENT.sub(r"百分之\1" if language is Language.ZH else r"\1 percent", spoken)
    for pattern, words in UNITS[language]:
        spoken = pattern.sub(rf"\g<number>{'' if language is Language.ZH else ' '}{words}", spoken)
    for pattern, words in WORDS[language]:
        spoken = pattern.sub(words, spoken)
    for sign, words in SIGNS[language]:
        spoken = spoken.replace(sign, words)
    return re.sub(r"\s+([,.;:!?])", r"\1", re.sub(r"\s+", " ", spoken)).strip()


def without_marks(text: str, language: Language) -> str:
    """``text`` without citations, Markdown and addresses, its words and numbers as they stand."""
    plain = _FENCE.sub(" ", text.replace("\r\n", "\n"))
    plain = _LINK.sub(r"\1", plain)
    plain = _ADDRESS.sub(r"\1", plain)
    plain = _CITATION.sub("", plain)
    plain = _LINE_START.sub("", plain)
    plain = _EMPHASIS.sub("", plain)
    # A line that ends without a mark (a heading, a list item) still ends a sentence.
    return _LINE_END.sub("。" if language is Language.ZH else ". ", plain)


def _pressure(language: Language) -> Callable[[re.Match[str]], str]:
    def said(found: re.Match[str]) -> str:
        high, low = int(found[1]), int(found[2])
        if not can_be_pressure(high, low):
            return found[0]
        unit = "mmHg" if "mm" in found[0].lower() else ""
        if language is Language.ZH:
            # A word behind each number keeps its last syllable clear, for ears and for recognisers alike.
            return f"高压{high}{unit}，低压{low}{unit}"
        return f"{high} over {low} {unit}".rstrip()

    return said


def _date(language: Language) -> Callable[[re.Match[str]], str]:
    def said(found: re.Match[str]) -> str:
        year, month, day = (int(part) for part in found.groups())
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return found[0]
        if language is Language.ZH:
            return f"{year}年{month}月{day}日"
        return f"{day} {MONTHS[month - 1]} {year}"

    return said


def _month(found: re.Match[str]) -> str:
    return next(month for month in MONTHS if month.startswith(found[1]))


def _clock(language: Language) -> Callable[[re.Match[str]], str]:
    def said(found: re.Match[str]) -> str:
        hour, minute = int(found[1]), int(found[2])
        if language is Language.ZH:
            minutes = f"{'零' if minute < 10 else ''}{minute}分" if minute else ""
            return f"{hour}点{minutes}"
        if not minute:
            return f"{hour} o'clock" if 1 <= hour <= 12 else f"{hour} hundred hours" if hour else "midnight"
        return f"{hour} {'oh ' if minute < 10 else ''}{minute}"

    return said


def _telephone(language: Language) -> Callable[[re.Match[str]], str]:
    def said(found: re.Match[str]) -> str:
        if language is Language.ZH:
            return found[1] + "".join("幺" if digit == "1" else ZH_DIGITS[int(digit)] for digit in found[3])
        return f"{found[1]}{found[2]}{' '.join(found[3])}"

    return said
