"""The medical library: articles in, cited passages out.

Documents are the truth. Both indexes are caches in one folder that hold nothing about any person;
they may be deleted at any time and are built anew when they are missing, damaged or made by other
rules. Keyword search works right after :meth:`Library.build`; vectors take long and may be made
meanwhile (:meth:`Library.build_vectors`).
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING

from kb.abstention import LEAST_SHARE, NAMED_WHEN_ABOUT, SHARE_OF_A_GUESS
from kb.answerability import Found, answered
from kb.asking import asked, respelled
from kb.chunking import passages
from kb.concepts import ConceptTable, shipped_concepts
from kb.document import Document, Hit, Passage
from kb.embedding import Embedder
from kb.errors import QueryTooLong, SearchRefused, UnknownDocument, UnknownPassage
from kb.highlight import matched_spans
from kb.index.keywords import Entry, IndexedDocument, KeywordIndex, Match
from kb.intake import LeftOut, folder_articles, shipped_articles
from kb.passage_terms import PassageTerms
from kb.results import BuildReport, LibraryStats, SearchResult
from kb.retrieval import (
    CANDIDATES,
    capped,
    fuse,
    shares,
)
from kb.term_reader import TermReader

if TYPE_CHECKING:
    from kb.passage_vectors import PassageVectors

logger = logging.getLogger(__name__)

#: Longest question in characters (design; a long spoken turn has about 500).
LONGEST_QUERY = 2_000
LANGUAGES = ("zh", "en")
MOST_HITS = 100
#: With this many hits in the language asked in, the other language is not looked at.
_ENOUGH = 3
_VECTORS = "vectors"
_TERMS = "terms.json"

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


class Library:
    """Documents and their indexes. Searching is safe from many threads, while building goes on too."""

    def __init__(
        self,
        documents: Iterable[Document],
        index_folder: Path,
        embedder: Embedder | None = None,
        left_out: tuple[LeftOut, ...] = (),
        concepts: ConceptTable | None = None,
        *,
        read_terms: bool = False,
    ) -> None:
        """Of two documents with one id the later one counts. Nothing is read or written yet.

        With ``read_terms``, what a model read in the passages (:meth:`read_terms`) counts in searches.
        """
        self._concepts = concepts or shipped_concepts()
        self._documents = {document.id: document for document in documents}
        self._by_document = {document.id: passages(document) for document in self._documents.values()}
        self._passages = {passage.id: passage for cut in self._by_document.values() for passage in cut}
        self._folder = index_folder
        self._embedder = embedder
        self._left_out = left_out
        self._building = Lock()
        self._keywords: KeywordIndex | None = None
        self._topics: Mapping[str, frozenset[str]] = {}
        self._vectors = _passage_vectors(self._passages, index_folder / _VECTORS, embedder)
        self._terms = PassageTerms(self._passages, index_folder / _TERMS, self._concepts)
        self._terms_count = read_terms

    @classmethod
    def open(
        cls,
        own_articles: Path,
        index_folder: Path,
        embedder: Embedder | None = None,
        pack_folders: Iterable[Path] = (),
        *,
        read_terms: bool = False,
    ) -> Library:
        """The articles that come with Listenwell, those of packs, and those in ``own_articles``.

        A later one replaces an earlier one of its id.
        """
        shelves = [
            shipped_articles(),
            *(folder_articles(folder) for folder in pack_folders),
            folder_articles(own_articles),
        ]
        return cls(
            [document for shelf in shelves for document in shelf.documents],
            index_folder,
            embedder,
            tuple(problem for shelf in shelves for problem in shelf.problems),
            read_terms=read_terms,
        )

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Files in the folders that did not become articles."""
        return self._left_out

    # --- building ---

    def build(self, progress: Progress = _silent) -> BuildReport:
        """Bring the keyword index up to date; only new and changed documents are read. ``progress`` gets (done, total).

        Raises :class:`kb.errors.IndexBusy` when another process builds and
        :class:`kb.errors.IndexUnusable` when the folder cannot be written.
        """
        with self._building:
            index = KeywordIndex(self._folder / "keywords") if self._keywords is None else self._keywords
            if self._keywords is None:
                self._terms.load()
            known = index.contents
            gone = [id_ for id_ in known if id_ not in self._documents]
            if gone:
                # Tantivy keeps the terms of a deleted passage until it merges: what is deleted goes at once.
                index.clear()
            topics = _Topics()
            changed = self._changed({} if gone else known, topics, progress)
            first = next(changed, None)
            if first is not None or gone:
                index.update(chain([first] if first else [], changed), ())
            if self._vectors is not None and (self._keywords is None or gone):
                self._vectors.load()
                if gone:
                    self._vectors.forget_deleted()
            self._topics = topics.by_language()
            self._keywords = index
        now = index.contents
        indexed = sum(known.get(id_) != digest for id_, digest in now.items())
        logger.info("The library has %d documents, %d of them newly indexed.", len(now), indexed)
        return BuildReport(indexed, len(gone), len(now) - indexed)

    def _changed(
        self, known: Mapping[str, str], topics: _Topics, progress: Progress
    ) -> Iterator[IndexedDocument]:
        """Look at one document after the other, give those that are not ``known``, and note what all are about."""
        for done, id_ in enumerate(self._documents, 1):
            document = self._indexed(id_)
            topics.note(document)
            if known.get(id_) != document.digest:
                yield document
            progress(done, len(self._documents))

    def build_vectors(
        self, progress: Progress = _silent, cancelled: Callable[[], bool] = lambda: False
    ) -> int:
        """Make the vectors that are missing and say how many were made; may take a second for two passages.

        Stops when ``cancelled`` says so; what is done is kept and the next call goes on from there.
        Meaning counts in searches once all passages have vectors. Does nothing without an embedder.
        Raises :class:`kb.errors.IndexUnusable` when the folder cannot be written.
        """
        return self._vectors.make(progress, cancelled) if self._vectors is not None else 0

    def read_terms(
        self,
        reader: TermReader,
        progress: Progress = _silent,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> int:
        """Let a model name what the passages are about, and say how many it read; may take half a minute for each.

        Stops when ``cancelled`` says so; what is done is kept, and the next call goes on from there. What was read
        counts in searches from the next :meth:`build` on. Raises :class:`kb.errors.ReaderUnavailable` when the model
        cannot read and :class:`kb.errors.IndexUnusable` when the folder cannot be written.
        """
        return self._terms.read(reader, progress, cancelled)

    def packed_vectors(self) -> bytes:
        """The vectors that are there, as those of the shipped articles are shipped; none without an embedder."""
        return self._vectors.packed().packed() if self._vectors is not None else b""

    def _indexed(self, document: str) -> IndexedDocument:
        entries = tuple(
            Entry(
                passage.id,
                document,
                passage.language,
                passage.headed,
                passage.text,
                self._concept_ids(passage),
            )
            for passage in self._by_document[document]
        )
        return IndexedDocument(document, _digest(repr(entries)), entries)

    def _concept_ids(self, passage: Passage) -> tuple[str, ...]:
        named = [found.id for found in self._concepts.concepts_in(passage.whole)]
        return (*named, *(self._terms.concepts(passage, named) if self._terms_count else ()))

    # --- reading ---

    def search(self, query: str, language: str, limit: int = 8) -> SearchResult:
        """The best passages for ``query``: those in ``language`` first, others only where these are too few.

        Nothing is found when no passage speaks to the question. An index that is not there yet is
        built first. Raises :class:`kb.errors.QueryTooLong`, :class:`kb.errors.SearchRefused` and what
        :meth:`build` raises.
        """
        if len(query) > LONGEST_QUERY:
            raise QueryTooLong(
                f"The question has {len(query):,} characters; please ask it in at most {LONGEST_QUERY:,}."
            )
        if language not in LANGUAGES:
            raise SearchRefused(f"The library speaks {' and '.join(LANGUAGES)}; choose one of them.")
        if not 1 <= limit <= MOST_HITS:
            raise SearchRefused(f"A search returns 1 to {MOST_HITS} passages; choose a limit between these.")
        started = perf_counter()
        if self._keywords is None:
            self.build()
        hits = self._hits(query, language, limit)
        if not hits and self._keywords is not None:
            put_right = respelled(query, self._concepts, self._keywords.has_word)
            hits = self._hits(put_right, language, limit, SHARE_OF_A_GUESS) if put_right else []
        return SearchResult(tuple(hits), (perf_counter() - started) * 1000)

    def related(self, id_: str, limit: int = 4) -> tuple[Passage, ...]:
        """Passages of other articles in the same language that speak of the same things, nearest first.

        Raises :class:`kb.errors.UnknownPassage`.
        """
        here = self.passage(id_)
        if self._keywords is None:
            self.build()
        index = self._keywords
        about = dict.fromkeys(self._concept_ids(here))
        matches = index.about(about, CANDIDATES, here.language) if index is not None else []
        others = (self._passages[match.id] for match in matches if match.id in self._passages)
        nearest: dict[str, Passage] = {}
        for passage in others:
            if passage.document != here.document:
                nearest.setdefault(passage.document, passage)
        return tuple(nearest.values())[:limit]

    def neighbours(self, id_: str) -> tuple[Passage | None, Passage | None]:
        """The passages before and after this one in its article. Raises :class:`kb.errors.UnknownPassage`."""
        here = self.passage(id_)
        siblings = self._by_document[here.document]
        at = siblings.index(here)
        return (siblings[at - 1] if at else None, siblings[at + 1] if at + 1 < len(siblings) else None)

    def passage(self, id_: str) -> Passage:
        """The passage a citation names. Raises :class:`kb.errors.UnknownPassage`."""
        try:
            return self._passages[id_]
        except KeyError:
            raise UnknownPassage(
                "The library has no such passage; its article may have changed, so please search again."
            ) from None

    def document(self, id_: str) -> Document:
        """The whole article. Raises :class:`kb.errors.UnknownDocument`."""
        try:
            return self._documents[id_]
        except KeyError:
            raise UnknownDocument("The library has no such article; please search again.") from None

    def documents(self) -> tuple[Document, ...]:
        """All articles, by language and title."""
        return tuple(
            sorted(self._documents.values(), key=lambda document: (document.language, document.title))
        )

    def stats(self) -> LibraryStats:
        """What the library holds now."""
        return LibraryStats(
            documents=dict(Counter(document.language for document in self._documents.values())),
            passages=len(self._passages),
            vectors=len(self._vectors) if self._vectors is not None else 0,
            embedder=self._embedder.name if self._embedder is not None else None,
            problems=tuple(str(one.reason) for one in self._left_out),
            passages_read=len(self._terms),
            own_concepts=self._terms.own,
        )

    def _hits(self, query: str, language: str, limit: int, share: float = LEAST_SHARE) -> list[Hit]:
        """Those in ``language``, and only where these are very few those in the other."""
        hits: list[Hit] = []
        for spoken in sorted(LANGUAGES, key=lambda other: other != language):
            if len(hits) < min(limit, _ENOUGH):
                hits.extend(self._found(query, spoken, limit - len(hits), share))
        return hits

    def _found(self, query: str, language: str, limit: int, share: float) -> list[Hit]:
        index = self._keywords
        if index is None:  # built by `search`
            return []
        question = asked(query, language, self._concepts)
        keyword = self._present(index.search(question.words, CANDIDATES, language))
        own = self._terms.asked(query, index.passages_about) if self._terms_count else []
        about = self._present(index.about([*question.concepts, *own], CANDIDATES, language))
        if question.translated:
            spoken_of = {match.id for match in about}
            keyword = [match for match in keyword if match.id in spoken_of]
        near = self._near(query, language)
        found = self._seen(keyword, near, language)
        if not answered(question, found, index, self._concepts, self._topics.get(language, ()), share):
            return []
        ranked = fuse(keyword, near, about, shares(question, beside_vectors=bool(near)))
        return [
            Hit(
                passage := self._passages[one.id],
                one.score,
                one.why,
                matched_spans(passage.text, question, self._concepts),
                question.translated,
            )
            for one in capped(ranked, lambda id_: self._passages[id_].document, limit)
        ]

    def _near(self, query: str, language: str) -> list[Match]:
        if self._vectors is None:
            return []
        return self._vectors.near(query, lambda id_: self._passages[id_].language == language)

    def _seen(self, keyword: Sequence[Match], near: Sequence[Match], language: str) -> Found:
        likeness = self._vectors.likeness(near[0].score, language) if self._vectors and near else 0.0
        worded, nearest = (tuple(self._passages[match.id] for match in found) for found in (keyword, near))
        return Found(worded, nearest, likeness)

    def _present(self, matches: Sequence[Match]) -> list[Match]:
        return [match for match in matches if match.id in self._passages]


def _passage_vectors(
    passages: Mapping[str, Passage], folder: Path, embedder: Embedder | None
) -> PassageVectors | None:
    """Without an embedder none, and numpy is not needed."""
    if embedder is None:
        return None
    from kb.passage_vectors import PassageVectors

    return PassageVectors(passages, folder, embedder)


class _Topics:
    """The concepts that passages are about, by language."""

    def __init__(self) -> None:
        self._about: dict[str, set[str]] = {language: set() for language in LANGUAGES}

    def note(self, document: IndexedDocument) -> None:
        for entry in document.entries:
            self._about.setdefault(entry.language, set()).update(
                concept for concept, count in Counter(entry.concepts).items() if count >= NAMED_WHEN_ABOUT
            )

    def by_language(self) -> Mapping[str, frozenset[str]]:
        return {language: frozenset(concepts) for language, concepts in self._about.items()}


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
