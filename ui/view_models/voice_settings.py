"""Settings of hearing and speaking: devices, the wake word, hands free, the language that is spoken, loudness."""

from __future__ import annotations

import asyncio
from typing import Any, Final, cast, get_args

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import PortFailed
from ui.view_models.ports.voice_settings import VoiceChoice, VoiceSettingsPort, VoiceSettingsView
from ui.view_models.tasks import Rereading, Tasks

#: How much louder than its own the voice may speak: softer, its own, louder, much louder.
LOUDNESSES: Final = (0.7, 1.0, 1.4, 2.0)


class VoiceSettingsViewModel(QObject):
    """``trying`` while the microphone is tried; ``heard`` is what was understood then."""

    changed = Signal()
    level_changed = Signal()
    #: What is to be heard, or by which word one is woken, was changed.
    chosen = Signal()

    def __init__(self, port: VoiceSettingsPort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._view: VoiceSettingsView | None = None
        self._reading = Rereading(tasks, self._read)
        self._task: asyncio.Task[None] | None = None
        self._heard = self._failure = ""
        self._level = 0.0

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type] # Qt's name
    def values(self) -> dict[str, Any]:
        """What is chosen, and the lists to choose from as ``{key, text}``; empty until it was read."""
        view = self._view
        if view is None:
            return {}
        return {
            "microphones": _choices(view.microphones),
            "loudspeakers": _choices(view.loudspeakers),
            "wakeWords": _choices(view.wake_words),
            "microphone": view.microphone,
            "loudspeaker": view.loudspeaker,
            "wakeWord": view.wake_word,
            "handsFree": view.hands_free,
            "language": view.language,
            "loudness": min(LOUDNESSES, key=lambda one: abs(one - view.loudness)),
            "licence": view.licence,
            "soundWords": view.sound_words,
            "voiceWords": view.voice_words,
            "secondWords": view.second_words,
        }

    @Property(list, constant=True)
    def loudnesses(self) -> list[float]:
        """How loud the voice may be, to choose from."""
        return list(LOUDNESSES)

    @Property(bool, notify=changed)
    def trying(self) -> bool:
        """The microphone is being tried."""
        return self._task is not None

    @Property(str, notify=changed)
    def heard(self) -> str:
        """What was understood when it was tried."""
        return self._heard

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What did not work and what to do."""
        return self._failure

    @Property(float, notify=level_changed)
    def level(self) -> float:
        """How loud it is, 0 to 1."""
        return self._level

    def set_language(self, language: Language) -> None:
        """Speak ``language``."""
        self._language = language
        if self._view is not None:
            self._reading.ask()

    @Slot()
    def look(self) -> None:
        """Read what is there now: devices come and go."""
        self._reading.ask()

    @Slot(str, "QVariant")
    def choose(self, name: str, value: Any) -> None:
        """Choose ``value`` for one of :data:`ui.view_models.ports.voice_settings.VoiceChoice`."""
        if name in get_args(VoiceChoice):
            self._tasks.start(self._choose(cast("VoiceChoice", name), value))

    @Slot()
    def tryMicrophone(self) -> None:  # noqa: N802
        """Listen to a sentence and show what was heard; once more: stop."""
        if self._task is not None:
            self._task.cancel()
            return
        self._heard = self._failure = ""
        self._task = self._tasks.start(self._try())
        self.changed.emit()

    async def _read(self) -> None:
        try:
            self._view = await asyncio.to_thread(self._port.snapshot, self._language)
        except PortFailed as error:
            self._failure = error.sentence
        self.changed.emit()

    async def _choose(self, name: VoiceChoice, value: str | float | bool) -> None:
        self._failure = ""
        try:
            await asyncio.to_thread(self._port.choose, name, value, self._language)
        except PortFailed as error:
            self._failure = error.sentence
        await self._read()
        self.chosen.emit()

    async def _try(self) -> None:
        try:
            self._heard = await self._port.try_microphone(
                self._language, self._tasks.on_loop(self._show_level)
            )
        except PortFailed as error:
            self._failure = error.sentence
        finally:
            self._task = None
            self._show_level(0.0)
            self.changed.emit()

    def _show_level(self, level: float) -> None:
        self._level = min(1.0, max(0.0, level))
        self.level_changed.emit()


def _choices(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"key": key, "text": text} for key, text in pairs]
