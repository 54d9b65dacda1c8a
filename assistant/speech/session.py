"""A conversation by voice in both directions at once: listening, thinking, speaking, and being interrupted.

One thread reads the microphone, one recognises, one speaks; the event loop holds them together. What hears a turn is
:mod:`assistant.speech.turn_listening`, what says an answer :mod:`assistant.speech.voice_reply`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from assistant.conversation import Language
from assistant.speech.audio import Clip
from assistant.speech.capture import BlockSource
from assistant.speech.end_of_turn import TurnLimits
from assistant.speech.errors import SpeechError
from assistant.speech.hearing import Ear
from assistant.speech.microphone_thread import MicrophoneThread
from assistant.speech.patience import (
    ROOM_S,
    Expecting,
    PauseHistory,
    RememberedPauses,
    answer_window_s,
    expected_by,
)
from assistant.speech.playback import VoiceOutput
from assistant.speech.progress import Progress
from assistant.speech.recognition import Recogniser, Transcript
from assistant.speech.repair import Guesses, chosen, guesses
from assistant.speech.second_hearing import cross_checked
from assistant.speech.session_events import (
    Answering,
    Guessing,
    Loudness,
    Performed,
    SessionEvent,
    SessionOptions,
    StateChanged,
    Understood,
    VoiceState,
)
from assistant.speech.spoken_commands import Command, CommandKind, spoken_command
from assistant.speech.synthesis import Synthesiser
from assistant.speech.turn_listening import HeardTurn, TurnListening
from assistant.speech.voice_reply import VoiceReply

SecondReading = Callable[[Clip, Language], Awaitable[str]]


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
        second: SecondReading | None = None,
    ) -> None:
        """``voice`` gives the voice of a language and may raise :class:`SpeechError`.

        ``second`` is what another model hears in the sound of a turn, empty where there is none.
        """
        self._output, self._ear, self._answering = output, ear, answering
        self._microphone = MicrophoneThread(source, ear, output)
        self._microphone.on_level = lambda level: on_event(Loudness(level))
        self._on_event, self._second = on_event, second
        self._progress = Progress(self._told)
        self._listening = TurnListening(
            ear, self._microphone, recogniser, answering, pauses or RememberedPauses(), self._progress
        )
        self._reply = VoiceReply(output, ear, self._microphone, recogniser, voice, self._progress)
        self._language = Language.EN
        self._choice: asyncio.Future[int] | None = None
        self._turns_task: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def state(self) -> VoiceState:
        """What the voice is doing."""
        return self._progress.state

    @property
    def turn(self) -> int:
        """The number of the present turn."""
        return self._progress.turn

    @property
    def working(self) -> bool:
        """Whether sound is still to be understood: a virtual sound card waits for that."""
        return self._microphone.unhandled or (self._listening.working and self._microphone.is_open)

    async def converse(self, options: SessionOptions, *, saying: str = "") -> None:
        """Listen, answer, speak, and go on while the person interrupts (or always, hands free).

        With ``saying`` it begins with those words, which may be interrupted, and listens only then. Returns when
        idle. Raises what the answering raises, and :class:`SpeechError`.
        """
        self._language = options.language or options.screen or self._language
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
            self._progress.enter(VoiceState.CANNOT, str(error))
            raise
        finally:
            self._progress.next_turn()
            self._ear.rest()
            self._output.stop()
            await self._microphone.close()
            if self.state is not VoiceState.CANNOT:
                self._progress.enter(VoiceState.IDLE)

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
        limits, expecting = options.limits, options.expecting
        overheard = bool(saying) and await self._reply.speak_words(saying, self._language)
        if saying and not overheard:
            return
        while True:
            said: Transcript | Command | None = self._reply.take_overheard()
            if said is None:
                said = await self._listen(options, limits, expecting, overheard=overheard)
            if said is None or (isinstance(said, Command) and said.kind is CommandKind.STOP):
                return
            overheard = await (self._obey(said) if isinstance(said, Command) else self._answer(said))
            if not overheard and not options.hands_free:
                return
            last = self._reply.said
            limits = TurnLimits(wait_s=ROOM_S if overheard else answer_window_s(last))
            expecting = Expecting.ANYTHING if overheard else expected_by(last, self._language)

    async def _listen(
        self, options: SessionOptions, limits: TurnLimits, expecting: Expecting, *, overheard: bool
    ) -> Transcript | Command | None:
        """What was said: words to answer, or a command; ``None`` when nobody spoke."""
        heard, second = await self._hear(options, limits, expecting, overheard=overheard)
        if heard is None:
            return None
        transcript = self._answering.understood(cross_checked(heard.transcript, second))
        self._language = transcript.language
        command = spoken_command(transcript.text, transcript.language)
        if command is not None:
            return command
        unsure = guesses(transcript) if options.confirm_unsure else None
        if unsure is not None:
            repaired = await self._repair(options, transcript, unsure)
            if repaired is None:
                return None
            transcript = repaired
        self._on_event(Understood(transcript))
        return transcript

    async def _hear(
        self, options: SessionOptions, limits: TurnLimits, expecting: Expecting, *, overheard: bool
    ) -> tuple[HeardTurn | None, str]:
        """One turn, and what the second model hears in it meanwhile."""
        looks: list[asyncio.Future[str]] = []

        def ended(clip: Clip) -> None:
            if options.cues:
                self._reply.cue()
            if self._second is not None:
                looks.append(asyncio.ensure_future(self._second(clip, options.language or self._language)))

        self._listening.language = self._language
        try:
            heard = await self._listening.hear(
                options, limits, expecting, overheard=overheard, on_ended=ended
            )
            return heard, (await looks[0] if looks else "")
        finally:
            for look in looks:
                look.cancel()

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
        await self._reply.speak_words(unsure.question, unsure.language)
        heard = await self._listening.hear(
            options, TurnLimits(wait_s=ROOM_S), Expecting.YES_OR_NO, overheard=False
        )
        return -1 if heard is None else chosen(heard.transcript.text, unsure)

    async def _obey(self, command: Command) -> bool:
        said = self._answering.perform(command)
        self._on_event(Performed(command))
        if command.kind is CommandKind.REPEAT:
            said = self._reply.said
        return await self._reply.speak_words(said, self._language) if said else False

    async def _answer(self, transcript: Transcript) -> bool:
        """Think and speak; whether the person interrupted."""

        async def write(on_sentence: Callable[[str], None]) -> None:
            await self._answering.answer(transcript, on_sentence)

        return await self._reply.speak(write, transcript.language)

    def _told(self, event: SessionEvent) -> None:
        if isinstance(event, StateChanged):
            self._microphone.levels = event.state is VoiceState.LISTENING
        self._on_event(event)
