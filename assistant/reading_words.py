"""Words by which a text speaks of a kind of reading, in Chinese and English."""

from __future__ import annotations

import re

from device_io.reading import ReadingKind

#: "Sugar" by itself may be what is eaten, so it counts as a value only next to words that make it one.
_SUGAR = (
    r"血糖|糖尿病|glucose|blood sugar|diabet|\b(?:my|last|latest|fasting) sugars?\b|"
    r"\bsugar (?:is|was|level|reading|value)s?\b"
)
#: One pattern a kind.
KIND_WORDS: dict[ReadingKind, re.Pattern[str]] = {
    ReadingKind.BLOOD_PRESSURE: re.compile(
        r"血压|高压|低压|收缩压|舒张压|blood pressure|\bmy pressure\b|\bbp\b|systolic|diastolic|hypertension",
        re.I,
    ),
    ReadingKind.HEART_RATE: re.compile(r"心率|心跳|脉搏|heart ?rate|heartbeat|\bpulse\b", re.I),
    ReadingKind.SPO2: re.compile(r"血氧|氧饱和|oxygen|spo2|saturation", re.I),
    ReadingKind.TEMPERATURE: re.compile(r"体温|发烧|发热|temperature|fever", re.I),
    ReadingKind.GLUCOSE: re.compile(_SUGAR, re.I),
    ReadingKind.WEIGHT: re.compile(r"体重|多重|几斤|多少斤|多少公斤|胖|瘦|\bweigh|\bbmi\b", re.I),
    ReadingKind.BODY_COMPOSITION: re.compile(r"体脂|肌肉率|身体成分|body fat|body composition", re.I),
    ReadingKind.CONTINUOUS_GLUCOSE: re.compile(_SUGAR + r"|\bcgm\b", re.I),
}


def kinds_named(text: str) -> tuple[ReadingKind, ...]:
    """The kinds of reading that ``text`` speaks of."""
    return tuple(kind for kind, words in KIND_WORDS.items() if words.search(text))
