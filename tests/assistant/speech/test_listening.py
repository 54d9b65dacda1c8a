"""When a turn begins and ends, and what happens when the microphone is not there or goes."""

import asyncio
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from assistant.speech.audio import SPEECH_RATE, Clip
from assistant.speech.capture import Listening, record_turn, record_turn_async
from assistant.speech.end_of_turn import EndOfTurn, TurnLimits, TurnState
from assistant.speech.errors import MicrophoneUnavailable, NothingHeard
from assistant.speech.microphone import Microphone, microphone_state
from assistant.speech.sound_system import SoundDeviceState, SoundSystemMissing, sound_device_library
from assistant.speech.voice_activity import SileroVoiceActivity

BLOCK = 320


class Blocks:
    """A microphone that hears ``samples`` and then silence, or fails."""

    def __init__(self, samples=(), lost_after_s=None, on_block=lambda _n: None):
        self.samples = np.asarray(samples, np.float32)
        self.lost_after_s = lost_after_s
        self.on_block = on_block
        self.given = 0
        self.open = False

    def start(self):
        self.open = True

    def read(self):
        if self.lost_after_s is not None and self.given * BLOCK >= self.lost_after_s * SPEECH_RATE:
            raise MicrophoneUnavailable("gone")
        self.on_block(self.given)
        block = self.samples[self.given * BLOCK : (self.given + 1) * BLOCK]
        self.given += 1
        return np.pad(block, (0, BLOCK - len(block)))

    def close(self):
        self.open = False

    @property
    def seconds(self):
        return self.given * BLOCK / SPEECH_RATE


class Loudness:
    """Takes anything but silence for speech."""

    def probability(self, window):
        return float(np.max(np.abs(window)) > 0.1)

    def reset(self):
        self.was_reset = True


def silence(seconds):
    return np.zeros(round(seconds * SPEECH_RATE), np.float32)


def speech(seconds):
    return np.full(round(seconds * SPEECH_RATE), 0.5, np.float32)


def sound(*parts):
    return np.concatenate(parts)


def test_a_turn_ends_after_silence_and_keeps_the_lead_in():
    source = Blocks(sound(silence(2), speech(1.5), silence(5)))
    clip = record_turn(source, Loudness())
    assert source.seconds == pytest.approx(3.5 + 1.2, abs=0.1)
    assert clip.seconds == pytest.approx(0.5 + 1.5 + 1.2, abs=0.1)
    assert not source.open


def test_a_pause_inside_a_sentence_does_not_end_the_turn():
    clip = record_turn(Blocks(sound(speech(1), silence(1), speech(1))), Loudness())
    assert clip.seconds == pytest.approx(1 + 1 + 1 + 1.2, abs=0.1)


def test_a_knock_is_no_speech():
    with pytest.raises(NothingHeard, match="type it"):
        record_turn(Blocks(sound(silence(1), speech(0.03))), Loudness(), limits=TurnLimits(wait_s=3))


def test_a_turn_never_lasts_longer_than_the_limit():
    clip = record_turn(Blocks(speech(60)), Loudness())
    assert clip.seconds == pytest.approx(30, abs=0.1)


def test_saying_done_ends_the_turn_at_once():
    listening = Listening()
    source = Blocks(speech(10), on_block=lambda n: listening.finish() if n == 50 else None)
    clip = record_turn(source, Loudness(), listening=listening)
    assert clip.seconds == pytest.approx(51 * 0.02, abs=0.01)


def test_cancelling_forgets_what_was_heard():
    listening = Listening()
    source = Blocks(speech(10), on_block=lambda n: listening.cancel() if n == 50 else None)
    assert record_turn(source, Loudness(), listening=listening) is None
    assert not source.open
    assert source.given == 51


def test_a_lost_microphone_drops_the_turn_and_is_closed():
    source = Blocks(speech(10), lost_after_s=1)
    with pytest.raises(MicrophoneUnavailable):
        record_turn(source, Loudness())
    assert not source.open


def test_the_meter_and_the_states_are_told():
    levels, states = [], []
    record_turn(
        Blocks(sound(silence(1), speech(1))), Loudness(), on_level=levels.append, on_state=states.append
    )
    assert states == [TurnState.WAITING, TurnState.SPEAKING, TurnState.FINISHED]
    assert levels[0] == 0.0
    assert max(levels) > 0.8


async def test_cancelling_the_task_closes_the_microphone():
    closed, cancelled, began = threading.Event(), threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_block(_number):
        loop.call_soon_threadsafe(began.set)
        cancelled.wait(5)

    source = Blocks(speech(10), on_block=on_block)
    source.close = closed.set
    task = asyncio.create_task(record_turn_async(source, Loudness(), limits=TurnLimits(longest_s=1e9)))
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    cancelled.set()
    assert await asyncio.to_thread(closed.wait, 5)


async def test_the_callbacks_run_in_the_event_loop():
    threads = set()
    source = Blocks(sound(speech(0.3)))
    clip = await record_turn_async(
        source, Loudness(), on_level=lambda _level: threads.add(threading.current_thread())
    )
    assert clip is not None
    assert threads == {threading.current_thread()}


def test_after_the_end_nothing_changes():
    turn = EndOfTurn(TurnLimits(wait_s=0.1), 0.032)
    for _ in range(10):
        turn.feed(0.0)
    assert turn.feed(1.0) is TurnState.NOTHING


def test_silero_hears_a_voice_and_ignores_noise(english_voice):
    from assistant.speech.audio import resampled
    from assistant.speech.synthesis import speech_clip

    voice = resampled(speech_clip("My head hurts today.", english_voice), SPEECH_RATE)
    noise = np.random.default_rng(1).normal(0, 0.01, SPEECH_RATE).astype(np.float32)
    clip = record_turn(Blocks(sound(noise, voice.samples)), SileroVoiceActivity())
    assert isinstance(clip, Clip)
    assert voice.seconds + 0.3 < clip.seconds < voice.seconds + 2.2
    with pytest.raises(NothingHeard):
        record_turn(Blocks(np.tile(noise, 3)), SileroVoiceActivity(), limits=TurnLimits(wait_s=2))


class PortAudioError(Exception):
    pass


class SoundLibrary:
    """Stands for ``sounddevice``: its streams do what the test says."""

    PortAudioError = PortAudioError

    def __init__(self, *, refuses=False):
        self.refuses = refuses

    def InputStream(self, **options):  # noqa: N802
        if self.refuses:
            raise PortAudioError
        self.options = options
        self.stream = SimpleNamespace(
            active=True,
            closed=False,
            start=lambda: None,
            close=lambda ignore_errors: setattr(self.stream, "closed", True),
        )
        return self.stream

    def hear(self, value, blocks=1):
        for _ in range(blocks):
            self.options["callback"](np.full((BLOCK, 1), value, np.float32), BLOCK, None, None)


def test_the_microphone_gives_blocks_in_order():
    library = SoundLibrary()
    microphone = Microphone(library=lambda: library)
    microphone.start()
    assert (library.options["samplerate"], library.options["blocksize"]) == (16_000, 320)
    library.hear(0.25)
    library.hear(0.5)
    assert [microphone.read()[0], microphone.read()[0]] == [0.25, 0.5]
    microphone.close()
    assert library.stream.closed


def test_a_reader_that_is_late_gets_the_newest_five_seconds():
    library = SoundLibrary()
    microphone = Microphone(library=lambda: library)
    microphone.start()
    for number in range(300):
        library.hear(number)
    assert microphone.read()[0] == 50


def test_a_microphone_that_is_pulled_out_is_noticed():
    library = SoundLibrary()
    microphone = Microphone(library=lambda: library)
    microphone.start()
    library.options["finished_callback"]()
    with pytest.raises(MicrophoneUnavailable, match="lost while listening"):
        microphone.read()


def test_a_microphone_that_falls_silent_is_noticed_by_the_watchdog():
    library = SoundLibrary()
    seconds = iter([0.0, 0.5, 1.1])
    microphone = Microphone(library=lambda: library, monotonic=lambda: next(seconds))
    microphone.start()
    with pytest.raises(MicrophoneUnavailable, match="lost while listening"):
        microphone.read()


def test_without_a_device_the_sentence_says_what_to_do():
    with pytest.raises(MicrophoneUnavailable, match="type your questions"):
        Microphone(library=lambda: SoundLibrary(refuses=True)).start()


def test_without_portaudio_the_sentence_says_what_to_install():
    def library():
        raise SoundSystemMissing("The sound library PortAudio is missing; install it.")

    with pytest.raises(MicrophoneUnavailable, match="PortAudio is missing; install it"):
        Microphone(library=library).start()


def test_without_the_sound_package_the_state_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    assert microphone_state() == SoundDeviceState(
        works=False, sentence="The Python package sounddevice is missing; install Listenwell again."
    )


def test_this_machine_is_described_whatever_it_has():
    state = microphone_state()
    try:
        devices = sound_device_library().query_devices()
    except SoundSystemMissing:
        assert "PortAudio" in state.sentence or "sounddevice" in state.sentence
        return
    assert state.works == any(device["max_input_channels"] for device in devices)
    assert state.sentence.endswith(".")
    if not state.works:
        with pytest.raises(MicrophoneUnavailable, match="connect one"):
            record_turn(Microphone(), Loudness())
