"""Telling a person who talks over the voice from a cough: pause at once, then make sure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class InterruptionState(StrEnum):
    """Where an interruption is."""

    NONE = "none"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class InterruptionLimits:
    """Our rules, measured on echo mixes after cancellation.

    There echo alone stayed below a probability of 0.05, and a voice over it rose to 0.2 in its first window of
    32 ms and to 0.4 in its third. One window of ``sign`` or two of half of it silence the voice; ``confirm_s``
    of ``speech`` in all make it an interruption, ``silence_s`` without speech before that make it a cough.
    """

    sign: float = 0.4
    speech: float = 0.5
    confirm_s: float = 0.32
    silence_s: float = 0.5


class Interruption:
    """Follows the probability of speech while the voice speaks."""

    def __init__(self, limits: InterruptionLimits, window_s: float) -> None:
        """``window_s`` is how long one window lasts."""
        self._limits, self._window_s = limits, window_s
        self._speech_s = self._silence_s = 0.0
        self._hinted = False
        self._state = InterruptionState.NONE

    @property
    def state(self) -> InterruptionState:
        """Where it is now."""
        return self._state

    def feed(self, probability: float) -> InterruptionState:
        """Take the next window. After a confirmation nothing changes any more."""
        if self._state is InterruptionState.CONFIRMED:
            return self._state
        if self._state is InterruptionState.FALSE:
            self._state = InterruptionState.NONE
        suspected = self._state is InterruptionState.SUSPECTED
        sign = probability >= self._limits.sign
        hint = probability >= self._limits.sign / 2
        if probability >= self._limits.speech:
            self._speech_s += self._window_s
        self._silence_s = 0.0 if sign else self._silence_s + self._window_s
        half = self._window_s / 2
        if suspected and self._silence_s >= self._limits.silence_s - half:
            self._speech_s, self._state = 0.0, InterruptionState.FALSE
        elif suspected and self._speech_s >= self._limits.confirm_s - half:
            self._state = InterruptionState.CONFIRMED
        elif not suspected:
            if sign or (hint and self._hinted):
                self._state = InterruptionState.SUSPECTED
            else:
                self._speech_s = 0.0
        self._hinted = hint
        return self._state
