"""One spoken turn replayed through ear and incremental recognition, on the clock of the recording.

Sound costs no time to play; recognition costs what it takes on this machine, one piece of work after the
other. So the moments found are those of a person speaking to an otherwise idle machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE, Clip, Samples, windows
from assistant.speech.end_of_turn import TurnLimits
from assistant.speech.errors import NothingHeard
from assistant.speech.hearing import Ear, Heard, NobodySpoke, Paused, SpeechBegan, TurnEnded, WentOn
from assistant.speech.incremental import IncrementalRecognition
from assistant.speech.recognition import Recogniser, Transcript

_BLOCK = SPEECH_RATE // 50
_QUIET_S = 1.5
"""Silence after a recording, in which the turn ends."""
_BREATH = 0.02
_A_LOOK_S = 0.01
"""Shorter pieces of work are the loop's own."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was heard, and when.

    ``final_text_ms`` counts from the last speech to the whole text, ``work_after_ms`` is the recognition done in
    that time, ``work_ms`` all of it; ``speech_s`` is when the last speech was.
    """

    transcript: Transcript
    final_text_ms: float
    work_after_ms: float
    work_ms: float
    speech_s: float


@dataclass(slots=True)
class _Worker:
    """The one thread that recognises, on the clock of the recording."""

    free_at_s: float = 0.0
    work_s: float = 0.0
    last_s: float = 0.0

    def did(self, at_s: float, seconds: float) -> None:
        """A piece of work that was asked for at ``at_s`` took ``seconds``."""
        self.free_at_s = max(self.free_at_s, at_s) + seconds
        self.work_s += seconds
        self.last_s = seconds


async def replay(
    clip: Clip,
    ear: Ear,
    recogniser: Recogniser,
    language: Language | None,
    hints: Sequence[str] = (),
    *,
    seconds: Callable[[], float] = time.perf_counter,
) -> Replayed:
    """Let somebody say ``clip`` (16 kHz). Raises :class:`NothingHeard` and other speech errors."""
    recognition = IncrementalRecognition(recogniser, language, hints, seconds=seconds)
    worker = _Worker()
    sound = np.concatenate([clip.samples, np.zeros(round(_QUIET_S * SPEECH_RATE), np.float32)])
    ear.open_turn(TurnLimits(wait_s=clip.seconds + _QUIET_S, longest_s=clip.seconds + 2 * _QUIET_S))
    speaking, pausing_since = False, 0.0
    for number, block in enumerate(windows(sound, _BLOCK)):
        now = (number + 1) * _BLOCK / SPEECH_RATE
        for event in ear.feed(block)[1]:
            started = seconds()
            match event:
                case SpeechBegan():
                    speaking = True
                case Heard() if speaking and now >= worker.free_at_s and (open_clip := ear.unrecognised):
                    recognition.speaking(open_clip[0])
                    await recognition.idle()
                case Paused(part, from_s):
                    speaking = False
                    pausing_since = now - TurnLimits().pause_s
                    await recognition.paused(part, from_s)
                case WentOn(pause_s):
                    speaking = True
                    settled = await recognition.went_on(pause_s)
                    if settled is not None:
                        ear.committed(settled)
                case TurnEnded(_, rest, _):
                    transcript = await recognition.ended(rest)
                    if (took := seconds() - started) > _A_LOOK_S:
                        worker.did(now, took)
                    return Replayed(
                        transcript,
                        round((worker.free_at_s - pausing_since) * 1000, 1),
                        round(worker.last_s * 1000, 1),
                        round(worker.work_s * 1000, 1),
                        round(pausing_since, 2),
                    )
                case NobodySpoke():
                    raise NothingHeard
            took = seconds() - started
            if took > _A_LOOK_S:
                worker.did(now, took)
    raise NothingHeard


def speech_onset(samples: Samples) -> float:
    """When the first sound louder than breath comes in a recording, in seconds."""
    loud = np.flatnonzero(np.abs(samples) > _BREATH)
    return float(loud[0]) / SPEECH_RATE if loud.size else 0.0
