"""Listening to one spoken turn."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np

from assistant.speech.audio import SPEECH_RATE, Clip, Samples, level, windows
from assistant.speech.end_of_turn import EndOfTurn, TurnLimits, TurnState
from assistant.speech.errors import NothingHeard
from assistant.speech.voice_activity import WINDOW, WINDOW_S, VoiceActivity

Value = TypeVar("Value", float, TurnState)


class BlockSource(Protocol):
    """Something that gives sound as it is made: a microphone."""

    def start(self) -> None:
        """Begin. Raises :class:`~assistant.speech.errors.MicrophoneUnavailable`."""
        ...

    def read(self) -> Samples:
        """The next block, 16 kHz mono; waits for it, never longer than about a second.

        Raises :class:`~assistant.speech.errors.MicrophoneUnavailable` when none comes any more.
        """
        ...

    def close(self) -> None:
        """End; may be called at any time and more than once."""
        ...


class Listening:
    """What the person can do while being listened to; safe to use from any thread."""

    def __init__(self) -> None:
        self._finish = threading.Event()
        self._cancel = threading.Event()

    def finish(self) -> None:
        """The person says they are done: use what was heard."""
        self._finish.set()

    def cancel(self) -> None:
        """Forget what was heard."""
        self._cancel.set()

    @property
    def finished(self) -> bool:
        """Whether the person said they are done."""
        return self._finish.is_set()

    @property
    def cancelled(self) -> bool:
        """Whether the turn is to be forgotten."""
        return self._cancel.is_set()


def record_turn(
    source: BlockSource,
    activity: VoiceActivity,
    *,
    limits: TurnLimits = TurnLimits(),  # noqa: B008  (immutable)
    listening: Listening | None = None,
    on_level: Callable[[float], None] = lambda _level: None,
    on_state: Callable[[TurnState], None] = lambda _state: None,
) -> Clip | None:
    """Listen until the person is silent, says they are done or has spoken for the longest time.

    Blocks, so call it from a thread; ``on_level`` (0 to 1, each block) and ``on_state`` are called from
    that thread. Gives ``None`` when the turn was cancelled. Raises
    :class:`~assistant.speech.errors.NothingHeard` when nobody spoke and
    :class:`~assistant.speech.errors.MicrophoneUnavailable`; what was heard until then is dropped.
    """
    listening = listening or Listening()
    turn = EndOfTurn(limits, WINDOW_S)
    activity.reset()
    blocks: list[Samples] = []
    rest: Samples = np.zeros(0, np.float32)
    try:
        source.start()
        on_state(turn.state)
        while turn.state in {TurnState.WAITING, TurnState.SPEAKING} and not listening.finished:
            block = source.read()
            if listening.cancelled:
                return None
            blocks.append(block)
            on_level(level(block))
            rest = np.concatenate([rest, block])
            for window in windows(rest, WINDOW):
                before = turn.state
                if turn.feed(activity.probability(window)) is not before:
                    on_state(turn.state)
            rest = rest[len(rest) - len(rest) % WINDOW :]
    finally:
        source.close()
    if listening.cancelled:
        return None
    heard = np.concatenate(blocks) if blocks else rest
    if turn.state is TurnState.NOTHING or not heard.size:
        raise NothingHeard
    # When the person ends the turn before speech was noticed, the recogniser judges all of it.
    began = int(turn.began_s * SPEECH_RATE)
    return Clip(heard[began:])


async def record_turn_async(
    source: BlockSource,
    activity: VoiceActivity,
    *,
    limits: TurnLimits = TurnLimits(),  # noqa: B008  (immutable)
    listening: Listening | None = None,
    on_level: Callable[[float], None] = lambda _level: None,
    on_state: Callable[[TurnState], None] = lambda _state: None,
) -> Clip | None:
    """:func:`record_turn` in a thread, its callbacks called in the event loop.

    Cancelling the task cancels the turn; the microphone is closed within one block.
    """
    loop = asyncio.get_running_loop()
    turn = listening or Listening()
    try:
        return await asyncio.to_thread(
            record_turn,
            source,
            activity,
            limits=limits,
            listening=turn,
            on_level=lambda value: _in_loop(loop, on_level, value),
            on_state=lambda value: _in_loop(loop, on_state, value),
        )
    except asyncio.CancelledError:
        turn.cancel()
        raise


def _in_loop(loop: asyncio.AbstractEventLoop, callback: Callable[[Value], None], value: Value) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(callback, value)
