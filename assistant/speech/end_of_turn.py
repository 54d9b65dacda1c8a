"""When a person has begun to speak, when they pause, and when they have finished."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TurnState(StrEnum):
    """Where a spoken turn is."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    FINISHED = "finished"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """Times in seconds and probabilities of speech. All are our rules, on Silero's recommended thresholds.

    ``silence_s`` is generous: older people pause longer inside a sentence than assistants usually allow.
    A silence of ``pause_s`` is a pause: what was said until then can be recognised while the person goes on.
    """

    speech_probability: float = 0.5
    silence_probability: float = 0.35
    begin_s: float = 0.096
    pause_s: float = 0.16
    silence_s: float = 1.2
    wait_s: float = 10.0
    longest_s: float = 30.0
    lead_in_s: float = 0.5


class EndOfTurn:
    """Follows one turn, told the probability of speech window by window."""

    def __init__(self, limits: TurnLimits, window_s: float) -> None:
        """``window_s`` is how long one window lasts."""
        self._limits = limits
        self._window_s = window_s
        self._heard_s = 0.0
        self._speech_s = 0.0
        self._began_s = 0.0
        self._state = TurnState.WAITING
        #: How long the silence now lasts, and how long it may last before the turn has ended.
        self.silence_s = 0.0
        self.patience_s = limits.silence_s
        #: The pauses inside the turn, in seconds, in their order.
        self.pauses_s: list[float] = []

    @property
    def state(self) -> TurnState:
        """Where the turn is now."""
        return self._state

    @property
    def began_s(self) -> float:
        """When speech began, with the lead-in before it, in seconds from the start of listening."""
        return max(0.0, self._began_s - self._limits.lead_in_s)

    @property
    def heard_s(self) -> float:
        """How long has been listened."""
        return self._heard_s

    @property
    def pausing(self) -> bool:
        """Whether the person has begun and is silent now, for longer than between two words."""
        return self._state is TurnState.SPEAKING and self.silence_s >= self._pause_s

    @property
    def _pause_s(self) -> float:
        # Half a window of tolerance: sums of window lengths are not exact.
        return self._limits.pause_s - self._window_s / 2

    def feed(self, probability: float) -> TurnState:
        """Take the next window. After the end nothing changes any more."""
        if self._state in {TurnState.FINISHED, TurnState.NOTHING}:
            return self._state
        self._heard_s += self._window_s
        if self._state is TurnState.WAITING:
            self._wait(probability)
            return self._state
        if probability < self._limits.silence_probability:
            self.silence_s += self._window_s
        else:
            if self.pausing:
                self.pauses_s.append(round(self.silence_s, 3))
            self.silence_s = 0.0
        too_long = self._heard_s - self._began_s >= self._limits.longest_s
        if self.silence_s >= self.patience_s or too_long:
            self._state = TurnState.FINISHED
        return self._state

    def _wait(self, probability: float) -> None:
        speech = probability >= self._limits.speech_probability
        self._speech_s = self._speech_s + self._window_s if speech else 0.0
        if self._speech_s >= self._limits.begin_s - self._window_s / 2:
            self._began_s = self._heard_s - self._speech_s
            self._state = TurnState.SPEAKING
        elif self._heard_s >= self._limits.wait_s:
            self._state = TurnState.NOTHING
