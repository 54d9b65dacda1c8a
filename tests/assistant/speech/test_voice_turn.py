"""One spoken turn: pauses, the end of the turn, loss of microphone or voice."""

import numpy as np
import pytest
from voice_stage import ENGLISH, Answers, Script, Talk, silence, speech

from assistant.speech.errors import MicrophoneUnavailable, NothingHeard, VoiceUnavailable
from assistant.speech.patience import RememberedPauses
from assistant.speech.session_events import (
    PartialWords,
    SpokenWord,
    StateChanged,
    Understood,
    VoiceState,
)


async def test_a_question_is_heard_answered_and_spoken():
    answers = Answers("Your pressure is fine.", "Go on measuring.")
    talk = Talk(Script("Is my pressure fine?"), answers)
    talk.card.say(np.concatenate([silence(0.5), speech(1)]))
    await talk.session.converse(ENGLISH)
    assert answers.asked == ["Is my pressure fine?"]
    assert talk.states[:2] == [VoiceState.LISTENING, VoiceState.THINKING]
    assert talk.states[-1] is VoiceState.IDLE
    assert talk.said(PartialWords)[-1].text == "Is my pressure fine?"
    assert talk.card.loudspeaker.position_s == pytest.approx(0.05 * 38, abs=0.1)
    assert not talk.card.microphone.open


async def test_the_words_are_ready_when_the_turn_ends():
    recogniser = Script("Is my pressure fine?")
    talk = Talk(recogniser, Answers("Yes."))
    talk.card.say(speech(2))
    await talk.session.converse(ENGLISH)
    assert len([seconds for seconds in recogniser.heard if seconds < 2.5]) >= 1
    assert (
        max(recogniser.heard) < 2.5
    )  # recognised in the pause, not again after the silence that ends the turn


async def test_nobody_is_cut_off_in_the_middle_of_a_thought():
    recogniser = Script("I have a headache and", "I have a headache and my pressure is high.")
    answers = Answers("Rest a little.")
    talk = Talk(recogniser, answers)
    talk.card.say(np.concatenate([speech(1), silence(2.5), speech(1)]))
    await talk.session.converse(ENGLISH)
    assert answers.asked == ["I have a headache and my pressure is high."]


async def test_a_finished_sentence_ends_after_a_short_silence():
    talk = Talk(Script("Is my pressure fine?"), Answers("Yes."))
    ended = []
    talk.on_state[VoiceState.THINKING] = lambda: ended.append(talk.card.seconds)
    talk.card.say(speech(1))
    await talk.session.converse(ENGLISH)
    assert ended[0] == pytest.approx(1 + 1.2, abs=0.2)


async def test_the_pauses_of_a_person_are_kept_and_used():
    pauses = RememberedPauses((1.3,) * 20)
    talk = Talk(Script("Is my pressure fine?"), Answers("Yes."), pauses=pauses)
    ended = []
    talk.on_state[VoiceState.THINKING] = lambda: ended.append(talk.card.seconds)
    talk.card.say(np.concatenate([speech(0.5), silence(0.6), speech(0.5)]))
    await talk.session.converse(ENGLISH)
    assert ended[0] == pytest.approx(1.6 + 1.82, abs=0.2)
    assert pauses.kept[-1] == pytest.approx(0.6, abs=0.1)


async def test_an_emergency_ends_the_turn_at_the_first_pause():
    talk = Talk(Script("I cannot breathe and"), Answers("Call 120 now.", urgent="breathe"))
    ended = []
    talk.on_state[VoiceState.THINKING] = lambda: ended.append(talk.card.seconds)
    talk.card.say(speech(1))
    await talk.session.converse(ENGLISH)
    assert ended[0] < 1.5


async def test_silence_is_nothing_heard():
    with pytest.raises(NothingHeard):
        await Talk(Script("never"), Answers("never")).session.converse(ENGLISH)


@pytest.mark.parametrize("when", ["before", "while"])
async def test_a_microphone_that_is_pulled_out_is_told_at_once(when):
    talk = Talk(Script("never"), Answers("never"))
    talk.card.say(speech(30))
    microphone = talk.card.microphone
    microphone.plugged_in = when == "while"
    talk.card.on_step = lambda: setattr(microphone, "plugged_in", talk.card.seconds < 1)
    with pytest.raises(MicrophoneUnavailable):
        await talk.session.converse(ENGLISH)
    assert talk.card.seconds < 1.1
    assert talk.states[-1] is VoiceState.CANNOT
    assert talk.said(StateChanged)[-1].sentence


async def test_without_a_voice_the_answer_is_still_given():
    def none(_language):
        raise VoiceUnavailable("No English voice is installed.")

    answers = Answers("Yes.")
    talk = Talk(Script("Is my pressure fine?"), answers, voice=none)
    talk.card.say(speech(1))
    await talk.session.converse(ENGLISH)
    assert answers.asked
    assert not talk.said(SpokenWord)
    assert talk.said(Understood)


async def test_what_goes_wrong_in_answering_is_told():
    class Broken(Answers):
        async def answer(self, transcript, on_sentence):
            raise LookupError("no library")

    talk = Talk(Script("Is my pressure fine?"), Broken())
    talk.card.say(speech(1))
    with pytest.raises(LookupError):
        await talk.session.converse(ENGLISH)
    assert not talk.card.microphone.open
