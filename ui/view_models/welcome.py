"""The first minutes: language, size, voice, a name, a device, a question. Each step can be passed over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import PortFailed, VoicePort
from ui.view_models.ports.welcome import WelcomePort
from ui.view_models.speaking import Speaking
from ui.view_models.tasks import Tasks

#: In this order.
STEPS: Final = ("language", "size", "voice", "name", "device", "question")
#: Paces of the voice to choose from: slow, its own, fast.
VOICE_SPEEDS: Final = (0.8, 1.0, 1.25)
_SAMPLE: Final = {
    Language.ZH: "您好，我是康聆。您可以这样听我说话。",
    Language.EN: "Hello, I am Listenwell. This is how I sound.",
}


class WelcomeViewModel(QObject):
    """Also serves the voice's setting, which is the same wherever it is chosen."""

    changed = Signal()
    named = Signal()

    def __init__(
        self,
        port: WelcomePort,
        voice: VoicePort,
        tasks: Tasks,
        language: Language,
        show: Callable[[str], None],
    ) -> None:
        """``show`` brings a screen to the front."""
        super().__init__()
        self._port, self._tasks, self._language, self._show = port, tasks, language, show
        self._speaking = Speaking(voice, tasks)
        self._at = 0
        self._failure = ""

    @property
    def wanted(self) -> bool:
        """Nobody has been through it yet."""
        return not self._port.introduced()

    @Property(str, notify=changed)
    def step(self) -> str:
        """One of :data:`STEPS`."""
        return STEPS[self._at]

    @Property(int, notify=changed)
    def number(self) -> int:
        """The step's number, from one."""
        return self._at + 1

    @Property(int, constant=True)
    def steps(self) -> int:
        """How many there are."""
        return len(STEPS)

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What did not work and what to do."""
        return self._failure

    @Property(float, notify=changed)
    def voiceSpeed(self) -> float:  # noqa: N802
        """How fast the voice speaks."""
        return self._port.voice_speed()

    @Property(list, constant=True)
    def voiceSpeeds(self) -> list[float]:  # noqa: N802
        """The paces to choose from."""
        return list(VOICE_SPEEDS)

    @Slot()
    def forward(self) -> None:
        """To the next step; behind the last one lies the home page."""
        self._speaking.stop()
        if self._at + 1 < len(STEPS):
            self._at += 1
            self.changed.emit()
        else:
            self.finish("home")

    @Slot()
    def back(self) -> None:
        """To the step before."""
        if self._at > 0:
            self._at -= 1
            self.changed.emit()

    @Slot(str)
    def giveName(self, name: str) -> None:  # noqa: N802
        """Be called so, and go on; without a name just go on."""
        self._tasks.start(self._name(name.strip()))

    @Slot(str)
    def finish(self, screen: str) -> None:
        """Be done with it, and go to ``screen``."""
        self._speaking.stop()
        self._at = 0
        self._tasks.start(self._finish())
        self._show(screen)
        self.changed.emit()

    @Slot(float)
    def setVoiceSpeed(self, speed: float) -> None:  # noqa: N802
        """Speak that fast, and let it be heard."""
        self._tasks.start(self._set_voice_speed(speed))

    @Slot()
    def tryVoice(self) -> None:  # noqa: N802
        """Say a sentence."""
        self._speaking.say(_SAMPLE[self._language], self._language)

    def set_language(self, language: Language) -> None:
        """Speak ``language``."""
        self._language = language

    async def _name(self, name: str) -> None:
        if await self._kept(lambda: self._port.name_person(name, self._language) if name else None):
            self.named.emit()
            self.forward()

    async def _finish(self) -> None:
        await self._kept(lambda: self._port.finish(self._language))

    async def _set_voice_speed(self, speed: float) -> None:
        if await self._kept(lambda: self._port.set_voice_speed(speed, self._language)):
            self.tryVoice()

    async def _kept(self, work: Callable[[], None]) -> bool:
        try:
            await asyncio.to_thread(work)
            self._failure = ""
        except PortFailed as error:
            self._failure = error.sentence
        self.changed.emit()
        return not self._failure
