"""What a person said, cut into units that rules can look at: words, Chinese characters, clauses, sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Longest text the rules judge, in characters (our rule).
TEXT_LIMIT = 4000

_UNIT = re.compile(
    r"(?P<cjk>[\u3400-\u9fff])|(?P<word>[^\W\d_\u3400-\u9fff]+(?:'[^\W\d_\u3400-\u9fff]+)*)"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<full>[.!?;。！？；\n])|(?P<comma>[,，:：()（）])|(?P<list>、)"
)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})
#: Unicode categories that show nothing: format, private use, surrogate, unassigned.
_INVISIBLE = frozenset({"Cf", "Co", "Cs", "Cn"})
_CONTROL_KEPT = frozenset("\n\t")


class TextTooLong(ValueError):
    """The text is longer than the rules judge; the message says what to do."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"This text has {length} characters; please keep it under {limit}, for example one question at a time."
        )
        self.length = length
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Unit:
    """A Chinese character, a Latin word or a number. ``start`` is its place in the normalised text."""

    text: str
    start: int
    clause: int
    sentence: int


@dataclass(frozen=True, slots=True)
class ClinicalText:
    """Normalised text with its units. Clauses end at commas, sentences at full stops and line ends."""

    text: str
    units: tuple[Unit, ...]

    def unit_at(self, position: int) -> int:
        """Index of the first unit that starts at or after ``position`` in :attr:`text`."""
        low, high = 0, len(self.units)
        while low < high:
            middle = (low + high) // 2
            if self.units[middle].start < position:
                low = middle + 1
            else:
                high = middle
        return low


def strip_invisible(text: str) -> str:
    """Remove what cannot be seen: zero-width and direction marks, tags, variation selectors, control characters."""
    return "".join(
        character
        for character in text
        if character in _CONTROL_KEPT
        or not (
            unicodedata.category(character) in _INVISIBLE
            or unicodedata.category(character) == "Cc"
            or "\ufe00" <= character <= "\ufe0f"
            or "\U000e0100" <= character <= "\U000e01ef"
        )
    )


def normalise(text: str) -> str:
    """NFKC, invisible characters removed, lower case, straight apostrophes.

    Raises :class:`TextTooLong` above :data:`TEXT_LIMIT` characters, before any work.
    """
    if len(text) > TEXT_LIMIT:
        raise TextTooLong(len(text), TEXT_LIMIT)
    if text.isascii():
        return text.lower()
    return strip_invisible(unicodedata.normalize("NFKC", text)).lower().translate(_APOSTROPHES)


def read(text: str, simplified: Mapping[int, int]) -> ClinicalText:
    """Normalise and cut ``text``. ``simplified`` maps traditional characters (``str.translate`` form)."""
    normal = normalise(text).translate(simplified)
    return ClinicalText(normal, tuple(_units(normal)))


def cut(term: str) -> tuple[str, ...]:
    """The unit texts of a term of the lexicon; a trailing ``*`` stays with its word."""
    parts: list[str] = []
    for match in _UNIT.finditer(term):
        if match.lastgroup in {"cjk", "word", "number"}:
            starred = term[match.end() : match.end() + 1] == "*"
            parts.append(match.group() + ("*" if starred else ""))
    return tuple(parts)


def _units(text: str) -> Sequence[Unit]:
    units: list[Unit] = []
    clause = sentence = 0
    for match in _UNIT.finditer(text):
        kind = match.lastgroup
        if kind == "full":
            sentence += 1
            clause += 1
        elif kind == "comma":
            clause += 1
        elif kind != "list":
            units.append(Unit(match.group(), match.start(), clause, sentence))
    return units
