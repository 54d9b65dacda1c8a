"""The banner of alerts: over every screen, at once, until somebody takes note."""

from __future__ import annotations

import asyncio
from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import PortFailed, VoicePort
from ui.view_models.ports.alerts import AlertsPort, AlertView
from ui.view_models.row_model import for_qml
from ui.view_models.speaking import Speaking
from ui.view_models.tasks import Rereading, Tasks

#: How often, in milliseconds, the age of a reading is worded anew.
AGE_MS: Final = 30_000


class AlertsViewModel(QObject):
    """The most urgent alert is shown whole; ``more`` counts the others. A new one is spoken once."""

    changed = Signal()
    raised = Signal(str)

    def __init__(self, port: AlertsPort, voice: VoicePort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._speaking = Speaking(voice, tasks)
        self._alerts: tuple[AlertView, ...] = ()
        self._told: set[str] = set()
        self._failure = ""
        self._rereading = Rereading(tasks, self._read)
        self._unsubscribe = port.subscribe(tasks.on_loop(self.refresh))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.refresh)
        self._timer.start(AGE_MS)

    @Property(dict, notify=changed)
    def alert(self) -> object:
        """The most urgent alert, or empty."""
        return for_qml(self._alerts[0]) if self._alerts else {}

    @Property(bool, notify=changed)
    def open(self) -> bool:
        """Whether there is an alert."""
        return bool(self._alerts)

    @Property(int, notify=changed)
    def more(self) -> int:
        """How many more there are."""
        return max(0, len(self._alerts) - 1)

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What to do after something failed, or empty."""
        return self._failure

    def set_language(self, language: Language) -> None:
        """Word the alerts in ``language``."""
        self._language = language
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the port."""
        self._rereading.ask()

    def close(self) -> None:
        """Follow no longer."""
        self._timer.stop()
        self._speaking.stop()
        self._unsubscribe()

    @Slot()
    def readAloud(self) -> None:  # noqa: N802
        """Say the words of the alert again."""
        if self._alerts:
            self._speaking.say(self._alerts[0].words, self._language)

    @Slot()
    def acknowledge(self) -> None:
        """Somebody has taken note of the alert that is shown."""
        if self._alerts:
            self._speaking.stop()
            self._tasks.start(self._acknowledge(self._alerts[0].key))

    async def _acknowledge(self, key: str) -> None:
        try:
            await asyncio.to_thread(self._port.acknowledge, key, self._language)
        except PortFailed as error:
            self._failure = error.sentence
            self.changed.emit()
        else:
            self._failure = ""
            self.refresh()

    async def _read(self) -> None:
        try:
            alerts = await asyncio.to_thread(self._port.open, self._language)
        except PortFailed as error:
            self._failure = error.sentence
            self.changed.emit()
            return
        self._alerts, self._failure = alerts, ""
        self.changed.emit()
        if alerts and alerts[0].key not in self._told:
            self._told.add(alerts[0].key)
            self.raised.emit(alerts[0].words)
            self._speaking.say(alerts[0].words, self._language)
            await asyncio.to_thread(self._port.shown, alerts[0].key)
