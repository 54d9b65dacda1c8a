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
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING

from kb.abstention import LEAST_SHARE, LOOKED_AT, SHARE_OF_A_GUESS, coverage, speaks, weights
from kb.asking import Asked, asked, respelled
from kb.chunking import passages
from kb.concepts import ConceptTable, shipped_concepts
from kb.document import Document, Hit, Passage
from kb.embedding import EMBEDDED_CHARACTERS, Embedder
from kb.errors import IndexUnusable, QueryTooLong, SearchRefused, UnknownDocument, UnknownPassage
from kb.highlight import matched_spans
from kb.index.analysis import content_terms
from kb.index.keywords import Entry, IndexedDocument, KeywordIndex, Match
from kb.intake import folder_articles, shipped_articles
from kb.results import BuildReport, LibraryStats, SearchResult
from kb.retrieval import (
    CANDIDATES,
    CONCEPT_SHARE,
    CONCEPT_SHARE_ACROSS,
    KEYWORD_SHARE,
    KEYWORD_SHARE_ACROSS,
    capped,
    fuse,
)

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from kb.index.vectors import VectorTable

logger = logging.getLogger(__name__)

#: Longest question in characters (design; a long spoken turn has about 500).
LONGEST_QUERY = 2_000
LANGUAGES = ("zh", "en")
MOST_HITS = 100
#: With this many hits in the language asked in, the other language is not looked at.
_ENOUGH = 3
#: Vectors are saved when this many are new, or a quarter of those saved.
_SAVED_TOGETHER = 64
_VECTORS = "vectors"

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
        problems: tuple[str, ...] = (),
        concepts: ConceptTable | None = None,
    ) -> None:
        """Of two documents with one id the later one counts. Nothing is read or written yet."""
        self._concepts = concepts or shipped_concepts()
        self._documents = {document.id: document for document in documents}
        self._by_document = {document.id: passages(document) for document in self._documents.values()}
        self._passages = {passage.id: passage for cut in self._by_document.values() for passage in cut}
        self._folder = index_folder
        self._embedder = embedder
        self._problems = problems
        self._building = Lock()
        self._embedding = Lock()
        self._keywords: KeywordIndex | None = None
        self._vectors: VectorTable | None = None

    @classmethod
    def open(
        cls,
        own_articles: Path,
        index_folder: Path,
        embedder: Embedder | None = None,
        pack_folders: Iterable[Path] = (),
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
        )

    # --- building ---

    def build(self, progress: Progress = _silent) -> BuildReport:
        """Bring the keyword index up to date; only new and changed documents are read. ``progress`` gets (done, total).

        Raises :class:`kb.errors.IndexBusy` when another process builds and
        :class:`kb.errors.IndexUnusable` when the folder cannot be written.
        """
        with self._building:
            index = KeywordIndex(self._folder / "keywords") if self._keywords is None else self._keywords
            known = index.contents
            current = [self._indexed(id_) for id_ in self._documents]
            changed = [document for document in current if known.get(document.id) != document.digest]
            gone = [id_ for id_ in known if id_ not in self._documents]
            if gone:
                # Tantivy keeps the terms of a deleted passage until it merges: what is deleted goes at once.
                index.clear()
            if changed or gone:
                index.update(_watched(current if gone else changed, progress), ())
            if self._embedder is not None and (self._vectors is None or gone):
                self._vectors = self._stored_vectors(self._embedder)
                if gone:
                    self._save(self._vectors)
            self._keywords = index
        logger.info("The library has %d documents, %d of them newly indexed.", len(current), len(changed))
        return BuildReport(len(changed), len(gone), len(current) - len(changed))

    def build_vectors(
        self, progress: Progress = _silent, cancelled: Callable[[], bool] = lambda: False
    ) -> int:
        """Make the vectors that are missing and say how many were made; may take a second for two passages.

        Stops when ``cancelled`` says so; what is done is kept and the next call goes on from there.
        Meaning counts in searches once all passages have vectors. Does nothing without an embedder.
        Raises :class:`kb.errors.IndexUnusable` when the folder cannot be written.
        """
        if self._embedder is None:
            return 0
        with self._embedding:
            table = self._stored_vectors(self._embedder)
            keys = self._vector_keys(self._embedder)
            present = set(table.ids.tolist())
            missing = [id_ for id_ in keys if id_ not in present]
            batch: dict[str, str] = {}
            rows: list[NDArray[float32]] = []
            made = 0
            for id_ in missing:
                if cancelled():
                    break
                rows.append(self._embedder.embed_passages([_embedded(self._passages[id_])]))
                batch[id_] = keys[id_]
                made += 1
                if len(rows) >= max(_SAVED_TOGETHER, len(table) // 4):
                    table = self._saved(table, batch, rows)
                    batch, rows = {}, []
                progress(made, len(missing))
            self._vectors = self._saved(table, batch, rows)
        return made

    def _indexed(self, document: str) -> IndexedDocument:
        entries = tuple(
            Entry(
                passage.id,
                document,
                passage.language,
                _headed(passage),
                passage.text,
                tuple(found.id for found in self._concepts.concepts_in(_whole(passage))),
            )
            for passage in self._by_document[document]
        )
        return IndexedDocument(document, _digest(repr(entries)), entries)

    def _vector_keys(self, embedder: Embedder) -> dict[str, str]:
        return {
            id_: _digest(f"{embedder.name}\n{_embedded(passage)}") for id_, passage in self._passages.items()
        }

    def _stored_vectors(self, embedder: Embedder) -> VectorTable:
        from kb.index.vectors import VectorTable

        return VectorTable.load(self._folder / _VECTORS).kept(self._vector_keys(embedder))

    def _saved(
        self, table: VectorTable, keys: Mapping[str, str], rows: list[NDArray[float32]]
    ) -> VectorTable:
        import numpy as np

        if not rows:
            return table
        table = table.with_rows(keys, np.concatenate(rows))
        self._save(table)
        return table

    def _save(self, table: VectorTable) -> None:
        try:
            table.save(self._folder / _VECTORS)
        except OSError as error:
            raise IndexUnusable(
                "The vectors could not be saved; check that the library's folder is writable and the disk is not full."
            ) from error

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
        about = dict.fromkeys(concept.id for concept in self._concepts.concepts_in(_whole(here)))
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
            problems=self._problems,
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
        about = self._present(index.about(question.concepts, CANDIDATES, language))
        if question.translated:
            spoken_of = {match.id for match in about}
            keyword = [match for match in keyword if match.id in spoken_of]
        if not self._speaks(index, question, keyword, share):
            return []
        ranked = fuse(
            keyword,
            self._near(query, language),
            about,
            KEYWORD_SHARE_ACROSS if question.translated else KEYWORD_SHARE,
            CONCEPT_SHARE_ACROSS if question.translated else CONCEPT_SHARE,
        )
        return [
            Hit(
                passage := self._passages[found.id],
                found.score,
                found.why,
                matched_spans(passage.text, question, self._concepts),
                question.translated,
            )
            for found in capped(ranked, lambda id_: self._passages[id_].document, limit)
        ]

    def _present(self, matches: Sequence[Match]) -> list[Match]:
        return [match for match in matches if match.id in self._passages]

    def _speaks(self, index: KeywordIndex, question: Asked, matches: Sequence[Match], share: float) -> bool:
        """By words; by concepts where the question had to be translated, since a concept has many words."""
        terms: Callable[[str], frozenset[str]] = content_terms
        if question.translated:
            terms = self._concepts_of
            wanted = weights(question.concepts, index.passages_about, len(index))
            wanted |= dict.fromkeys(question.unknown, 1.0)
        else:
            wanted = weights(content_terms(question.words), index.passages_with, len(index))
        best = (self._passages[match.id] for match in matches[:LOOKED_AT])
        return any(
            speaks(coverage(wanted, terms(passage.text), terms(_headed(passage))), share) for passage in best
        )

    def _concepts_of(self, text: str) -> frozenset[str]:
        return frozenset(concept.id for concept in self._concepts.concepts_in(text))

    def _near(self, query: str, language: str) -> list[Match]:
        """The nearest passages by meaning; none until all passages have vectors, so that none is at a disadvantage."""
        if self._embedder is None or self._vectors is None or len(self._vectors) < len(self._passages):
            return []
        return self._vectors.search(
            self._embedder.embed_question(query),
            CANDIDATES,
            lambda id_: self._passages[id_].language == language,
        )


def _watched(documents: Sequence[IndexedDocument], progress: Progress) -> Iterator[IndexedDocument]:
    for done, document in enumerate(documents, 1):
        yield document
        progress(done, len(documents))


def _headed(passage: Passage) -> str:
    return f"{passage.title} › {passage.heading}" if passage.heading else passage.title


def _whole(passage: Passage) -> str:
    return f"{_headed(passage)}\n{passage.text}"


def _embedded(passage: Passage) -> str:
    """What is embedded of a passage."""
    return _whole(passage)[: EMBEDDED_CHARACTERS[passage.language]]


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
