"""The PIN in front of a private profile: asking, waiting after too many tries, choosing a new one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Literal

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import PortFailed
from ui.view_models.ports.people import PeoplePort, PinWanted
from ui.view_models.tasks import Tasks

LEAST_DIGITS: Final = 6
MOST_DIGITS: Final = 12
Pause = Callable[[float], Awaitable[None]]
#: What a PIN is asked for: to use a profile, to look at it, or to be put in front of one (typed twice).
Purpose = Literal["", "switch", "open", "new", "again"]


class PinGateViewModel(QObject):
    """``purpose`` is empty while nothing is asked."""

    changed = Signal()
    #: A gate was passed: purpose and person.
    passed = Signal(str, str)

    def __init__(
        self, port: PeoplePort, tasks: Tasks, language: Language, pause: Pause = asyncio.sleep
    ) -> None:
        """``pause`` waits the seconds given to it."""
        super().__init__()
        self._port, self._tasks, self._language, self._pause = port, tasks, language, pause
        self._purpose: Purpose = ""
        self._person = self._name = self._sentence = self._first = ""
        self._digits = ""
        self._wait_s = 0
        self._busy = False
        self._waiting: asyncio.Task[None] | None = None

    @Property(str, notify=changed)
    def purpose(self) -> str:
        """What is asked for."""
        return self._purpose

    @Property(str, notify=changed)
    def name(self) -> str:
        """Whose profile it is."""
        return self._name

    @Property(str, notify=changed)
    def sentence(self) -> str:
        """What to do, in the port's words; empty while choosing a PIN goes well."""
        return self._sentence

    @Property(int, notify=changed)
    def waitSeconds(self) -> int:  # noqa: N802
        """How long to wait before the next try."""
        return self._wait_s

    @Property(int, notify=changed)
    def typed(self) -> int:
        """How many digits were typed; which ones is never shown."""
        return len(self._digits)

    @Property(bool, notify=changed)
    def ready(self) -> bool:
        """Whether what was typed can be a PIN."""
        return len(self._digits) >= LEAST_DIGITS and not self._wait_s and not self._busy

    def set_language(self, language: Language) -> None:
        """Ask in ``language`` from now on."""
        self._language = language
        if self._purpose in ("switch", "open"):
            self._tasks.start(self._look())

    def ask(self, purpose: Literal["switch", "open"], person: str, name: str) -> None:
        """Ask for the PIN of ``person``."""
        self._begin(purpose, person, name)
        self._tasks.start(self._look())

    def choose(self, person: str, name: str) -> None:
        """Let a new PIN be chosen."""
        self._begin("new", person, name)

    @Slot(str)
    def type(self, digit: str) -> None:
        """One more digit."""
        if self._purpose and not self._busy and not self._wait_s and len(self._digits) < MOST_DIGITS:
            self._digits += digit
            self.changed.emit()

    @Slot()
    def erase(self) -> None:
        """Take the last digit away."""
        self._digits = self._digits[:-1]
        self.changed.emit()

    @Slot()
    def leave(self) -> None:
        """Ask no longer."""
        self._end_waiting()
        self._purpose, self._digits, self._first, self._sentence = "", "", "", ""
        self._wait_s = 0
        self.changed.emit()

    @Slot()
    def give(self) -> None:
        """Try what was typed."""
        if not self.ready:
            return
        digits, self._digits = self._digits, ""
        if self._purpose == "new":
            self._first, self._purpose, self._sentence = digits, "again", ""
            self.changed.emit()
        elif self._purpose == "again" and digits != self._first:
            self._first, self._purpose = "", "new"
            self._sentence = _differ(self._language)
            self.changed.emit()
        else:
            self._busy = True
            self.changed.emit()
            self._tasks.start(self._try(digits))

    async def _try(self, digits: str) -> None:
        purpose, person = self._purpose, self._person
        try:
            if purpose == "switch":
                await asyncio.to_thread(self._port.switch, person, digits, self._language)
            elif purpose == "open":
                await asyncio.to_thread(self._port.open, person, digits, self._language)
            else:
                await asyncio.to_thread(self._port.make_private, person, digits, self._language)
        except PinWanted as error:
            self._wait(error)
        except PortFailed as error:
            self._sentence = error.sentence
            self._first = ""
            if purpose == "again":
                self._purpose = "new"
        else:
            self.leave()
            self.passed.emit(purpose, person)
        finally:
            self._busy = False
            self.changed.emit()

    async def _look(self) -> None:
        try:
            self._wait(await asyncio.to_thread(self._port.pin_state, self._person, self._language))
        except PortFailed as error:
            self._sentence = error.sentence
        self.changed.emit()

    def _begin(self, purpose: Purpose, person: str, name: str) -> None:
        self.leave()
        self._purpose, self._person, self._name = purpose, person, name
        self.changed.emit()

    def _wait(self, wanted: PinWanted) -> None:
        self._end_waiting()
        self._sentence, self._wait_s = wanted.sentence, wanted.wait_s
        if self._wait_s:
            self._waiting = self._tasks.start(self._count_down())

    async def _count_down(self) -> None:
        """Word the rest of the wait anew each second; the port's clock decides, not this count."""
        await self._pause(1.0)
        self._waiting = None
        if self._purpose:
            await self._look()

    def _end_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def _differ(language: Language) -> str:
    if language is Language.ZH:
        return "两次输入的不一样，请从头再来。"
    return "The two were not the same: start again."
