"""Whether the passages that a search found answer its question, by the rules of :mod:`kb.abstention`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.abstention import (
    LEAST_EVIDENCE,
    LEAST_SHARE,
    LOOKED_AT,
    NAMED_KINDS,
    NEAREST_LOOKED_AT,
    PASSING_WEIGHT,
    THINGS,
    UNSPOKEN_WEIGHT,
    Coverage,
    coverage,
    evidence,
    speaks,
    weights,
)
from kb.asking import Asked
from kb.concepts import ConceptTable
from kb.document import Passage
from kb.index.analysis import content_terms, passage_terms, puts_a_question
from kb.index.keywords import KeywordIndex


@dataclass(frozen=True, slots=True)
class Found:
    """Passages found for a question, best first: by its words, and by meaning (none without vectors).

    ``likeness`` tells how near the nearest is (:meth:`kb.passage_vectors.PassageVectors.likeness`).
    """

    worded: Sequence[Passage]
    nearest: Sequence[Passage]
    likeness: float


@dataclass(frozen=True, slots=True)
class _Named:
    """What a question names of ailments and medicines, by concept ids, and whether it asks of something unheard of.

    ``topics`` are what some passage is about, ``unspoken`` what no passage has; ``passing`` are ailments and devices
    that are only mentioned, where the question names nothing that a passage is about.
    """

    topics: Collection[str]
    passing: Collection[str]
    unspoken: Collection[str]
    unheard_of: bool


def answered(
    question: Asked,
    found: Found,
    index: KeywordIndex,
    table: ConceptTable,
    topics: Collection[str],
    least_share: float = LEAST_SHARE,
) -> bool:
    """Whether ``found`` holds an answer. ``topics`` are the concepts that passages in its language are about.

    A ``least_share`` above the usual one asks for that share by words alone.
    """
    named = _named(question, index, table, topics)
    if named.unheard_of:
        return False
    if question.translated:
        # A concept has many words, so that its translation may cover few of those in a passage.
        wanted = weights(question.concepts, index.passages_about, len(index))
        wanted |= dict.fromkeys(question.unknown, 1.0)
        return any(speaks(covered, least_share) for covered in _by_concepts(wanted, found.worded, table))
    wanted = weights(content_terms(question.words), index.passages_with, len(index))
    wanted |= {f"concept {id_}": UNSPOKEN_WEIGHT for id_ in named.unspoken}
    if puts_a_question(question.words):  # a term is looked up wherever it stands
        wanted |= {f"concept {id_}": PASSING_WEIGHT for id_ in named.passing}
    worded = list(_coverages(wanted, found.worded[:LOOKED_AT], passage_terms))
    by_meaning = bool(found.nearest) and least_share <= LEAST_SHARE
    # What is said of an ailment or medicine that the question names counts, however far by meaning.
    by_words = not by_meaning or (named.topics and not named.unspoken)
    if by_words and any(speaks(covered, least_share) for covered in worded):
        return True
    nearest = _coverages(wanted, found.nearest[:NEAREST_LOOKED_AT], passage_terms)
    return by_meaning and evidence(_best(worded), _best(nearest), found.likeness) >= LEAST_EVIDENCE


def _named(question: Asked, index: KeywordIndex, table: ConceptTable, topics: Collection[str]) -> _Named:
    kinds = {id_: table.concepts[id_].kind for id_ in question.concepts}
    spoken = {id_ for id_ in kinds if index.passages_about(id_)}
    named = {id_ for id_, kind in kinds.items() if kind in NAMED_KINDS}
    things = {id_ for id_, kind in kinds.items() if kind in THINGS}
    asked, felt = named & set(question.subject), things & set(question.subject)
    # A medicine is mostly named as an example of its kind, so that one mention is enough.
    about = {id_ for id_ in named & spoken if id_ in topics or kinds[id_] == "medicines"}
    mentioned = set() if about else named & spoken
    if not about and not things & set(topics):
        mentioned |= {id_ for id_ in spoken if kinds[id_] == "devices"}
    return _Named(
        topics=about,
        passing=mentioned,
        unspoken=asked - spoken,
        unheard_of=bool(asked - spoken and not asked & set(topics))
        or bool(felt - spoken and not (asked | felt) & spoken),
    )


def _by_concepts(
    wanted: Mapping[str, float], passages: Sequence[Passage], table: ConceptTable
) -> Iterator[Coverage]:
    def concepts_of(text: str) -> frozenset[str]:
        return frozenset(concept.id for concept in table.concepts_in(text))

    return _coverages(wanted, passages[:LOOKED_AT], concepts_of)


def _coverages(
    wanted: Mapping[str, float], passages: Sequence[Passage], terms: Callable[[str], frozenset[str]]
) -> Iterator[Coverage]:
    for passage in passages:
        yield coverage(wanted, terms(passage.text), terms(passage.headed))


def _best(coverages: Iterator[Coverage] | list[Coverage]) -> float:
    return max((covered.share for covered in coverages), default=0.0)
