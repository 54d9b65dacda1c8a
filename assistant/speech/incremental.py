"""Recognition while the person still speaks: stretches between pauses are recognised as they end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from assistant.conversation import Language
from assistant.speech.audio import Clip
from assistant.speech.errors import NothingHeard, SpeechError
from assistant.speech.recognition import Recogniser, Transcript

COMMIT_PAUSE_S = 0.5
"""A stretch that ends in a pause this long is recognised for good; after a shorter one it is recognised again
together with what follows, because Whisper hears whole sentences better."""
COMMIT_SECONDS = 4.0
"""A shorter stretch is not cut off: a few words alone are recognised worse than in their sentence."""
INTERIM_AFTER_S = 1.8
"""Words are also looked for in a stretch without a pause, each time this much has been added. So much also tells the
language (see :data:`assistant.speech.whisper_decoder.TELLING_S`), which is then not looked for when speech has ended."""
INTERIM_SHARE = 3.0
"""...but not before this many times the time that the last look took: half the machine stays free."""
SURE = 0.8
"""Mean probability of a token from which a quick search is enough. Of 98 English recordings (clean and in noise, most of
them with numbers) it was for 75: the thorough search made as many errors in them and heard the same numbers. Chinese is
always searched thoroughly: that takes a third of its errors out (21.9 % of characters against 15.0 %), and the quick
search was sure of 16 of 110."""
LIKELY = 0.7
"""Where the look before was less sure than this the thorough search is begun at once. Our rule."""


@dataclass(slots=True)
class _Look:
    """One recognition of a stretch."""

    from_s: float
    until_s: float
    task: asyncio.Task[Transcript | None]


class IncrementalRecognition:
    """Recognises one turn, piece by piece. Used from the event loop; the work is done in one thread."""

    def __init__(
        self,
        recogniser: Recogniser,
        language: Language | None,
        hints: Sequence[str] = (),
        *,
        on_partial: Callable[[str], None] = lambda _text: None,
        executor: ThreadPoolExecutor | None = None,
        seconds: Callable[[], float] = time.perf_counter,
    ) -> None:
        """``on_partial`` gets all the words so far, each time there are more or other ones."""
        self._recogniser, self._language, self._hints = recogniser, language, tuple(hints)
        self._on_partial = on_partial
        self._executor, self._seconds = executor, seconds
        self._spoken: Language | None = None
        self._committed: list[Transcript] = []
        self._look: _Look | None = None
        self._generation = 0
        self._interim: asyncio.Task[None] | None = None
        self._interim_ms = 0.0
        self._interim_at_s = 0.0
        self._confidence: float | None = None

    @property
    def text(self) -> str:
        """All words so far."""
        latest = self._look.task if self._look is not None else None
        done = latest.result() if latest is not None and latest.done() and not latest.cancelled() else None
        return _joined([*self._committed, *([done] if done is not None else [])])

    def paused(self, clip: Clip, from_s: float) -> asyncio.Task[Transcript | None]:
        """The person pauses after ``clip``, which began at ``from_s``: recognise it now."""
        self._generation += 1
        task = asyncio.create_task(self._recognise(clip, quick=False))
        self._look = _Look(from_s, from_s + clip.seconds, task)
        return task

    async def went_on(self, pause_s: float) -> float | None:
        """The person speaks again after a pause; gives up to where the words are settled, or ``None``."""
        look = self._look
        if look is None or pause_s < COMMIT_PAUSE_S or look.until_s - look.from_s < COMMIT_SECONDS:
            self._look = None
            return None
        transcript = await look.task
        if look is not self._look:
            return None
        self._look = None
        if transcript is not None:
            self._committed.append(transcript)
        return look.until_s

    def speaking(self, clip: Clip) -> None:
        """The person goes on speaking; look for words now and then. ``clip`` is what is not settled yet."""
        if self._interim is not None and not self._interim.done():
            return
        added = clip.seconds - self._interim_at_s
        wait_s = max(INTERIM_AFTER_S, INTERIM_SHARE * self._interim_ms / 1000)
        if 0 <= added < wait_s or clip.seconds < INTERIM_AFTER_S:
            return
        self._interim_at_s = clip.seconds
        self._interim = asyncio.create_task(self._look_for_words(clip, self._generation))

    async def ended(self, rest: Clip) -> Transcript:
        """Everything that was said; ``rest`` is what is not settled yet. Raises :class:`NothingHeard` and others."""
        look = self._look
        transcript = await look.task if look is not None else await self._recognise(rest, quick=False)
        parts = [*self._committed, *([transcript] if transcript is not None else [])]
        if not parts:
            raise NothingHeard
        return _whole(parts)

    async def idle(self) -> None:
        """Wait until nothing is being recognised."""
        pending = (self._look.task if self._look is not None else None, self._interim)
        await asyncio.gather(*(task for task in pending if task is not None), return_exceptions=True)

    def cancel(self) -> None:
        """Forget the turn; what the thread does now ends by itself."""
        for task in (self._look.task if self._look is not None else None, self._interim):
            if task is not None:
                task.cancel()

    async def _look_for_words(self, clip: Clip, generation: int) -> None:
        started = self._seconds()
        try:
            transcript = await self._recognise(clip, quick=True)
        except SpeechError:
            return  # told when the turn has ended
        self._interim_ms = (self._seconds() - started) * 1000
        if transcript is not None and generation == self._generation:
            self._on_partial(_joined([*self._committed, transcript]))

    async def _recognise(self, clip: Clip, *, quick: bool) -> Transcript | None:
        loop = asyncio.get_running_loop()
        language = self._language or self._spoken
        try:
            transcript = await loop.run_in_executor(
                self._executor,
                lambda: self._searched(clip, language, quick=quick),
            )
        except NothingHeard:
            return None
        self._confidence = transcript.confidence
        if not quick or clip.seconds >= INTERIM_AFTER_S:
            # Found out once: a look costs a window of the encoder, and nobody changes language in each pause.
            self._spoken = self._spoken or transcript.language
        if not quick:
            self._on_partial(_joined([*self._committed, transcript]))
        return transcript

    def _searched(self, clip: Clip, language: Language | None, *, quick: bool) -> Transcript:
        """Recognise in the thread: ``quick``, or as thoroughly as it takes to be sure."""
        if quick or self._likely(language):
            try:
                found = self._recogniser.transcribe(clip, language, self._hints, quick=True)
                if quick or _sure(found):
                    return found
            except NothingHeard:
                if quick:
                    raise
        return self._recogniser.transcribe(clip, language, self._hints)

    def _likely(self, language: Language | None) -> bool:
        """Whether a quick search is likely to be enough."""
        return language is Language.EN and (self._confidence is None or self._confidence >= LIKELY)


def _sure(transcript: Transcript) -> bool:
    return min([transcript.confidence, *(segment.confidence for segment in transcript.segments)]) >= SURE


def _joined(parts: Sequence[Transcript]) -> str:
    if not parts:
        return ""
    return ("" if parts[0].language is Language.ZH else " ").join(part.text for part in parts)


def _whole(parts: Sequence[Transcript]) -> Transcript:
    """One transcript of all parts; times count from the first part's beginning."""
    if len(parts) == 1:
        return parts[0]
    spoken = [sum(one.end_s - one.start_s for one in part.segments) or 1.0 for part in parts]
    weighted = sum(part.confidence * seconds for part, seconds in zip(parts, spoken, strict=True))
    return replace(
        parts[0],
        text=_joined(parts),
        confidence=round(weighted / sum(spoken), 3),
        segments=tuple(segment for part in parts for segment in part.segments),
        ms=round(sum(part.ms for part in parts), 1),
        alternatives=(),
    )
