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
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<full>[.!?;。！？；\n])|(?P<comma>[,，:：()（）\[\]{}【】《》|])|(?P<list>、)"
)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'"})
#: Unicode categories that show nothing or only mark a letter: format, control, private use, surrogate,
#: unassigned, combining and enclosing marks.
_INVISIBLE = frozenset({"Cf", "Cc", "Co", "Cs", "Cn", "Mn", "Me"})
#: Letters and symbols that are drawn as a blank or stand for a lost object.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\ufffd")
#: Cyrillic, Greek and other letters drawn like Latin ones (after the confusables of Unicode TR 39).
_LOOK_ALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u0442\u043c\u043a\u043d\u0432\u051b\u051d"
    "\u03b1\u03b5\u03bf\u03c1\u03c4\u03c5\u03c7\u03b9\u03ba\u03bd\u03b3\u03b7\u03c9"
    "\u0131\u0261\u0251\u1d04\u1d0f\u1d1c\u1d20\u1d21\u1d22",
    "aeopcyxijsdhtmkhbqwaeoptuxikvynwigacouvwz",
)
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
    """Remove what cannot be seen: zero-width and direction marks, tags, variation selectors, control characters.

    Marks over, under and through letters go too: they change no word that is looked for.
    """
    return "".join(
        character
        for character in text
        if character in _CONTROL_KEPT
        or not (character in _BLANKS or unicodedata.category(character) in _INVISIBLE)
    )


def normalise(text: str) -> str:
    """NFKD, invisible characters removed, lower case, straight apostrophes, look-alike letters as Latin ones.

    Raises :class:`TextTooLong` above :data:`TEXT_LIMIT` characters, before any work.
    """
    if len(text) > TEXT_LIMIT:
        raise TextTooLong(len(text), TEXT_LIMIT)
    if text.isascii():
        return strip_invisible(text).lower()
    plain = strip_invisible(unicodedata.normalize("NFKD", text)).lower()
    return plain.translate(_APOSTROPHES).translate(_LOOK_ALIKES)


def read(text: str, simplified: Mapping[int, int], spelling: Mapping[str, str]) -> ClinicalText:
    """Normalise and cut ``text``.

    ``simplified`` maps traditional characters (``str.translate`` form), ``spelling`` misspelt words to those meant.
    """
    normal = normalise(text).translate(simplified)
    return ClinicalText(normal, tuple(_units(normal, spelling)))


def cut(term: str) -> tuple[str, ...]:
    """The unit texts of a term of the lexicon; a trailing ``*`` stays with its word."""
    parts: list[str] = []
    for match in _UNIT.finditer(term):
        if match.lastgroup in {"cjk", "word", "number"}:
            starred = term[match.end() : match.end() + 1] == "*"
            parts.append(match.group() + ("*" if starred else ""))
    return tuple(parts)


def _units(text: str, spelling: Mapping[str, str]) -> Sequence[Unit]:
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
            word = match.group()
            units.append(Unit(spelling.get(word, word), match.start(), clause, sentence))
    return units
