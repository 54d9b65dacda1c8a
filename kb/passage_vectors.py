"""The vectors of a library's passages: taken from those that ship, from those made before, or made now."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np

from kb.document import Passage
from kb.embedding import EMBEDDED_CHARACTERS, Embedder
from kb.errors import IndexUnusable
from kb.index.freed_memory import hand_back
from kb.index.keywords import Match
from kb.index.vectors import VectorTable
from kb.retrieval import CANDIDATES
from kb.shipped_vectors import PackedVectors, shipped_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Vectors are saved when this many are new, or a quarter of those saved.
_SAVED_TOGETHER: Final = 64
_NOT_SAVED: Final = (
    "The vectors could not be saved; check that the library's folder is writable and the disk is not full."
)


def embedded_text(passage: Passage) -> str:
    """What is embedded of a passage: its headings and as much of its text as serves finding it."""
    return passage.whole.lstrip()[: EMBEDDED_CHARACTERS[passage.language]]


def vector_key(model: str, passage: Passage) -> str:
    """What a vector of ``passage`` made by ``model`` is known by: 32 hexadecimal digits."""
    text = f"{model}\n{embedded_text(passage)}"
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


class PassageVectors:
    """The vectors of ``passages`` in ``folder``. Searching is safe from many threads, while more are made too."""

    def __init__(self, passages: Mapping[str, Passage], folder: Path, embedder: Embedder) -> None:
        """Nothing is read yet."""
        self._passages, self._folder, self._embedder = passages, folder, embedder
        self._table = VectorTable.empty()
        self._making = Lock()

    def __len__(self) -> int:
        """How many passages have a vector."""
        return len(self._table)

    def load(self) -> None:
        """Take those that are there: made before, or shipped."""
        self._table = self._present(self._keys())

    def forget_deleted(self) -> None:
        """Nothing of a deleted passage stays in the file. Raises :class:`kb.errors.IndexUnusable`."""
        self._save(self._table)

    def make(self, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> int:
        """Make those that are missing and say how many; what is done is kept when ``cancelled`` says to stop.

        Raises :class:`kb.errors.IndexUnusable` when the folder cannot be written.
        """
        with self._making:
            keys = self._keys()
            table = self._present(keys)
            present = set(table.ids.tolist())
            missing = [id_ for id_ in keys if id_ not in present]
            batch: dict[str, str] = {}
            rows: list[NDArray[np.float32]] = []
            made = 0
            for id_ in missing:
                if cancelled():
                    break
                rows.append(self._embedder.embed_passages([embedded_text(self._passages[id_])]))
                batch[id_] = keys[id_]
                made += 1
                if len(rows) >= max(_SAVED_TOGETHER, len(table) // 4):
                    table = self._saved(table, batch, rows)
                    batch, rows = {}, []
                progress(made, len(missing))
            self._table = self._saved(table, batch, rows)
        if made:
            hand_back()
        return made

    def near(self, question: str, accept: Callable[[str], bool]) -> list[Match]:
        """The accepted passages (by id) nearest by meaning.

        None until all passages have vectors, so that none is at a disadvantage.
        """
        if len(self._table) < len(self._passages):
            return []
        return self._table.search(self._embedder.embed_question(question), CANDIDATES, accept)

    def likeness(self, cosine: float, language: str) -> float:
        """How near is near: 0 as mostly without an answer, 1 as mostly with one (see :mod:`kb.abstention`)."""
        without, with_one = self._embedder.telling[language]
        return (cosine - without) / (with_one - without)

    def packed(self) -> PackedVectors:
        """Those that are there, as they are shipped, in the order of their keys."""
        order = np.argsort(self._table.keys)
        keys, matrix = self._table.keys[order].tolist(), self._table.matrix[order]
        return PackedVectors.pack(self._embedder.name, keys, matrix)

    def _keys(self) -> dict[str, str]:
        return {id_: vector_key(self._embedder.name, passage) for id_, passage in self._passages.items()}

    def _present(self, keys: Mapping[str, str]) -> VectorTable:
        table, shipped = VectorTable.load(self._folder).kept(keys), shipped_vectors()
        have = set(table.ids.tolist())
        taken = {id_: key for id_, key in keys.items() if id_ not in have and key in shipped.places}
        return table.with_rows(taken, shipped.vectors(list(taken.values()))) if taken else table

    def _saved(
        self, table: VectorTable, keys: Mapping[str, str], rows: list[NDArray[np.float32]]
    ) -> VectorTable:
        if not rows:
            return table
        try:
            return table.saved_with(self._folder, keys, rows)
        except OSError as error:
            raise IndexUnusable(_NOT_SAVED) from error

    def _save(self, table: VectorTable) -> None:
        try:
            table.save(self._folder)
        except OSError as error:
            raise IndexUnusable(_NOT_SAVED) from error
