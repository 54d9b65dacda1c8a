"""What the library is compared with, each used as its documentation shows first."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from kb.chunking import passages
from kb.document import Document


class Peer(Protocol):
    """Finds passages by a question."""

    def search(self, question: str, limit: int) -> list[str]:
        """The ids of the best passages."""
        ...


class TantivyPeer:
    """Tantivy with its default tokenizer and query parser over title and text."""

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        """Index ``documents`` in ``folder``."""
        from tantivy import Document as Row
        from tantivy import Index, SchemaBuilder

        builder = SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("text")
        folder.mkdir(parents=True)
        self._index = Index(builder.build(), path=str(folder))
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        for document in documents:
            for passage in passages(document):
                writer.add_document(
                    Row(id=passage.id, text=f"{passage.title} {passage.heading} {passage.text}")
                )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, question: str, limit: int) -> list[str]:
        """The ids of the best passages."""
        searcher = self._index.searcher()
        query, _ = self._index.parse_query_lenient(question, ["text"])
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(query, limit).hits]


class Bm25Peer:
    """bm25s with its own tokenizer and English stop words."""

    def __init__(self, documents: Iterable[Document]) -> None:
        """Index ``documents`` in memory."""
        import bm25s  # type: ignore[import-not-found, import-untyped, unused-ignore]

        cut = [passage for document in documents for passage in passages(document)]
        self._ids = [passage.id for passage in cut]
        self._tokenize: Any = bm25s.tokenize
        self._retriever: Any = bm25s.BM25()
        texts = [f"{passage.title} {passage.heading} {passage.text}" for passage in cut]
        self._retriever.index(self._tokenize(texts, stopwords="en", show_progress=False), show_progress=False)

    def search(self, question: str, limit: int) -> list[str]:
        """The ids of the best passages."""
        tokens = self._tokenize([question], stopwords="en", show_progress=False)
        found, _ = self._retriever.retrieve(tokens, k=min(limit, len(self._ids)), show_progress=False)
        return [self._ids[row] for row in found[0]]


def bm25_is_here() -> bool:
    """Whether bm25s is installed; it comes with the test packages."""
    return importlib.util.find_spec("bm25s") is not None
