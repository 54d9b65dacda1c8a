"""From drafted sentences to released ones: each traced to figures and passages before anyone sees it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rapidfuzz import fuzz

from assistant import figures
from assistant.conversation import Citation, Figure
from assistant.facts import Fact
from assistant.sentences import split_sentences
from kb.document import Passage

_MARKS = re.compile(r"\s*\[\d{1,3}\]|\{[FS]\d{1,3}\}")


class Release:
    """Collects what the checks let through of one answer."""

    def __init__(
        self, facts: Sequence[Fact], passages: Sequence[Passage], masked: Collection[str] = ()
    ) -> None:
        """``masked``: the placeholders of a masked question, which an answer may use."""
        self._facts = facts
        self._passages = passages
        self._masked = masked
        self.sentences: list[str] = []
        self.figures: dict[tuple[str, str], Figure] = {}
        self.citations: dict[int, Citation] = {}
        self.withheld: list[str] = []

    def offer(self, draft: str) -> str | None:
        """Check one drafted sentence; return it as it may be shown, or ``None``.

        Only the reason of a refusal is kept, never the refused text.
        """
        checked = figures.check(draft, self._facts, self._passages, self._masked)
        if checked.text is None:
            self.withheld.append(checked.reason)
            return None
        for figure in checked.figures:
            self.figures.setdefault((figure.text, figure.source), figure)
        for mark in figures.cited(draft):
            passage = self._passages[mark - 1]
            self.citations.setdefault(
                mark, Citation(mark, passage.id, passage.title, passage.source, quote(draft, passage))
            )
        self.sentences.append(checked.text)
        return checked.text


def quote(sentence: str, passage: Passage) -> str:
    """The sentence of ``passage``, verbatim, that ``sentence`` rests on most."""
    bare = _MARKS.sub("", sentence).strip()
    if bare and bare in passage.text:
        return bare
    candidates = split_sentences(passage.text) or [passage.text]
    return max(
        candidates, key=lambda candidate: fuzz.token_set_ratio(bare, candidate) + fuzz.ratio(bare, candidate)
    )
