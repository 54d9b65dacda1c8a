"""The home screen: who is greeted, and the latest reading of each kind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import HomePort, HomeTile, PortFailed
from ui.view_models.row_model import RowModel
from ui.view_models.tasks import Rereading, Tasks

#: Local hours at which the greeting turns to afternoon and to evening.
AFTERNOON_HOUR, EVENING_HOUR = 12, 18


class HomeViewModel(QObject):
    """Follows the port; a change that comes while it is being read is read once more."""

    changed = Signal()

    def __init__(self, port: HomePort, tasks: Tasks, language: Language, now: Callable[[], datetime]) -> None:
        """``now`` gives aware local time; it decides the greeting and the date shown."""
        super().__init__()
        self._port, self._now = port, now
        self._language = language
        self._tiles: RowModel[HomeTile] = RowModel(HomeTile, self)
        self._name = ""
        self._failure = ""
        self._notices: tuple[str, ...] = ()
        self._loaded = False
        self._rereading = Rereading(tasks, self._read)
        self._unsubscribe = port.subscribe(tasks.on_loop(self.refresh))

    @Property(QObject, constant=True)
    def tiles(self) -> RowModel[HomeTile]:
        """The tiles."""
        return self._tiles

    @Property(str, notify=changed)
    def name(self) -> str:
        """Whom to greet, may be empty."""
        return self._name

    @Property(str, notify=changed)
    def dayPart(self) -> str:  # noqa: N802
        """``morning``, ``afternoon`` or ``evening``."""
        hour = self._now().hour
        if hour < AFTERNOON_HOUR:
            return "morning"
        return "afternoon" if hour < EVENING_HOUR else "evening"

    @Property(float, notify=changed)
    def nowMilliseconds(self) -> float:  # noqa: N802
        """Now, in milliseconds since 1970, for QML's dates."""
        return self._now().timestamp() * 1000

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        """Read, and nothing has been measured."""
        return self._loaded and not self._failure and not self._tiles.rows

    @Property(str, notify=changed)
    def failure(self) -> str:
        """Why nothing can be shown and what to do, or empty."""
        return self._failure

    @Property(list, notify=changed)
    def notices(self) -> list[str]:
        """What the household has to know of its records."""
        return list(self._notices)

    def set_language(self, language: Language) -> None:
        """Ask again in ``language``."""
        self._language = language
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the port."""
        self._rereading.ask()

    def close(self) -> None:
        """Follow no longer."""
        self._unsubscribe()

    async def _read(self) -> None:
        try:
            snapshot = await asyncio.to_thread(self._port.snapshot, self._language)
        except PortFailed as error:
            self._failure = error.sentence
        else:
            self._failure = ""
            self._name = snapshot.greeting_name
            self._notices = snapshot.notices
            self._tiles.update_rows(snapshot.tiles)
        self._loaded = True
        self.changed.emit()
