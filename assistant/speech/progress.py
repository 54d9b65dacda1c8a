"""Where a conversation by voice is: its state, and the number of the present turn."""

from __future__ import annotations

from collections.abc import Callable

from assistant.speech.session_events import SessionEvent, StateChanged, VoiceState


class Progress:
    """Shared by what listens and what speaks; whatever comes late from an older turn is dropped by its number."""

    def __init__(self, on_event: Callable[[SessionEvent], None]) -> None:
        self.tell = on_event
        self.state = VoiceState.IDLE
        self.turn = 0

    def next_turn(self) -> int:
        """What was under way is over; gives the number of what begins now."""
        self.turn += 1
        return self.turn

    def enter(self, state: VoiceState, sentence: str = "") -> None:
        """Be in ``state`` now, and tell it when that is new or there is something to say to it."""
        if state is not self.state or sentence:
            self.state = state
            self.tell(StateChanged(state, sentence))
