"""Conversations by voice: doubtful words, commands, hands free."""

import asyncio

import numpy as np
from voice_stage import ENGLISH, Answers, Script, Talk, silence, speech

from assistant.speech.session_events import (
    Guessing,
    Performed,
)


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
