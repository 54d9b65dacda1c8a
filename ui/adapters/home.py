"""The home screen's port over the records."""

from __future__ import annotations

from collections.abc import Callable

from app.records.errors import RecordsError
from app.records.storage_space import space_of
from app.records.views import Tile
from app.services import Services
from assistant.conversation import Language
from ui.adapters.error_words import failed
from ui.adapters.headings import heading
from ui.view_models.ports import HomeSnapshot, HomeTile, Unsubscribe


class HomeAdapter:
    """Latest readings of the person who uses Listenwell (:class:`ui.view_models.ports.HomePort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house

    def snapshot(self, language: Language) -> HomeSnapshot:
        """What the home screen shows now."""
        try:
            view = self._house.records.home(self._house.person, language, self._house.now())
        except RecordsError as error:
            raise failed(error, language) from error
        # A tile without a reading says nothing; with none at all, the screen shows how to begin.
        return HomeSnapshot(
            self._house.person.display_name,
            tuple(_tile(tile) for tile in view.tiles if tile.figure),
            tuple(text for text in (self._recovered(language), self._short(language)) if text),
        )

    def _recovered(self, language: Language) -> str:
        recovery = self._house.records.recovery
        return "" if recovery is None else recovery.words(language, self._house.time_zone)

    def _short(self, language: Language) -> str:
        try:
            return space_of(self._house.folders.data).words(language)
        except OSError:
            return ""

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each commit."""
        return self._house.records.subscribe(lambda _change: callback())


def _tile(tile: Tile) -> HomeTile:
    return HomeTile(
        kind=tile.kind.value,
        title=heading(tile.title),
        value=tile.figure,
        unit=tile.unit,
        verdict="none" if not tile.verdict else "attention" if tile.out_of_range else "ok",
        verdict_text=tile.verdict,
        when=tile.when,
        simulated=tile.simulated,
        notes=tile.notes,
    )
