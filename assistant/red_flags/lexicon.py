"""The lexicon of symptoms (``resources/clinical/symptoms``), compiled once into two tries.

One trie is keyed on the units of the text, the other on the sound of Chinese characters (pinyin
without tones), for words that came through speech recognition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.red_flags.clinical_files import ClinicalDataError
from assistant.red_flags.clinical_text import cut
from assistant.red_flags.symptom_table import SYMPTOMS, Meaning, Said, SymptomTable, symptom_table

_DEFAULT_WITHIN = 4
_CJK = re.compile(r"[\u3400-\u9fff]")


@dataclass(slots=True)
class _Node:
    exact: dict[str, _Node] = field(default_factory=dict)
    prefixes: dict[str, _Node] = field(default_factory=dict)
    terms: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hit:
    """Term number ``term`` covers units ``start`` to ``end`` (exclusive); ``misheard`` counts its wrong characters."""

    term: int
    start: int
    end: int
    misheard: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """Slots (sets of term numbers) that must all be said within ``within`` other units; ``without`` must not be.

    ``across``: the slots may stand in different clauses of one sentence.
    """

    key: str
    slots: tuple[frozenset[int], ...]
    within: int
    without: frozenset[int]
    across: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled lexicon. ``patterns`` holds symptoms, people and requests; ``cues`` names sets of term numbers.

    ``never_chronic`` are symptoms that no length of time makes harmless, ``never_supposed`` those that are meant even
    with an "if"; ``spelling`` maps a misspelt word to the one that is meant.
    """

    terms: tuple[tuple[str, ...], ...]
    patterns: tuple[Pattern, ...]
    cues: Mapping[str, frozenset[int]]
    labels: Mapping[str, Mapping[str, str]]
    people: frozenset[str]
    requests: frozenset[str]
    never_chronic: frozenset[str]
    never_supposed: frozenset[str]
    simplified: Mapping[int, int]
    spelling: Mapping[str, str]
    root: _Node

    def hits(self, units: Sequence[str]) -> Iterator[Hit]:
        """Every occurrence of every term in ``units``."""
        for start in range(len(units)):
            yield from _walk(self.root, units, start)


def _walk(root: _Node, units: Sequence[str], start: int) -> Iterator[Hit]:
    frontier = [root]
    at = start
    while frontier and at < len(units):
        frontier = [child for node in frontier for child in _step(node, units[at])]
        at += 1
        for node in frontier:
            for term in node.terms:
                yield Hit(term, start, at)


def _step(node: _Node, unit: str) -> Iterator[_Node]:
    child = node.exact.get(unit)
    if child is not None:
        yield child
    if node.prefixes and not _CJK.match(unit):
        for length in range(2, len(unit) + 1):
            child = node.prefixes.get(unit[:length])
            if child is not None:
                yield child


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of this installation. Raises :class:`ClinicalDataError`."""
    return compile_lexicon(symptom_table())


def compile_lexicon(source: SymptomTable) -> Lexicon:
    """Compile the table. Raises :class:`ClinicalDataError` when it names an unknown set or is incomplete."""
    builder = _Builder(source.sets)
    groups: tuple[Mapping[str, Meaning], ...] = (source.symptoms, source.people, source.requests)
    try:
        patterns = [
            builder.pattern(key, said)
            for group in groups
            for key, entry in group.items()
            for said in entry.patterns()
        ]
        cues = {name: frozenset(builder.slot("|".join(lines))) for name, lines in source.cues.items()}
        simplified = str.maketrans(source.traditional, source.simplified)
    except (KeyError, ValueError) as error:
        raise ClinicalDataError(SYMPTOMS, str(error)) from error
    if unknown := {*source.never_chronic, *source.never_supposed} - source.symptoms.keys():
        raise ClinicalDataError(
            SYMPTOMS, f"never_chronic or never_supposed names {', '.join(sorted(unknown))}"
        )
    return Lexicon(
        terms=tuple(builder.numbers),
        patterns=tuple(patterns),
        cues=cues,
        labels={key: entry.label.model_dump() for key, entry in source.symptoms.items()},
        people=frozenset(source.people),
        requests=frozenset(source.requests),
        never_chronic=frozenset(source.never_chronic),
        never_supposed=frozenset(source.never_supposed),
        simplified=simplified,
        spelling={wrong: right for right, line in source.spelling.items() for wrong in line.split()},
        root=builder.root,
    )


class _Builder:
    def __init__(self, sets: Mapping[str, str]) -> None:
        self._sets = sets
        self.numbers: dict[tuple[str, ...], int] = {}
        self.root = _Node()

    def pattern(self, key: str, said: Said) -> Pattern:
        return Pattern(
            key=key,
            slots=tuple(frozenset(self.slot(slot)) for slot in said.say.split(" + ")),
            within=_DEFAULT_WITHIN if said.within is None else said.within,
            without=frozenset(self.slot(said.without) if said.without else ()),
            across=said.across,
        )

    def slot(self, text: str) -> Iterable[int]:
        for term in text.split("|"):
            term = term.strip()
            if term.startswith("<"):
                yield from self.slot(self._sets[term[1:-1]])
            else:
                yield self._number(cut(term))

    def _number(self, units: tuple[str, ...]) -> int:
        if not units:
            raise ValueError("an empty term")
        number = self.numbers.setdefault(units, len(self.numbers))
        node = self.root
        for unit in units:
            branches = node.prefixes if unit.endswith("*") else node.exact
            node = branches.setdefault(unit.removesuffix("*"), _Node())
        if number not in node.terms:
            node.terms.append(number)
        return number
