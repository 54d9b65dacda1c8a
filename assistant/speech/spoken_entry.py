"""A reading that is said instead of typed: its numbers, the question that reads them back, and the yes to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.conversation import Language
from assistant.red_flags.observations import plausible
from assistant.speech.blood_pressure import can_be_pressure
from assistant.speech.heard_figures import normalised

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
#: Gives numbers that are said alone the context in which two of them are a pressure.
_PRESSURE = {Language.EN: "blood pressure ", Language.ZH: "血压"}
_YES = {
    Language.EN: re.compile(r"\b(?:yes|yeah|yep|right|correct|save|okay|ok|sure|please do)\b", re.IGNORECASE),
    Language.ZH: re.compile(r"^\W*(?:是|对|好|嗯|没错|可以|存|保存|要)"),
}
_NO = {
    Language.EN: re.compile(r"\b(?:no|nope|not|don't|wrong|cancel|stop)\b", re.IGNORECASE),
    Language.ZH: re.compile(r"不|没有|错了|别|取消"),
}


@dataclass(frozen=True, slots=True)
class SpokenEntry:
    """The numbers of a reading by component; ``impossible`` is one that no body has, then nothing else counts."""

    values: Mapping[str, Decimal]
    impossible: Decimal | None = None


def spoken_entry(text: str, components: Sequence[str], language: Language) -> SpokenEntry:
    """What ``text`` gives for ``components`` (in the order in which they are said); empty without a number."""
    pressure = {"systolic", "diastolic"} <= set(components)
    written = normalised((_PRESSURE[language] if pressure else "") + text, language)
    numbers = [Decimal(number) for number in _NUMBER.findall(written)]
    values = dict(zip(components, numbers, strict=False))
    wrong = next((value for name, value in values.items() if not plausible(name, value)), None)
    if wrong is None and {"systolic", "diastolic"} <= values.keys():
        high, low = values["systolic"], values["diastolic"]
        wrong = None if can_be_pressure(int(high), int(low)) else low
    return SpokenEntry(values) if wrong is None else SpokenEntry({}, wrong)


def entry_question(values: Mapping[str, Decimal], language: Language) -> str:
    """The question that reads ``values`` back before they are kept ("128 over 86: save?")."""
    rest = dict(values)
    parts = []
    if {"systolic", "diastolic"} <= rest.keys():
        high, low = rest.pop("systolic"), rest.pop("diastolic")
        parts.append(f"高压{high}，低压{low}" if language is Language.ZH else f"{high} over {low}")
    pulse = rest.pop("pulse", None)
    parts += [str(value) for value in rest.values()]
    if pulse is not None:
        parts.append(f"脉搏{pulse}" if language is Language.ZH else f"pulse {pulse}")
    return "，".join(parts) + "，存下来吗？" if language is Language.ZH else ", ".join(parts) + ": save?"


def agreed(said: str, language: Language) -> bool | None:
    """Whether ``said`` is a yes; ``None`` when it is neither yes nor no, which keeps nothing."""
    if _NO[language].search(said):
        return False
    return True if _YES[language].search(said) else None
