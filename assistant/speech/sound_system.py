"""The machine's sound system (PortAudio), which may be missing."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

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
        device = library.query_devices(kind=kind)
    except (library.PortAudioError, ValueError):
        return SoundDeviceState(works=False, sentence=missing)
    return SoundDeviceState(works=True, sentence=found.format(name=device["name"]))
