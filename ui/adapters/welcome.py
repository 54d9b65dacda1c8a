"""The first minutes' port over the settings and the household."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.records.errors import RecordsError
from app.services import Services
from app.settings import SettingsError, save_settings
from assistant.conversation import Language
from ui.adapters.error_words import failed
from ui.view_models.ports import PortFailed

_log = logging.getLogger(__name__)

_NOT_KEPT: Final = {
    Language.ZH: "设置没有存下来，请检查磁盘。这次照样能用。",
    Language.EN: "The settings could not be kept; check the disk. Everything works until you close the window.",
}


class WelcomeAdapter:
    """Keeps what is chosen on the first day (:class:`ui.view_models.ports.welcome.WelcomePort`)."""

    def __init__(self, house: Services, changed: Callable[[], None]) -> None:
        """``changed`` is told when somebody has another name or voice."""
        self._house, self._changed = house, changed

    def introduced(self) -> bool:
        """Whether the first minutes are over."""
        return self._house.settings.introduced

    def finish(self, language: Language) -> None:
        """They are."""
        try:
            save_settings(self._house.folders.settings_file, {"introduced": True})
        except SettingsError as error:
            _log.warning("the end of the introduction was not kept: %s", type(error).__name__)
            raise PortFailed(_NOT_KEPT[language]) from error

    def name_person(self, name: str, language: Language) -> None:
        """Call whoever is there by ``name``."""
        try:
            self._house.records.household.edit(self._house.person, display_name=name)
        except RecordsError as error:
            raise failed(error, language) from error
        self._changed()

    def voice_speed(self) -> float:
        """How fast the voice speaks."""
        return self._house.speech.pace

    def set_voice_speed(self, speed: float, language: Language) -> None:
        """Let it speak that fast to whoever is there."""
        try:
            person = self._house.person
            profile = replace(person.profile, voice_speed=speed)
            self._house.records.household.edit(person, profile=profile)
        except RecordsError as error:
            raise failed(error, language) from error
        self._house.speech.use_pace(speed)
        self._changed()
