"""From drafted sentences to released ones: each traced to figures and passages before anyone sees it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rapidfuzz import fuzz

from assistant import claims, figures
from assistant.conversation import Citation, Figure
from assistant.facts import Fact
from assistant.judgement import judges_the_person
from assistant.models.excerpt_engine import FIXED_SENTENCES
from assistant.planning import detect_language
from assistant.sentences import split_sentences
from kb.document import Passage
from kb.embedding import Embedder

#: Our rules: sentences of one answer, and withheld or repeated ones after which a draft is left off.
MOST_SENTENCES, MOST_WITHHELD, MOST_REPEATS = 12, 8, 3
#: Our rules: refused sentences that a model is asked to write again, and the longest of them (characters).
MOST_REWRITTEN, LONGEST_REWRITTEN = 3, 300

_MARKUP = re.compile(r"</?[a-z][^>]{0,80}>|```|^\s*\|", re.IGNORECASE)
_CITATION = re.compile(r"\s*\[\d{1,3}\]")
_MARKS = re.compile(r"\s*\[\d{1,3}\]|\{[FS]\d{1,3}\}")


class Release:
    """Collects what the checks let through of one answer."""

    def __init__(
        self,
        facts: Sequence[Fact],
        passages: Sequence[Passage],
        masked: Collection[str] = (),
        embedder: Embedder | None = None,
    ) -> None:
        """``masked``: the placeholders of a masked question, which an answer may use.

        ``embedder`` settles by meaning whether a passage says what cites it; then a check takes up to half a second.
        """
        self._facts = facts
        self._passages = passages
        self._masked = masked
        self._embedder = embedder
        self._refused: list[str] = []
        self._rewriting = False
        self.sentences: list[str] = []
        self.figures: dict[tuple[str, str], Figure] = {}
        self.citations: dict[int, Citation] = {}
        self.withheld: list[str] = []
        #: Every sentence as it was written, for the red-flag rules, which look at what is withheld too.
        self.drafted: list[str] = []
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

    def second_try(self) -> tuple[str, ...]:
        """The refused sentences that are worth writing again, once; from now on what is written takes their place."""
        refused, self._refused = tuple(self._refused[:MOST_REWRITTEN]), []
        self._rewriting = True
        return refused

    def offer(self, draft: str) -> str | None:
        """Check one drafted sentence; return it as it may be shown, or ``None``.

        Of a refusal the reason is kept, and the sentence for :meth:`second_try` and the red-flag rules.
        """
        self.drafted.append(draft)
        if (said := _CITATION.sub("", draft).strip().casefold()) in self._said:
            self._repeats += 1
            return None
        self._said.add(said)
        text, checked, reason = self._checked(draft)
        if text is None:
            if not self._rewriting:
                self.withheld.append(reason)
                if len(draft) <= LONGEST_REWRITTEN:
                    self._refused.append(draft)
            return None
        if self._rewriting and self.withheld:
            self.withheld.pop()
        return self._keep(draft, text, checked)

    def _checked(self, draft: str) -> tuple[str | None, figures.Checked, str]:
        """The sentence as it may be shown and with its figures, or the reason why not."""
        if _MARKUP.search(draft):
            return None, figures.Checked(None), "the sentence holds markup"
        checked = figures.check(draft, self._facts, self._passages, self._masked)
        if checked.text is None:
            return None, checked, checked.reason
        if not figures.said_alike(checked.text, detect_language(checked.text)):
            return None, checked, "a voice would say other numbers"
        if draft in FIXED_SENTENCES or claims.courteous(draft):
            return checked.text, checked, ""
        cited = [self._passages[mark - 1] for mark in figures.cited(draft)]
        if judges_the_person(draft, cited, self._facts):
            return None, checked, "the sentence judges the person"
        resting = claims.support(draft, self._passages, self._embedder, self._facts)
        if not resting.holds:
            return None, checked, resting.reason
        mark = "" if resting.mark is None else f" [{resting.mark}]"
        return checked.text + mark, checked, ""

    def _keep(self, draft: str, text: str, checked: figures.Checked) -> str:
        for figure in checked.figures:
            self.figures.setdefault((figure.text, figure.source), figure)
        for mark in (*figures.cited(draft), *figures.cited(text[len(checked.text or "") :])):
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
