"""The number contract: every number in an answer comes from a record or from a cited passage.

A draft refers to the person's figures by placeholder: ``{F1}`` is the figure of the first fact
("128/79 mmHg"), ``{S1}`` its whole sentence. Code fills them in. Any other number in a sentence,
written in digits or in words, must stand in a passage that this very sentence cites: with the same value,
counting the same thing, and not as the opposite limit. What a voice will say is read back and must hold the same
numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from assistant.conversation import Figure, Language
from assistant.facts import Fact
from assistant.numbers_in_text import Number, agree, numbers
from assistant.speech.spoken_units import MONTHS
from assistant.speech.text_for_speech import text_for_speech
from kb.document import Passage

_PLACEHOLDER = re.compile(r"\{([FS])(\d{1,3})\}")
_CITATION = re.compile(r"\[(\d{1,3})\]")
#: Telephone numbers are said digit by digit, and powers of ten in words: neither is a number to compare.
_SAID_OTHERWISE = re.compile(
    r"(?:\b(?:call|dial|phone|ring)|拨打|致电|拨|打)\s*[\d零一二三四五六七八九幺](?:\s?[\d零一二三四五六七八九幺/])*|[x×*]\s?10[\^*]?[\d⁹¹²]+"
    r"|times ten to the \w+|乘十的[十一二三四五六七八九]+次方|hundred hours|\bH b A 1 c\b",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"\b(?:{'|'.join(month[:3] for month in MONTHS)})(?=[a-z]*\b)")


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence that may be shown, with the sources of its numbers; ``text`` is ``None`` when it may not."""

    text: str | None
    figures: tuple[Figure, ...] = ()
    reason: str = ""


def cited(sentence: str) -> list[int]:
    """The numbers of the passages a sentence cites, in order, each once."""
    return list(dict.fromkeys(int(mark) for mark in _CITATION.findall(sentence)))


def named(sentence: str, facts: Sequence[Fact]) -> list[Fact]:
    """The facts whose figures or sentences ``sentence`` names by placeholder, in order, each once."""
    numbers = dict.fromkeys(int(number) for _, number in _PLACEHOLDER.findall(sentence))
    return [facts[number - 1] for number in numbers if 1 <= number <= len(facts)]


def untraced(sentence: str, sources: Iterable[str]) -> tuple[int, list[str]]:
    """How many numbers ``sentence`` holds besides its citation marks, and those that stand in no source."""
    held = [number for source in sources for number in _numbers(source)]
    said = numbers(_CITATION.sub(" ", sentence))
    return len(said), [number.text for number in said if not any(agree(number, one) for one in held)]


def check(
    sentence: str, facts: Sequence[Fact], passages: Sequence[Passage], masked: Collection[str] = ()
) -> Checked:
    """Fill in the figures of ``sentence`` and trace every other number to a passage it cites.

    Facts and passages are counted from one, as in the draft. A sentence with an unknown
    placeholder, an unknown citation or a number without a source comes back without text. ``masked``
    are placeholders (``[NAME-1]``) of what the person wrote; their digits are no numbers.
    """
    marks = cited(sentence)
    if any(not 1 <= mark <= len(passages) for mark in marks):
        return Checked(None, reason="cites a passage that was not given")
    if any(not 1 <= int(number) <= len(facts) for _, number in _PLACEHOLDER.findall(sentence)):
        return Checked(None, reason="refers to a figure that was not given")

    figures: list[Figure] = []
    # A mark stands for what code fills in, so that what is written around it joins no numbers.
    bare = _CITATION.sub(" ", _PLACEHOLDER.sub(" ; ", sentence))
    for placeholder in masked:
        bare = bare.replace(placeholder, " ")
    for number in numbers(bare):
        source = next((passages[mark - 1] for mark in marks if _stands_in(number, passages[mark - 1])), None)
        if source is None:
            return Checked(None, reason=f"the number {number.text} has no source")
        figures.append(Figure(number.text, f"passage:{source.id}"))

    def fill(match: re.Match[str]) -> str:
        fact = facts[int(match[2]) - 1]
        figures.append(Figure(fact.figure, fact.source))
        return fact.figure if match[1] == "F" else fact.sentence

    return Checked(_PLACEHOLDER.sub(fill, sentence), tuple(figures))


def said_alike(sentence: str, language: Language) -> bool:
    """Whether what a voice would say of ``sentence`` holds the same numbers as what is shown."""
    return _amounts(sentence) == _amounts(text_for_speech(sentence, language))


def _amounts(text: str) -> Counter[Fraction]:
    bare = _SAID_OTHERWISE.sub(" ", _CITATION.sub(" ", text))
    found = [value for number in numbers(bare) for value in number.values if value]
    months = [month[:3] for month in MONTHS]
    return Counter([*found, *(Fraction(months.index(month) + 1) for month in _MONTH.findall(bare))])


def _stands_in(number: Number, passage: Passage) -> bool:
    return any(agree(number, one) for one in _numbers(passage.text))


@lru_cache(maxsize=64)
def _numbers(text: str) -> tuple[Number, ...]:
    return tuple(numbers(text))
