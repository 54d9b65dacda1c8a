"""Recordings that can be read, and the sentence for those that cannot."""

import io
import struct
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.speech.audio import SPEECH_RATE, Clip, level, read_recording, resampled, write_wav
from assistant.speech.errors import AudioError

NOT_A_RECORDING = "Record it as WAV or FLAC."


def tone(rate, seconds=0.5, frequency=440.0):
    return (0.5 * np.sin(2 * np.pi * frequency * np.arange(round(rate * seconds)) / rate)).astype(np.float32)


def wav_bytes(samples, rate, width, channels=1):
    peak = 2 ** (8 * width - 1) - 1
    values = np.repeat(np.round(samples.astype(np.float64) * peak).astype(np.int64), channels)
    if width == 1:
        values = values + 128
    raw = values.astype("<i8").view(np.uint8).reshape(-1, 8)[:, :width].tobytes()
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(raw)
    return out.getvalue()


def float_wav_bytes(samples, rate, dtype):
    raw = samples.astype(dtype).tobytes()
    size = np.dtype(dtype).itemsize
    form = struct.pack("<HHIIHH", 3, 1, rate, rate * size, size, size * 8)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(raw)) + raw
    return b"RIFF" + struct.pack("<I", len(body)) + body


def strongest_frequency(clip):
    spectrum = np.abs(np.fft.rfft(clip.samples))
    return np.argmax(spectrum) * clip.rate / len(clip.samples)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_usual_wav_becomes_the_same_sound(tmp_path, width, rate, channels):
    path = tmp_path / "tone.wav"
    path.write_bytes(wav_bytes(tone(rate), rate, width, channels))
    clip = read_recording(path)
    assert clip.rate == SPEECH_RATE
    assert clip.seconds == pytest.approx(0.5, abs=0.01)
    assert strongest_frequency(clip) == pytest.approx(440, abs=4)
    assert np.max(np.abs(clip.samples)) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("dtype", ["<f4", "<f8"])
def test_float_wav_is_read_and_impossible_samples_are_bounded(tmp_path, dtype):
    samples = tone(16_000)
    samples[100], samples[200] = np.nan, np.inf
    path = tmp_path / "float.wav"
    path.write_bytes(float_wav_bytes(samples, 16_000, dtype))
    clip = read_recording(path)
    assert np.all(np.isfinite(clip.samples))
    assert np.max(np.abs(clip.samples)) <= 1.0


def test_flac_is_read(tmp_path):
    import av

    path = tmp_path / "tone.flac"
    with av.open(path, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=16_000, layout="mono")
        pcm = (tone(16_000) * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate = 16_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    clip = read_recording(path)
    assert clip.seconds == pytest.approx(0.5, abs=0.01)
    assert strongest_frequency(clip) == pytest.approx(440, abs=4)


def test_what_is_written_is_read_back(tmp_path):
    path = tmp_path / "out.wav"
    write_wav(path, Clip(tone(16_000)))
    assert np.allclose(read_recording(path).samples, tone(16_000), atol=1e-4)


def test_resampling_keeps_length_and_pitch():
    clip = resampled(Clip(tone(22_050), 22_050), SPEECH_RATE)
    assert clip.seconds == pytest.approx(0.5, abs=0.01)
    assert strongest_frequency(clip) == pytest.approx(440, abs=4)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"this is a letter, not a recording",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"ID3\x04" + bytes(200),
        b"#EXTM3U\nhttp://127.0.0.1:9/a.wav\n",
        b"RIFF\x24\x00\x00\x00WAVE" + bytes(40),
        b"fLaC" + bytes(60),
    ],
    ids=["empty", "cut", "text", "picture", "mp3", "playlist", "no sound in it", "empty flac"],
)
def test_a_file_that_is_no_recording_is_named_so(tmp_path, content):
    path = tmp_path / "question.wav"
    path.write_bytes(content)
    with pytest.raises(AudioError, match=NOT_A_RECORDING):
        read_recording(path)


def test_a_recording_without_samples_is_named_so(tmp_path):
    path = tmp_path / "question.wav"
    path.write_bytes(wav_bytes(np.zeros(0, np.float32), 16_000, 2))
    with pytest.raises(AudioError, match="holds no sound"):
        read_recording(path)


@pytest.mark.parametrize("rate", [4_000, 192_000])
def test_unusual_rates_are_refused(tmp_path, rate):
    path = tmp_path / "question.wav"
    path.write_bytes(wav_bytes(tone(rate), rate, 2))
    with pytest.raises(AudioError, match="sample rate"):
        read_recording(path)


def test_more_than_two_channels_are_refused(tmp_path):
    path = tmp_path / "question.wav"
    path.write_bytes(wav_bytes(tone(16_000), 16_000, 2, channels=6))
    with pytest.raises(AudioError, match="6 channels"):
        read_recording(path)


def test_too_long_a_recording_is_refused(tmp_path):
    path = tmp_path / "question.wav"
    path.write_bytes(wav_bytes(np.zeros(8_000 * 301, np.float32), 8_000, 1))
    with pytest.raises(AudioError, match="longer than 5 minutes"):
        read_recording(path)


def test_too_large_a_file_is_refused_unread(tmp_path):
    path = tmp_path / "question.wav"
    with path.open("wb") as file:
        file.truncate(100_000_001)
    with pytest.raises(AudioError, match="larger than 100 MB"):
        read_recording(path)


def test_a_missing_file_and_a_folder_are_named_so(tmp_path):
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(AudioError, match="cannot be opened"):
            read_recording(path)


def test_a_place_that_cannot_be_written_is_named_so(tmp_path):
    with pytest.raises(AudioError, match="cannot be written"):
        write_wav(tmp_path / "missing" / "out.wav", Clip(tone(16_000)))


@given(data=st.binary(max_size=300), head=st.sampled_from([b"", b"RIFF\xff\xff\xff\x7fWAVEfmt ", b"fLaC"]))
def test_any_bytes_give_a_recording_or_the_sentence(tmp_path_factory, data, head):
    path = tmp_path_factory.mktemp("bytes") / "question.wav"
    path.write_bytes(head + data)
    try:
        clip = read_recording(path)
    except AudioError:
        return
    assert clip.samples.size


@given(
    position=st.integers(0, 60),
    change=st.binary(min_size=1, max_size=4),
    cut=st.integers(0, 2_000),
)
def test_a_damaged_wav_gives_a_recording_or_the_sentence(tmp_path_factory, position, change, cut):
    whole = bytearray(wav_bytes(tone(16_000, 0.05), 16_000, 2))
    whole[position : position + len(change)] = change
    path = tmp_path_factory.mktemp("damaged") / "question.wav"
    path.write_bytes(bytes(whole[: len(whole) - cut]))
    try:
        clip = read_recording(path)
    except AudioError:
        return
    assert np.all(np.abs(clip.samples) <= 1.0)


def test_the_level_meter_goes_from_silence_to_full_scale():
    assert level(np.zeros(320, np.float32)) == 0.0
    assert level(np.zeros(0, np.float32)) == 0.0
    assert level(np.ones(320, np.float32)) == 1.0
    assert 0.4 < level(np.full(320, 0.03, np.float32)) < 0.6
