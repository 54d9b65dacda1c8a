"""The port of speech synthesis: text in, sound out, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.conversation import Language
from assistant.speech.clauses import split_clauses
from assistant.speech.errors import SynthesisError
from assistant.speech.text_for_speech import text_for_speech

if TYPE_CHECKING:
    from assistant.speech.audio import Clip, Samples

MAX_TEXT = 20_000
"""Longest text that is spoken at once, in characters (about twenty minutes)."""


class Synthesiser(Protocol):
    """Speaks one language with one voice."""

    @property
    def name(self) -> str:
        """Which engine and voice this is, for people to read."""
        ...

    @property
    def language(self) -> Language:
        """The language it speaks."""
        ...

    @property
    def sample_rate(self) -> int:
        """Samples a second of what it makes."""
        ...

    def synthesise(self, text: str) -> Iterator[Samples]:
        """Speak ``text`` (as :func:`text_for_speech` gives it), one array a sentence, as each is ready.

        Blocks while it works, so call it from a thread; not reading on stops the work. Raises
        :class:`~assistant.speech.errors.VoiceUnavailable` or another
        :class:`~assistant.speech.errors.SynthesisError`.
        """
        ...


class OwnLoudspeaker:
    """Base of voices that play what they say themselves and only give silence of that length: a system's voices.

    What they play is not known here, so only a tap interrupts them.
    """


def spoken(text: str, synthesiser: Synthesiser) -> Iterator[Samples]:
    """Speak written ``text``: marks go, units become words, and the first clause comes soon.

    Raises :class:`~assistant.speech.errors.SynthesisError`.
    """
    if len(text) > MAX_TEXT:
        raise SynthesisError(f"Texts of more than {MAX_TEXT} characters are not read aloud; read it instead.")
    for clause in split_clauses(text_for_speech(text, synthesiser.language)):
        if any(character.isalnum() for character in clause):
            yield from synthesiser.synthesise(clause)


def speech_clip(text: str, synthesiser: Synthesiser) -> Clip:
    """The whole of ``text`` spoken, as one clip. Errors as :func:`spoken`."""
    import numpy as np

    from assistant.speech.audio import Clip

    pieces = list(spoken(text, synthesiser))
    if not pieces:
        raise SynthesisError("There is nothing to say: the text holds no words.")
    return Clip(np.concatenate(pieces), synthesiser.sample_rate)


def write_speech(text: str, synthesiser: Synthesiser, path: Path) -> Clip:
    """Speak ``text`` into a 16-bit mono WAV file and give what was written.

    Raises :class:`~assistant.speech.errors.SynthesisError` or
    :class:`~assistant.speech.errors.AudioError`.
    """
    from assistant.speech.audio import write_wav

    clip = speech_clip(text, synthesiser)
    write_wav(path, clip)
    return clip
