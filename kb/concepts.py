"""What medical texts and questions are about, in either language: a table of concepts and their labels.

A concept is found by its longest label, so that 高血压 and "high blood pressure" are one thing; that links
questions to passages across languages and across synonyms. The table is data, ``resources/concepts``: one
file a kind, one concept a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from kb.index.analysis import STOP_PHRASES, fold, han_runs, stem, words_of

#: Chinese labels are at least this long: a single character stands in too many words that mean another thing.
SHORTEST_CHINESE_LABEL: Final = 2
#: A label of one Latin word of no more letters is mostly an abbreviation (HPV, COPD), however it is written.
_LONGEST_ABBREVIATION: Final = 4
_ABBREVIATION: Final = re.compile(r"\b[A-Za-z]*(?:[A-Z][A-Za-z]*[A-Z0-9]|[A-Za-z]\d)[A-Za-z0-9]*\b")


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that texts speak of. ``kind`` is the name of its file; ``labels`` by language, the usual one first."""

    id: str
    kind: str
    labels: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Translation:
    """A question said in another language by its concepts, and what of it the table has no word for."""

    text: str
    untranslated: tuple[str, ...]


class ConceptTable:
    """Concepts by their labels. Finding the concepts of a text takes a millisecond for each thousand characters."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        """Of two concepts with one label the earlier one has it. Raises ``ValueError`` for an id that comes twice."""
        self.concepts: dict[str, Concept] = {}
        self._chinese: dict[str, Concept] = {}
        self._english: dict[tuple[str, ...], Concept] = {}
        for concept in concepts:
            if concept.id in self.concepts:
                raise ValueError(f"Two concepts are called {concept.id}.")
            self.concepts[concept.id] = concept
            for label in concept.labels["zh"]:
                self._chinese.setdefault(fold(label), concept)
            for label in concept.labels["en"]:
                self._english.setdefault(tuple(stem(words_of(fold(label)))), concept)
        self._longest_chinese = max(map(len, self._chinese), default=0)
        self._longest_english = max(map(len, self._english), default=0)

    def concepts_in(self, text: str) -> list[Concept]:
        """The concepts that ``text`` names, in both scripts, each as often as it does."""
        folded = fold(text)
        chinese = [concept for run in han_runs(folded) for concept, _ in self._cut_chinese(run) if concept]
        english = [concept for concept, _ in self._cut_english(words_of(folded)) if concept]
        return chinese + english

    def called(self, label: str) -> Concept | None:
        """The concept that has ``label``, whole, in either language."""
        folded = fold(label)
        return self._chinese.get(folded) or self._english.get(tuple(stem(words_of(folded))))

    def translated(self, question: str, language: str) -> Translation:
        """``question`` in ``language`` (``zh`` or ``en``), by the usual labels of its concepts.

        Words and numbers in Latin script stay as they are in an English translation, abbreviations (HbA1c, hpv) in
        a Chinese one, whose texts have them too. What remains, less the words that only ask, is in ``untranslated``.
        """
        folded = fold(question)
        words = list(self._cut_english(words_of(folded)))
        if language == "zh":
            pieces = words
        else:
            pieces = [piece for run in han_runs(folded) for piece in self._cut_chinese(run)]
        said = [concept.labels[language][0] for concept, _ in pieces if concept]
        if language == "en":
            said += [word for _, word in words]
        else:
            short = [word for concept, word in words if concept and len(word) <= _LONGEST_ABBREVIATION]
            said += {word.lower(): word for word in (*short, *_ABBREVIATION.findall(question))}.values()
        left = " ".join(rest for concept, rest in pieces if concept is None)
        return Translation(" ".join(said), tuple(STOP_PHRASES.sub(" ", left).split()))

    def _cut_chinese(self, run: str) -> Iterator[tuple[Concept | None, str]]:
        """Cut ``run`` into labels, the longest first from the left, and what lies between them."""
        at = rest = 0
        while at < len(run):
            for size in range(min(self._longest_chinese, len(run) - at), SHORTEST_CHINESE_LABEL - 1, -1):
                if concept := self._chinese.get(run[at : at + size]):
                    if rest < at:
                        yield None, run[rest:at]
                    yield concept, run[at : at + size]
                    at = rest = at + size
                    break
            else:
                at += 1
        if rest < len(run):
            yield None, run[rest:]

    def _cut_english(self, words: list[str]) -> Iterator[tuple[Concept | None, str]]:
        stems, at = stem(words), 0
        while at < len(words):
            for size in range(min(self._longest_english, len(words) - at), 0, -1):
                if concept := self._english.get(tuple(stems[at : at + size])):
                    yield concept, " ".join(words[at : at + size])
                    at += size
                    break
            else:
                yield None, words[at]
                at += 1


@cache
def shipped_concepts() -> ConceptTable:
    """The table that comes with Listenwell."""
    folder = resources.files("resources") / "concepts"
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".tsv")), key=lambda entry: entry.name
    )
    return ConceptTable(
        concept
        for entry in files
        for concept in parse_concepts(entry.name.removesuffix(".tsv"), entry.read_text(encoding="utf-8"))
    )


def parse_concepts(kind: str, text: str) -> Iterator[Concept]:
    """The concepts of a file: Chinese labels, tab, English labels; labels parted by ``|``; ``#`` begins a remark.

    Raises ``ValueError`` naming the line that is not of this form.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        columns = [tuple(column.split("|")) for column in line.split("\t")]
        if len(columns) != 2 or not all(label.strip() for labels in columns for label in labels):
            raise ValueError(f"Line {number} of {kind}.tsv is not Chinese labels, a tab, English labels.")
        if any(len(label) < SHORTEST_CHINESE_LABEL for label in columns[0]):
            raise ValueError(f"Line {number} of {kind}.tsv has a Chinese label of one character.")
        yield Concept(_slug(columns[1][0]), kind, {"zh": columns[0], "en": columns[1]})


def _slug(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
