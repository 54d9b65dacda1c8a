"""Repair instead of repeat: what may have been said, to choose from, when the recogniser was not sure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.conversation import Language
from assistant.speech.recognition import Transcript
from assistant.speech.spoken_numbers import words_to_digits

UNSURE = 0.55
"""Mean probability of a token below which a person is asked. Our rule."""
UNSURE_OF_NUMBERS = 0.8
"""Readings that differ in a number are asked about below this already: a wrong number is worse than a question.
Our rule."""
MOST = 3

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ORDINALS = {
    Language.EN: (
        r"\b(?:first|number one|1st|former)\b|^\W*(?:one|1)\W*$",
        r"\b(?:second|number two|2nd|latter)\b|^\W*(?:two|2)\W*$",
        r"\b(?:third|number three|3rd|last)\b|^\W*(?:three|3)\W*$",
    ),
    Language.ZH: (
        r"第一|第1|一号|头一个|^[一1][。.]?$",
        r"第二|第2|二号|^[二两2][。.]?$",
        r"第三|第3|三号|最后|^[三3][。.]?$",
    ),
}
_NONE = {
    Language.EN: re.compile(r"\b(?:none|neither|no|wrong|not (?:that|those|any))\b", re.IGNORECASE),
    Language.ZH: re.compile(r"都不|不是|不对|没有"),
}
_YES = {
    Language.EN: re.compile(r"^\W*(?:yes|yeah|right|correct|that's it)\b", re.IGNORECASE),
    Language.ZH: re.compile(r"^\W*(?:是的?|对的?|没错|好的?)[。！]?$"),
}
_COUNT = {Language.EN: ("First", "Second", "Third"), Language.ZH: ("第一个", "第二个", "第三个")}


@dataclass(frozen=True, slots=True)
class Guesses:
    """Two or three things that may have been said, the likeliest first."""

    texts: tuple[str, ...]
    language: Language

    @property
    def question(self) -> str:
        """The guesses as they are spoken."""
        names = _COUNT[self.language]
        if self.language is Language.ZH:
            return (
                "您是说："
                + "；".join(f"{names[at]}，{_bare(text)}" for at, text in enumerate(self.texts))
                + "？"
            )
        listed = "; ".join(f"{names[at]}, {_bare(text)}" for at, text in enumerate(self.texts))
        return f"Did you say: {listed}?"

    def take(self, transcript: Transcript, number: int) -> Transcript | None:
        """The transcript with the guess ``number`` (from 0) as its words; ``None`` for none of them."""
        if not 0 <= number < len(self.texts):
            return None
        return replace(transcript, text=self.texts[number], confidence=1.0, alternatives=())


def guesses(transcript: Transcript) -> Guesses | None:
    """What to offer, or ``None`` where what was heard is sure enough or there is nothing to choose from."""
    distinct = {
        _key(text): text for text in reversed((transcript.text, *transcript.alternatives)) if text.strip()
    }
    texts = tuple(reversed(distinct.values()))[:MOST]
    if len(texts) < 2:
        return None
    numbers = {tuple(_NUMBER.findall(words_to_digits(text, transcript.language))) for text in texts[:2]}
    limit = UNSURE_OF_NUMBERS if len(numbers) > 1 else UNSURE
    return Guesses(texts, transcript.language) if transcript.confidence < limit else None


def chosen(said: str, offered: Guesses) -> int:
    """Which guess ``said`` means ("the second one", 第二个, or its own words), counted from 0; -1 for none."""
    for number, pattern in enumerate(_ORDINALS[offered.language][: len(offered.texts)]):
        if re.search(pattern, said.strip(), re.IGNORECASE):
            return number
    if _NONE[offered.language].search(said):
        return -1
    keys = [_key(text) for text in offered.texts]
    if _key(said) in keys:
        return keys.index(_key(said))
    return 0 if _YES[offered.language].search(said) else -1


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _bare(text: str) -> str:
    return text.strip(" ，。？！,.?!")
