"""Recordings in and out: WAV and FLAC files to samples and back."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.speech.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer

Samples = NDArray[np.float32]
"""Mono sound, one float32 in [-1, 1] a sample."""

SPEECH_RATE = 16_000
"""Samples a second that Whisper and Silero work on (their model cards)."""
MAX_BYTES = 100_000_000
MAX_SECONDS = 300
LOWEST_RATE, HIGHEST_RATE = 8_000, 96_000
MAX_CHANNELS = 2
LEVEL_FLOOR_DB = -60.0
"""Loudness that counts as silence on the level meter, in dB below full scale."""

#: First bytes of the containers that are read; FFmpeg is never left to guess, because some of its
#: other formats (playlists) make it open further files and addresses.
_CONTAINERS = ((b"RIFF", b"WAVE", "wav"), (b"RF64", b"WAVE", "wav"), (b"fLaC", b"", "flac"))
_CODECS = ("pcm_", "flac")


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A piece of sound: mono ``samples`` at ``rate`` samples a second."""

    samples: Samples
    rate: int = SPEECH_RATE

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate


def read_recording(path: Path) -> Clip:
    """Read a WAV (PCM or float) or FLAC file as 16 kHz mono.

    At most 5 minutes, 100 MB, two channels and 8 to 96 kHz. Raises :class:`AudioError`, nothing else.
    """
    import av

    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise AudioError(f"This recording is larger than {MAX_BYTES // 1_000_000} MB; use a shorter one.")
        with path.open("rb") as file:
            head = file.read(12)
            container_format = _container(head)
            file.seek(0)
            with av.open(file, mode="r", format=container_format, metadata_errors="ignore") as container:
                samples = _decoded(container)
    except OSError as error:
        raise AudioError(
            f"The recording cannot be opened ({error.strerror or 'no such file'}): check its name and rights."
        ) from error
    except (av.FFmpegError, ValueError, MemoryError) as error:
        raise _unreadable("it is damaged") from error
    if not samples.size:
        raise AudioError("This recording holds no sound; record it again.")
    return Clip(samples)


def _container(head: bytes) -> str:
    for magic, kind, name in _CONTAINERS:
        if head[:4] == magic and head[8:12].startswith(kind):
            return name
    raise _unreadable("it is neither WAV nor FLAC" if head else "it is empty")


def _unreadable(why: str) -> AudioError:
    return AudioError(
        f"This file is not a sound recording that Listenwell can read ({why}). Record it as WAV or FLAC."
    )


def _decoded(container: InputContainer) -> Samples:
    """Decode the first sound stream, checking its bounds."""
    from av.audio.resampler import AudioResampler

    if not container.streams.audio:
        raise _unreadable("it holds no sound")
    stream = container.streams.audio[0]
    _check_stream(stream)
    resampler = AudioResampler(format="flt", rate=SPEECH_RATE)
    longest = MAX_SECONDS * stream.rate
    pieces: list[Samples] = []
    heard = 0
    for frame in chain(container.decode(stream), (None,)):
        if frame is not None:
            heard += frame.samples
            if heard > longest:
                raise AudioError(
                    f"This recording is longer than {MAX_SECONDS // 60} minutes; use a shorter one."
                )
            frame.pts = None  # damaged time stamps must not make the resampler invent or drop sound
        pieces.extend(_plain(piece) for piece in resampler.resample(frame))
    samples = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
    return _within_range(samples)


def _check_stream(stream: AudioStream) -> None:
    if stream.codec_context is None:
        raise _unreadable("it is in an unknown form")
    name = stream.codec_context.name
    if not name.startswith(_CODECS):
        raise _unreadable(f"it is compressed as {name}")
    if not LOWEST_RATE <= (stream.rate or 0) <= HIGHEST_RATE:
        raise _unreadable(f"its sample rate is not between {LOWEST_RATE} and {HIGHEST_RATE} Hz")
    if not 1 <= stream.channels <= MAX_CHANNELS:
        raise _unreadable(f"it has {stream.channels} channels, not one or two")


def _plain(frame: AudioFrame) -> Samples:
    """The mean of the channels (FFmpeg's own mix of two is 3 dB louder and may clip)."""
    channels = frame.to_ndarray().reshape(-1, frame.layout.nb_channels)
    mixed: Samples = channels.mean(axis=1, dtype=np.float32)
    return mixed


def _within_range(samples: Samples) -> Samples:
    whole: Samples = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0).astype(np.float32)
    return np.clip(whole, -1.0, 1.0)


def resampled(clip: Clip, rate: int) -> Clip:
    """The same sound at another sample rate."""
    if clip.rate == rate or not clip.samples.size:
        return Clip(clip.samples, rate)
    from av import AudioFrame
    from av.audio.resampler import AudioResampler

    frame = AudioFrame.from_ndarray(clip.samples.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate = clip.rate
    resampler = AudioResampler(format="flt", layout="mono", rate=rate)
    pieces = [_plain(piece) for piece in chain(*map(resampler.resample, (frame, None)))]
    return Clip(_within_range(np.concatenate(pieces)), rate)


def write_wav(path: Path, clip: Clip) -> None:
    """Write ``clip`` as a 16-bit mono WAV file. Raises :class:`AudioError`."""
    pcm = np.round(_within_range(clip.samples) * 32767).astype("<i2")
    try:
        with path.open("wb") as file, wave.open(file, "wb") as recording:
            recording.setnchannels(1)
            recording.setsampwidth(2)
            recording.setframerate(clip.rate)
            recording.writeframes(pcm.tobytes())
    except OSError as error:
        raise AudioError(
            f"The recording cannot be written ({error.strerror}): choose another place for it."
        ) from error


def level(samples: Samples) -> float:
    """Loudness for a meter: 0 is silence (-60 dBFS or less), 1 is full scale."""
    power = float(np.mean(np.square(samples, dtype=np.float64))) if samples.size else 0.0
    if power <= 0.0:
        return 0.0
    return float(np.clip(1.0 - 10.0 * np.log10(power) / LEVEL_FLOOR_DB, 0.0, 1.0))


def windows(samples: Samples, length: int) -> Iterator[Samples]:
    """Cut into windows of ``length`` samples; the rest that fills none is left out."""
    for start in range(0, len(samples) - length + 1, length):
        yield samples[start : start + length]
