"""The vectors of the articles that come with Listenwell, made beforehand: embedding them takes minutes.

They lie in ``resources/knowledge/vectors.npz``, eight bits a number. A row is known by
the digest of what was embedded by which model (:func:`kb.passage_vectors.vector_key`), so a changed article or
another model never gets a vector that is not its own; it is then made on the machine.
"""

from __future__ import annotations

import io
import logging
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

_STEPS: Final = 127
#: Bytes of a key, which is written as twice as many hexadecimal digits.
_KEY_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class PackedVectors:
    """Directions in eight bits: ``rows`` is (n, dimensions), each scaled to its largest number; ``places`` key to row."""

    model: str
    places: Mapping[str, int]
    rows: NDArray[np.int8]

    @classmethod
    def pack(cls, model: str, keys: Sequence[str], vectors: NDArray[np.float32]) -> PackedVectors:
        """``vectors`` (n, dimensions), none of them zero, by ``keys`` (n)."""
        rows = np.rint(vectors * (_STEPS / np.abs(vectors).max(axis=1, keepdims=True))).astype(np.int8)
        return cls(model, {key: place for place, key in enumerate(keys)}, rows)

    @classmethod
    def empty(cls) -> PackedVectors:
        """No vectors of no model."""
        return cls("", {}, np.zeros((0, 0), np.int8))

    @classmethod
    def read(cls, data: bytes) -> PackedVectors:
        """What :meth:`packed` wrote. Raises :exc:`ValueError` for other bytes."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                model, keys, rows = str(arrays["model"]), arrays["keys"], arrays["rows"]
        except (OSError, ValueError, EOFError, KeyError, TypeError, zipfile.BadZipFile, zlib.error) as error:
            raise ValueError("these are not packed vectors") from error
        if rows.ndim != 2 or rows.dtype != np.int8 or len(keys) != len(rows) or not rows.any(axis=1).all():
            raise ValueError("these are not packed vectors")
        return cls(model, {key.tobytes().hex(): place for place, key in enumerate(keys)}, rows)

    def packed(self) -> bytes:
        """The bytes of the file."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            model=np.array(self.model),
            keys=np.frombuffer(bytes.fromhex("".join(self.places)), np.uint8).reshape(-1, _KEY_BYTES),
            rows=self.rows,
        )
        return file.getvalue()

    def vectors(self, keys: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of ``keys`` (all of them in ``places``), of length one again: (n, dimensions)."""
        rows = self.rows[[self.places[key] for key in keys]].astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


def shipped_file() -> Traversable:
    """Where they lie."""
    return resources.files("resources") / "knowledge" / "vectors.npz"


@cache
def shipped_vectors() -> PackedVectors:
    """Those that come with Listenwell; none where the file is damaged or not there."""
    try:
        return PackedVectors.read(shipped_file().read_bytes())
    except (OSError, ValueError) as error:
        logger.warning("The shipped vectors cannot be read and will be made (%s).", type(error).__name__)
        return PackedVectors.empty()
