"""What every port shares: how it fails, and the way out of a subscription."""

from __future__ import annotations

from collections.abc import Callable

Unsubscribe = Callable[[], None]


class PortFailed(Exception):
    """What was asked for did not work. ``sentence`` says what to do, in the person's language."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
