"""Text cut into pieces that are spoken one after the other, the first one soon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.sentences import SentenceStream, split_sentences

MIN_FIRST_LENGTH = 18
"""Shortest first piece that may end at a comma, in Latin letters; a Chinese character counts as three
(18 letters and 6 characters are about the same second of speech)."""
MAX_LENGTH = 180
"""Longest piece, counted in the same way: what voices take at once without running out of breath."""

_HAN = r"[\u3400-\u9fff]"
_PAUSE = re.compile(rf"[，、；：]+|[,;:](?=\s|{_HAN})")
_BREAK = re.compile(r"[，、；：。！？]|[,;:.!?](?=\s)|\s")
_IS_HAN = re.compile(_HAN)


def _length(text: str) -> int:
    return len(text) + 2 * len(_IS_HAN.findall(text))


class ClauseStream:
    """Cuts a stream of text: the first piece may end at a comma, later ones are whole sentences.

    Only white space between the pieces is lost. A mark that decides a cut must have been followed by
    something, so "5.7", "1,000" and "e.g." stay whole.
    """

    def __init__(self) -> None:
        self._sentences = SentenceStream()
        self._held = ""
        self._started = False

    def feed(self, piece: str) -> Iterator[str]:
        """Take a piece of text and yield what can be spoken now."""
        if self._started:
            yield from _short(self._sentences.feed(piece))
            return
        self._held += piece
        sentences = SentenceStream()
        whole = list(sentences.feed(self._held))
        first = whole[0] if whole else self._held
        cut = _first_pause(first)
        if not whole and cut is None:
            return
        self._started, self._sentences = True, sentences if whole else self._sentences
        yield from _short([first[:cut].strip()])
        if whole:
            yield from _short([first[cut:].strip() if cut else "", *whole[1:]])
        else:
            yield from _short(self._sentences.feed(first[cut:]))

    def end(self) -> Iterator[str]:
        """Yield what is left."""
        yield from _short(self._sentences.end() if self._started else split_sentences(self._held))
        self._held = ""


def split_clauses(text: str) -> list[str]:
    """The pieces of a whole text."""
    stream = ClauseStream()
    return [*stream.feed(text), *stream.end()]


def _first_pause(text: str) -> int | None:
    for found in _PAUSE.finditer(text):
        if _length(text[: found.end()].strip()) >= MIN_FIRST_LENGTH:
            return found.end()
    return None


def _short(pieces: Iterable[str]) -> Iterator[str]:
    """Cut pieces that are too long at their last mark or space that fits, else in the middle of a word."""
    for piece in pieces:
        rest = piece
        while _length(rest) > MAX_LENGTH:
            room = _room(rest)
            breaks = [found.end() for found in _BREAK.finditer(rest, 0, room + 1) if found.end() <= room]
            cut = breaks[-1] if breaks else room
            if rest[:cut].strip():
                yield rest[:cut].strip()
            rest = rest[cut:].lstrip()
        if rest:
            yield rest


def _room(text: str) -> int:
    """How many characters of ``text`` fit into :data:`MAX_LENGTH`."""
    used = 0
    for index, character in enumerate(text):
        used += 3 if _IS_HAN.match(character) else 1
        if used > MAX_LENGTH:
            return index
    return len(text)
