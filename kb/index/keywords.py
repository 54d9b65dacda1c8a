"""The keyword index: BM25 over Tantivy, for Chinese and English.

Questions never go through Tantivy's query parser: on Chinese it builds one phrase of all characters
(measured nDCG@10 0.003 against 0.197 on Chinese patient questions), and a stray quote or colon is a
syntax error. Terms come from :mod:`kb.index.analysis` and are joined by hand.

The index is a cache. Its folder carries a seal with a digest of every file and of the rules it was
built by; a folder that does not match its seal counts as absent and is built anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import IndexBusy, IndexUnusable
from kb.index.analysis import (
    ANALYSIS_VERSION,
    SHORT_QUESTION,
    analyse,
    analyse_heading,
    analyse_question,
    fold,
    han_length,
)
from kb.index.atomic_file import replace_file
from kb.index.freed_memory import hand_back

if TYPE_CHECKING:
    from tantivy import Index, IndexWriter, Query, Schema

logger = logging.getLogger(__name__)

#: Raise it whenever the fields change.
SCHEMA_VERSION = 2
#: Weights of the fields, chosen on development sets and on the shipped articles with their questions: title over
#: exact words over stems, but a handful of words is found by stems; likewise characters over pairs in a short Chinese
#: question, the other way round in a long one.
_WORDS, _STEMS = 0.8, 0.7
_FEW_WORDS, _FEW_STEMS = 0.5, 1.0
_TITLE = 1.3
_SHORT_CHARACTERS, _SHORT_PAIRS = 1.0, 0.5
_LONG_CHARACTERS, _LONG_PAIRS = 0.5, 1.0
#: Up to this many distinct words that say what a question is about it is a handful.
_FEW = 2
#: BM25's k3: how soon a term that a question repeats gains no more (Robertson et al., TREC-3, 1994).
_REPETITION = 2.0
#: Distinct terms of one field that a question is searched by; the first ones count.
_MOST_TERMS = 300
#: Tantivy wants at least 15 MB for its one writing thread.
_WRITER_MEMORY = 32_000_000
_SEAL = "seal.json"
_NOT_WRITTEN = (
    "The library's index could not be written; check that the disk is not full, then build it again."
)
#: A field, a term in it, and what a match of it weighs.
WeightedTerm = tuple[str, str, float]
_LOCKS = frozenset({".tantivy-writer.lock", ".tantivy-meta.lock"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index knows of one passage. ``title`` is the document's title with the heading path."""

    id: str
    document: str
    language: str
    title: str
    text: str
    concepts: tuple[str, ...] = ()
    """Ids of what it speaks of, each as often as it does."""


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document to put in: its id, the digest of what is indexed of it, and its passages."""

    id: str
    digest: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that matched, with its BM25 score (comparable within one search only)."""

    id: str
    score: float


class KeywordIndex:
    """A Tantivy index in ``folder``. Searching is safe from many threads; writing from one at a time."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``, or start an empty one where there is none that can be used.

        Raises :class:`kb.errors.IndexUnusable` when the folder cannot be read or written.
        """
        self._folder = folder
        self._fingerprint = _fingerprint()
        self.contents: Mapping[str, str] = {}
        """Digest of each document in the index, by document id."""
        try:
            self._index = self._open_sealed() or self._start_empty()
        except OSError as error:
            raise IndexUnusable(
                "The library's index folder cannot be used; check that it is writable and the disk is not full."
            ) from error

    # --- writing ---

    def update(self, documents: Iterable[IndexedDocument], removed: Iterable[str]) -> None:
        """Put in ``documents``, replacing what is there of them, and take out the ids ``removed``.

        All of it or none of it is done. Raises :class:`kb.errors.IndexBusy` when another process
        writes and :class:`kb.errors.IndexUnusable` when the disk refuses.
        """
        contents = dict(self.contents)
        with self._writer() as writer:
            for id_ in removed:
                writer.delete_documents_by_term("document", id_)
                contents.pop(id_, None)
            for document in documents:
                writer.delete_documents_by_term("document", document.id)
                for entry in document.entries:
                    writer.add_document(_row(entry))
                contents[document.id] = document.digest
        try:
            self._index.reload()
            self._seal(contents)
        except (ValueError, OSError) as error:
            raise IndexUnusable(_NOT_WRITTEN) from error
        self.contents = contents
        hand_back()

    def clear(self) -> None:
        """Start anew with nothing in the index. Raises :class:`kb.errors.IndexBusy` and :class:`kb.errors.IndexUnusable`."""
        try:
            self._index = self._start_empty()
        except OSError as error:
            raise IndexUnusable(_NOT_WRITTEN) from error
        self.contents = {}

    @contextmanager
    def _writer(self) -> Iterator[IndexWriter]:
        # Tantivy's own context manager commits even when its block raises, and hides a failing commit.
        writer = _open_writer(self._index)
        try:
            yield writer
            writer.commit()
        except BaseException as error:
            writer.rollback()
            if isinstance(error, ValueError | OSError):
                raise IndexUnusable(_NOT_WRITTEN) from error
            raise
        finally:
            writer.wait_merging_threads()

    # --- searching ---

    def search(self, question: str, limit: int, language: str | None = None) -> list[Match]:
        """The best ``limit`` passages in ``language`` (or any) that share a term with ``question``."""
        return self._best(_weighted(question), limit, language)

    def about(self, concepts: Iterable[str], limit: int, language: str | None = None) -> list[Match]:
        """The best ``limit`` passages in ``language`` (or any) that speak of any of ``concepts`` (ids)."""
        return self._best((("concepts", concept, 1.0) for concept in concepts), limit, language)

    def _best(self, terms: Iterable[WeightedTerm], limit: int, language: str | None) -> list[Match]:
        query = _query(self._index.schema, terms, language)
        if query is None:
            return []
        try:
            searcher = self._index.searcher()
            hits = searcher.search(query, limit=limit, count=False).hits
            return [Match(searcher.doc(address)["id"][0], score) for score, address in hits]
        except (ValueError, OSError) as error:
            raise IndexUnusable(
                "The library's index was damaged while in use; start Listenwell again to rebuild it."
            ) from error

    def passages_with(self, term: str) -> int:
        """In how many passages a stem or pair (see :func:`kb.index.analysis.content_terms`) stands."""
        searcher = self._index.searcher()
        return max(searcher.doc_freq(field, term) for field in ("stems", "pairs", "characters", "title"))

    def passages_about(self, concept: str) -> int:
        """How many passages speak of a concept (id)."""
        return self._index.searcher().doc_freq("concepts", concept)

    def has_word(self, word: str) -> bool:
        """Whether any passage has ``word`` as it is written here (lower case)."""
        return self._index.searcher().doc_freq("words", word) > 0

    def __len__(self) -> int:
        """How many passages the index holds."""
        return self._index.searcher().num_docs

    # --- the seal ---

    def _open_sealed(self) -> Index | None:
        from tantivy import Index

        try:
            seal = json.loads((self._folder / _SEAL).read_bytes())
            if seal["fingerprint"] != self._fingerprint or seal["files"] != _digests(self._folder):
                logger.info("The keyword index does not match its seal and will be rebuilt.")
                return None
            self.contents = dict(seal["documents"])
            return Index.open(str(self._folder))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            logger.warning(
                "The keyword index cannot be opened and will be rebuilt (%s).", type(error).__name__
            )
            self.contents = {}
            return None

    def _start_empty(self) -> Index:
        from tantivy import Index

        if self._folder.exists():
            self._refuse_while_written()
            shutil.rmtree(self._folder)
        self._folder.mkdir(mode=0o700, parents=True)
        return Index(_schema(), path=str(self._folder))

    def _refuse_while_written(self) -> None:
        """An index that another process is writing does not match its seal either; leave it alone."""
        from tantivy import Index

        try:
            index = Index.open(str(self._folder))
        except ValueError:
            return
        _open_writer(index).rollback()

    def _seal(self, contents: Mapping[str, str]) -> None:
        seal = {
            "fingerprint": self._fingerprint,
            "files": _digests(self._folder),
            "documents": dict(contents),
        }
        replace_file(self._folder / _SEAL, lambda file: _write(file, seal))


def _open_writer(index: Index) -> IndexWriter:
    try:
        return index.writer(heap_size=_WRITER_MEMORY, num_threads=1)
    except ValueError as error:
        raise IndexBusy(
            "The library is being built by another Listenwell; try again when that is done."
        ) from error


def _write(file: Any, seal: Mapping[str, Any]) -> None:
    file.write(json.dumps(seal).encode())


def _fingerprint() -> str:
    return f"schema {SCHEMA_VERSION}, analysis {ANALYSIS_VERSION}, tantivy {version('tantivy')}"


def _digests(folder: Path) -> dict[str, str]:
    """A digest of each file of the index (20 MB, a hundred thousand passages, take about 50 ms)."""
    return {
        path.name: hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file()
        and path.name not in _LOCKS
        and path.name != _SEAL
        and not path.name.endswith(".tmp")
    }


def _schema() -> Schema:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("document", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    for field in ("characters", "pairs", "words", "stems", "title", "concepts"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _row(entry: Entry) -> Any:
    """The fields of a passage.

    Chinese text keeps its Latin words and numbers among the characters and the pairs, where they weigh
    what a Chinese term weighs; other languages have words and stems.
    """
    from tantivy import Document

    text, title = analyse(f"{entry.title}\n{entry.text}"), analyse_heading(entry.title)
    chinese = entry.language == "zh"
    aside: Mapping[str, int] = text.words if chinese else {}
    return Document(
        id=entry.id,
        document=entry.document,
        language=entry.language,
        characters=_joined(text.characters, aside),
        pairs=_joined(text.pairs, aside),
        words="" if chinese else _joined(text.words),
        stems="" if chinese else _joined(text.stems),
        title=_joined(title.pairs, title.stems),
        concepts=" ".join(entry.concepts),
    )


def _joined(*tables: Mapping[str, int]) -> str:
    return " ".join(term for counts in tables for term, count in counts.items() for _ in range(count))


def _query(schema: Schema, terms: Iterable[WeightedTerm], language: str | None) -> Query | None:
    from tantivy import Occur, Query

    clauses = [
        (Occur.Should, Query.boost_query(Query.term_query(schema, field, term, index_option="freq"), weight))
        for field, term, weight in terms
    ]
    if not clauses:
        return None
    found = Query.boolean_query(clauses)
    if language is None:
        return found
    spoken = Query.term_query(schema, "language", language, index_option="basic")
    return Query.boolean_query([(Occur.Must, found), (Occur.Must, Query.const_score_query(spoken, 0.0))])


def _weighted(question: str) -> Iterator[WeightedTerm]:
    terms, subject = analyse_question(question), analyse_heading(question)
    short = han_length(fold(question)) <= SHORT_QUESTION
    characters, pairs = (_SHORT_CHARACTERS, _SHORT_PAIRS) if short else (_LONG_CHARACTERS, _LONG_PAIRS)
    words, stems = (_FEW_WORDS, _FEW_STEMS) if len(subject.words) <= _FEW else (_WORDS, _STEMS)
    for field, counts, weight in (
        ("characters", {**terms.characters, **terms.words}, characters),
        ("pairs", {**terms.pairs, **terms.words}, pairs),
        ("words", terms.words, words),
        ("stems", terms.stems, stems),
        ("title", {**subject.pairs, **subject.stems}, _TITLE),
    ):
        for term, count in list(counts.items())[:_MOST_TERMS]:
            yield field, term, weight * (_REPETITION + 1) * count / (_REPETITION + count)
