"""The vector index: one float32 row a passage, scanned exactly.

A scan of 100,000 passages takes about 16 ms, so there is no approximate index to build or to drift.
The table is a cache in one ``.npz`` file, which is replaced as a whole and whose checksums make a
damaged file known.
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.index.atomic_file import replace_file
from kb.index.keywords import Match

if TYPE_CHECKING:
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class VectorTable:
    """Vectors of passages: ``matrix`` is (n, dimensions), ``ids`` and ``keys`` have n entries.

    A key is the digest of what was embedded by which model; a row whose key is no longer current
    belongs to another text.
    """

    ids: NDArray[np.str_]
    keys: NDArray[np.str_]
    matrix: NDArray[np.float32]

    @classmethod
    def empty(cls) -> VectorTable:
        """A table of no rows."""
        return cls(np.zeros(0, np.str_), np.zeros(0, np.str_), np.zeros((0, 0), np.float32))

    @classmethod
    def load(cls, file: Path) -> VectorTable:
        """The table in ``file``; an empty one when there is none or it is damaged."""
        try:
            with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
                table = cls(arrays["ids"], arrays["keys"], arrays["matrix"])
        except FileNotFoundError:
            return cls.empty()
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            logger.warning("The vectors cannot be read and will be made anew (%s).", type(error).__name__)
            return cls.empty()
        rows = len(table.ids)
        if (
            table.matrix.ndim != 2
            or table.matrix.dtype != np.float32
            or not rows == len(table.keys) == len(table.matrix)
        ):
            logger.warning("The vectors do not fit together and will be made anew.")
            return cls.empty()
        return table

    def save(self, file: Path) -> None:
        """Replace ``file`` by this table. Raises :exc:`OSError`."""
        replace_file(file, lambda opened: np.savez(opened, ids=self.ids, keys=self.keys, matrix=self.matrix))

    def __len__(self) -> int:
        return len(self.ids)

    def kept(self, keys: Mapping[str, str]) -> VectorTable:
        """The rows that are current: those whose id has the same key in ``keys``."""
        current = np.fromiter(
            (keys.get(id_) == key for id_, key in zip(self.ids.tolist(), self.keys.tolist(), strict=True)),
            dtype=np.bool_,
            count=len(self.ids),
        )
        return VectorTable(self.ids[current], self.keys[current], self.matrix[current])

    def with_rows(self, keys: Mapping[str, str], vectors: NDArray[np.float32]) -> VectorTable:
        """A table of these rows and one more for each of ``keys`` (id to key), in their order."""
        matrix = vectors if not len(self) else np.concatenate([self.matrix, vectors])
        return VectorTable(
            np.concatenate([self.ids, np.array(list(keys), np.str_)]),
            np.concatenate([self.keys, np.array(list(keys.values()), np.str_)]),
            matrix,
        )

    def search(self, vector: NDArray[np.float32], limit: int, accept: Callable[[str], bool]) -> list[Match]:
        """The ``limit`` accepted passages nearest to ``vector``, with their cosines, nearest first."""
        if not len(self):
            return []
        cosines = self.matrix @ vector
        found: list[Match] = []
        for row in np.argsort(-cosines, kind="stable"):
            id_ = str(self.ids[row])
            if accept(id_):
                found.append(Match(id_, float(cosines[row])))
                if len(found) == limit:
                    break
        return found
