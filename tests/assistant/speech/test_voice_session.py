"""Conversations by voice on a sound card that exists in memory: pauses, interruptions, repair, commands, loss."""

import asyncio

import numpy as np
import pytest

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE
from assistant.speech.errors import MicrophoneUnavailable, NothingHeard, VoiceUnavailable
from assistant.speech.hearing import Ear
from assistant.speech.patience import RememberedPauses
from assistant.speech.recognition import Transcript
from assistant.speech.session import VoiceSession
from assistant.speech.session_events import (
    Guessing,
    PartialWords,
    Performed,
    SessionOptions,
    SpokenWord,
    StateChanged,
    Understood,
    VoiceState,
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
        from assistant.speech.echo import PlayedSound

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


async def test_what_was_not_sure_is_offered_and_the_second_one_chosen_by_voice():
    recogniser = Script("My sugar is 5.6", confidence=0.4, alternatives=("My sugar is 8.6",))
    answers = Answers("Thank you.")
    talk = Talk(recogniser, answers)
    talk.card.say(speech(1))

    def answer_the_question():
        recogniser.texts = ["The second one."]
        talk.card.say(np.concatenate([silence(4), speech(0.6)]))

    talk.when_played = (0.5, answer_the_question)
    await talk.session.converse(ENGLISH)
    assert talk.said(Guessing)[0].guesses == ("My sugar is 5.6", "My sugar is 8.6")
    assert talk.said(Guessing)[-1].guesses == ()
    assert answers.asked == ["My sugar is 8.6"]


async def test_a_guess_can_be_tapped():
    answers = Answers("Thank you.")
    talk = Talk(Script("My sugar is 5.6", confidence=0.4, alternatives=("My sugar is 8.6",)), answers)
    talk.card.say(speech(1))
    loop = asyncio.get_running_loop()
    talk.when_played = (0.5, lambda: loop.call_soon_threadsafe(talk.session.choose, 0))
    await talk.session.converse(ENGLISH)
    assert answers.asked == ["My sugar is 5.6"]


async def test_a_command_is_carried_out_and_not_answered():
    answers = Answers("never said")
    talk = Talk(Script("Show my blood pressure this month."), answers)
    talk.card.say(speech(1))
    await talk.session.converse(ENGLISH)
    assert answers.asked == []
    (command,) = answers.performed
    assert (command.screen, command.measure, command.span) == ("trends", "blood_pressure", "month")
    assert talk.said(Performed)[0].command is command


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


async def test_two_readings_that_differ_in_a_number_are_asked_about():
    sounds = []

    async def second(clip, _language):
        sounds.append(clip.seconds)
        return "My pressure is 128 over 76."

    answers = Answers("Good.")
    talk = Talk(Script("My pressure is 128 over 86."), answers, second=second)
    talk.card.say(speech(2))

    def choose():
        if talk.said(Guessing) and not answers.asked:
            talk.session.choose(1)

    stepped = talk.card.on_step
    talk.card.on_step = lambda: (stepped(), choose())
    await talk.session.converse(ENGLISH)
    assert talk.said(Guessing)[0].guesses == ("My pressure is 128 over 86.", "My pressure is 128 over 76.")
    assert answers.asked == ["My pressure is 128 over 76."]
    assert sounds[0] > 2
