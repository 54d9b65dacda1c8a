"""Sentences out of streamed text, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|approx|No|e\.g|i\.e)|^\s*\d+|\n\s*\d+)\.$", re.IGNORECASE
)
#: An end mark with the closing quotes, brackets and citation marks that belong to it.
_END = re.compile(r"(?:[.!?](?=[\s\[”\"')]|$)|[。！？])[”\"')）]*(?:\s*\[\d{1,3}\])*|\n+")
_MARKS_MAY_FOLLOW = re.compile(r"[.!?。！？”\"')）\]\d\[\s]*$")


class SentenceStream:
    """Cuts a stream of text into whole sentences.

    A citation mark after the full stop (``… minutes. [1]``) belongs to the sentence before it, so a
    sentence is let go only when the text behind it shows that no mark follows.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> Iterator[str]:
        """Take a piece of text and yield the sentences that are now complete."""
        self._held += piece
        yield from self._cut(final=False)

    def end(self) -> Iterator[str]:
        """Yield what is left."""
        yield from self._cut(final=True)
        rest, self._held = self._held.strip(), ""
        if rest:
            yield rest

    def _cut(self, *, final: bool) -> Iterator[str]:
        start = 0
        for match in _END.finditer(self._held):
            head = self._held[start : match.end()]
            if _ABBREVIATION.search(head.rstrip()):
                continue
            rest = self._held[match.end() :]
            undecided = _MARKS_MAY_FOLLOW.match(rest) is not None and "\n" not in match.group()
            if undecided and not final:
                break
            if head.strip():
                yield head.strip()
            start = match.end()
        self._held = self._held[start:]


def split_sentences(text: str) -> list[str]:
    """The sentences of a whole text, each with its citation marks."""
    stream = SentenceStream()
    return [*stream.feed(text), *stream.end()]
