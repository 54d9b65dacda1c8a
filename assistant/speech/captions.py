"""Which word of an answer is being spoken, for captions that follow the voice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

#: A Chinese character, or a run of anything else without white space.
_WORD = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")
_PAUSE = re.compile(r"[，。？！；：,.?!;:]$")
#: Lengths of a word in the units that voices need about equally long for: a Chinese syllable is said in the time
#: of three Latin letters, a digit (one to three syllables) in that of four, a mark is a pause of five.
_HAN, _DIGIT, _MARK = 3.0, 4.0, 5.0


@dataclass(frozen=True, slots=True)
class SpokenStretch:
    """``text[start:end]`` of an answer and the seconds in which it is said."""

    start: int
    end: int
    from_s: float
    until_s: float


class Captions:
    """Grows as an answer is spoken, clause by clause, and finds the word at a time."""

    def __init__(self) -> None:
        self._words: list[SpokenStretch] = []
        self._until_s = 0.0

    def add(self, text: str, at: int, seconds: float) -> None:
        """``text``, which stands at ``at`` in the answer, takes the next ``seconds`` of the voice."""
        self._words += timed_words(text, at, self._until_s, seconds)
        self._until_s += seconds

    def at(self, position_s: float) -> tuple[int, int]:
        """Start and end of the word that is said at ``position_s``; the last one begun in a pause."""
        found = (0, 0)
        for word in self._words:
            if word.from_s > position_s:
                break
            found = (word.start, word.end)
        return found


def timed_words(text: str, at: int, from_s: float, seconds: float) -> Sequence[SpokenStretch]:
    """The words of ``text`` with times in proportion to how long each takes to say."""
    words = list(_WORD.finditer(text))
    weights = [_weight(word[0]) for word in words]
    whole = sum(weights) or 1.0
    spoken, now = [], from_s
    for word, weight in zip(words, weights, strict=True):
        until = now + seconds * weight / whole
        spoken.append(SpokenStretch(at + word.start(), at + word.end(), now, until))
        now = until
    return spoken


def _weight(word: str) -> float:
    letters = sum(
        _DIGIT if letter.isdigit() else _HAN if "\u3400" <= letter <= "\u9fff" else 1.0
        for letter in word
        if letter.isalnum()
    )
    return letters + (_MARK if _PAUSE.search(word) else 0.0) + 1.0
