"""The voices of the operating system (Qt TextToSpeech), for languages that have no installed voice.

PySide6 has no ``QTextToSpeech.synthesize``, so these voices play what they say themselves
(:class:`assistant.speech.synthesis.OwnLoudspeaker`).
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
from PySide6.QtCore import QLocale, QObject, Qt, QThread, Signal

from assistant.conversation import Language
from assistant.speech.audio import Samples
from assistant.speech.errors import SynthesisError
from assistant.speech.synthesis import OwnLoudspeaker

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech

_log = logging.getLogger(__name__)

RATE: Final = 16_000
BLOCK_S: Final = 0.05
#: An order to the thread of the window that takes longer than this is given up.
PATIENCE_S: Final = 5.0
#: Qt's own engine for tests, which makes no sound.
_MOCK: Final = "mock"
_LANGUAGES: Final = {Language.EN: QLocale.Language.English, Language.ZH: QLocale.Language.Chinese}


Value = TypeVar("Value")


class SystemVoices(QObject):
    """Speaks through the system, on the thread that made this object; :meth:`voice` may be called from any."""

    _ordered = Signal(object, object)

    def __init__(self, engine: str | None = None) -> None:
        """``engine`` is one of ``QTextToSpeech.availableEngines()``; ``None``: the first that works."""
        super().__init__()
        self._wanted = engine
        self._looked = False
        self._speech: QTextToSpeech | None = None
        self._ended: threading.Event | None = None
        self._ordered.connect(self._carry_out, Qt.ConnectionType.QueuedConnection)

    def voice(self, language: Language, pace: float) -> SystemVoice | None:
        """The system's voice of ``language`` at ``pace`` (1 is its own), or ``None`` where it has none."""
        return self._on_own_thread(lambda: self._voice(language, pace))

    def say(self, text: str, language: Language, pace: float) -> threading.Event:
        """Begin to say ``text``; the event comes when it is said, or cannot be."""
        return self._on_own_thread(lambda: self._say(text, language, pace))

    def hush(self) -> None:
        """Fall silent."""
        self._on_own_thread(self._hush)

    def _voice(self, language: Language, pace: float) -> SystemVoice | None:
        speech = self._opened()
        if speech is None or not any(_speaks(locale, language) for locale in speech.availableLocales()):
            return None
        return SystemVoice(self, language, pace, speech.engine())

    def _opened(self) -> QTextToSpeech | None:
        if not self._looked:
            self._looked = True
            from PySide6.QtTextToSpeech import QTextToSpeech

            there = [one for one in QTextToSpeech.availableEngines() if one != _MOCK]
            for engine in there if self._wanted is None else [self._wanted]:
                speech = QTextToSpeech(engine, self)
                if speech.state() is not QTextToSpeech.State.Error:
                    speech.stateChanged.connect(self._state_changed)
                    self._speech = speech
                    break
                _log.info("the system's speech engine %s does not work here", engine)
        return self._speech

    def _say(self, text: str, language: Language, pace: float) -> threading.Event:
        self._ended = threading.Event()
        speech = self._opened()
        if speech is None:
            self._ended.set()
            return self._ended
        locale = next((one for one in speech.availableLocales() if _speaks(one, language)), None)
        if locale is not None and speech.locale() != locale:
            speech.setLocale(locale)
        # Qt's rate runs from -1 to 1, with 0 for normal.
        speech.setRate(min(1.0, max(-1.0, math.log2(pace))))
        speech.say(text)
        return self._ended

    def _hush(self) -> None:
        if self._speech is not None and self._ended is not None and not self._ended.is_set():
            self._speech.stop()

    def _state_changed(self, state: Any) -> None:
        from PySide6.QtTextToSpeech import QTextToSpeech

        over = state in {QTextToSpeech.State.Ready, QTextToSpeech.State.Error}
        if over and self._ended is not None:
            self._ended.set()

    def _on_own_thread(self, work: Callable[[], Value]) -> Value:
        if QThread.currentThread() is self.thread():
            return work()
        answer: Future[Value] = Future()
        self._ordered.emit(work, answer)
        try:
            return answer.result(PATIENCE_S)
        except TimeoutError as error:
            raise SynthesisError("The system's voice does not answer; read it on the screen.") from error

    def _carry_out(self, work: Callable[[], object], answer: Future[object]) -> None:
        answer.set_result(work())


class SystemVoice(OwnLoudspeaker):
    """One language (a :class:`assistant.speech.synthesis.Synthesiser`): silence for as long as the system speaks."""

    sample_rate = RATE

    def __init__(self, voices: SystemVoices, language: Language, pace: float, engine: str) -> None:
        self._voices, self._pace = voices, pace
        self.language = language
        self.name = f"system ({engine})"

    def synthesise(self, text: str) -> Iterator[Samples]:
        """See :meth:`assistant.speech.synthesis.Synthesiser.synthesise`; not reading on silences the system."""
        ended = self._voices.say(text, self.language, self._pace)
        try:
            while not ended.wait(BLOCK_S):
                yield np.zeros(round(BLOCK_S * RATE), np.float32)
        finally:
            self._voices.hush()


def _speaks(locale: QLocale, language: Language) -> bool:
    return locale.language() == _LANGUAGES[language]
