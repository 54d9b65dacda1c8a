"""What the child process is asked for and what it reports; plain data without any model library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

#: What models that hear were trained on (Whisper's encoder, which Qwen2.5-Omni took over).
SOUND_RATE_HZ = 16_000

Finish = Literal["stop", "length", "cancelled"]


Backend = Literal["llama_cpp", "transformers"]


class HandlerError(Exception):
    """The model cannot do this; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How to load a model. ``image_tokens`` caps what one photo may take of ``context`` (tokens).

    ``text_file`` is a GGUF file, or the folder of a model in safetensors. ``adapter_file`` is a LoRA adapter in GGUF.
    """

    text_file: str
    projector_file: str | None
    context: int
    threads: int
    image_tokens: int
    adapter_file: str | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """One request. Exactly one of ``messages`` (with a chat template) and ``prompt`` (raw) is set.

    Images, and sounds after them, are given to the last message; a sound is 32-bit float samples, mono, at
    :data:`SOUND_RATE_HZ`. ``temperature`` 0 is greedy.
    """

    messages: tuple[tuple[str, str], ...]
    prompt: str | None
    images: tuple[bytes, ...]
    sounds: tuple[bytes, ...]
    grammar: str | None
    schema: str | None
    max_tokens: int
    temperature: float
    top_p: float
    top_k: int
    seed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a generation ended, counted in cells of the context, and its times in milliseconds.

    ``peak_mb`` is the most memory the child has held so far, where the system tells.
    """

    finish: Finish
    prompt_cells: int
    reused_cells: int
    tokens: int
    prompt_ms: float
    decode_ms: float
    peak_mb: int | None = None


#: A request that was cancelled before the model saw it.
NOT_STARTED = Outcome("cancelled", 0, 0, 0, 0.0, 0.0)


class Handler(Protocol):
    """A loaded model in the child process. One generation at a time; ``cancel`` comes from another thread."""

    @property
    def chats(self) -> bool:
        """Whether the model has a chat template; base models have none."""
        ...

    @property
    def sees(self) -> bool:
        """Whether the model takes images."""
        ...

    @property
    def hears(self) -> bool:
        """Whether the model takes sound."""
        ...

    def arm(self) -> None:
        """Take back a cancel that was meant for an earlier generation."""
        ...

    def cancel(self) -> None:
        """Stop the running generation."""
        ...

    def generate(self, request: Generation, emit: Callable[[str], None]) -> Outcome:
        """Run ``request`` and give each piece of text to ``emit``.

        Raises :class:`HandlerError` and :class:`~assistant.models.image_input.ImageRefused`.
        """
        ...
