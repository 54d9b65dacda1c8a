"""What a model read in the passages: terms that the table of concepts lacks, or that it knows by another name.

A term that the table has joins its concept, in whichever language the passage is. Any other becomes a concept of
this library alone; it counts in a search when at least two passages, or the title of an article, have it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final

from kb.concepts import Concept, ConceptTable
from kb.document import Passage
from kb.errors import IndexUnusable
from kb.index.analysis import han_runs, stem, words_of
from kb.index.atomic_file import replace_file
from kb.term_reader import LONGEST_TERM, MOST_TERMS, TermReader

logger = logging.getLogger(__name__)

#: Passages read between two savings; a model takes some seconds for each.
_SAVED_TOGETHER: Final = 8
#: Largest file that is read: a hundred thousand passages with all the terms they may have.
LARGEST_FILE: Final = 64_000_000
#: A term of one's own counts from so many passages on, and up to this share of all: what all speak of tells nothing.
_FEWEST_PASSAGES: Final = 2
_LARGEST_SHARE: Final = 0.2
_OWN: Final = "own/"


@dataclass(frozen=True, slots=True)
class _Read:
    """What ``model`` read: the terms of each passage by its key, and what concepts of one's own they make.

    ``titled`` are the ids of those that the title of an article has.
    """

    model: str
    terms: Mapping[str, tuple[str, ...]]
    own: ConceptTable
    titled: frozenset[str]


class PassageTerms:
    """The terms read in ``passages``, kept in ``file``. Safe to use from many threads while more are read."""

    def __init__(self, passages: Mapping[str, Passage], file: Path, table: ConceptTable) -> None:
        """Nothing is loaded yet."""
        self._passages, self._file, self._table = passages, file, table
        self._read = self._of("", {})
        self._reading = Lock()

    def __len__(self) -> int:
        """How many passages were read."""
        return len(self._read.terms)

    @property
    def own(self) -> int:
        """How many concepts of its own the library has."""
        return len(self._read.own.concepts)

    def load(self) -> None:
        """Take what was read before. What was read of passages that are gone leaves the file.

        Raises :class:`kb.errors.IndexUnusable` when it cannot be written.
        """
        model, stored = _stored(self._file)
        present = self._keys(model) if stored else {}
        self._read = self._of(model, {key: stored[key] for key in present.values() if key in stored})
        if len(self._read.terms) < len(stored):
            self._save(model, self._read.terms)

    def read(
        self, reader: TermReader, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> int:
        """Let ``reader`` read the passages it has not read and say how many it did; what is done is kept.

        Stops when ``cancelled`` says so. A passage that it was kept from reading is tried again next time. Raises
        :class:`kb.errors.ReaderUnavailable` and :class:`kb.errors.IndexUnusable`.
        """
        with self._reading:
            known = self._read.terms if self._read.model == reader.name else {}
            keys = self._keys(reader.name)
            terms = {key: known[key] for key in keys.values() if key in known}
            missing = [(id_, key) for id_, key in keys.items() if key not in terms]
            done = 0
            try:
                for id_, key in missing:
                    if cancelled():
                        break
                    said = reader.terms(self._passages[id_])
                    if said is None:
                        continue
                    terms[key] = said[:MOST_TERMS]
                    done += 1
                    if done % _SAVED_TOGETHER == 0:
                        self._save(reader.name, terms)
                    progress(done, len(missing))
            finally:
                if done:
                    self._read = self._of(reader.name, terms)
                    self._save(reader.name, terms)
        return done

    def concepts(self, passage: Passage, found: Iterable[str]) -> list[str]:
        """Ids of what ``passage`` speaks of beside those that the table ``found``."""
        read = self._read
        if not read.terms:
            return []
        terms = read.terms.get(_key(read.model, passage), ())
        joined = [concept.id for concept in map(self._table.called, terms) if concept is not None]
        have = set(found)
        return [
            *(id_ for id_ in dict.fromkeys(joined) if id_ not in have),
            *(concept.id for concept in read.own.concepts_in(passage.whole)),
        ]

    def asked(self, question: str, passages_about: Callable[[str], int]) -> list[str]:
        """Ids of the concepts of one's own that ``question`` names and that tell passages apart."""
        read = self._read
        if not read.own.concepts:
            return []
        most = max(_FEWEST_PASSAGES, int(len(self._passages) * _LARGEST_SHARE))
        named = dict.fromkeys(concept.id for concept in read.own.concepts_in(question))
        least = {id_: 1 if id_ in read.titled else _FEWEST_PASSAGES for id_ in named}
        return [id_ for id_ in named if least[id_] <= passages_about(id_) <= most]

    def _of(self, model: str, terms: Mapping[str, tuple[str, ...]]) -> _Read:
        concepts: dict[str, Concept] = {}
        for term in dict.fromkeys(term for its in terms.values() for term in its):
            if self._table.called(term) is None:
                concept = _own_concept(term)
                concepts.setdefault(concept.id, concept)
        own = ConceptTable(concepts.values())
        titles = {passage.title for passage in self._passages.values()} if concepts else ()
        titled = frozenset(concept.id for title in titles for concept in own.concepts_in(title))
        return _Read(model, terms, own, titled)

    def _keys(self, model: str) -> dict[str, str]:
        return {id_: _key(model, passage) for id_, passage in self._passages.items()}

    def _save(self, model: str, terms: Mapping[str, tuple[str, ...]]) -> None:
        content = _content(model, terms)
        text = json.dumps({"digest": _digest(content), **content})
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._file, lambda opened: opened.write(text.encode()))
        except OSError as error:
            raise IndexUnusable(
                "What the model read could not be saved; check that the library's folder is writable and the disk is not full."
            ) from error


def _own_concept(term: str) -> Concept:
    if han_runs(term):
        return Concept(_OWN + term, "own", {"zh": (term,), "en": ()})
    return Concept(_OWN + "-".join(stem(words_of(term))), "own", {"zh": (), "en": (term,)})


def _key(model: str, passage: Passage) -> str:
    """What is known of a passage by: 32 hexadecimal digits of the model and the text it read."""
    text = f"{model}\n{passage.whole}"
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _content(model: str, terms: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {"model": model, "terms": {key: list(its) for key, its in terms.items()}}


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _stored(file: Path) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Model and terms in ``file``; nothing where there is none or it is damaged."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise ValueError("larger than such a file is")  # noqa: TRY301
        value = json.loads(file.read_bytes())
        terms = {str(key): _checked(its) for key, its in value["terms"].items()}
        model = str(value["model"])
        if value["digest"] != _digest(_content(model, terms)):
            raise ValueError("not what was written")  # noqa: TRY301
    except FileNotFoundError:
        return "", {}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        logger.warning("What the model read is damaged and will be read anew (%s).", type(error).__name__)
        return "", {}
    return model, terms


def _checked(terms: Any) -> tuple[str, ...]:
    if len(terms) > MOST_TERMS or not all(
        isinstance(term, str) and len(term) <= LONGEST_TERM for term in terms
    ):
        raise ValueError("not terms")
    return tuple(terms)
