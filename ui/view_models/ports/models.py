"""What the models page asks for: which models there are, and fetching and deleting them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import Language

Fit = Literal["fits", "tight", "too_large"]


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model. ``state`` is an :class:`assistant.models.store.ModelState` value.

    ``in_use`` are models that Listenwell would take for their job now.
    """

    id: str
    title: str
    purpose: str
    size: str
    licence: str
    fit: Fit
    fit_text: str
    state: str
    state_text: str
    in_use: bool
    can_fetch: bool
    can_delete: bool


class ModelsPort(Protocol):
    """The models of this machine."""

    def models(self, language: Language) -> tuple[ModelView, ...]:
        """Return all of them, those for people first. May take a second. Raises ``PortFailed``."""
        ...

    async def fetch(self, model_id: str, progress: Callable[[float], None], language: Language) -> None:
        """Fetch a model; ``progress`` gets shares from 0 to 1. Cancelling keeps what has come. Raises ``PortFailed``."""
        ...

    def delete(self, model_id: str, language: Language) -> str:
        """Delete what was fetched; returns one sentence. Raises ``PortFailed``."""
        ...
