"""An answer spoken while it is still being written: sentences in, sound and captions out."""

from __future__ import annotations

import queue
from collections.abc import Iterator

from assistant.conversation import Language
from assistant.speech.audio import Samples
from assistant.speech.captions import Captions
from assistant.speech.clauses import ClauseStream
from assistant.speech.spoken_figures import says_the_same_numbers
from assistant.speech.synthesis import OwnLoudspeaker, Synthesiser
from assistant.speech.text_for_speech import text_for_speech, without_marks

MOST_WAITING = 64
"""Sentences that wait to be spoken; an answer has ten."""
_LATIN_END = 0x2E80  # first code point of the CJK blocks: sentences there join without a space


class SpokenAnswer:
    """Speaks what is written as it comes. Written from one thread, spoken (iterated) in another."""

    def __init__(self, voice: Synthesiser) -> None:
        """``voice`` speaks all of it."""
        self._voice = voice
        self._sentences: queue.Queue[str | None] = queue.Queue(MOST_WAITING)
        self._closed = False
        self.captions = Captions()
        self.text = ""

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self._voice.sample_rate

    @property
    def echo_known(self) -> bool:
        """Whether what the loudspeaker gives is known, so that its echo can be taken out of what is heard."""
        return not isinstance(self._voice, OwnLoudspeaker)

    def add(self, sentence: str) -> None:
        """One more sentence of the answer; more than :data:`MOST_WAITING` ahead of the voice are left to the eyes."""
        if self._closed or self._sentences.full():
            return
        self._sentences.put_nowait(sentence)

    def end(self) -> None:
        """The answer is whole."""
        self._sentences.put(None)

    def close(self) -> None:
        """Nothing more is to be spoken."""
        self._closed = True
        while not self._sentences.empty():
            self._sentences.get_nowait()
        self._sentences.put(None)

    def pieces(self) -> Iterator[Samples]:
        """The sound, clause by clause; waits for sentences until the answer is whole.

        Raises :class:`~assistant.speech.errors.SynthesisError`.
        """
        clauses = ClauseStream()
        cursor = 0
        while (sentence := self._sentences.get()) is not None and not self._closed:
            joint = _joint(self.text, sentence)
            self.text += joint + sentence
            for clause in clauses.feed(joint + sentence):
                cursor = self.text.find(clause, cursor)
                yield from self._speak(clause, cursor)
                cursor += len(clause)
        for clause in () if self._closed else clauses.end():
            yield from self._speak(clause, self.text.find(clause, cursor))

    def _speak(self, clause: str, at: int) -> Iterator[Samples]:
        said = speakable(clause, self._voice.language)
        if self._closed or not any(character.isalnum() for character in said):
            return
        for samples in self._voice.synthesise(said):
            if self._closed:
                return
            # A voice gives one piece for a clause, so its words share the time of that piece.
            self.captions.add(clause, max(at, 0), len(samples) / self._voice.sample_rate)
            yield samples


def speakable(written: str, language: Language) -> str:
    """``written`` as it is said; where putting it into words would change a number, only its marks go."""
    said = text_for_speech(written, language)
    return said if says_the_same_numbers(written, said, language) else without_marks(written, language)


def _joint(before: str, sentence: str) -> str:
    latin = bool(before and sentence) and ord(before[-1]) < _LATIN_END and ord(sentence[0]) < _LATIN_END
    return " " if latin else ""
