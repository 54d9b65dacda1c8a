"""A question as it is put to the passages of one language.

A question in the other language is said by its concepts; one that finds nothing is tried once more with the
words put right that sound like (Chinese, by pinyin) or are spelled almost like (English) the label of a
concept, since people speak their questions and speech recognition errs that way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from kb.concepts import ConceptTable
from kb.index.analysis import fold, han_length, han_runs, words_of

#: Shortest heard syllables and spelled letters that are put right: shorter ones are mostly other words.
_FEWEST_SYLLABLES: Final = 2
_FEWEST_LETTERS: Final = 5
#: Least likeness (Damerau-Levenshtein, 1 = equal) of a misspelled word: one slip in five letters, two in ten.
_LEAST_LIKENESS: Final = 0.79
#: What many speakers and recognisers do not tell apart: retroflex and flat initials, front and back nasals.
_MERGED_SOUNDS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
#: A sentence that asks.
_ASKING: Final = re.compile(r"[^.!?。！？;；\n]+[?？]")


@dataclass(frozen=True, slots=True)
class Asked:
    """``words`` are searched for; ``concepts`` are the ids of what they name, ``subject`` those that are asked about.

    "I had mumps once. How do I measure my pulse?" asks about the pulse. ``unknown`` is what a translation could not
    say; ``translated`` tells that it is one.
    """

    words: str
    concepts: tuple[str, ...]
    subject: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    translated: bool = False


def asked(question: str, language: str, table: ConceptTable) -> Asked:
    """``question`` for passages in ``language``; as it is where it is in that language or the table cannot say it."""
    concepts = _named(question, table)
    subject = _named(" ".join(_ASKING.findall(question)), table) or concepts
    if language == ("zh" if han_length(fold(question)) else "en"):
        return Asked(question, concepts, subject)
    translation = table.translated(question, language)
    if not concepts or not translation.text:
        return Asked(question, concepts, subject)
    return Asked(translation.text, concepts, subject, translation.untranslated, translated=True)


def _named(text: str, table: ConceptTable) -> tuple[str, ...]:
    return tuple(dict.fromkeys(concept.id for concept in table.concepts_in(text)))


def respelled(question: str, table: ConceptTable, known: Callable[[str], bool]) -> str | None:
    """``question`` with misheard or misspelled concepts put right, or ``None`` if there are none.

    ``known`` tells whether the library has a word: such a word is not a slip.
    """
    folded = fold(question)
    put_right = dict(_misheard(folded, table)) or dict(_misspelled(folded, table, known))
    for wrong, right in put_right.items():
        folded = folded.replace(wrong, right)
    return folded if put_right else None


def _misheard(folded: str, table: ConceptTable) -> Iterator[tuple[str, str]]:
    labels = _labels_by_sound(table)
    longest = max(map(len, labels), default=0)
    for run in han_runs(folded):
        at, sounds = 0, _sounds(run)
        while at < len(run):
            for size in range(min(longest, len(run) - at), _FEWEST_SYLLABLES - 1, -1):
                label = labels.get(sounds[at : at + size])
                if label and label != run[at : at + size]:
                    yield run[at : at + size], label
                    at += size
                    break
            else:
                at += 1


def _misspelled(folded: str, table: ConceptTable, known: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    vocabulary = _words_of_labels(table)
    for word in words_of(folded):
        if len(word) < _FEWEST_LETTERS or word in vocabulary or known(word):
            continue
        found = process.extractOne(
            word,
            vocabulary,
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=_LEAST_LIKENESS,
        )
        if found:
            yield word, found[0]


@cache
def _labels_by_sound(table: ConceptTable) -> dict[tuple[str, ...], str]:
    """Chinese labels by how they sound; of two that sound alike the first."""
    labels: dict[tuple[str, ...], str] = {}
    for concept in table.concepts.values():
        for label in concept.labels["zh"]:
            if label == "".join(han_runs(label)):
                labels.setdefault(_sounds(label), label)
    return labels


@cache
def _words_of_labels(table: ConceptTable) -> frozenset[str]:
    return frozenset(
        word
        for concept in table.concepts.values()
        for label in concept.labels["en"]
        for word in words_of(fold(label))
    )


def _sounds(run: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(_merged(syllable) for syllable in lazy_pinyin(run))


def _merged(syllable: str) -> str:
    for one, other in _MERGED_SOUNDS:
        syllable = syllable.replace(one, other)
    return syllable
