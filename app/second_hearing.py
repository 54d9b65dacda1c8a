"""The model that hears beside the recogniser, where one is installed: found in the catalogue, run as the chat model is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from assistant.conversation import Language
from assistant.models.catalogue import CatalogueEntry, Role
from assistant.models.engine import EngineError
from assistant.models.store import ModelState, ModelStore
from assistant.speech.second_hearing import SoundModel, second_reading

if TYPE_CHECKING:
    from assistant.speech.audio import Clip

_log = logging.getLogger(__name__)

LONGEST_S: Final = 4.0
"""A second reading that takes longer is not waited for. Our rule."""
_NONE: Final = {
    Language.ZH: "没有装会听声音的模型，所以您的话只识别一遍；要装可以打开“模型”。",
    Language.EN: "No model that hears sound is installed, so what you say is recognised once; see Models to add one.",
}
_HERE: Final = {
    Language.ZH: "{title} 也会听您说的话，两边互相核对。",
    Language.EN: "{title} hears what you say, too, and the two check each other.",
}


def hears(entry: CatalogueEntry) -> bool:
    """Whether ``entry`` is a chat model that takes sound: a recogniser that llama.cpp runs."""
    return Role.RECOGNISER in entry.roles and entry.engine == "llama_cpp"


class SecondHearing:
    """Reads what was said a second time, if it can."""

    def __init__(self, store: ModelStore, open_model: Callable[[str], SoundModel]) -> None:
        """``open_model`` opens a model of the catalogue by its id; nothing is opened before it is needed."""
        self._store, self._open = store, open_model
        self._model: SoundModel | None = None

    @property
    def entry(self) -> CatalogueEntry | None:
        """The installed model that hears, or ``None``."""
        for entry in self._store.catalogue:
            if hears(entry) and self._store.status(entry.id).state is ModelState.INSTALLED:
                return entry
        return None

    @property
    def words(self) -> dict[Language, str]:
        """Whether there is one, in a sentence."""
        entry = self.entry
        return (
            _NONE if entry is None else {one: text.format(title=entry.title) for one, text in _HERE.items()}
        )

    async def aclose(self) -> None:
        """Free the model, if one was opened."""
        model, self._model = self._model, None
        if model is not None:
            await model.aclose()

    async def reading(self, clip: Clip, language: Language) -> str:
        """What the second model hears; empty without one, or when it fails or takes too long."""
        entry = await asyncio.to_thread(lambda: self.entry)
        if entry is None:
            return ""
        try:
            if self._model is None:
                self._model = await asyncio.to_thread(self._open, entry.id)
            async with asyncio.timeout(LONGEST_S):
                return await second_reading(self._model, clip, language)
        except (EngineError, TimeoutError) as error:
            _log.info("no second reading: %s", type(error).__name__)
            return ""
