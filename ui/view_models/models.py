"""The models page: what is here, what fits, fetching with progress, stopping, deleting."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import PortFailed
from ui.view_models.ports.models import ModelsPort, ModelView
from ui.view_models.row_model import RowModel
from ui.view_models.tasks import Rereading, Tasks


class ModelsViewModel(QObject):
    """One download at a time: they share the line."""

    changed = Signal()
    progressed = Signal()
    told = Signal(str)

    def __init__(self, port: ModelsPort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._models: RowModel[ModelView] = RowModel(ModelView, self)
        self._failure = ""
        self._loaded = False
        self._fetching = ""
        self._share = 0.0
        self._task: asyncio.Task[None] | None = None
        self._rereading = Rereading(tasks, self._read)

    @Property(QObject, constant=True)
    def models(self) -> RowModel[ModelView]:
        """All models."""
        return self._models

    @Property(bool, notify=changed)
    def loading(self) -> bool:
        """Not read yet."""
        return not self._loaded

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What did not work and what to do."""
        return self._failure

    @Property(str, notify=changed)
    def fetching(self) -> str:
        """The id of the model that is being fetched, or empty."""
        return self._fetching

    @Property(float, notify=progressed)
    def share(self) -> float:
        """How much of it has come, from 0 to 1."""
        return self._share

    @Slot(str)
    def fetch(self, model_id: str) -> None:
        """Fetch a model, unless one is being fetched."""
        if not self._fetching:
            self._fetching, self._share, self._failure = model_id, 0.0, ""
            self.changed.emit()
            self._task = self._tasks.start(self._fetch(model_id))

    @Slot()
    def stop(self) -> None:
        """Stop fetching; what has come stays for the next time."""
        if self._task is not None:
            self._task.cancel()

    @Slot(str)
    def remove(self, model_id: str) -> None:
        """Delete a model."""
        self._tasks.start(self._remove(model_id))

    def set_language(self, language: Language) -> None:
        """Word everything in ``language``, if it is shown at all."""
        self._language = language
        if self._loaded:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Look again."""
        self._rereading.ask()

    async def _read(self) -> None:
        try:
            models = await asyncio.to_thread(self._port.models, self._language)
        except PortFailed as error:
            self._failure = error.sentence
        else:
            self._models.set_rows(models)
        self._loaded = True
        self.changed.emit()

    async def _fetch(self, model_id: str) -> None:
        try:
            await self._port.fetch(model_id, self._tasks.on_loop(self._progress), self._language)
        except PortFailed as error:
            self._failure = error.sentence
        finally:
            self._fetching, self._task = "", None
            self.changed.emit()
            self.refresh()

    def _progress(self, share: float) -> None:
        self._share = share
        self.progressed.emit()

    async def _remove(self, model_id: str) -> None:
        try:
            sentence = await asyncio.to_thread(self._port.delete, model_id, self._language)
        except PortFailed as error:
            self._failure = error.sentence
            self.changed.emit()
        else:
            self.told.emit(sentence)
        self.refresh()
