"""A voice conversation on a sound card that exists in memory, with a recogniser and answers that follow a script."""

import asyncio

import numpy as np

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE
from assistant.speech.echo import PlayedSound
from assistant.speech.errors import NothingHeard
from assistant.speech.hearing import Ear
from assistant.speech.recognition import Transcript
from assistant.speech.session import VoiceSession
from assistant.speech.session_events import (
    SessionOptions,
    StateChanged,
)
from assistant.speech.spoken_commands import CommandKind
from assistant.speech.virtual_sound import VirtualSoundCard

ENGLISH = SessionOptions(Language.EN)


class Loudness:
    """Takes anything but silence for speech."""

    def probability(self, window):
        return float(np.max(np.abs(window)) > 0.1)

    def reset(self):
        pass


class Ideal:
    """An echo canceller that takes out exactly what was played."""

    def process(self, heard, played):
        return heard - played


class Script:
    """A recogniser that gives the next text for each stretch; a clip's length tells how much of it was said."""

    name = "script"

    def __init__(self, *texts, confidence=0.9, alternatives=()):
        self.texts, self.confidence, self.alternatives = list(texts), confidence, alternatives
        self.heard = []

    def transcribe(self, clip, language, hints=(), *, quick=False):
        if quick and not self.heard:
            raise NothingHeard
        self.heard.append(clip.seconds)
        text = self.texts.pop(0) if len(self.texts) > 1 else self.texts[0]
        if not text:
            raise NothingHeard
        return Transcript(text, language or Language.EN, self.confidence, (), 1.0, self.alternatives)


class Tone:
    """A voice of one tone, a twentieth of a second for each letter."""

    name, language, sample_rate = "tone", Language.EN, SPEECH_RATE

    def synthesise(self, text):
        yield np.full(round(0.05 * len(text) * SPEECH_RATE), 0.3, np.float32)


class Answers:
    def __init__(self, *sentences, urgent=""):
        self.sentences, self.urgent_word = sentences, urgent
        self.asked, self.performed, self.cancelled = [], [], 0
        self.let_go_at = 1
        self.slow = asyncio.Event()

    async def answer(self, transcript, on_sentence):
        self.asked.append(transcript.text)
        try:
            for sentence in self.sentences:
                on_sentence(sentence)
            if len(self.asked) < self.let_go_at:
                await self.slow.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    def urgent(self, text):
        return bool(self.urgent_word) and self.urgent_word in text

    def perform(self, command):
        self.performed.append(command)
        return "Done." if command.kind is CommandKind.SLOWER else ""

    def understood(self, transcript):
        return transcript


class Talk:
    """A session on a virtual card with everything it told."""

    def __init__(
        self, recogniser, answers, *, echo=True, pauses=None, voice=None, activity=None, second=None
    ):
        self.card = VirtualSoundCard(echo_gain=1.0, echo_delay_s=0.0)
        self.events = []
        self.ear = Ear(activity or Loudness(), echo=Ideal() if echo else None, played=self._reference())
        self.session = VoiceSession(
            self.card.microphone,
            self.card.loudspeaker,
            self.ear,
            recogniser,
            voice or (lambda _language: Tone()),
            answers,
            self._told,
            pauses=pauses,
            second=second,
        )
        self.card.busy = lambda: self.session.working
        self.on_state = {}
        self.card.on_step = self._step
        self.when_played = None

    def _step(self):
        """When so many seconds were played, do what the test says (on the card's own clock)."""
        if self.when_played is not None and self.card.loudspeaker.position_s >= self.when_played[0]:
            self.when_played, (_, act) = None, self.when_played
            act()

    def _reference(self):
        played = PlayedSound()
        self.card.loudspeaker.on_played = played.played
        return played

    def _told(self, event):
        self.events.append(event)
        if isinstance(event, StateChanged) and event.state in self.on_state:
            self.on_state.pop(event.state)()

    def said(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def states(self):
        return [event.state for event in self.said(StateChanged)]


def speech(seconds):
    return np.full(round(seconds * SPEECH_RATE), 0.5, np.float32)


def silence(seconds):
    return np.zeros(round(seconds * SPEECH_RATE), np.float32)
