"""Speech recognition with Whisper on CTranslate2: what is trusted of what the model writes."""

from __future__ import annotations

import json
import logging
import math
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE, Clip, Samples, resampled
from assistant.speech.chinese_text import tidied_chinese
from assistant.speech.errors import NothingHeard, RecogniserUnavailable, RecognitionError
from assistant.speech.recognition import Transcript, TranscriptSegment
from assistant.speech.repetition import without_repetition

if TYPE_CHECKING:
    from assistant.speech.whisper_decoder import Reading, WhisperDecoder

_FILES = ("model.bin", "config.json", "tokenizer.json")
MAX_NO_SPEECH = 0.6
MIN_LOG_PROBABILITY = -1.0
"""With a higher no-speech probability and a lower mean log probability than these, Whisper's own
rule takes a segment for silence."""
MOST_HINT_TOKENS = 100
"""Whisper's context is 448 tokens: what may be said, the preceding words, marks, and these."""
MAX_HINTS = 40
MAX_HINT_LENGTH = 40

#: Words of the home's measurements in simplified characters: Whisper goes on in the script and style of
#: what precedes. On 16 Kokoro recordings Whisper base made 20.8 % character errors without it (traditional
#: characters, 血压 as 学压 or 削鸭) and 4.2 % with it; it must end with a full stop, after a question mark
#: the text ends in stray letters and digits.
PRECEDING = {
    Language.ZH: "我的血压、血糖、心率、体温、血氧和体重各是多少？正常吗？今天有点高。",
    Language.EN: "",
}


class WhisperRecogniser:
    """Runs one CTranslate2 Whisper model; loaded on first use, one recognition at a time."""

    def __init__(self, folder: Path, *, threads: int = 2, name: str = "Whisper") -> None:
        """Use the model in ``folder`` (``model.bin``, ``config.json``, ``tokenizer.json``, vocabulary)."""
        self._folder = folder
        self._threads = threads
        self._name = name
        self._decoder: WhisperDecoder | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Which model this is."""
        return self._name

    def load(self) -> None:
        """Load the model now rather than at the first question. Raises :class:`RecogniserUnavailable`."""
        with self._lock:
            self._loaded()

    def transcribe(
        self, clip: Clip, language: Language | None, hints: Sequence[str] = (), *, quick: bool = False
    ) -> Transcript:
        """See :meth:`assistant.speech.recognition.Recogniser.transcribe`."""
        started = time.perf_counter()
        sound = resampled(clip, SPEECH_RATE)
        with self._lock:
            decoder = self._loaded()
            try:
                pieces = decoder.spoken_pieces(sound.samples)
                if language is None and pieces:
                    language = decoder.language(pieces[0][1])
                spoken = language or Language.EN
                hotwords = _hotwords(hints, spoken, decoder)
                found = [
                    _segment(
                        start_s,
                        decoder.decode(samples, spoken, PRECEDING[spoken], hotwords, quick=quick),
                        spoken,
                        samples,
                    )
                    for start_s, samples in pieces
                ]
            except (RuntimeError, ValueError) as error:
                raise RecognitionError("The recording could not be recognised; say it again.") from error
        kept = [one for one in found if one is not None]
        if not kept:
            raise NothingHeard
        return _transcript(kept, spoken, round((time.perf_counter() - started) * 1000, 1))

    def _loaded(self) -> WhisperDecoder:
        if self._decoder is None:
            self._decoder = _load(self._folder, self._threads)
        return self._decoder


def _transcript(
    kept: Sequence[tuple[TranscriptSegment, tuple[str, ...]]], language: Language, ms: float
) -> Transcript:
    segments = tuple(segment for segment, _ in kept)
    separator = "" if language is Language.ZH else " "
    spoken = sum(segment.end_s - segment.start_s for segment in segments) or 1.0
    weighted = sum(segment.confidence * (segment.end_s - segment.start_s) for segment in segments)
    return Transcript(
        text=without_repetition(separator.join(segment.text for segment in segments)),
        language=language,
        confidence=round(weighted / spoken, 3),
        segments=segments,
        ms=ms,
        # Readings of a long talk would be cards full of text; of one stretch they can be chosen from.
        alternatives=kept[0][1] if len(kept) == 1 else (),
    )


def _load(folder: Path, threads: int) -> WhisperDecoder:
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise RecogniserUnavailable(
            f"The speech recognition model lacks {', '.join(missing)}; install it in Settings, Models."
        )
    try:
        from assistant.speech.whisper_decoder import WhisperDecoder
    except ImportError as error:
        raise RecogniserUnavailable(
            "Speech recognition needs the package faster-whisper; install Listenwell again."
        ) from error
    logging.getLogger("faster_whisper").setLevel(logging.WARNING)
    try:
        _check_tokenizer(folder / "tokenizer.json")
        return WhisperDecoder(folder, threads)
    except (RuntimeError, ValueError, OSError, MemoryError) as error:
        raise RecogniserUnavailable(
            "The speech recognition model is damaged; remove it and install it again in Settings, Models."
        ) from error


def _check_tokenizer(path: Path) -> None:
    """The tokenizers library answers a damaged file with a bare ``Exception``; find that out first."""
    content = json.loads(path.read_bytes())
    if not isinstance(content, dict) or not {"model", "added_tokens"} <= content.keys():
        raise ValueError("not a tokenizer")


def _hotwords(hints: Sequence[str], language: Language, decoder: WhisperDecoder) -> str:
    """As many of the hints as there is room for before the text, the first ones first."""
    separator = "，" if language is Language.ZH else ", "
    kept = ""
    for hint in hints[:MAX_HINTS]:
        word = " ".join(hint.split())[:MAX_HINT_LENGTH]
        longer = f"{kept}{separator}{word}" if kept and word else kept or word
        if decoder.token_count(longer, language) > MOST_HINT_TOKENS:
            break
        kept = longer
    return kept


def _segment(
    start_s: float, readings: Sequence[Reading], language: Language, samples: Samples
) -> tuple[TranscriptSegment, tuple[str, ...]] | None:
    """The best reading as a segment and the others; ``None`` for loops, silence and echoes of the preceding words."""
    best = readings[0]
    texts = list(dict.fromkeys(_tidy(one.text, language) for one in readings))
    silence = best.no_speech > MAX_NO_SPEECH and best.log_probability < MIN_LOG_PROBABILITY
    echo = texts[0] in PRECEDING[language] and best.no_speech > MAX_NO_SPEECH
    if not texts[0] or silence or echo or best.loops:
        return None
    end_s = round(start_s + len(samples) / SPEECH_RATE, 2)
    segment = TranscriptSegment(texts[0], round(start_s, 2), end_s, round(math.exp(best.log_probability), 3))
    return segment, tuple(text for text in texts[1:] if text)


def _tidy(text: str, language: Language) -> str:
    plain = text.strip().replace("\ufffd", "")
    return tidied_chinese(plain) if language is Language.ZH else plain
