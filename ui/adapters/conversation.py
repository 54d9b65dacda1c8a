"""The conversation screen's port: hears, answers, speaks, and asks before anything leaves."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from app.cloud import CloudDoor, PreparedOffer
from app.records.errors import RecordsError
from app.services import Services
from app.turns import answer_words, recognised
from app.voice import HouseholdVoice, loudness
from assistant.conversation import Answer, Language
from assistant.models.engine import EngineError
from assistant.privacy import Consent, PrivacyError
from assistant.safety import TextTooLong
from assistant.speech.capture import BlockSource, Listening, record_turn_async
from assistant.speech.echo import PlayedSound, open_echo_canceller
from assistant.speech.errors import SpeechError
from assistant.speech.hearing import Ear
from assistant.speech.playback import Player, VoiceOutput
from assistant.speech.session import VoiceSession
from assistant.speech.session_events import (
    Guessing,
    Loudness,
    PartialWords,
    SessionEvent,
    SessionOptions,
    SpokenWord,
    StateChanged,
    Understood,
    VoiceState,
)
from assistant.speech.voice_activity import VoiceActivity
from assistant.workflow import Answered as AnsweredTurn
from kb.errors import LibraryError
from ui.adapters.cloud_words import cloud_offer, offer_aloud
from ui.adapters.error_words import failed, sentence
from ui.adapters.screen_voice import ScreenVoice
from ui.adapters.voice_settings import VoiceSettingsAdapter
from ui.view_models.ports import (
    Answered,
    Caption,
    CitationView,
    CloudOffer,
    CommandHeard,
    FigureView,
    Guesses,
    Heard,
    Level,
    ListeningAgain,
    MicrophoneView,
    OnEvent,
    Partial,
    PassageView,
    Sentence,
    Speaking,
)

_log = logging.getLogger(__name__)

#: What keeps a question from being answered, each worded in :mod:`ui.adapters.error_words`.
_NO_ANSWER = (SpeechError, TextTooLong, LibraryError, EngineError, PrivacyError, RecordsError)


class ConversationAdapter:
    """One conversation (:class:`ui.view_models.ports.ConversationPort`)."""

    def __init__(
        self,
        house: Services,
        microphone: Callable[[], BlockSource],
        output: VoiceOutput,
        microphone_view: Callable[[Language], MicrophoneView],
    ) -> None:
        """``microphone`` gives a fresh source for each spoken turn."""
        self._house = house
        self._microphone = microphone
        self._output = output
        self._session: VoiceSession | None = None
        self.voice = ScreenVoice(house, output)
        self.voice_settings = VoiceSettingsAdapter(
            house, microphone, on_loudspeaker=self._use_loudspeaker, on_volume=self._set_volume
        )
        self._microphone_view = microphone_view
        self._cloud = CloudDoor(house)
        self._listening: Listening | None = None
        self._offers: dict[str, PreparedOffer] = {}
        self._language = house.language
        self.last: AnsweredTurn | None = None

    async def ask(self, question: str, language: Language, on_event: OnEvent) -> None:
        """Answer a typed question."""
        self._language = language
        try:
            answered = await answer_words(
                self._house, question, language, lambda text: on_event(Sentence(text))
            )
        except _NO_ANSWER as error:
            raise failed(error, language) from error
        self._finish(answered, on_event)

    async def listen(self, language: Language, on_event: OnEvent) -> None:
        """Hear a question until the person falls silent, answer it and say the answer; they may interrupt."""
        self._language = language
        answering = HouseholdVoice(
            self._house,
            language,
            on_answered=lambda answered: self._finish(answered, on_event),
            on_sentence=lambda text: on_event(Sentence(text)),
            on_command=lambda heard: on_event(
                CommandHeard(heard.kind.value, heard.screen, heard.measure, heard.span)
            ),
            on_volume=self._set_volume,
        )
        told, house = _Told(on_event), self._house
        house.make_way()
        try:
            self._set_volume(await asyncio.to_thread(loudness, self._house))
            session = await self._open_session(answering, told)
            self._session = session
            await session.converse(
                SessionOptions(
                    self._pinned,
                    screen=language,
                    hints=answering.hints,
                    hands_free=house.settings.speech.hands_free,
                    cues=True,
                )
            )
        except _NO_ANSWER as error:
            raise failed(error, language) from error
        finally:
            self._session = None
        told.spoken()

    async def _open_session(self, answering: HouseholdVoice, told: _Told) -> VoiceSession:
        house = self._house
        played = PlayedSound()
        self._output.on_played = played.played
        ear = await asyncio.to_thread(
            lambda: Ear(_voice_activity(), echo=open_echo_canceller(), played=played)
        )
        recogniser = await asyncio.to_thread(house.speech.recogniser)
        return VoiceSession(
            self._microphone(),
            self._output,
            ear,
            recogniser,
            house.speech.voice,
            answering,
            told,
            pauses=answering.pauses,
            second=house.second_hearing.reading,
        )

    @property
    def wakes(self) -> bool:
        """Whether a wake word was chosen."""
        return self._house.settings.speech.wake_word != "off"

    async def awakened(self) -> bool:
        """Wait for the wake word."""
        from assistant.speech.wake_word import WakeWord, wait_for_word

        leave = threading.Event()
        try:
            word = await asyncio.to_thread(WakeWord, self._house.settings.speech.wake_word)
            return await asyncio.to_thread(wait_for_word, self._microphone(), word, leave)
        except SpeechError as error:
            raise failed(error, self._language) from error
        finally:
            leave.set()

    @property
    def _pinned(self) -> Language | None:
        """The language the person chose to speak; ``None``: found out of what is said."""
        chosen = self._house.settings.speech.language
        return None if chosen == "auto" else Language(chosen)

    def _set_volume(self, volume: float) -> None:
        self._output.volume = volume

    def _use_loudspeaker(self, name: str) -> None:
        if isinstance(self._output, Player):
            self._output.use_device(name or None)

    def finish(self) -> None:
        """The person is done speaking."""
        if self._session is not None:
            self._session.finish()
        elif self._listening is not None:
            self._listening.finish()

    def choose(self, number: int) -> None:
        """A guess was tapped."""
        if self._session is not None:
            self._session.choose(number)

    async def hear(self, language: Language) -> str:
        """Hear words until the person falls silent; empty when it was ended before."""
        listening = self._listening = Listening()
        try:
            activity = await asyncio.to_thread(_voice_activity)
            clip = await record_turn_async(self._microphone(), activity, listening=listening)
            return (await recognised(self._house, clip, language)).text if clip is not None else ""
        except _NO_ANSWER as error:
            raise failed(error, language) from error
        finally:
            self._listening = None

    def forget(self) -> None:
        """No later question follows from what was asked."""
        self._house.conversations.forget_everyone()

    def stop(self) -> None:
        """End whatever goes on."""
        if self._listening is not None:
            self._listening.cancel()
        if self._session is not None:
            self._session.stop()
        self.voice.stop()

    async def speak_again(self) -> None:
        """Say the last answer once more."""
        if self.last is not None:
            await self.voice.say(self.last.answer.text, self.last.answer.language)

    def passage(self, passage_id: str) -> PassageView | None:
        """A cited passage."""
        try:
            passage = self._house.library.passage(passage_id)
        except LibraryError:
            return None
        return PassageView(passage.title, passage.heading, passage.text, passage.source)

    async def send(self, offer_id: str, on_event: OnEvent) -> None:
        """Send what the person saw, and show the answer that passes the checks."""
        prepared = self._offers.pop(offer_id)
        try:
            how = Consent.STANDING if prepared.standing is not None else Consent.THIS_ONCE
            answer = await self._cloud.send(prepared, lambda text: on_event(Sentence(text)), how=how)
        except _NO_ANSWER as error:
            raise failed(error, self._language) from error
        on_event(_answered(answer))

    def revise(
        self, offer_id: str, wording: str, struck: tuple[str, ...], *, with_picture: bool
    ) -> CloudOffer:
        """See :class:`ui.view_models.ports.ConversationPort`."""
        try:
            prepared = self._cloud.revise(
                self._offers[offer_id], question=wording, struck=struck, with_picture=with_picture
            )
        except _NO_ANSWER as error:
            raise failed(error, self._language) from error
        self._offers = {prepared.id: prepared}
        return cloud_offer(prepared, self._language, self._house.zone)

    def agree_standing(self, offer_id: str) -> None:
        """See :class:`ui.view_models.ports.ConversationPort`."""
        try:
            self._cloud.agree(self._offers[offer_id])
        except _NO_ANSWER as error:
            raise failed(error, self._language) from error

    def decline_cloud(self) -> None:
        """See :class:`ui.view_models.ports.ConversationPort`."""
        try:
            self._cloud.decline()
        except _NO_ANSWER as error:
            raise failed(error, self._language) from error

    async def say_offer(self, offer_id: str) -> None:
        """See :class:`ui.view_models.ports.ConversationPort`."""
        prepared = self._offers[offer_id]
        await self.voice.say(offer_aloud(prepared, prepared.answered.offer, self._language), self._language)

    def microphone(self, language: Language) -> MicrophoneView:
        """Whether the person can talk."""
        return self._microphone_view(language)

    def _finish(self, answered: AnsweredTurn, on_event: OnEvent) -> None:
        self.last = answered
        why = answered.offer.explanation(answered.answer.language)
        on_event(replace(_answered(answered.answer), why=why))
        if not answered.offer.made:
            return
        try:
            prepared = self._cloud.prepare(answered)
        except (PrivacyError, RecordsError) as error:
            # What cannot be made safe to send is not offered; the answer stands.
            _log.info("no cloud offer: %s", type(error).__name__)
            return
        self._offers = {prepared.id: prepared}
        on_event(cloud_offer(prepared, self._language, self._house.zone))


class _Told:
    """Words the session's events as the screen knows them."""

    def __init__(self, on_event: OnEvent) -> None:
        self._on_event = on_event
        self._answered = False

    def __call__(self, event: SessionEvent) -> None:
        match event:
            case Loudness(level):
                self._on_event(Level(level))
            case PartialWords(text):
                self._on_event(Partial(text))
            case Understood(transcript):
                self._answered = True
                self._on_event(Heard(transcript.text))
            case Guessing(texts):
                self._on_event(Guesses(texts))
            case SpokenWord(start, end):
                self._on_event(Caption(start, end))
            case StateChanged(VoiceState.SPEAKING):
                self._on_event(Speaking(on=True))
            case StateChanged(VoiceState.LISTENING) if self._answered:
                self._on_event(ListeningAgain())

    def spoken(self) -> None:
        """All is said."""
        if self._answered:
            self._on_event(Speaking(on=False))


def microphone_view(language: Language) -> MicrophoneView:
    """Whether this machine has a microphone."""
    from assistant.speech.errors import MicrophoneUnavailable
    from assistant.speech.microphone import microphone_state

    state = microphone_state()
    if state.works:
        return MicrophoneView(available=True)
    return MicrophoneView(available=False, sentence=sentence(MicrophoneUnavailable(state.sentence), language))


def _voice_activity() -> VoiceActivity:
    from assistant.speech.voice_activity import SileroVoiceActivity

    return SileroVoiceActivity()


def _answered(answer: Answer) -> Answered:
    return Answered(
        citations=tuple(
            CitationView(one.number, one.title, one.source, one.quote, one.passage)
            for one in answer.citations
        ),
        figures=tuple(FigureView(one.text, one.source) for one in answer.figures),
        route=answer.route.value,
        engine=answer.engine,
        red_flag_level=answer.red_flag.level if answer.red_flag else None,
    )
