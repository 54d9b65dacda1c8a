"""From two ranked lists to the passages worth showing, or to none.

Keyword and vector scores are each brought to 0..1 over their candidates and joined as a convex sum
(measured on seven development sets: within 0.01 of reciprocal rank fusion, better on Chinese); what a
passage speaks of adds a little on top.
A search that finds no real match returns nothing: offering the least bad passage is what people
complain of most in programs of this kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.asking import Asked
from kb.index.analysis import han_length, puts_a_question
from kb.index.keywords import Match


@dataclass(frozen=True, slots=True)
class Shares:
    """``keyword`` of the convex sum, the vectors have the rest; ``concept`` is added to the sum."""

    keyword: float
    concept: float


#: Within a language (keyword 0.4 to 0.5 measured best; with the concepts nDCG@10 gains 0.002 to 0.025 in English), and
#: across languages, where the words of a translation are surer than vectors.
WITHIN, ACROSS = Shares(0.45, 0.2), Shares(0.7, 0.2)
#: Beside vectors what a Chinese text speaks of is mostly known by its characters and its meaning: a term to look up gains
#: 0.002 to 0.004 by its concepts, search queries lose 0.005 by a share of 0.2. Chosen on three sets, each with a standard
#: error of 0.007 to 0.015.
CHINESE_TERM, CHINESE_QUESTION = Shares(0.45, 0.1), Shares(0.45, 0.02)
#: Candidates taken from each index.
CANDIDATES = 100
#: Passages of one document in a result, at most.
PASSAGES_PER_DOCUMENT = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its joint score (0..1) and each channel's share in it (0..1)."""

    id: str
    score: float
    why: Mapping[str, float]


def shares(question: Asked, beside_vectors: bool) -> Shares:
    """What each channel has to say to ``question``."""
    if question.translated:
        return ACROSS
    if not beside_vectors or not han_length(question.words):
        return WITHIN
    return CHINESE_QUESTION if puts_a_question(question.words) else CHINESE_TERM


def fuse(
    keyword: Sequence[Match],
    vector: Sequence[Match],
    concept: Sequence[Match] = (),
    given: Shares = WITHIN,
) -> list[Ranked]:
    """Join the lists, best first. A channel that is empty or tells its candidates not apart has no say."""
    channels = {"keyword": (keyword, given.keyword), "vector": (vector, 1 - given.keyword)}
    telling = {name: channel for name, channel in channels.items() if _tells_apart(channel[0])}
    used = telling or {name: channel for name, channel in channels.items() if channel[0]}
    whole = sum(share for _, share in used.values())
    weights = {name: share / whole for name, (_, share) in used.items()} | {"concept": given.concept}
    why: dict[str, dict[str, float]] = {}
    for name, matches in {
        **{name: matches for name, (matches, _) in used.items()},
        "concept": concept,
    }.items():
        for id_, score in _scaled(matches):
            why.setdefault(id_, {})[name] = score
    highest = 1 + (given.concept if concept else 0)
    ranked = [
        Ranked(id_, sum(weights[name] * value for name, value in scores.items()) / highest, scores)
        for id_, scores in why.items()
    ]
    return sorted(ranked, key=lambda found: -found.score)


def _tells_apart(matches: Sequence[Match]) -> bool:
    return len({match.score for match in matches}) > 1


def _scaled(matches: Sequence[Match]) -> list[tuple[str, float]]:
    """The matches with their scores brought to 0..1; all 1 where they are the same."""
    if not _tells_apart(matches):
        return [(match.id, 1.0) for match in matches]
    scores = [match.score for match in matches]
    low, spread = min(scores), max(scores) - min(scores)
    return [(match.id, (match.score - low) / spread) for match in matches]


def capped(ranked: Iterable[Ranked], document_of: Callable[[str], str], limit: int) -> list[Ranked]:
    """The first ``limit`` of ``ranked``, at most :data:`PASSAGES_PER_DOCUMENT` of one document."""
    taken: list[Ranked] = []
    counts: dict[str, int] = {}
    for found in ranked:
        document = document_of(found.id)
        counts[document] = counts.get(document, 0) + 1
        if counts[document] <= PASSAGES_PER_DOCUMENT:
            taken.append(found)
        if len(taken) == limit:
            break
    return taken
