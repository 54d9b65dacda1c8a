"""Speaking what is written as it comes, with captions, until it is said or the person interrupts."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from assistant.conversation import Language
from assistant.speech import cues
from assistant.speech.audio import Clip
from assistant.speech.errors import SpeechError
from assistant.speech.hearing import Ear, Interrupting
from assistant.speech.interruption import InterruptionState
from assistant.speech.microphone_thread import MicrophoneThread
from assistant.speech.playback import VoiceOutput
from assistant.speech.progress import Progress
from assistant.speech.recognition import Recogniser
from assistant.speech.session_events import SpokenWord, VoiceState
from assistant.speech.speaking import SpokenAnswer
from assistant.speech.spoken_commands import Command, spoken_command
from assistant.speech.synthesis import Synthesiser

_log = logging.getLogger(__name__)

CAPTION_S = 0.1

Write = Callable[[Callable[[str], None]], Awaitable[None]]


class VoiceReply:
    """Says one answer at a time. Used on the event loop."""

    def __init__(
        self,
        output: VoiceOutput,
        ear: Ear,
        microphone: MicrophoneThread,
        recogniser: Recogniser,
        voice: Callable[[Language], Synthesiser],
        progress: Progress,
    ) -> None:
        """``voice`` gives the voice of a language and may raise :class:`SpeechError`."""
        self._output, self._ear, self._microphone = output, ear, microphone
        self._recogniser, self._voice, self._progress = recogniser, voice, progress
        self._interrupted = asyncio.Event()
        self._overheard: Command | None = None
        self._cue: asyncio.Task[None] | None = None
        self._language = Language.EN
        #: What was said last.
        self.said = ""

    def take_overheard(self) -> Command | None:
        """The command that interrupted, once."""
        command, self._overheard = self._overheard, None
        return command

    def cue(self) -> None:
        """Tell by a soft tone that listening is over."""
        self._cue = asyncio.create_task(self._play_cue())

    async def speak_words(self, text: str, language: Language) -> bool:
        """Say ``text``; whether the person interrupted."""

        async def write(on_sentence: Callable[[str], None]) -> None:
            on_sentence(text)

        return await self.speak(write, language)

    async def speak(self, write: Write, language: Language) -> bool:
        """Say what ``write`` gives, sentence by sentence; whether the person interrupted."""
        turn = self._progress.next_turn()
        self._language = language
        self._interrupted.clear()
        self._progress.enter(VoiceState.THINKING)
        answer = await self._open_voice(language)
        if self._ear.can_be_interrupted and (answer is None or answer.echo_known):
            self._ear.guard()
        self._microphone.begin()

        def on_sentence(sentence: str) -> None:
            if turn == self._progress.turn and answer is not None:
                answer.add(sentence)

        async def written() -> None:
            try:
                await write(on_sentence)
            finally:
                if answer is not None:
                    answer.end()

        tasks: set[asyncio.Task[None]] = {asyncio.create_task(written())}
        if answer is not None:
            tasks.add(asyncio.create_task(self._play(answer, turn)))
        return await self._until_spoken(tasks, answer)

    async def _until_spoken(self, tasks: set[asyncio.Task[None]], answer: SpokenAnswer | None) -> bool:
        listening = asyncio.create_task(self._watch_for_interruption())
        try:
            pending = set(tasks)
            while pending and not self._interrupted.is_set():
                done, _ = await asyncio.wait({*pending, listening}, return_when=asyncio.FIRST_COMPLETED)
                for task in done & pending:
                    task.result()
                if listening in done:
                    listening.result()
                    break
                pending -= done
            return self._interrupted.is_set()
        finally:
            self._progress.next_turn()
            self.said = answer.text if answer is not None else self.said
            if answer is not None:
                answer.close()
            self._output.stop()
            for task in (*tasks, listening):
                task.cancel()
            await asyncio.gather(*tasks, listening, return_exceptions=True)

    async def _watch_for_interruption(self) -> None:
        """Until the person really interrupts; a short sound that is no command lets the voice go on."""
        while True:
            event = await self._microphone.next()
            if not isinstance(event, Interrupting):
                continue
            if event.state is InterruptionState.CONFIRMED:
                self._interrupted.set()
                return
            if event.state is InterruptionState.FALSE:
                self._overheard = await self._command_in(event.clip)
                if self._overheard is not None:
                    self._output.stop()
                    self._interrupted.set()
                    return
                self._output.resume()

    async def _command_in(self, clip: Clip) -> Command | None:
        """The command that a short sound is: a cough is none, "stop" is one."""
        with contextlib.suppress(SpeechError):
            heard = await asyncio.to_thread(self._recogniser.transcribe, clip, self._language, quick=True)
            return spoken_command(heard.text, heard.language)
        return None

    async def _open_voice(self, language: Language) -> SpokenAnswer | None:
        """The voice; ``None`` where there is none: the answer stays on the screen."""
        try:
            return SpokenAnswer(await asyncio.to_thread(self._voice, language))
        except SpeechError as error:
            _log.info("not spoken: %s", type(error).__name__)
            return None

    async def _play(self, answer: SpokenAnswer, turn: int) -> None:
        if self._cue is not None:
            await self._cue
        caption = asyncio.create_task(self._caption(answer, turn))
        try:
            await asyncio.to_thread(self._output.play, answer.pieces(), answer.rate)
        except SpeechError as error:
            _log.info("not spoken: %s", type(error).__name__)
        finally:
            caption.cancel()

    async def _play_cue(self) -> None:
        with contextlib.suppress(SpeechError):
            await asyncio.to_thread(self._output.play, [cues.heard()], cues.RATE)

    async def _caption(self, answer: SpokenAnswer, turn: int) -> None:
        shown = (0, 0)
        while True:
            await asyncio.sleep(CAPTION_S)
            word = answer.captions.at(self._output.position_s)
            if turn != self._progress.turn or word == shown:
                continue
            if self._progress.state is VoiceState.THINKING:
                self._progress.enter(VoiceState.SPEAKING)
            shown = word
            self._progress.tell(SpokenWord(*word))
