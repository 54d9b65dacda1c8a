"""What the microphone hears, block by block: speech, its pauses, the end of a turn, and interruptions."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assistant.speech.audio import SPEECH_RATE, Clip, Samples, level, windows
from assistant.speech.echo import EchoCanceller, PlayedSound
from assistant.speech.end_of_turn import EndOfTurn, TurnLimits, TurnState
from assistant.speech.interruption import Interruption, InterruptionLimits, InterruptionState
from assistant.speech.voice_activity import WINDOW, WINDOW_S, VoiceActivity

PRE_ROLL_S = 1.5
"""Sound kept from before a turn was opened, so that an interrupting sentence keeps its first word."""


class Attention(StrEnum):
    """What the ear listens for."""

    TURN = "turn"
    INTERRUPTION = "interruption"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Heard:
    """How loud a block was, 0 to 1."""

    level: float


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """The person has begun to speak."""


@dataclass(frozen=True, slots=True, eq=False)
class Paused:
    """The person pauses after ``clip``, which began ``from_s`` after the turn's first sound."""

    clip: Clip
    from_s: float


@dataclass(frozen=True, slots=True)
class WentOn:
    """The person speaks again after a pause of ``pause_s``."""

    pause_s: float


@dataclass(frozen=True, slots=True, eq=False)
class TurnEnded:
    """The person has finished: all of ``clip`` was said, ``rest`` of it is not settled, with these pauses in it."""

    clip: Clip
    rest: Clip
    pauses_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class NobodySpoke:
    """The time to begin is over."""


@dataclass(frozen=True, slots=True, eq=False)
class Interrupting:
    """Where an interruption is: suspected, confirmed, or too short for one; ``clip`` is the newest sound."""

    state: InterruptionState
    clip: Clip


EarEvent = Heard | SpeechBegan | Paused | WentOn | TurnEnded | NobodySpoke | Interrupting


class Ear:
    """Follows one microphone. Fed from one thread; what it listens for may be changed from another."""

    def __init__(
        self,
        activity: VoiceActivity,
        *,
        echo: EchoCanceller | None = None,
        played: PlayedSound | None = None,
        interruption: InterruptionLimits = InterruptionLimits(),  # noqa: B008  (immutable)
    ) -> None:
        """``played`` is what the loudspeaker gives, ``echo`` takes it out of what is heard."""
        self._activity = activity
        self._echo, self._played = echo, played
        self._interruption_limits = interruption
        self._lock = threading.Lock()
        self._rest: Samples = np.zeros(0, np.float32)
        self._sound: Samples = np.zeros(0, np.float32)
        self._turn = EndOfTurn(TurnLimits(), WINDOW_S)
        self._interruption = Interruption(interruption, WINDOW_S)
        self._attention = Attention.NOTHING
        self._taken_s = 0.0
        self._pausing = False
        self._epoch = 0
        activity.reset()

    @property
    def epoch(self) -> int:
        """Changes whenever the ear begins to listen for something else."""
        return self._epoch

    @property
    def can_be_interrupted(self) -> bool:
        """Whether speech can be told from the loudspeaker's own sound."""
        return self._echo is not None

    def open_turn(self, limits: TurnLimits, *, keep_pre_roll: bool = False) -> None:
        """Listen for one turn from now on; ``keep_pre_roll``: the person speaks already."""
        with self._lock:
            self._epoch += 1
            self._turn = EndOfTurn(limits, WINDOW_S)
            self._attention, self._pausing, self._taken_s = Attention.TURN, False, 0.0
            if keep_pre_roll:
                kept = self._sound[-round(PRE_ROLL_S * SPEECH_RATE) :]
                self._sound = kept
                for _ in range(len(kept) // WINDOW):
                    self._turn.feed(1.0)
            else:
                self._sound = np.zeros(0, np.float32)

    def guard(self) -> None:
        """Listen for interruptions from now on."""
        with self._lock:
            self._epoch += 1
            self._interruption = Interruption(self._interruption_limits, WINDOW_S)
            self._attention = Attention.INTERRUPTION

    def rest(self) -> None:
        """Listen for nothing."""
        with self._lock:
            self._attention = Attention.NOTHING

    def wait_for(self, patience_s: float) -> None:
        """The silence that ends the turn from now on."""
        with self._lock:
            self._turn.patience_s = patience_s

    def committed(self, until_s: float) -> None:
        """What was said up to ``until_s`` is recognised; later pauses give only what came after it."""
        with self._lock:
            self._taken_s = until_s

    @property
    def unrecognised(self) -> tuple[Clip, float] | None:
        """What was said since the last commitment and where it began; ``None`` outside a turn."""
        with self._lock:
            if self._attention is not Attention.TURN or self._turn.state is not TurnState.SPEAKING:
                return None
            return self._open_clip()

    def finish(self) -> TurnEnded | NobodySpoke:
        """The person says they are done."""
        with self._lock:
            self._attention = Attention.NOTHING
            if self._turn.state is TurnState.WAITING and not self._sound.size:
                return NobodySpoke()
            return self._ended()

    def feed(self, block: Samples) -> tuple[int, list[EarEvent]]:
        """Take the next 20 ms (16 kHz mono); gives the epoch that the events are of, and the events."""
        sound = block
        if self._played is not None:
            played = self._played.take(len(block))
            sound = self._echo.process(block, played) if self._echo is not None else block
        with self._lock:
            return self._epoch, self._follow(sound)

    def _follow(self, sound: Samples) -> list[EarEvent]:
        events: list[EarEvent] = [Heard(level(sound))]
        if self._attention is Attention.NOTHING:
            return events
        self._sound = np.concatenate([self._sound, sound])
        if self._attention is Attention.INTERRUPTION:
            self._sound = self._sound[-round(PRE_ROLL_S * SPEECH_RATE) :]
        self._rest = np.concatenate([self._rest, sound])
        for window in windows(self._rest, WINDOW):
            probability = self._activity.probability(window)
            if self._attention is Attention.TURN:
                events += self._in_turn(probability)
            elif self._attention is Attention.INTERRUPTION:
                before = self._interruption.state
                if self._interruption.feed(probability) is not before:
                    events.append(Interrupting(self._interruption.state, Clip(self._sound)))
        self._rest = self._rest[len(self._rest) - len(self._rest) % WINDOW :]
        return events

    def _in_turn(self, probability: float) -> list[EarEvent]:
        before, silence = self._turn.state, self._turn.silence_s
        state = self._turn.feed(probability)
        if state is TurnState.NOTHING:
            self._attention = Attention.NOTHING
            return [NobodySpoke()]
        if state is TurnState.FINISHED:
            self._attention = Attention.NOTHING
            return [self._ended()]
        if before is TurnState.WAITING and state is TurnState.SPEAKING:
            return [SpeechBegan()]
        if self._turn.pausing and not self._pausing:
            self._pausing = True
            return [Paused(*self._open_clip())]
        if self._pausing and not self._turn.pausing:
            self._pausing = False
            return [WentOn(round(silence, 3))]
        return []

    def _open_clip(self) -> tuple[Clip, float]:
        start = max(self._taken_s, self._turn.began_s)
        return Clip(self._sound[round(start * SPEECH_RATE) :]), start

    def _ended(self) -> TurnEnded:
        # When the person ends the turn before speech was noticed, the recogniser judges all of it.
        began = 0.0 if self._turn.state is TurnState.WAITING else self._turn.began_s
        clip = Clip(self._sound[round(began * SPEECH_RATE) :])
        rest = self._open_clip()[0] if self._taken_s else clip
        return TurnEnded(clip, rest, tuple(self._turn.pauses_s))
