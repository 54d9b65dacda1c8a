"""What can go wrong with hearing and speaking, each with one sentence that a person can act on."""

from __future__ import annotations


class SpeechError(Exception):
    """Hearing or speaking failed; the message is one sentence that says what to do."""


class AudioError(SpeechError):
    """A recording cannot be read or written."""


class RecognitionError(SpeechError):
    """Speech could not be turned into text."""


class NothingHeard(RecognitionError):
    """The recording holds no speech, or none that can be made out."""

    def __init__(self) -> None:
        super().__init__("No words were heard: move closer to the microphone and say it again, or type it.")


class RecogniserUnavailable(RecognitionError):
    """The recognition model or its package is missing or damaged."""


class SynthesisError(SpeechError):
    """Text could not be turned into speech."""


class VoiceUnavailable(SynthesisError):
    """The voice model or its package is missing or damaged."""


class MicrophoneUnavailable(SpeechError):
    """There is no microphone, or it was lost while listening."""


class MicrophoneLost(MicrophoneUnavailable):
    """The microphone gives no sound any more."""


class SpeakerUnavailable(SpeechError):
    """There is no loudspeaker, or it was lost while speaking."""
