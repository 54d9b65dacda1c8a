"""What a question needs: which of the person's figures, and what to look up in the library."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.conversation import Language
from device_io.reading import ReadingKind
from kb.library import LONGEST_QUERY

#: "Sugar" by itself may be what is eaten, so it counts as a value only next to words that make it one.
_SUGAR = (
    r"血糖|糖尿病|glucose|blood sugar|diabet|\b(?:my|last|latest|fasting) sugars?\b|"
    r"\bsugar (?:is|was|level|reading|value)s?\b"
)
_KIND_WORDS: dict[ReadingKind, re.Pattern[str]] = {
    ReadingKind.BLOOD_PRESSURE: re.compile(
        r"血压|高压|低压|收缩压|舒张压|blood pressure|\bmy pressure\b|\bbp\b|systolic|diastolic|hypertension",
        re.I,
    ),
    ReadingKind.HEART_RATE: re.compile(r"心率|心跳|脉搏|heart ?rate|heartbeat|\bpulse\b", re.I),
    ReadingKind.SPO2: re.compile(r"血氧|氧饱和|oxygen|spo2|saturation", re.I),
    ReadingKind.TEMPERATURE: re.compile(r"体温|发烧|发热|temperature|fever", re.I),
    ReadingKind.GLUCOSE: re.compile(_SUGAR, re.I),
    ReadingKind.WEIGHT: re.compile(r"体重|胖|瘦|\bweigh|\bbmi\b", re.I),
    ReadingKind.BODY_COMPOSITION: re.compile(r"体脂|肌肉率|身体成分|body fat|body composition", re.I),
    ReadingKind.CONTINUOUS_GLUCOSE: re.compile(_SUGAR + r"|\bcgm\b", re.I),
}
#: Signs that a question is about the person's own figures, not about the subject in general.
_OWN = re.compile(
    r"我|咱|俺|今天|今早|昨天|最近|上次|刚才|这次|这周|本周|这个月|\bmy\b|\bi\b|\bme\b|\bmine\b|\bour\b|today|yesterday|"
    r"this (?:morning|week|month|evening)|\blast\b|\blatest\b|\brecent",
    re.I,
)
_CJK = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Plan:
    """``own_kinds`` are the kinds of reading whose figures belong in the answer; ``query`` goes to the library.

    A question longer than the library searches for is looked up by its beginning.
    """

    language: Language
    own_kinds: tuple[ReadingKind, ...]
    query: str


def detect_language(text: str) -> Language:
    """Chinese when at least a fifth of the letters are Chinese characters, else English."""
    letters = [character for character in text if character.isalpha()]
    chinese = sum(1 for character in letters if _CJK.match(character))
    return Language.ZH if chinese * 5 >= max(len(letters), 1) else Language.EN


def kinds_named(text: str) -> tuple[ReadingKind, ...]:
    """The kinds of reading that ``text`` speaks of."""
    return tuple(kind for kind, words in _KIND_WORDS.items() if words.search(text))


def plan(question: str, language: Language | None) -> Plan:
    """Read off ``question`` what it needs. Rules only; takes microseconds."""
    own = kinds_named(question) if _OWN.search(question) else ()
    return Plan(language or detect_language(question), own, question.strip()[:LONGEST_QUERY])
