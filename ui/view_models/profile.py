"""The profile screen: the tags that hold with what they rest on, and how far the data can be trusted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import (
    PendingTag,
    PortFailed,
    ProfilePort,
    ProfileSnapshot,
    TagExplanation,
    TagView,
    VoicePort,
)
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.speaking import Speaking
from ui.view_models.tasks import Rereading, Tasks


class ProfileViewModel(QObject):
    """``state`` is ``loading``, ``failed``, ``empty`` (nothing was ever measured) or ``shown``."""

    changed = Signal()
    explained = Signal()

    def __init__(self, port: ProfilePort, voice: VoicePort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._speaking = Speaking(voice, tasks)
        self._snapshot: ProfileSnapshot | None = None
        self._tags: RowModel[TagView] = RowModel(TagView, self)
        self._pending: RowModel[PendingTag] = RowModel(PendingTag, self)
        self._key = ""
        self._explanation: TagExplanation | None = None
        self._failure = ""
        self._rereading = Rereading(tasks, self._read)
        self._unsubscribe = port.subscribe(tasks.on_loop(self.refresh))

    @Property(str, notify=changed)
    def state(self) -> str:
        """What is shown."""
        if self._failure:
            return "failed"
        if self._snapshot is None:
            return "loading"
        nothing = (
            not self._snapshot.tags and not self._snapshot.pending and not self._snapshot.quality.readings
        )
        return "empty" if nothing else "shown"

    @Property(str, notify=changed)
    def failure(self) -> str:
        """Why nothing can be shown and what to do, or empty."""
        return self._failure

    @Property(QObject, constant=True)
    def tags(self) -> RowModel[TagView]:
        """The tags that hold."""
        return self._tags

    @Property(int, notify=changed)
    def tagCount(self) -> int:  # noqa: N802
        """How many there are."""
        return len(self._tags.rows)

    @Property(QObject, constant=True)
    def pending(self) -> RowModel[PendingTag]:
        """What cannot be told yet, with what is missing."""
        return self._pending

    @Property(int, notify=changed)
    def pendingCount(self) -> int:  # noqa: N802
        """How many there are."""
        return len(self._pending.rows)

    @Property(dict, notify=changed)
    def quality(self) -> object:
        """How far the data can be trusted: see ``QualityView``. Empty before it was read."""
        return {} if self._snapshot is None else for_qml(self._snapshot.quality)

    @Property(list, notify=changed)
    def happenings(self) -> object:
        """What can be noted."""
        return [] if self._snapshot is None else for_qml(self._snapshot.happenings)

    @Property(list, notify=changed)
    def events(self) -> object:
        """What was noted, the newest first."""
        return [] if self._snapshot is None else for_qml(self._snapshot.events)

    @Slot(str, str)
    def believe(self, kind: str, device: str) -> None:
        """Average with ``device`` where two disagree; an empty one takes that back."""
        self._tasks.start(self._change(lambda: self._port.believe(kind, device, self._language)))

    @Slot(str)
    def note(self, happening: str) -> None:
        """Note that something happened today."""
        self._tasks.start(self._change(lambda: self._port.note(happening, self._language)))

    @Slot(str)
    def takeBack(self, event: str) -> None:  # noqa: N802
        """Take back what was noted."""
        self._tasks.start(self._change(lambda: self._port.take_back(event, self._language)))

    @Property(dict, notify=explained)
    def explanation(self) -> object:
        """Why the opened tag holds: see ``TagExplanation``. Empty while none is open."""
        return {} if self._explanation is None else for_qml(self._explanation)

    @Slot(str)
    def open(self, key: str) -> None:
        """Explain the tag ``key``."""
        self._key = key
        self._tasks.start(self._explain())

    @Slot()
    def closeExplanation(self) -> None:  # noqa: N802
        """Put the explanation away."""
        self._speaking.stop()
        self._key, self._explanation = "", None
        self.explained.emit()

    @Slot()
    def say(self) -> None:
        """Say aloud what the explanation says, without the list of readings."""
        if self._explanation is not None:
            self._speaking.say("\n".join(self._explanation.lines), self._language)

    def set_language(self, language: Language) -> None:
        """Ask again in ``language``."""
        self._language = language
        self._speaking.stop()
        self.refresh()
        if self._key:
            self._tasks.start(self._explain())

    @Slot()
    def refresh(self) -> None:
        """Read the port."""
        self._rereading.ask()

    def look(self, seen: bool) -> None:
        """Somebody looks at it, or nobody does: then it need not follow."""
        self._rereading.pause(not seen)

    def close(self) -> None:
        """Follow no longer."""
        self._speaking.stop()
        self._unsubscribe()

    async def _read(self) -> None:
        try:
            self._snapshot = await asyncio.to_thread(self._port.snapshot, self._language)
        except PortFailed as error:
            self._failure, self._snapshot = error.sentence, None
        else:
            self._failure = ""
        self._tags.set_rows(self._snapshot.tags if self._snapshot else ())
        self._pending.set_rows(self._snapshot.pending if self._snapshot else ())
        self.changed.emit()

    async def _change(self, work: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(work)
        except PortFailed as error:
            self._failure = error.sentence
            self.changed.emit()
        else:
            self.refresh()

    async def _explain(self) -> None:
        key = self._key
        try:
            found = await asyncio.to_thread(self._port.explanation, key, self._language)
        except PortFailed as error:
            self._failure = error.sentence
            self.changed.emit()
            return
        if key != self._key:
            return
        self._explanation = found
        self.explained.emit()
        if found is None:  # it ended meanwhile
            self._key = ""
            self.refresh()
