"""A conversation by voice in both directions at once: listening, thinking, speaking, and being interrupted.

One thread reads the microphone, one recognises, one speaks; the event loop holds them together. Every
turn has a number, and whatever comes late from an older turn is dropped.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine

from assistant.conversation import Language
from assistant.speech import cues
from assistant.speech.audio import Clip
from assistant.speech.capture import BlockSource
from assistant.speech.end_of_turn import TurnLimits
from assistant.speech.errors import NothingHeard, SpeechError
from assistant.speech.hearing import (
    Ear,
    Heard,
    Interrupting,
    NobodySpoke,
    Paused,
    SpeechBegan,
    TurnEnded,
    WentOn,
)
from assistant.speech.incremental import IncrementalRecognition
from assistant.speech.interruption import InterruptionState
from assistant.speech.microphone_thread import MicrophoneThread
from assistant.speech.patience import (
    ROOM_S,
    PauseHistory,
    RememberedPauses,
    answer_window_s,
    patience_s,
)
from assistant.speech.playback import VoiceOutput
from assistant.speech.recognition import Recogniser, Transcript
from assistant.speech.repair import Guesses, chosen, guesses
from assistant.speech.session_events import (
    Answering,
    Guessing,
    Loudness,
    PartialWords,
    Performed,
    SessionEvent,
    SessionOptions,
    SpokenWord,
    StateChanged,
    Understood,
    VoiceState,
)
from assistant.speech.speaking import SpokenAnswer
from assistant.speech.spoken_commands import Command, CommandKind, hard_command, spoken_command
from assistant.speech.spoken_numbers import words_to_digits
from assistant.speech.synthesis import Synthesiser

_log = logging.getLogger(__name__)

HOLD_S = 4.0
"""While a pause is being recognised the turn does not end, for this long at most."""
CAPTION_S = 0.1


class VoiceSession:
    """One conversation by voice at a time. Its methods are called on the event loop."""

    def __init__(
        self,
        source: BlockSource,
        output: VoiceOutput,
        ear: Ear,
        recogniser: Recogniser,
        voice: Callable[[Language], Synthesiser],
        answering: Answering,
        on_event: Callable[[SessionEvent], None],
        *,
        pauses: PauseHistory | None = None,
    ) -> None:
        """``voice`` gives the voice of a language and may raise :class:`SpeechError`."""
        self._output, self._ear = output, ear
        self._recogniser, self._voice, self._answering = recogniser, voice, answering
        self._on_event = on_event
        self._pauses = pauses or RememberedPauses()
        self._microphone = MicrophoneThread(source, ear, output)
        self._microphone.on_level = lambda level: on_event(Loudness(level))
        self._work: set[asyncio.Task[None]] = set()
        self._turn = 0
        self._language = Language.EN
        self._said = ""
        self._choice: asyncio.Future[int] | None = None
        self._recognition: IncrementalRecognition | None = None
        self._interrupted = asyncio.Event()
        self._overheard: Command | None = None
        self._turns_task: asyncio.Task[None] | None = None
        self._cue: asyncio.Task[None] | None = None
        self._stopped = False
        self.state = VoiceState.IDLE

    @property
    def working(self) -> bool:
        """Whether sound is still to be understood: a virtual sound card waits for that."""
        busy = any(not task.done() for task in self._work)
        return self._microphone.unhandled or (busy and self._microphone.is_open)

    @property
    def turn(self) -> int:
        """The number of the present turn."""
        return self._turn

    async def converse(self, options: SessionOptions, *, saying: str = "") -> None:
        """Listen, answer, speak, and go on while the person interrupts (or always, hands free).

        With ``saying`` it begins with those words, which may be interrupted, and listens only then. Returns when idle. Raises what the answering raises, and :class:`SpeechError`.
        """
        self._language = options.language or self._language
        self._stopped = False
        self._microphone.open()
        self._turns_task = asyncio.create_task(self._turns(options, saying))
        try:
            await self._turns_task
        except asyncio.CancelledError:
            if not self._stopped:
                self._turns_task.cancel()
                raise
        except SpeechError as error:
            self._enter(VoiceState.CANNOT, str(error))
            raise
        finally:
            self._turn += 1
            self._ear.rest()
            self._output.stop()
            await self._microphone.close()
            if self.state is not VoiceState.CANNOT:
                self._enter(VoiceState.IDLE)

    def stop(self) -> None:
        """Fall silent, forget what is being said, and let :meth:`converse` return."""
        self._stopped = True
        self._output.stop()
        if self._turns_task is not None:
            self._turns_task.cancel()

    def finish(self) -> None:
        """The person says they are done speaking."""
        self._microphone.put(self._ear.finish())

    def choose(self, number: int) -> None:
        """One of the guesses was tapped, counted from 0; -1: none of them."""
        if self._choice is not None and not self._choice.done():
            self._choice.set_result(number)

    async def _turns(self, options: SessionOptions, saying: str) -> None:
        limits = options.limits
        overheard = bool(saying) and await self._speak_words(saying, self._language)
        if saying and not overheard:
            return
        while True:
            command, self._overheard = self._overheard, None
            said: Transcript | Command | None = command
            if said is None:
                said = await self._listen(options, limits, overheard=overheard)
            if said is None or (isinstance(said, Command) and said.kind is CommandKind.STOP):
                return
            overheard = await (self._obey(said) if isinstance(said, Command) else self._answer(said))
            if not overheard and not options.hands_free:
                return
            limits = TurnLimits(wait_s=ROOM_S if overheard else answer_window_s(self._said))

    async def _listen(
        self, options: SessionOptions, limits: TurnLimits, *, overheard: bool
    ) -> Transcript | Command | None:
        """What was said: words to answer, or a command; ``None`` when nobody spoke."""
        transcript = await self._hear(options, limits, overheard=overheard)
        if transcript is None:
            return None
        transcript = self._answering.understood(transcript)
        self._language = transcript.language
        command = spoken_command(transcript.text, transcript.language)
        if command is not None:
            return command
        unsure = guesses(transcript) if options.confirm_unsure else None
        if unsure is not None:
            transcript = await self._repair(options, transcript, unsure)
            if transcript is None:
                return None
        self._on_event(Understood(transcript))
        return transcript

    async def _hear(
        self, options: SessionOptions, limits: TurnLimits, *, overheard: bool
    ) -> Transcript | None:
        """One turn of words; ``None`` when nobody spoke."""
        self._turn += 1
        recognition = self._recognition = IncrementalRecognition(
            self._recogniser, options.language, options.hints, on_partial=self._partial
        )
        self._ear.open_turn(limits, keep_pre_roll=overheard)
        self._microphone.begin()
        self._enter(VoiceState.LISTENING)
        speaking = overheard
        try:
            while True:
                event = await self._microphone.next()
                match event:
                    case SpeechBegan():
                        speaking = True
                    case Heard() if speaking and (clip := self._ear.unrecognised) is not None:
                        recognition.speaking(clip[0])
                    case Paused(clip, from_s):
                        self._ear.wait_for(HOLD_S)
                        self._watch(self._consider(recognition.paused(clip, from_s), options))
                    case WentOn(pause_s):
                        settled = await recognition.went_on(pause_s)
                        if settled is not None:
                            self._ear.committed(settled)
                    case NobodySpoke():
                        if limits.wait_s >= TurnLimits().wait_s:
                            raise NothingHeard
                        return None
                    case TurnEnded(_, rest, pauses_s):
                        self._pauses.add(pauses_s)
                        self._enter(VoiceState.THINKING)
                        self._cue = asyncio.create_task(self._play_cue()) if options.cues else None
                        return await recognition.ended(rest)
        finally:
            self._recognition = None
            recognition.cancel()

    async def _consider(self, look: asyncio.Task[Transcript | None], options: SessionOptions) -> None:
        """Once the words up to a pause are known: how long the silence may last, or that enough was said."""
        turn = self._turn
        try:
            transcript = await asyncio.shield(look)
        except SpeechError:
            return  # told when the turn has ended
        if turn != self._turn or self._recognition is None:
            return
        language = transcript.language if transcript is not None else self._language
        text = words_to_digits(self._recognition.text, language)
        if hard_command(text, language) is not None or self._answering.urgent(text):
            self.finish()
            return
        self._ear.wait_for(
            patience_s(text, language, expecting=options.expecting, pauses_s=self._pauses.pauses_s())
        )

    async def _repair(
        self, options: SessionOptions, transcript: Transcript, unsure: Guesses
    ) -> Transcript | None:
        """Offer guesses, on the screen and aloud; the chosen one, or ``None`` for none of them."""
        self._on_event(Guessing(unsure.texts))
        self._choice = asyncio.get_running_loop().create_future()
        spoken = asyncio.create_task(self._choose_by_voice(options, unsure))
        try:
            done, _ = await asyncio.wait((self._choice, spoken), return_when=asyncio.FIRST_COMPLETED)
            number = self._choice.result() if self._choice in done else await spoken
        finally:
            spoken.cancel()
            await asyncio.gather(spoken, return_exceptions=True)
            self._choice = None
            self._on_event(Guessing(()))
        return unsure.take(transcript, number)

    async def _choose_by_voice(self, options: SessionOptions, unsure: Guesses) -> int:
        await self._speak_words(unsure.question, unsure.language)
        heard = await self._hear(options, TurnLimits(wait_s=ROOM_S), overheard=False)
        return -1 if heard is None else chosen(heard.text, unsure)

    async def _obey(self, command: Command) -> bool:
        said = self._answering.perform(command)
        self._on_event(Performed(command))
        if command.kind is CommandKind.REPEAT:
            said = self._said
        return await self._speak_words(said, self._language) if said else False

    async def _answer(self, transcript: Transcript) -> bool:
        """Think and speak; whether the person interrupted."""

        async def write(on_sentence: Callable[[str], None]) -> None:
            await self._answering.answer(transcript, on_sentence)

        return await self._speak(write, transcript.language)

    async def _speak_words(self, text: str, language: Language) -> bool:
        async def write(on_sentence: Callable[[str], None]) -> None:
            on_sentence(text)

        return await self._speak(write, language)

    async def _speak(
        self, write: Callable[[Callable[[str], None]], Awaitable[None]], language: Language
    ) -> bool:
        self._turn += 1
        turn = self._turn
        self._interrupted.clear()
        if self._ear.can_be_interrupted:
            self._ear.guard()
        self._microphone.begin()
        self._enter(VoiceState.THINKING)
        answer = await self._open_voice(language)

        def on_sentence(sentence: str) -> None:
            if turn == self._turn and answer is not None:
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
            self._turn += 1
            self._said = answer.text if answer is not None else self._said
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
            if turn != self._turn or word == shown:
                continue
            if self.state is VoiceState.THINKING:
                self._enter(VoiceState.SPEAKING)
            shown = word
            self._on_event(SpokenWord(*word))

    def _partial(self, text: str) -> None:
        if self.state is VoiceState.LISTENING:
            self._on_event(PartialWords(text))

    def _enter(self, state: VoiceState, sentence: str = "") -> None:
        if state is not self.state or sentence:
            self.state = state
            self._microphone.levels = state is VoiceState.LISTENING
            self._on_event(StateChanged(state, sentence))

    def _watch(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
