"""The number contract: every number in an answer comes from a record or from a cited passage.

A draft refers to the person's figures by placeholder: ``{F1}`` is the figure of the first fact
("128/79 mmHg"), ``{S1}`` its whole sentence. Code fills them in. Any other number in a sentence,
written in digits or in words, must stand in a passage that this very sentence cites.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.conversation import Figure
from assistant.facts import Fact
from kb.document import Passage

_PLACEHOLDER = re.compile(r"\{([FS])(\d{1,3})\}")
_CITATION = re.compile(r"\[(\d{1,3})\]")
#: What a numeral in words is not part of another word or numeral by ("ten" in "often", 十 in 二十).
_NUMERAL_LETTERS = "a-z零〇一二两三四五六七八九十百千万半"
_CHINESE_PAUSE = re.compile("[，：]")
_DIGITS = re.compile(r"\d+(?:[.,/:]\d+)*")
_CHINESE_NUMERAL = re.compile(
    r"[零〇一二两三四五六七八九十百千万半]*[十百千万][零〇一二两三四五六七八九十百千万半]*|[二两三四五六七八九半](?=[片粒颗支针滴杯勺倍次个天日周月年小时分秒毫升克度])"
)
_ENGLISH_NUMERAL = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|"
    r"half|twice|double)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence that may be shown, with the sources of its numbers; ``text`` is ``None`` when it may not."""

    text: str | None
    figures: tuple[Figure, ...] = ()
    reason: str = ""


def numbers_in(text: str) -> list[str]:
    """Every number in ``text`` as it is written, in digits or in Chinese or English words."""
    found = [
        match for pattern in (_DIGITS, _CHINESE_NUMERAL, _ENGLISH_NUMERAL) for match in pattern.finditer(text)
    ]
    return [match.group() for match in sorted(found, key=lambda match: match.start())]


def cited(sentence: str) -> list[int]:
    """The numbers of the passages a sentence cites, in order, each once."""
    return list(dict.fromkeys(int(mark) for mark in _CITATION.findall(sentence)))


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
    bare = _plain(_CITATION.sub(" ", _PLACEHOLDER.sub(" ", sentence)))
    for placeholder in masked:
        bare = bare.replace(placeholder, " ")
    for number in numbers_in(bare):
        source = next(
            (passages[mark - 1] for mark in marks if stands_in(number, passages[mark - 1].text)), None
        )
        if source is None:
            return Checked(None, reason=f"the number {number} has no source")
        figures.append(Figure(number, f"passage:{source.id}"))

    def fill(match: re.Match[str]) -> str:
        fact = facts[int(match[2]) - 1]
        figures.append(Figure(fact.figure, fact.source))
        return fact.figure if match[1] == "F" else fact.sentence

    return Checked(_PLACEHOLDER.sub(fill, sentence), tuple(figures))


def stands_in(number: str, text: str) -> bool:
    """Whether ``number`` stands in ``text`` as a whole number, not inside a longer one or a word."""
    text = _plain(text).lower()
    pattern = (
        rf"(?<![\d.])(?<!\d[,/:]){re.escape(number.lower())}(?![\d]|[.,/:]\d)"
        if number[0].isdigit()
        else rf"(?<![{_NUMERAL_LETTERS}]){re.escape(number.lower())}(?![{_NUMERAL_LETTERS}])"
    )
    return re.search(pattern, text) is not None


def _plain(text: str) -> str:
    """``text`` with digits of any width as plain ones; a Chinese comma parts two numbers and joins none."""
    return unicodedata.normalize("NFKC", _CHINESE_PAUSE.sub(" ", text))
