"""Whether the library speaks to a question at all.

Each term of a question (less the words that only ask, and numbers) weighs what its rarity in the
library says; a term that no passage has weighs most. Coverage is how much of that weight a passage has.
Terms in a title or heading count double, since they say what a passage is about; a pair of Han characters
that overlaps a covered one is mostly the seam between two words and counts half.

What a question is about must be what a passage is about. Where the question names an ailment or medicine
that no passage speaks of, and none that a passage is about, there is no answer; the same holds of a symptom
or device if it names nothing else of these. An ailment or device that passages only mention in passing ("mumps"
beside the enzyme that it raises) adds a weight that no passage covers.

By words alone, the best passage must cover enough: by share for a short question, by amount for a long
one, which no passage covers whole. With vectors, the evidence is the likeness of the nearest passage and
the shares that the best passage by words and the best by meaning cover.

The figures were chosen on one half of the questions in ``resources/evaluation/article_questions.yaml`` and
checked on the other: with vectors as by words alone 98 % of 202 questions that were not looked at find
something, and 59 and 60 of 60 that take two articles. Of 100 that no article answers 4 find something with
vectors and 14 by words alone, of 40 more 2 and 10, of 60 written before they were asked 3 and 16; most of these
name a part of the body or a thing that an article speaks of for another reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from kb.index.analysis import is_pair

#: Share of a question's weight that the best passage must cover.
LEAST_SHARE = 0.4
#: Or this much weight, counted in terms as rare as can be, and this share.
LEAST_AMOUNT = 1.5
LEAST_SHARE_OF_LONG = 0.1
#: The same where words of the question were guessed: a guess has to fit all the rest.
SHARE_OF_A_GUESS = 0.75
#: A single common word in common is no match unless it is this share of the question.
SHARE_OF_ONE_TERM = 0.5
#: How many of the best passages by words are looked at, and of the nearest by meaning.
LOOKED_AT = 10
NEAREST_LOOKED_AT = 5
#: With vectors, the least evidence (-0.5 to 2) that there is an answer, and the bounds of likeness in it.
LEAST_EVIDENCE = 0.7
_LEAST_LIKENESS, _MOST_LIKENESS = -0.5, 1.0
#: Kinds of concept that a passage must speak of if a question names one: what is said of others is no answer.
NAMED_KINDS = frozenset({"conditions", "medicines"})
#: Kinds that a question is about if it names nothing else of them or of those.
THINGS = frozenset({"symptoms", "devices"})
#: A passage that names a concept this often, headings counted, is about it; one that names it once may do so in passing.
NAMED_WHEN_ABOUT = 2
#: What an ailment or medicine weighs where no passage speaks of it: the question is mostly about it.
UNSPOKEN_WEIGHT = 3.0
#: The same of an ailment or device that is only mentioned in passing.
PASSING_WEIGHT = 1.0
#: A term that many passages have weighs at least this share of the heaviest: it is what the library is about.
_LEAST_WEIGHT = 0.3
#: How often a term in a title or heading counts, and a pair that joins two words of which one is covered.
_HEADED = 2.0
_SEAM = 0.5
#: What the best passage by words counts in the evidence, beside the best by meaning.
_WORDED_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a passage covers of a question: how many terms, their share of the weight, their amount."""

    terms: int
    share: float
    amount: float


def weights(terms: Iterable[str], passages_with: Callable[[str], int], passages: int) -> dict[str, float]:
    """The weight of each term of a question, 1 for a term that none of ``passages`` passages has."""
    most = _rarity(0, passages)
    return {term: max(_rarity(passages_with(term), passages) / most, _LEAST_WEIGHT) for term in terms}


def coverage(wanted: Mapping[str, float], text: Collection[str], headings: Collection[str]) -> Coverage:
    """What a passage with these terms in its ``text`` and ``headings`` covers of a question with weights ``wanted``."""
    shared = {term for term in wanted if term in text or term in headings}
    covered = sum(wanted[term] * (_HEADED if term in headings else 1.0) for term in shared)
    left = sum(
        weight * (_SEAM if _is_seam(term, shared) else 1.0)
        for term, weight in wanted.items()
        if term not in shared
    )
    return Coverage(len(shared), covered / (covered + left) if covered else 0.0, covered)


def _is_seam(term: str, covered: Collection[str]) -> bool:
    return is_pair(term) and any(
        is_pair(other) and (other[-1] == term[0] or other[0] == term[-1]) for other in covered
    )


def _rarity(passages_with: int, passages: int) -> float:
    """BM25's inverse document frequency."""
    return math.log(1 + (passages - passages_with + 0.5) / (passages_with + 0.5))


def speaks(found: Coverage, least_share: float = LEAST_SHARE) -> bool:
    """Whether a passage that covers this much is a real match."""
    if found.terms <= 1:
        return found.share >= max(least_share, SHARE_OF_ONE_TERM)
    if least_share > LEAST_SHARE:
        return found.share >= least_share
    return found.share >= LEAST_SHARE or (found.amount >= LEAST_AMOUNT and found.share >= LEAST_SHARE_OF_LONG)


def evidence(worded: float, nearest: float, likeness: float) -> float:
    """How much speaks for an answer.

    ``worded`` and ``nearest`` are the shares (0..1) that the best passages by words and by meaning cover;
    ``likeness`` is 0 for a nearest passage as near as one to a question without answer mostly is, 1 for
    one as near as one with an answer mostly is.
    """
    covered = _WORDED_SHARE * worded + (1 - _WORDED_SHARE) * nearest
    return covered + min(max(likeness, _LEAST_LIKENESS), _MOST_LIKENESS)
