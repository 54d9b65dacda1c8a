"""What the child process is asked for and what it reports; plain data without any model library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Finish = Literal["stop", "length", "cancelled"]


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load a model. ``image_tokens`` caps what one photo may take of ``context`` (tokens)."""

    text_file: str
    projector_file: str | None
    context: int
    threads: int
    image_tokens: int


@dataclass(frozen=True, slots=True)
class Generation:
    """One request. Exactly one of ``messages`` (with a chat template) and ``prompt`` (raw) is set.

    Images are given to the last message. ``temperature`` 0 is greedy.
    """

    messages: tuple[tuple[str, str], ...]
    prompt: str | None
    images: tuple[bytes, ...]
    grammar: str | None
    schema: str | None
    max_tokens: int
    temperature: float
    top_p: float
    top_k: int
    seed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a generation ended, counted in cells of the context, and its times in milliseconds."""

    finish: Finish
    prompt_cells: int
    reused_cells: int
    tokens: int
    prompt_ms: float
    decode_ms: float


#: A request that was cancelled before the model saw it.
NOT_STARTED = Outcome("cancelled", 0, 0, 0, 0.0, 0.0)
