"""Speech on the loudspeaker."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from assistant.speech.errors import SpeakerUnavailable
from assistant.speech.playback import Player, speaker_state
from assistant.speech.sound_system import SoundSystemMissing, sound_device_library

RATE, BLOCK = 1_000, 20


class PortAudioError(Exception):
    pass


class Ended(Exception):
    pass


class Loudspeaker:
    """Stands for ``sounddevice``: asks for blocks on a thread of its own, as fast as it is given them."""

    PortAudioError, CallbackStop, CallbackAbort = PortAudioError, Ended, Ended

    def __init__(self, *, refuses=False, dies_after=None):
        self.refuses = refuses
        self.dies_after = dies_after
        self.heard = []
        self.asked = threading.Event()

    def OutputStream(self, *, callback, finished_callback, **options):  # noqa: N802
        if self.refuses:
            raise PortAudioError
        self.options = options
        self.closed = threading.Event()
        self.stream = SimpleNamespace(active=True, close=self.close)

        def run():
            while not self.closed.is_set() and len(self.heard) != self.dies_after:
                out = np.empty((BLOCK, 1), np.float32)
                try:
                    callback(out, BLOCK, None, None)
                except Ended:
                    self.heard.append(out[:, 0])
                    break
                self.heard.append(out[:, 0])
                self.asked.set()
            self.stream.active = False
            finished_callback()

        self.thread = threading.Thread(target=run)
        self.stream.start = self.thread.start
        return self.stream

    def close(self, ignore_errors):
        self.closed.set()
        self.thread.join()

    @property
    def sound(self):
        return np.concatenate(self.heard)


def test_everything_is_played_in_order():
    speaker = Loudspeaker()
    pieces = [np.full(130, 0.25, np.float32), np.full(70, 0.5, np.float32)]
    seconds = Player(library=lambda: speaker).play(pieces, RATE)
    assert seconds == pytest.approx(0.2)
    heard = speaker.sound[speaker.sound != 0]
    assert list(heard) == [0.25] * 130 + [0.5] * 70
    assert speaker.options["blocksize"] == BLOCK


def test_stop_silences_at_once_and_tells_how_much_was_heard():
    speaker = Loudspeaker()
    player = Player(library=lambda: speaker)

    def endless():
        yield np.full(100, 0.5, np.float32)
        speaker.asked.wait(5)
        player.stop()
        while True:
            yield np.full(100, 0.5, np.float32)

    seconds = player.play(endless(), RATE)
    assert seconds <= 0.2
    assert not speaker.thread.is_alive()


def test_a_player_can_be_used_again_after_stop():
    player = Player(library=Loudspeaker)
    player.stop()
    assert player.play([np.full(40, 0.5, np.float32)], RATE) == pytest.approx(0.04)


async def test_the_event_loop_stays_free():
    assert await Player(library=Loudspeaker).play_async([np.ones(60, np.float32)], RATE) == pytest.approx(
        0.06
    )


def test_nothing_to_play_is_fine():
    assert Player(library=Loudspeaker).play([], RATE) == 0.0


def test_a_loudspeaker_that_is_pulled_out_is_noticed():
    speaker = Loudspeaker(dies_after=3)
    with pytest.raises(SpeakerUnavailable, match="lost while speaking"):
        Player(library=lambda: speaker).play([np.ones(1_000, np.float32)] * 8, RATE)


def test_without_a_device_the_sentence_says_what_to_do():
    with pytest.raises(SpeakerUnavailable, match="connect one"):
        Player(library=lambda: Loudspeaker(refuses=True)).play([], RATE)


def test_this_machine_is_described_whatever_it_has():
    state = speaker_state()
    assert state.sentence.endswith(".")
    try:
        devices = sound_device_library().query_devices()
    except SoundSystemMissing:
        assert not state.works
        return
    assert state.works == any(device["max_output_channels"] for device in devices)
