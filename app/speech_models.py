"""Which recogniser and which voice this household uses, opened from the catalogue."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.settings import Speech
from assistant.conversation import Language
from assistant.models.catalogue import Role
from assistant.models.store import ModelFiles, ModelState, ModelStore
from assistant.speech.errors import RecogniserUnavailable, VoiceUnavailable
from assistant.speech.recognition import Recogniser
from assistant.speech.synthesis import Synthesiser

MOST_VOICE_THREADS: Final = 4
ESPEAK: Final = "espeak-ng"
"""What to choose in the settings for the voice that needs no model."""
_NO_RECOGNISER = "No speech recognition model is installed: run 'make setup', or type your question."
_NO_VOICE = {
    Language.EN: "No English voice is installed: run 'make setup'; answers stay on the screen.",
    Language.ZH: "No Chinese voice is installed: run 'make setup'; answers stay on the screen.",
}


class SpeechModels:
    """Opens each model once. Opening may join and check large files: call from a thread."""

    def __init__(self, store: ModelStore, chosen: Speech, cache_folder: Path) -> None:
        self._store = store
        self._chosen = chosen
        self._cache = cache_folder
        self._lock = threading.Lock()
        self._recogniser: Recogniser | None = None
        self._voices: dict[Language, Synthesiser] = {}
        #: How fast voices opened from now on speak; 1 is their own pace.
        self.pace = chosen.voice_speed
        #: Gives the operating system's voice of a language at a pace, or ``None``; the window knows them.
        self.system_voice: Callable[[Language, float], Synthesiser | None] = lambda _language, _pace: None

    def use_pace(self, pace: float | None) -> None:
        """From now on voices speak at ``pace`` (``None``: the household's own)."""
        with self._lock:
            wanted = self._chosen.voice_speed if pace is None else pace
            if wanted != self.pace:
                self.pace = wanted
                self._voices.clear()

    def recogniser(self) -> Recogniser:
        """The recogniser. Raises :class:`RecogniserUnavailable` and what the model store raises."""
        with self._lock:
            if self._recogniser is None:
                chosen = self._chosen.recogniser
                model = self._best_recogniser() if chosen == "auto" else chosen
                if model is None:
                    raise RecogniserUnavailable(_NO_RECOGNISER)
                from assistant.speech.whisper_recogniser import WhisperRecogniser

                files = self._store.path(model)
                self._recogniser = WhisperRecogniser(files.folder, name=files.entry.title)
            return self._recogniser

    def _best_recogniser(self) -> str | None:
        """The first that is installed; models that llama.cpp runs hear as a second opinion (:mod:`app.second_hearing`)."""
        able = (
            entry.id
            for entry in self._store.catalogue
            if Role.RECOGNISER in entry.roles and entry.engine == "faster_whisper"
        )
        return next((one for one in able if self._store.status(one).state is ModelState.INSTALLED), None)

    def voice(self, language: Language) -> Synthesiser:
        """The voice of ``language``: the chosen one, else the system's, else espeak-ng.

        Raises :class:`VoiceUnavailable`, and what the model store raises of a voice that was chosen by name.
        """
        with self._lock:
            if language not in self._voices:
                chosen = self._chosen.voices.zh if language is Language.ZH else self._chosen.voices.en
                model = self._store.recommend(Role.VOICE, language) if chosen == "auto" else chosen
                if model is None or model == ESPEAK:
                    system = self.system_voice(language, self.pace) if model is None else None
                    self._voices[language] = system or self._last_resort(language)
                else:
                    self._voices[language] = self._open_voice(self._store.path(model), language)
            return self._voices[language]

    def _last_resort(self, language: Language) -> Synthesiser:
        from assistant.speech.espeak_voice import EspeakVoice

        try:
            return EspeakVoice(language, pace=self.pace)
        except VoiceUnavailable as error:
            raise VoiceUnavailable(_NO_VOICE[language]) from error

    def _open_voice(self, files: ModelFiles, language: Language) -> Synthesiser:
        pace, title = self.pace, files.entry.title
        if files.entry.engine == "kokoro":
            from assistant.speech.kokoro_voice import KokoroVoice

            network, styles, vocabulary = (files.paths[file.name] for file in files.entry.files)
            # On one core this voice needs a second of work for a second of speech.
            threads = min(MOST_VOICE_THREADS, os.cpu_count() or 1)
            return KokoroVoice(
                network, styles, vocabulary, cache_folder=self._cache, pace=pace, threads=threads, name=title
            )
        from assistant.speech.piper_voice import PiperVoice

        network = next(path for name, path in files.paths.items() if name.endswith(".onnx"))
        return PiperVoice(network, language=language, pace=pace, name=title)
