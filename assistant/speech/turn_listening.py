"""Hearing one turn: words as they come, pauses that are waited for, and what ends it early."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from assistant.conversation import Language
from assistant.speech.audio import Clip
from assistant.speech.end_of_turn import TurnLimits
from assistant.speech.errors import NothingHeard, SpeechError
from assistant.speech.hearing import Ear, Heard, NobodySpoke, Paused, SpeechBegan, TurnEnded, WentOn
from assistant.speech.incremental import IncrementalRecognition
from assistant.speech.microphone_thread import MicrophoneThread
from assistant.speech.patience import Expecting, PauseHistory, patience_s
from assistant.speech.progress import Progress
from assistant.speech.recognition import Recogniser, Transcript
from assistant.speech.session_events import Answering, PartialWords, SessionOptions, VoiceState
from assistant.speech.spoken_commands import hard_command
from assistant.speech.spoken_numbers import words_to_digits

HOLD_S = 4.0
"""While a pause is being recognised the turn does not end, for this long at most."""


@dataclass(frozen=True, slots=True, eq=False)
class HeardTurn:
    """What was said: the words, and the sound of all of it."""

    transcript: Transcript
    clip: Clip


class TurnListening:
    """Hears one turn after the other. Used on the event loop."""

    def __init__(
        self,
        ear: Ear,
        microphone: MicrophoneThread,
        recogniser: Recogniser,
        answering: Answering,
        pauses: PauseHistory,
        progress: Progress,
    ) -> None:
        self._ear, self._microphone, self._recogniser = ear, microphone, recogniser
        self._answering, self._pauses, self._progress = answering, pauses, progress
        self._recognition: IncrementalRecognition | None = None
        self._work: set[asyncio.Task[None]] = set()
        #: The language that words are taken to be in until some were understood.
        self.language = Language.EN

    @property
    def working(self) -> bool:
        """Whether words up to a pause are still to be understood."""
        return any(not task.done() for task in self._work)

    async def hear(
        self,
        options: SessionOptions,
        limits: TurnLimits,
        expecting: Expecting,
        *,
        overheard: bool,
        on_ended: Callable[[Clip], None] = lambda _clip: None,
    ) -> HeardTurn | None:
        """One turn of words; ``None`` when nobody spoke. ``overheard``: the person speaks already.

        ``on_ended`` gets the whole sound as soon as the turn ends, before its last words are recognised.
        """
        self._progress.next_turn()
        recognition = self._recognition = IncrementalRecognition(
            self._recogniser, options.language, options.hints, on_partial=self._partial
        )
        self._ear.open_turn(limits, keep_pre_roll=overheard)
        self._microphone.begin()
        self._progress.enter(VoiceState.LISTENING)
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
                        speaking = False  # in the pause, the words up to it are looked at, nothing else
                        self._ear.wait_for(HOLD_S)
                        self._watch(self._consider(recognition.paused(clip, from_s), expecting))
                    case WentOn(pause_s):
                        speaking = True
                        settled = await recognition.went_on(pause_s)
                        if settled is not None:
                            self._ear.committed(settled)
                    case NobodySpoke():
                        if limits.wait_s >= TurnLimits().wait_s:
                            raise NothingHeard
                        return None
                    case TurnEnded(whole, rest, pauses_s):
                        self._pauses.add(pauses_s)
                        self._progress.enter(VoiceState.THINKING)
                        on_ended(whole)
                        return HeardTurn(await recognition.ended(rest), whole)
        finally:
            self._recognition = None
            recognition.cancel()

    async def _consider(self, look: asyncio.Task[Transcript | None], expecting: Expecting) -> None:
        """Once the words up to a pause are known: how long the silence may last, or that enough was said."""
        turn = self._progress.turn
        try:
            transcript = await asyncio.shield(look)
        except SpeechError:
            return  # told when the turn has ended
        if turn != self._progress.turn or self._recognition is None:
            return
        language = transcript.language if transcript is not None else self.language
        text = words_to_digits(self._recognition.text, language)
        if hard_command(text, language) is not None or self._answering.urgent(text):
            self._microphone.put(self._ear.finish())
            return
        self._ear.wait_for(patience_s(text, language, expecting=expecting, pauses_s=self._pauses.pauses_s()))

    def _partial(self, text: str) -> None:
        if self._progress.state is VoiceState.LISTENING:
            self._progress.tell(PartialWords(text))

    def _watch(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
