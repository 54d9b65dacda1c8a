"""Figures that a recogniser wrote wrongly in ways that can be told: sounds of numerals, tens run together, n-best."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from assistant.conversation import Language
from assistant.number_words import ZH_DIGITS
from assistant.red_flags.observations import plausible
from assistant.red_flags.said_measurements import said_measurements
from assistant.speech.homophones import syllables

#: Numerals by their syllable without its tone.
_BY_SOUND = {
    "ling": "零",
    "yi": "一",
    "er": "二",
    "san": "三",
    "si": "四",
    "wu": "五",
    "liu": "六",
    "qi": "七",
    "ba": "八",
    "jiu": "九",
    "shi": "十",
    "bai": "百",
}
_NUMERALS = f"{ZH_DIGITS}十百"
#: What stands between "pressure" and what follows its number: 低压其实就毫米 was 低压七十九毫米.
_AFTER_PRESSURE = re.compile(
    r"(?P<name>[高低]压(?:是|为)?)(?P<said>[\u3400-\u9fff\d]{2,7}?)(?P<end>毫米|mm|[，。；、,;！？!?]|$)"
)
#: The second half of a pressure whose name was written as other words: 高压118毫米汞柱。第2期16毫米汞柱.
_UPPER_SAID = re.compile(r"高压(?:是|为)?\d")
_LOWER_SAID = re.compile(r"低压")
_SECOND_HALF = re.compile(
    r"(?<=[，。；、,;])(?P<name>[\u3400-\u9fff][\u3400-\u9fff\d])(?P<said>[\u3400-\u9fff\d]{2,5}?)(?=毫米|mm)"
)
#: 三十八度四 as 三十八肚子: the range is that of a thermometer, the last syllable may lose its s.
_WARMTH = re.compile(
    r"(?P<whole>三十[四五六七八九]|四十[一二]?|3[4-9]|4[0-2])(?P<degree>[\u3400-\u9fff])(?P<tenth>[\u3400-\u9fff])"
)
_TENTHS = {"zi": "四", "ci": "四"}
#: A value with a decimal behind its name: 血糖气点霸 for 血糖七点八.
_DECIMAL = re.compile(
    r"(?P<name>(?:血糖|体重|体温|尿酸)(?:是|为|有)?)(?P<whole>[\u3400-\u9fff\d]{1,4})点(?P<part>[\u3400-\u9fff\d])"
)
#: 六十二 written as 6 and 12, 一百一十二 as 11 and 12; the number is impossible, 62 and 112 are not.
_TENS_RUN_TOGETHER = re.compile(
    r"(?<![\d.])(?P<tens>1[1-9]|[2-9])1(?P<ones>[1-9])(?P<part>\.\d+)?(?![\d.]*\d)"
)
#: A pressure is never a share: 高压一百二十八 was heard as 高压120%.
_SHARE_OF_PRESSURE = re.compile(r"[高低]压(?:是|为)?\d+%")
_PRESSURE = re.compile("血压|高压|低压")
#: The end of 摩尔 sounds like a two: 4.4毫磨2美省.
_MILLIMOLES = re.compile(r"(?<=\d)毫·?[\u3400-\u9fff]?·?[2二耳尔而儿][每美没梅][升省生声上尚]")
_HALVES = (re.compile(r"高压(?:是|为)?\d{2,3}"), re.compile(r"低压(?:是|为)?\d{2,3}"))
#: Component and how its number stands where no name need be near it.
_BY_UNIT = (
    ("weight", re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*(?:公斤|千克|kilograms|kg)")),
    ("pulse", re.compile(r"(?:每分钟|心率\D{0,3})(\d+)|(?<![\d.])(\d+) beats")),
)
ALIKE = 75.0
"""Share of letters (per cent) beside the figures in which two readings are of the same sentence. Our rule."""


def numerals_by_sound(text: str, language: Language) -> str:
    """``text`` with pressures put right whose numerals were written as other words of the same sound."""
    if language is not Language.ZH:
        return text
    written = _WARMTH.sub(_warmth, _DECIMAL.sub(_decimal, _AFTER_PRESSURE.sub(_by_sound, text)))
    if _UPPER_SAID.search(written) and not _LOWER_SAID.search(written):
        written = _SECOND_HALF.sub(_second_half, written)
    return _MILLIMOLES.sub("毫摩尔每升", written)


def tens_parted(text: str, language: Language) -> str:
    """``text`` (numbers in digits) with impossible figures put right that are a ten and its ones run together."""
    if language is not Language.ZH:
        return text
    wrong = _impossible(text)

    def mended(found: re.Match[str]) -> str:
        component = next((name for name, value in wrong if value == Decimal(found[0])), None)
        instead = f"{found['tens']}{found['ones']}{found['part'] or ''}"
        return instead if component and plausible(component, Decimal(instead)) else found[0]

    return _TENS_RUN_TOGETHER.sub(mended, text)


def impossible(text: str) -> bool:
    """Whether ``text`` (numbers in digits) states a figure that no body has, or half a pressure."""
    upper, lower = (bool(half.search(text)) for half in _HALVES)
    return bool(_impossible(text)) or bool(_SHARE_OF_PRESSURE.search(text)) or (upper and not lower)


def likeliest(texts: Sequence[str], normalised: Callable[[str], str]) -> int:
    """Which of ``texts`` (the likeliest first) to take: the first with possible figures that is else alike.

    ``normalised`` puts numbers in digits. 0 when none is better than the first.
    """
    if not texts or not impossible(normalised(texts[0])):
        return 0
    from rapidfuzz import fuzz

    beside = _beside_figures(normalised(texts[0]))
    for number, text in enumerate(texts[1:], 1):
        written = normalised(text)
        if fuzz.ratio(_beside_figures(written), beside) >= ALIKE and not impossible(written):
            return number
    return 0


def _impossible(text: str) -> list[tuple[str, Decimal]]:
    seen = [(item.observation.component, item.observation.value) for item in said_measurements(text)]
    found = [(name, value) for name, value in seen if not plausible(name, value)]
    if _PRESSURE.search(text):
        numbers = [Decimal(one) for one in re.findall(r"(?<![\d.])\d{3,4}(?![\d.年])", text)]
        found += [("diastolic", one) for one in numbers if not plausible("systolic", one)]
    for name, pattern in _BY_UNIT:
        for match in pattern.finditer(text):
            number = Decimal(next(filter(None, match.groups())))
            if not plausible(name, number):
                found.append((name, number))
    return found


def _by_sound(found: re.Match[str]) -> str:
    said = found["said"]
    if all(one in _NUMERALS or one.isdigit() for one in said):
        return found[0]
    told = any(one in _NUMERALS or one.isdigit() for one in said)
    if not told and not found["end"].startswith(("毫米", "mm")):
        return found[0]  # 低压其实就，… are words, not a number
    number = _number(said)
    if number is None or not plausible("systolic" if found["name"][0] == "高" else "diastolic", number):
        return found[0]
    return f"{found['name']}{number}{found['end']}"


def _second_half(found: re.Match[str]) -> str:
    number = _number(found["said"])
    if syllables(found["name"][0]) != ("di",) or number is None or not plausible("diastolic", number):
        return found[0]
    return f"低压{number}"


def _warmth(found: re.Match[str]) -> str:
    tenth = _sound(found["tenth"]) or _TENTHS.get(syllables(found["tenth"])[0])
    if syllables(found["degree"]) != ("du",) or tenth is None or tenth not in ZH_DIGITS:
        return found[0]
    return f"{found['whole']}度{tenth}"


def _decimal(found: re.Match[str]) -> str:
    whole = [ZH_DIGITS[int(one)] if one.isdigit() else _sound(one) for one in found["whole"]]
    part = _sound(found["part"])
    if found["part"].isdigit() or part is None or part not in ZH_DIGITS or None in whole:
        return found[0]
    return f"{found['name']}{''.join(filter(None, whole))}点{part}"


def _number(said: str) -> Decimal | None:
    """What the sounds of ``said`` count, also where the recogniser wrote parts in digits (70就, 起16)."""
    if ones := re.fullmatch(r"(\d{1,2}0)(\D)", said):
        last = _sound(ones[2])
        return Decimal(ones[1]) + ZH_DIGITS.index(last) if last and last in ZH_DIGITS else None
    if tens := re.fullmatch(r"([2-9]|\D)1(\d)", said):
        first = ZH_DIGITS[int(tens[1])] if tens[1].isdigit() else _sound(tens[1])
        return Decimal(10 * ZH_DIGITS.index(first) + int(tens[2])) if first and first in ZH_DIGITS else None
    words = [ZH_DIGITS[int(one)] if one.isdigit() else _sound(one) for one in said]
    known = [one for one in words if one]
    counted = re.fullmatch(
        r"(?:(?P<hundreds>[一二])百)?(?:(?P<tens>[一二三四五六七八九]?)十)?(?P<zero>零)?(?P<ones>[一二三四五六七八九]?)",
        "".join(known),
    )
    if len(known) < len(words) or counted is None or not {"十", "百"} & set(known):
        return None
    hundreds = ZH_DIGITS.index(counted["hundreds"]) if counted["hundreds"] else 0
    tens_word = counted["tens"]
    ten = 0 if tens_word is None else ZH_DIGITS.index(tens_word) if tens_word else 1
    return Decimal(100 * hundreds + 10 * ten + (ZH_DIGITS.index(counted["ones"]) if counted["ones"] else 0))


def _sound(character: str) -> str | None:
    return character if character in _NUMERALS else _BY_SOUND.get(syllables(character)[0])


def _beside_figures(text: str) -> str:
    return "".join(one for one in text if one.isalpha()).lower()
