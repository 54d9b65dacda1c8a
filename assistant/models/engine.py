"""The one protocol of everything that turns a question with its evidence into a draft answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from assistant.conversation import Language, Route
from assistant.facts import Fact
from kb.document import Passage


class EngineError(Exception):
    """An engine could not answer; the message is one sentence that a person can act on."""


class EngineUnavailable(EngineError):
    """What the engine needs (a model file, a package, a network) is absent."""


class EngineYielded(EngineError):
    """Work for nobody in particular was given up, since somebody asks."""


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """A question with the evidence an answer may use.

    ``facts`` are referred to in a draft as ``{F1}``, ``{F2}`` … (code fills them in), ``passages``
    as ``[1]``, ``[2]`` …, both counted from one. ``images`` are PNG or JPEG files. ``refused`` are sentences of an
    earlier draft that did not pass the checks; only they are to be written again.
    """

    question: str
    language: Language
    facts: tuple[Fact, ...] = ()
    passages: tuple[Passage, ...] = ()
    images: tuple[bytes, ...] = ()
    max_tokens: int = 400
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineDescription:
    """Which engine and model this is; shown with each answer.

    ``answers_health_questions`` is false for models that exist only to exercise the path (random
    weights, base models): their words never reach a person as an answer. ``adapted``: a fine-tuning lies over the
    model, made for questions of its field only.
    """

    engine: str
    model: str
    route: Route
    answers_health_questions: bool
    adapted: bool = False


class Engine(Protocol):
    """Runs a model."""

    @property
    def description(self) -> EngineDescription:
        """Which engine and model this is."""
        ...

    def stream(self, request: AnswerRequest) -> AsyncIterator[str]:
        """Yield the draft in pieces as it is made.

        Closing the iterator (or cancelling the task that reads it) stops the work. Raises
        :class:`EngineError`.
        """
        ...

    async def aclose(self) -> None:
        """Free the model."""
        ...
