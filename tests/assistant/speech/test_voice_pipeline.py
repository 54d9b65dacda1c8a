"""Recordings through a virtual microphone into the real recogniser and the real voices, echo and noise included."""

import threading

import numpy as np
import pytest

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE, read_recording
from assistant.speech.echo import PlayedSound, WebRtcEchoCanceller
from assistant.speech.errors import VoiceUnavailable
from assistant.speech.espeak_voice import EspeakVoice
from assistant.speech.hearing import Ear
from assistant.speech.number_round_trip import round_trip, sentences
from assistant.speech.recordings import QUESTIONS, in_noise, make_recordings, recorded
from assistant.speech.session import VoiceSession
from assistant.speech.session_events import SessionOptions, VoiceState
from assistant.speech.synthesis import speech_clip
from assistant.speech.turn_replay import replay
from assistant.speech.virtual_sound import VirtualSoundCard
from assistant.speech.voice_activity import SileroVoiceActivity
from assistant.speech.wake_word import WakeWord, WakeWordUnavailable, wait_for_word


def letters(text):
    return "".join(filter(str.isalnum, text)).lower()


class Answers:
    def __init__(self, sentence):
        self.sentence, self.asked = sentence, []

    async def answer(self, transcript, on_sentence):
        self.asked.append(transcript.text)
        on_sentence(self.sentence)

    def urgent(self, _text):
        return False

    def perform(self, _command):
        return ""

    def understood(self, transcript):
        return transcript


async def test_an_answer_is_interrupted_over_its_own_echo(recogniser, english_voice):
    pytest.importorskip("pywebrtc_audio")
    answers = Answers("Your last blood pressure was a little high, so please measure again tomorrow morning.")
    card = VirtualSoundCard(echo_gain=0.3, noise=0.001)
    played = PlayedSound()
    card.loudspeaker.on_played = played.played
    ear = Ear(SileroVoiceActivity(), echo=WebRtcEchoCanceller(), played=played)
    session = VoiceSession(
        card.microphone,
        card.loudspeaker,
        ear,
        recogniser,
        lambda _language: english_voice,
        answers,
        lambda _e: None,
    )
    card.busy = lambda: session.working
    question = recorded(QUESTIONS[Language.EN][0], english_voice).samples
    card.say(question)
    stopped_at = []

    def interrupt():
        if len(answers.asked) == 1 and card.loudspeaker.position_s > 1.5 and not stopped_at:
            stopped_at.append(card.seconds)
            card.say(recorded(QUESTIONS[Language.EN][3], english_voice).samples * 0.6)

    card.on_step = interrupt
    await session.converse(SessionOptions(Language.EN))
    assert letters(answers.asked[0]) == letters(QUESTIONS[Language.EN][0])
    assert session.state is VoiceState.IDLE
    assert "measure my blood pressure" in answers.asked[1]
    # The question begins after 0.3 s of silence; then the voice falls silent within its first word.
    played = np.abs(card.loudspeaker.recording.samples[round(stopped_at[0] * SPEECH_RATE) :])
    loud = np.flatnonzero(played)
    silent_from = loud[np.flatnonzero(np.diff(loud) > SPEECH_RATE)[0]] / SPEECH_RATE
    assert silent_from < 0.3 + 0.25


@pytest.mark.parametrize("louder_db", [20, 5])
async def test_a_question_in_noise_is_understood(recogniser, english_voice, louder_db):
    clip = in_noise(recorded(QUESTIONS[Language.EN][0], english_voice), louder_db)
    heard = await replay(clip, Ear(SileroVoiceActivity()), recogniser, Language.EN)
    assert "blood pressure" in heard.transcript.text
    assert heard.work_after_ms <= heard.work_ms


def test_the_language_is_found_out(recogniser):
    from importlib import resources

    with resources.as_file(resources.files("resources") / "speech" / "question_zh.wav") as path:
        heard = recogniser.transcribe(read_recording(path), None, quick=True)
    assert heard.language is Language.ZH


def test_numbers_that_are_spoken_come_back(recogniser, english_voice):
    assert len(list(sentences())) == 50
    value = round_trip(recogniser, {Language.EN: english_voice}, limit=2)
    assert value["n"] == 2
    assert value["intact"] == 2, value["failures"]


def test_recordings_are_made_as_they_are_evaluated(voices, tmp_path, monkeypatch):
    monkeypatch.setattr("assistant.speech.recordings.QUESTIONS", {Language.EN: ("How are you?",)})
    made = make_recordings(tmp_path, {Language.EN: voices[Language.EN]}, noises_db=(10,))
    assert made == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"en-00-{name}.{suffix}" for name in ("10db", "clean") for suffix in ("lang", "txt", "wav")
    ]


@pytest.mark.parametrize(
    ("language", "text"), [(Language.EN, "It was 128/79."), (Language.ZH, "上次是128/79。")]
)
def test_every_language_has_a_voice_without_a_model(language, text):
    clip = speech_clip(text, EspeakVoice(language))
    assert 1.0 < clip.seconds < 8.0
    assert np.max(np.abs(clip.samples)) > 0.1
    slow = speech_clip(text, EspeakVoice(language, pace=0.7))
    assert slow.seconds > 1.2 * clip.seconds


def test_the_last_voice_and_piper_speak_by_turns(english_voice):
    first = speech_clip("Good morning.", english_voice).samples
    speech_clip("Good morning.", EspeakVoice(Language.ZH))
    assert np.array_equal(first, speech_clip("Good morning.", english_voice).samples)


def test_without_piper_there_is_no_last_voice(monkeypatch):
    from assistant.speech import espeak_voice

    espeak_voice._library.cache_clear()
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(VoiceUnavailable, match="piper-tts"):
        EspeakVoice(Language.EN)


def test_the_wake_word_wakes_and_other_words_do_not(english_voice):
    pytest.importorskip("pymicro_wakeword")
    card = VirtualSoundCard()
    leave = threading.Event()
    card.say(
        np.concatenate([np.zeros(SPEECH_RATE, np.float32), recorded("Hey Jarvis.", english_voice).samples])
    )
    card.on_step = lambda: leave.set() if card.seconds > 6 else None
    assert wait_for_word(card.microphone, WakeWord("hey_jarvis"), leave)
    assert not card.microphone.open
    card, leave = VirtualSoundCard(), threading.Event()
    card.say(recorded(QUESTIONS[Language.EN][0], english_voice).samples)
    card.on_step = lambda: leave.set() if card.seconds > 6 else None
    assert not wait_for_word(card.microphone, WakeWord("hey_jarvis"), leave)


def test_an_unknown_wake_word_says_what_to_do(monkeypatch):
    with pytest.raises(WakeWordUnavailable, match="choose another"):
        WakeWord("nonesuch")
    monkeypatch.setitem(__import__("sys").modules, "pymicro_wakeword", None)
    with pytest.raises(WakeWordUnavailable, match="pymicro-wakeword"):
        WakeWord("alexa")
