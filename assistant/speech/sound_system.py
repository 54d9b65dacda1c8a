"""The machine's sound system (PortAudio), which may be missing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

from assistant.speech.errors import SpeechError

BLOCK_S = 0.02
"""Length of the blocks in which sound is taken and given, in seconds."""
WATCHDOG_S = 1.0
"""When the sound system has not asked or given for this long, the device is taken for lost: one that is
pulled out raises no error, its callbacks only stop."""


class SoundSystemMissing(SpeechError):
    """The PortAudio library or its Python package is not installed."""


@dataclass(frozen=True, slots=True)
class SoundDeviceState:
    """Whether a microphone or loudspeaker can be used, with one sentence: which one, or what to do."""

    works: bool
    sentence: str


def sound_device_library() -> ModuleType:
    """The ``sounddevice`` package. Raises :class:`SoundSystemMissing`."""
    try:
        import sounddevice  # type: ignore[import-untyped]
    except ImportError as error:
        raise SoundSystemMissing(
            "The Python package sounddevice is missing; install Listenwell again."
        ) from error
    except OSError as error:
        raise SoundSystemMissing(
            "The sound library PortAudio is missing; install it (on Debian: apt install libportaudio2)."
        ) from error
    assert isinstance(sounddevice, ModuleType)
    return sounddevice


def device_state(kind: str, found: str, missing: str) -> SoundDeviceState:
    """The state of the default ``input`` or ``output`` device; never raises.

    ``found`` is a sentence with ``{name}`` in it, ``missing`` the one for when there is none.
    """
    try:
        library = sound_device_library()
    except SoundSystemMissing as error:
        return SoundDeviceState(works=False, sentence=str(error))
    try:
        look_again(library)
        device = library.query_devices(kind=kind)
    except (library.PortAudioError, ValueError):
        return SoundDeviceState(works=False, sentence=missing)
    return SoundDeviceState(works=True, sentence=found.format(name=device["name"]))


_streams_lock = threading.Lock()
_streams = 0


@contextmanager
def stream_open() -> Iterator[None]:
    """Held while a stream is open: until then PortAudio must not look for devices again."""
    global _streams
    with _streams_lock:
        _streams += 1
    try:
        yield
    finally:
        with _streams_lock:
            _streams -= 1


def look_again(library: Any) -> None:
    """Let PortAudio find what was plugged in or out; it looks only when it starts. Not while a stream is open."""
    with _streams_lock:
        if not _streams:
            library._terminate()  # noqa: SLF001  (sounddevice has no other way)
            library._initialize()  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class SoundDevice:
    """A microphone or loudspeaker to choose from; ``name`` is what the settings keep."""

    name: str
    default: bool


def sound_devices(
    kind: Literal["input", "output"], library: Callable[[], Any] = sound_device_library
) -> tuple[SoundDevice, ...]:
    """The devices there are now, each name once; also those plugged in since the start. Never raises."""
    try:
        sounds = library()
    except SoundSystemMissing:
        return ()
    try:
        look_again(sounds)
        found = sounds.query_devices()
        chosen = sounds.query_devices(kind=kind)["name"]
    except (sounds.PortAudioError, ValueError):
        return ()
    names = dict.fromkeys(str(device["name"]) for device in found if device[f"max_{kind}_channels"] > 0)
    return tuple(SoundDevice(name, name == chosen) for name in names)
