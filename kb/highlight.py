"""Where in a passage the words of a question stand, to be marked on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kb.asking import Asked
from kb.concepts import ConceptTable
from kb.index.analysis import STOP_PHRASES, analyse_heading, fold, han_runs, stem

#: A source as it is named behind a sentence: (Chinese home blood pressure guideline 2019).
_SOURCE: Final = re.compile(r"[（(][^（()）]*(?<!\d)(?:19|20)\d\d(?!\d)[^（()）]*[）)]")
#: It asks, and without 什么 it says nothing.
_WHEN: Final = "什么时候"
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

#: Characters ``start`` to ``end`` of a passage's text.
Span = tuple[int, int]


def matched_spans(text: str, question: Asked, table: ConceptTable) -> tuple[Span, ...]:
    """The places in ``text`` that answer to ``question``: its words, their other forms and their synonyms; in order."""
    labels = [
        label
        for id_ in question.concepts
        if id_ in table.concepts
        for language in ("zh", "en")
        for label in table.concepts[id_].labels[language]
    ]
    places = [*_chinese(text, question.words, labels), *_english(text, question.words, labels)]
    sources = [found.span() for found in _SOURCE.finditer(text)]
    return tuple(_joined(place for place in places if not any(_within(place, source) for source in sources)))


def _chinese(text: str, question: str, labels: Iterable[str]) -> Iterator[Span]:
    """Pairs of characters of the question, and labels of its concepts, which mean what they mean as a whole."""
    runs = set(han_runs(STOP_PHRASES.sub(" ", fold(question).replace(_WHEN, " "))))
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)} | {
        run for run in runs if len(run) == 1
    }
    for wanted in pairs.union(label for label in labels if han_runs(label)):
        yield from ((found.start(), found.end()) for found in re.finditer(re.escape(wanted), text))


def _within(place: Span, whole: Span) -> bool:
    return whole[0] <= place[0] and place[1] <= whole[1]


def _english(text: str, question: str, labels: Iterable[str]) -> Iterator[Span]:
    wanted = set(analyse_heading(question).stems)
    phrases = {tuple(stem(fold(label).split())) for label in labels if not han_runs(label)}
    words = list(_WORD.finditer(text))
    stems = stem(fold(word[0]) for word in words)
    for at, word in enumerate(words):
        if stems[at] in wanted:
            yield word.span()
        for phrase in phrases:
            if tuple(stems[at : at + len(phrase)]) == phrase:
                yield word.start(), words[at + len(phrase) - 1].end()


def _joined(places: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
