"""The conversation screen's port: hears, answers, speaks, and asks before anything leaves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from app.cloud import CloudDoor, PreparedOffer
from app.records.errors import RecordsError
from app.services import Services
from app.turns import answer_speech, answer_words, recognised
from assistant.conversation import Answer, Language
from assistant.models.engine import EngineError
from assistant.privacy import PrivacyError
from assistant.safety import TextTooLong
from assistant.speech.capture import BlockSource, Listening, record_turn_async
from assistant.speech.errors import SpeechError
from assistant.speech.voice_activity import VoiceActivity
from assistant.workflow import Answered as AnsweredTurn
from kb.errors import LibraryError
from ui.adapters.error_words import failed, sentence
from ui.adapters.screen_voice import ScreenVoice, SpeechOutput
from ui.view_models.ports import (
    Answered,
    CitationView,
    CloudOffer,
    FigureView,
    Heard,
    Level,
    MicrophoneView,
    OnEvent,
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
        output: SpeechOutput,
        microphone_view: Callable[[Language], MicrophoneView],
    ) -> None:
        """``microphone`` gives a fresh source for each spoken turn."""
        self._house = house
        self._microphone = microphone
        self.voice = ScreenVoice(house, output)
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
        """Hear a question until the person falls silent, answer it and say the answer."""
        self._language = language
        listening = self._listening = Listening()
        try:
            activity = await asyncio.to_thread(_voice_activity)
            clip = await record_turn_async(
                self._microphone(),
                activity,
                listening=listening,
                on_level=lambda value: on_event(Level(value)),
            )
            if clip is None:
                return
            answered = await answer_speech(
                self._house,
                clip,
                language,
                lambda text: on_event(Heard(text)),
                lambda text: on_event(Sentence(text)),
            )
        except _NO_ANSWER as error:
            raise failed(error, language) from error
        finally:
            self._listening = None
        self._finish(answered, on_event)
        on_event(Speaking(on=True))
        await self.voice.say(answered.answer.text, answered.answer.language)
        on_event(Speaking(on=False))

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
            answer = await self._cloud.send(prepared, lambda text: on_event(Sentence(text)))
        except _NO_ANSWER as error:
            raise failed(error, self._language) from error
        on_event(_answered(answer))

    def microphone(self) -> MicrophoneView:
        """Whether the person can talk."""
        return self._microphone_view(self._language)

    def _finish(self, answered: AnsweredTurn, on_event: OnEvent) -> None:
        self.last = answered
        on_event(_answered(answered.answer))
        if not answered.offer.made:
            return
        try:
            prepared = self._cloud.prepare(answered)
        except (PrivacyError, RecordsError) as error:
            # What cannot be made safe to send is not offered; the answer stands.
            _log.info("no cloud offer: %s", type(error).__name__)
            return
        self._offers = {prepared.id: prepared}
        on_event(
            CloudOffer(
                offer_id=prepared.id,
                reasons=(answered.offer.words(answered.answer.language),),
                endpoint=prepared.endpoint,
                region=prepared.region,
                body_text=prepared.body.decode(),
                byte_count=len(prepared.body),
                replacements=prepared.replacements,
            )
        )


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
