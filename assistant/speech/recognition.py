"""The port of speech recognition: sound in, text out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.conversation import Language

if TYPE_CHECKING:
    from assistant.speech.audio import Clip


@dataclass(frozen=True, slots=True)
class TranscriptSegment:
    """A stretch of speech, in seconds from the start of the clip; ``confidence`` is 0 to 1."""

    text: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard. ``confidence`` is 0 to 1 (mean probability of a token), ``ms`` the time it took.

    ``alternatives`` are other readings of the same sound, the likeliest first, without ``text``.
    """

    text: str
    language: Language
    confidence: float
    segments: tuple[TranscriptSegment, ...]
    ms: float
    alternatives: tuple[str, ...] = ()


class Recogniser(Protocol):
    """Turns speech into text."""

    @property
    def name(self) -> str:
        """Which engine and model this is, for people to read."""
        ...

    def transcribe(
        self, clip: Clip, language: Language | None, hints: Sequence[str] = (), *, quick: bool = False
    ) -> Transcript:
        """Recognise ``clip``; blocks for as long as it takes, so call it from a thread.

        ``language`` ``None``: found out from the sound. ``quick`` is for words shown while the person still
        speaks: less search, no second look. ``hints`` are words likely to be said (names of medicines, conditions). Raises
        :class:`~assistant.speech.errors.NothingHeard`,
        :class:`~assistant.speech.errors.RecogniserUnavailable` or another
        :class:`~assistant.speech.errors.RecognitionError`.
        """
        ...


async def transcribe_async(
    recogniser: Recogniser, clip: Clip, language: Language, hints: Sequence[str] = ()
) -> Transcript:
    """Recognise in a thread, leaving the event loop free. Errors as :meth:`Recogniser.transcribe`."""
    return await asyncio.to_thread(recogniser.transcribe, clip, language, hints)
