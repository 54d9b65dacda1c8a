"""The help page's port over the manual."""

from __future__ import annotations

from app.manual import Manual, ManualSection, sections
from app.services import Services
from assistant.conversation import Language
from kb.errors import LibraryError
from ui.adapters.error_words import failed
from ui.view_models.ports.manual import ManualView


class ManualAdapter:
    """Reads and searches the manual (:class:`ui.view_models.ports.manual.ManualPort`)."""

    def __init__(self, house: Services) -> None:
        self._manual = Manual(house.folders.cache / "manual")

    def all(self, language: Language) -> tuple[ManualView, ...]:
        """The whole manual."""
        return tuple(map(_view, sections(language)))

    def find(self, question: str, language: Language) -> tuple[ManualView, ...]:
        """What answers ``question``."""
        try:
            return tuple(map(_view, self._manual.find(question, language)))
        except LibraryError as error:
            raise failed(error, language) from error


def _view(section: ManualSection) -> ManualView:
    return ManualView(section.title, section.text)
