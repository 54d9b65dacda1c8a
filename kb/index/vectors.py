"""The vector index: one float32 row a passage, scanned exactly.

A scan of 50,000 passages takes about 8 ms, so there is no approximate index to build or to drift; a
larger table is first narrowed down by the signs of its numbers (one bit each), which finds the same.
The table is a cache of two files: the rows, mapped into memory rather than read, and their names with a
digest of the rows, written last, which makes a damaged or half-replaced table known.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from kb.index.atomic_file import replace_file
from kb.index.keywords import Match

if TYPE_CHECKING:
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

#: Above this many rows signs narrow the search down, to this many rows (measured at 100,000: recall@10 1.00,
#: a quarter of the time).
SCANNED_WHOLE: Final = 50_000
_NARROWED_TO: Final = 2_000
_ROWS, _NAMES = "rows.npy", "names.json"


@dataclass(frozen=True, slots=True)
class VectorTable:
    """Vectors of passages: ``matrix`` is (n, dimensions), ``ids`` and ``keys`` have n entries.

    A key is the digest of what was embedded by which model; a row whose key is no longer current
    belongs to another text.
    """

    ids: NDArray[np.str_]
    keys: NDArray[np.str_]
    matrix: NDArray[np.float32]
    _signs: NDArray[np.uint8] | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if len(self.ids) > SCANNED_WHOLE:
            object.__setattr__(self, "_signs", np.packbits(self.matrix > 0, axis=1))

    @classmethod
    def empty(cls) -> VectorTable:
        """A table of no rows."""
        return cls(np.zeros(0, np.str_), np.zeros(0, np.str_), np.zeros((0, 0), np.float32))

    @classmethod
    def load(cls, folder: Path) -> VectorTable:
        """The table in ``folder``; an empty one when there is none or it is damaged."""
        try:
            names = json.loads((folder / _NAMES).read_bytes())
            if names["digest"] != _digest(folder / _ROWS):
                raise ValueError("the rows are not those that were named")  # noqa: TRY301
            matrix = np.load(folder / _ROWS, mmap_mode="r", allow_pickle=False)
            table = cls(np.array(names["ids"], np.str_), np.array(names["keys"], np.str_), matrix)
        except FileNotFoundError:
            return cls.empty()
        except (OSError, ValueError, KeyError, TypeError) as error:
            logger.warning("The vectors cannot be read and will be made anew (%s).", type(error).__name__)
            return cls.empty()
        rows = len(table.ids)
        if matrix.ndim != 2 or matrix.dtype != np.float32 or not rows == len(table.keys) == len(matrix):
            logger.warning("The vectors do not fit together and will be made anew.")
            return cls.empty()
        return table

    def save(self, folder: Path) -> None:
        """Replace the table in ``folder`` by this one. Raises :exc:`OSError`."""
        _write(folder, self.ids, self.keys, [self.matrix])

    def saved_with(
        self, folder: Path, keys: Mapping[str, str], vectors: Sequence[NDArray[np.float32]]
    ) -> VectorTable:
        """Write these rows and one more for each of ``keys`` (id to key) to ``folder`` and give that table.

        ``vectors`` are the rows to add, in blocks (n, dimensions). They are never joined in memory: the table that
        comes back is mapped from the file. Raises :exc:`OSError`.
        """
        _write(folder, *self._named_with(keys), [self.matrix, *vectors] if len(self) else list(vectors))
        return VectorTable.load(folder)

    def __len__(self) -> int:
        return len(self.ids)

    def kept(self, keys: Mapping[str, str]) -> VectorTable:
        """The rows that are current: those whose id has the same key in ``keys``."""
        current = np.fromiter(
            (keys.get(id_) == key for id_, key in zip(self.ids.tolist(), self.keys.tolist(), strict=True)),
            dtype=np.bool_,
            count=len(self.ids),
        )
        if current.all():
            return self
        return VectorTable(self.ids[current], self.keys[current], self.matrix[current])

    def with_rows(self, keys: Mapping[str, str], vectors: NDArray[np.float32]) -> VectorTable:
        """A table of these rows and one more for each of ``keys`` (id to key), in their order."""
        matrix = vectors if not len(self) else np.concatenate([self.matrix, vectors])
        return VectorTable(*self._named_with(keys), matrix)

    def _named_with(self, keys: Mapping[str, str]) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
        return (
            np.concatenate([self.ids, np.array(list(keys), np.str_)]),
            np.concatenate([self.keys, np.array(list(keys.values()), np.str_)]),
        )

    def search(self, vector: NDArray[np.float32], limit: int, accept: Callable[[str], bool]) -> list[Match]:
        """The ``limit`` accepted passages nearest to ``vector``, with their cosines, nearest first."""
        if not len(self):
            return []
        rows = self._nearest_by_sign(vector)
        matrix = self.matrix if rows is None else self.matrix[rows]
        # On one thread: a matrix product takes all cores and, when others work too, 50 ms instead of 0.2.
        cosines = np.einsum("ij,j->i", matrix, vector)
        found: list[Match] = []
        for place in np.argsort(-cosines, kind="stable"):
            id_ = str(self.ids[place if rows is None else rows[place]])
            if accept(id_):
                found.append(Match(id_, float(cosines[place])))
                if len(found) == limit:
                    break
        return found

    def _nearest_by_sign(self, vector: NDArray[np.float32]) -> NDArray[np.intp] | None:
        """The rows whose numbers have the most signs in common with ``vector``; ``None`` for a small table."""
        if self._signs is None:
            return None
        differing = np.bitwise_count(self._signs ^ np.packbits(vector > 0)).sum(axis=1, dtype=np.uint16)
        return np.argpartition(differing, _NARROWED_TO)[:_NARROWED_TO]


def _write(
    folder: Path, ids: NDArray[np.str_], keys: NDArray[np.str_], blocks: Sequence[NDArray[np.float32]]
) -> None:
    """Put the rows of ``blocks``, one block after the other, and their names in place of what is in ``folder``."""

    def rows(opened: BinaryIO) -> None:
        shape = (len(ids), blocks[0].shape[1] if blocks else 0)
        np.lib.format.write_array_header_1_0(opened, {"descr": "<f4", "fortran_order": False, "shape": shape})
        for block in blocks:
            np.ascontiguousarray(block, "<f4").tofile(opened)

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(folder / _ROWS, rows)
    names = {"digest": _digest(folder / _ROWS), "ids": ids.tolist(), "keys": keys.tolist()}
    replace_file(folder / _NAMES, lambda opened: opened.write(json.dumps(names).encode()))


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "blake2b").hexdigest()
