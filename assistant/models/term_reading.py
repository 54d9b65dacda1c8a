"""The local model as a reader of the library: it names what passages are about, in a fixed form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Coroutine, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Protocol

from assistant.models.answer_prompt import ChatMessage
from assistant.models.engine import EngineDescription, EngineError, EngineYielded
from kb.document import Passage
from kb.errors import ReaderUnavailable
from kb.term_reader import LONGEST_TERM, MOST_TERMS, standing_terms

if TYPE_CHECKING:
    from assistant.models.local_engine import Completion, Prompt

    #: Waits on the engine's event loop for its answer.
    Wait = Callable[[Coroutine[Any, Any, Completion]], Completion]

#: Tokens of an answer: eight terms of five words, or of twelve Chinese characters, with their marks.
_MOST_TOKENS: Final = 160

SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {
        "terms": {
            "type": "array",
            "maxItems": MOST_TERMS,
            "items": {"type": "string", "minLength": 2, "maxLength": LONGEST_TERM},
        }
    },
    "required": ["terms"],
    "additionalProperties": False,
}
"""The form of the model's answer (JSON schema)."""


class SpareEngine(Protocol):
    """A model that also works in the time that nobody asks it, as the local engine does."""

    @property
    def description(self) -> EngineDescription:
        """Which engine and model this is."""
        ...

    def spare(self, prompt: Prompt, **how: Any) -> Coroutine[Any, Any, Completion]:
        """The whole text, given up when somebody asks. Raises :class:`~assistant.models.engine.EngineError`."""
        ...


class ModelTermReader:
    """Reads passages with an engine (:class:`kb.term_reader.TermReader`)."""

    def __init__(self, engine: SpareEngine, wait: Wait) -> None:
        self._engine, self._wait = engine, wait

    @property
    def name(self) -> str:
        """The model, with a digest of what it is told."""
        told = "\n".join([_instructions("zh"), _instructions("en"), json.dumps(SCHEMA)])
        digest = hashlib.blake2b(told.encode(), digest_size=4).hexdigest()
        return f"{self._engine.description.model} {digest}"

    def terms(self, passage: Passage) -> tuple[str, ...] | None:
        """The terms that stand in ``passage``; ``None`` when somebody asked the model meanwhile."""
        prompt = (
            ChatMessage("system", _instructions(passage.language)),
            ChatMessage("user", passage.whole),
        )
        try:
            said = self._wait(
                self._engine.spare(prompt, schema=SCHEMA, max_tokens=_MOST_TOKENS, temperature=0.0)
            )
        except EngineYielded:
            return None
        except EngineError as error:
            raise ReaderUnavailable(str(error)) from error
        return standing_terms(said_terms(said.text), passage)


def said_terms(answer: str) -> list[str]:
    """The terms of a model's answer; none when it is not of the agreed form (a cut-off or invented one)."""
    try:
        terms = json.loads(answer)["terms"]
        return [term for term in terms if isinstance(term, str)] if isinstance(terms, list) else []
    except (ValueError, LookupError, TypeError, RecursionError):
        return []


@cache
def _instructions(language: str) -> str:
    file = resources.files("resources") / "prompts" / f"terms.{language}.txt"
    return file.read_text(encoding="utf-8").strip()
