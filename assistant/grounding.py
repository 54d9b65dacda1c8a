"""From drafted sentences to released ones: each traced to figures and passages before anyone sees it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rapidfuzz import fuzz

from assistant import claims, figures
from assistant.conversation import Citation, Figure
from assistant.facts import Fact
from assistant.models.excerpt_engine import FIXED_SENTENCES
from assistant.sentences import split_sentences
from kb.document import Passage

#: Our rules: sentences of one answer, and withheld or repeated ones after which a draft is left off.
MOST_SENTENCES, MOST_WITHHELD, MOST_REPEATS = 12, 8, 3

_MARKUP = re.compile(r"</?[a-z][^>]{0,80}>|```|^\s*\|", re.IGNORECASE)
_CITATION = re.compile(r"\s*\[\d{1,3}\]")
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
        self._said: set[str] = set()
        self._repeats = 0

    @property
    def has_enough(self) -> bool:
        """Whether no more of the draft is wanted: it is long, mostly withheld, or repeats itself."""
        return (
            len(self.sentences) >= MOST_SENTENCES
            or len(self.withheld) >= MOST_WITHHELD
            or self._repeats >= MOST_REPEATS
        )

    def offer(self, draft: str) -> str | None:
        """Check one drafted sentence; return it as it may be shown, or ``None``.

        Only the reason of a refusal is kept, never the refused text.
        """
        if (said := _CITATION.sub("", draft).strip().casefold()) in self._said:
            self._repeats += 1
            return None
        self._said.add(said)
        if _MARKUP.search(draft):
            self.withheld.append("the sentence holds markup")
            return None
        checked = figures.check(draft, self._facts, self._passages, self._masked)
        if checked.text is None:
            self.withheld.append(checked.reason)
            return None
        resting = claims.support(draft, self._passages)
        if not resting.holds and draft not in FIXED_SENTENCES:
            self.withheld.append(resting.reason)
            return None
        if resting.mark is not None:
            return self._keep(f"{draft} [{resting.mark}]", f"{checked.text} [{resting.mark}]", checked)
        return self._keep(draft, checked.text, checked)

    def _keep(self, draft: str, text: str, checked: figures.Checked) -> str:
        for figure in checked.figures:
            self.figures.setdefault((figure.text, figure.source), figure)
        for mark in figures.cited(draft):
            passage = self._passages[mark - 1]
            self.citations.setdefault(
                mark, Citation(mark, passage.id, passage.title, passage.source, quote(draft, passage))
            )
        self.sentences.append(text)
        return text


def quote(sentence: str, passage: Passage) -> str:
    """The sentence of ``passage``, verbatim, that ``sentence`` rests on most."""
    bare = _MARKS.sub("", sentence).strip()
    if bare and bare in passage.text:
        return bare
    candidates = split_sentences(passage.text) or [passage.text]
    return max(
        candidates, key=lambda candidate: fuzz.token_set_ratio(bare, candidate) + fuzz.ratio(bare, candidate)
    )
