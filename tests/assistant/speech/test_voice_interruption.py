"""What ends or interrupts a spoken answer, and what does not."""

import asyncio

import numpy as np
import pytest
from voice_stage import ENGLISH, Answers, Script, Talk, silence, speech

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE
from assistant.speech.session_events import (
    SessionOptions,
    VoiceState,
)


async def test_talking_over_the_voice_stops_it_and_cancels_the_answer():
    answers = Answers("This is a long answer that goes on and on for quite a while, as answers do.")
    recogniser = Script("Is my pressure fine?")
    talk = Talk(recogniser, answers)
    talk.card.say(speech(1))

    def interrupt():
        talk.card.say(np.concatenate([silence(0.3), speech(1)]))
        recogniser.texts = ["What about my pulse?"]

    talk.when_played = (0.5, interrupt)
    answers.let_go_at = 2
    await talk.session.converse(ENGLISH)
    assert answers.cancelled == 1
    assert answers.asked == ["Is my pressure fine?", "What about my pulse?"]
    assert talk.states.count(VoiceState.LISTENING) == 2


async def test_a_cough_only_pauses_the_voice():
    text = "This is a long answer that goes on and on for quite a while, as answers do."
    recogniser = Script("Is my pressure fine?")
    talk = Talk(recogniser, Answers(text))
    talk.card.say(speech(1))

    def cough():
        recogniser.texts = [""]
        talk.card.say(np.concatenate([silence(0.3), speech(0.12)]))

    talk.when_played = (0.5, cough)
    await talk.session.converse(ENGLISH)
    played = talk.card.loudspeaker.recording.samples
    loud = np.flatnonzero(played)
    gap = np.max(np.diff(loud)) / SPEECH_RATE
    assert gap > 0.3  # it fell silent
    assert len(loud) / SPEECH_RATE == pytest.approx(0.05 * len(text), abs=0.1)  # and then said all of it


@pytest.mark.parametrize("word", ["Stop.", "停。"])
async def test_stop_is_understood_however_short_it_is_said(word):
    recogniser = Script("Is my pressure fine?")
    talk = Talk(recogniser, Answers("This is a long answer that goes on and on for quite a while."))
    talk.card.say(speech(1))

    def stop():
        recogniser.texts = [word]
        talk.card.say(speech(0.15))

    talk.when_played = (0.5, stop)
    await talk.session.converse(ENGLISH)
    assert talk.card.loudspeaker.position_s < 1.5
    assert talk.states[-1] is VoiceState.IDLE


async def test_without_an_echo_canceller_the_voice_does_not_interrupt_itself():
    talk = Talk(Script("Is my pressure fine?"), Answers("This is an answer."), echo=False)
    talk.card.say(speech(1))
    await talk.session.converse(ENGLISH)
    assert talk.card.loudspeaker.position_s == pytest.approx(0.05 * 18, abs=0.1)


async def test_hands_free_it_listens_again_and_repeats_when_asked():
    recogniser = Script("Is my pressure fine?")
    answers = Answers("It is fine.")
    talk = Talk(recogniser, answers)
    talk.card.say(speech(1))

    def again():
        recogniser.texts = ["Say that again."]
        talk.card.say(np.concatenate([silence(0.5), speech(0.8)]))

    talk.when_played = (0.5, again)
    await talk.session.converse(SessionOptions(Language.EN, hands_free=True))
    assert answers.asked == ["Is my pressure fine?"]
    spoken = np.count_nonzero(talk.card.loudspeaker.recording.samples) / SPEECH_RATE
    assert spoken == pytest.approx(2 * 0.05 * 11, abs=0.15)


async def test_saying_done_ends_the_turn_at_once():
    answers = Answers("Yes.")
    talk = Talk(Script("Is my pressure fine?"), answers, echo=False)
    talk.card.say(speech(20))
    loop = asyncio.get_running_loop()
    talk.card.on_step = lambda: (
        1 < talk.card.seconds < 1.03 and loop.call_soon_threadsafe(talk.session.finish)
    )
    await talk.session.converse(ENGLISH)
    assert answers.asked == ["Is my pressure fine?"]


async def test_stopping_forgets_what_is_being_said():
    answers = Answers("Yes.")
    talk = Talk(Script("Is my pressure fine?"), answers)
    talk.card.say(speech(30))
    loop = asyncio.get_running_loop()
    talk.card.on_step = lambda: 1 < talk.card.seconds < 1.03 and loop.call_soon_threadsafe(talk.session.stop)
    await talk.session.converse(ENGLISH)
    assert answers.asked == []
    assert talk.session.state is VoiceState.IDLE
