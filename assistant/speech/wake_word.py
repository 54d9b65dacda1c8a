"""Waking by a spoken word; off unless a person chose one.

The engine is microWakeWord (3 thousandths of a core, measured on the recordings of this project's voices;
openWakeWord needs 20 hundredths and its weights are licensed for non-commercial use only).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from assistant.speech.audio import Samples
from assistant.speech.capture import BlockSource
from assistant.speech.errors import SpeechError

LICENCE: Final = (
    "microWakeWord models: Apache-2.0. Part of the speech they were trained on is licensed for "
    "non-commercial use; whether that limits the models is disputed."
)
"""What is shown before a wake word is switched on."""


class WakeWordUnavailable(SpeechError):
    """The package of the wake words is missing, or there is no such word."""


@dataclass(frozen=True, slots=True)
class WakeWordChoice:
    """A word that wakes, as its model is called and as it is said."""

    id: str
    said: str


CHOICES: Final = (
    WakeWordChoice("okay_nabu", "Okay Nabu"),
    WakeWordChoice("hey_jarvis", "Hey Jarvis"),
    WakeWordChoice("hey_mycroft", "Hey Mycroft"),
    WakeWordChoice("alexa", "Alexa"),
)


class WakeWord:
    """Listens for one word in a stream of sound."""

    def __init__(self, word: str) -> None:
        """``word`` is the id of one of :data:`CHOICES`. Raises :class:`WakeWordUnavailable`."""
        if word not in {choice.id for choice in CHOICES}:
            raise WakeWordUnavailable("There is no such wake word: choose another in Settings.")
        try:
            from pymicro_wakeword import MicroWakeWord, MicroWakeWordFeatures, Model
        except (ImportError, OSError) as error:
            raise WakeWordUnavailable(
                "Waking by voice needs the package pymicro-wakeword: install it, or tap to talk."
            ) from error
        self._features: Any = MicroWakeWordFeatures()
        self._model: Any = MicroWakeWord.from_builtin(Model(word))

    def feed(self, block: Samples) -> bool:
        """Take the next sound (16 kHz); whether the word was just said."""
        pcm = (np.clip(block, -1.0, 1.0) * 32_767).astype("<i2").tobytes()
        # All of it is looked at, also after a hit: the model keeps count of its windows.
        hits = [bool(self._model.process_streaming(one)) for one in self._features.process_streaming(pcm)]
        return any(hits)

    def reset(self) -> None:
        """Forget the stream so far."""
        self._features.reset()
        self._model.reset()


def wait_for_word(source: BlockSource, word: WakeWord, leave: threading.Event) -> bool:
    """Listen until the word is said (true) or ``leave`` is set (false). Blocks: call it from a thread.

    Raises :class:`~assistant.speech.errors.MicrophoneUnavailable`.
    """
    word.reset()
    try:
        source.start()
        while not leave.is_set():
            if word.feed(source.read()):
                return True
        return False
    finally:
        source.close()
