"""The memory that a library with all its channels adds to a process: ``python -m ui.benchmarks.library_memory``.

Arguments are the folder of the index and how many passages. The question is embedded by the real model; the vectors of
the made-up passages are drawn, since how they came about takes no memory later.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from kb.embedding import Embedder

_QUESTIONS: Final = {"en": "How do I measure my blood pressure at home?", "zh": "在家怎么量血压？"}


def resident_mb() -> float:
    """Return the memory that this process holds, in MB of a million bytes."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1e6


def measured_mb(folder: Path, passages: int) -> tuple[float, float]:
    """Return what the library adds while and after it is made, and what it adds where it is opened once more."""
    command = [sys.executable, "-m", "ui.benchmarks.library_memory", str(folder), str(passages)]
    making, opened = (float(subprocess.check_output(command, text=True)) for _ in range(2))
    return making, opened


class _DrawnVectors:
    """The real model for questions; drawn vectors for passages."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def name(self) -> str:
        return "drawn"

    @property
    def telling(self) -> Mapping[str, tuple[float, float]]:
        return self._embedder.telling

    def embed_question(self, text: str) -> NDArray[float32]:
        return self._embedder.embed_question(text)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[float32]:
        import numpy as np

        shape = (len(texts), _DIMENSIONS)
        drawn: NDArray[float32] = np.random.default_rng(len(texts)).standard_normal(shape, np.float32)
        drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
        return drawn


#: Of multilingual-e5-small.
_DIMENSIONS: Final = 384


def main(folder: Path, passages: int) -> float:
    """Make or open the library, ask it, and return the MB that this added; the code of libraries is not counted."""
    from kb.embedding import find_embedder
    from kb.library import Library
    from ui.benchmarks.library import made_up

    before = resident_mb()
    embedder = find_embedder().embedder
    library = Library(made_up(passages), folder, embedder and _DrawnVectors(embedder))
    library.build()
    library.build_vectors()
    for language, question in _QUESTIONS.items():
        library.search(question, language)
    return resident_mb() - before


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]), int(sys.argv[2])):.1f}\n")
