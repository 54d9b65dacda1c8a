"""The help page: a question, typed or said, answered from the manual and read aloud."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import DictationPort, PortFailed, VoicePort
from ui.view_models.ports.manual import ManualPort, ManualView
from ui.view_models.row_model import RowModel
from ui.view_models.speaking import Speaking
from ui.view_models.tasks import Tasks


class HelpViewModel(QObject):
    """Shows the whole manual, or what answers :attr:`question`."""

    changed = Signal()

    def __init__(
        self, port: ManualPort, dictation: DictationPort, voice: VoicePort, tasks: Tasks, language: Language
    ) -> None:
        super().__init__()
        self._port, self._dictation, self._tasks, self._language = port, dictation, tasks, language
        self._speaking = Speaking(voice, tasks)
        self._sections: RowModel[ManualView] = RowModel(ManualView, self)
        self._question = self._failure = ""
        self._hearing: asyncio.Task[None] | None = None

    @Property(QObject, constant=True)
    def sections(self) -> RowModel[ManualView]:
        """What is shown of the manual."""
        return self._sections

    @Property(str, notify=changed)
    def question(self) -> str:
        """What was asked; empty: the whole manual is shown."""
        return self._question

    @Property(bool, notify=changed)
    def nothing(self) -> bool:
        """The manual has no answer."""
        return bool(self._question) and not self._failure and not self._sections.rows

    @Property(bool, notify=changed)
    def listening(self) -> bool:
        """The microphone is on."""
        return self._hearing is not None

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What did not work and what to do."""
        return self._failure

    @Slot(str)
    def ask(self, question: str) -> None:
        """Show what answers ``question``; an empty one shows everything."""
        self._tasks.start(self._ask(question.strip()))

    @Slot()
    def listen(self) -> None:
        """Hear a question, or end hearing it."""
        if self._hearing is None:
            self._hearing = self._tasks.start(self._hear())
            self.changed.emit()
        else:
            self._dictation.stop()

    @Slot(int)
    def say(self, row: int) -> None:
        """Read a section aloud."""
        section = self._sections.rows[row]
        self._speaking.say(f"{section.title}. {section.text}", self._language)

    @Slot()
    def leave(self) -> None:
        """The page was left: fall silent, hear no longer, forget the question."""
        self._speaking.stop()
        if self._hearing is not None:
            self._dictation.stop()
        self._question = ""

    def set_language(self, language: Language) -> None:
        """Show the manual in ``language``."""
        self._language = language
        self.ask("")

    def refresh(self) -> None:
        """Show the manual."""
        self.ask(self._question)

    async def _ask(self, question: str) -> None:
        self._question, self._failure = question, ""
        try:
            if question:
                found = await asyncio.to_thread(self._port.find, question, self._language)
            else:
                found = self._port.all(self._language)
        except PortFailed as error:
            found, self._failure = (), error.sentence
        self._sections.set_rows(found)
        self.changed.emit()

    async def _hear(self) -> None:
        question = ""
        try:
            question = await self._dictation.hear(self._language)
        except PortFailed as error:
            self._failure = error.sentence
        finally:
            self._hearing = None
            self.changed.emit()
        if question:
            await self._ask(question)
            if self._sections.rows:
                self.say(0)
