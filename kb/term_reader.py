"""What a model that reads the library must do, and how much of what it says is believed.

A passage is other people's text and may hold instructions, and a model errs: only a term that stands in the
passage, word for word, is kept. The worst that either can do is a term that says little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Final, Protocol

from kb.concepts import SHORTEST_CHINESE_LABEL
from kb.document import Passage
from kb.index.analysis import STOP_PHRASES, fold, han_runs, words_of

#: Terms kept of a passage, and their longest in characters of either script and words.
MOST_TERMS: Final = 8
LONGEST_TERM: Final = 40
_LONGEST_CHINESE: Final = 12
_MOST_WORDS: Final = 5
#: What is looked at of an answer that does not keep to the form.
_LOOKED_AT: Final = 4 * MOST_TERMS
_AROUND: Final = " .,;:!?()[]{}<>\"'“”‘’«»-*#·|/\\"


class TermReader(Protocol):
    """A model that names what a passage is about."""

    @property
    def name(self) -> str:
        """The model and the rules it is asked by; what another one read counts as not read."""
        ...

    def terms(self, passage: Passage) -> tuple[str, ...] | None:
        """The terms of ``passage``, such as :func:`standing_terms` keeps; ``None`` if it was kept from reading it.

        Raises :class:`kb.errors.ReaderUnavailable` when it cannot read at all.
        """
        ...


def standing_terms(said: Iterable[str], passage: Passage) -> tuple[str, ...]:
    """Those of ``said`` that stand in ``passage`` and can name something, folded, each once and in order."""
    text = _spaced(fold(passage.whole))
    terms = (_spaced(fold(one[: 2 * LONGEST_TERM])).strip(_AROUND) for one in islice(said, _LOOKED_AT))
    return tuple(dict.fromkeys(term for term in terms if _names(term) and _stands(term, text)))[:MOST_TERMS]


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _names(term: str) -> bool:
    """Whether a term could be a name: all Chinese or without Chinese, not a number, not a word that only asks."""
    if runs := han_runs(term):
        told = STOP_PHRASES.sub("", term)
        return runs == [term] and len(told) >= SHORTEST_CHINESE_LABEL and len(term) <= _LONGEST_CHINESE
    words = words_of(term)
    return (
        1 <= len(words) <= _MOST_WORDS
        and len(term) <= LONGEST_TERM
        and not term[0].isdecimal()
        and sum(map(str.isalpha, term)) >= max(2, sum(map(str.isdecimal, term)))
    )


def _stands(term: str, text: str) -> bool:
    """Whether the whole of ``term`` stands in ``text``, and not only as the unit of a number."""
    if han_runs(term):
        return term in text
    return re.search(rf"(?<![a-z0-9])(?<!\d ){re.escape(term)}(?![a-z0-9])", text) is not None
