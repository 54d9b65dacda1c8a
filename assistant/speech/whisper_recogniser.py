"""Speech recognition with faster-whisper (Whisper on CTranslate2)."""

from __future__ import annotations

import json
import logging
import math
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE, Clip, resampled
from assistant.speech.chinese_text import tidied_chinese
from assistant.speech.errors import NothingHeard, RecogniserUnavailable, RecognitionError
from assistant.speech.recognition import Transcript, TranscriptSegment
from assistant.speech.repetition import without_repetition

if TYPE_CHECKING:
    from faster_whisper import WhisperModel  # type: ignore[import-untyped]

_FILES = ("model.bin", "config.json", "tokenizer.json")
BEAM = 5
MAX_COMPRESSION = 2.4
"""zlib ratio above which text is a loop ("the the the …"): OpenAI Whisper's own threshold."""
MAX_NO_SPEECH = 0.6
MIN_LOG_PROBABILITY = -1.0
"""With a higher no-speech probability and a lower mean log probability than these, Whisper's own
rule takes a segment for silence."""
TOKENS_A_SECOND, TOKENS_AT_LEAST, MOST_TOKENS = 12, 16, 220
"""More tokens than anybody can say in the time of a clip; Whisper takes 224 a window. Ends circles early."""
MOST_HINT_TOKENS = 100
"""Whisper's context is 448 tokens: :data:`MOST_TOKENS`, the words below, marks, and these."""
MAX_HINTS = 40
MAX_HINT_LENGTH = 40

#: Words of the home's measurements in simplified characters: Whisper goes on in the script and style of
#: what precedes. On 16 Kokoro recordings Whisper base made 20.8 % character errors without it (traditional
#: characters, 血压 as 学压 or 削鸭) and 4.2 % with it; it must end with a full stop, after a question mark
#: the text ends in stray letters and digits.
_PRECEDING = {
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
        self._model: WhisperModel | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Which model this is."""
        return self._name

    def load(self) -> None:
        """Load the model now rather than at the first question. Raises :class:`RecogniserUnavailable`."""
        with self._lock:
            self._loaded()

    def transcribe(self, clip: Clip, language: Language, hints: Sequence[str] = ()) -> Transcript:
        """See :meth:`assistant.speech.recognition.Recogniser.transcribe`."""
        started = time.perf_counter()
        sound = resampled(clip, SPEECH_RATE)
        with self._lock:
            model = self._loaded()
            try:
                found, _ = model.transcribe(
                    sound.samples,
                    language=language.value,
                    beam_size=BEAM,
                    temperature=0.0,
                    condition_on_previous_text=False,
                    vad_filter=True,
                    vad_parameters={"min_silence_duration_ms": 500},
                    initial_prompt=_PRECEDING[language] or None,
                    hotwords=_hotwords(hints, language, model),
                    max_new_tokens=_token_limit(sound.seconds),
                )
                segments = _trusted(found, language)
            except (RuntimeError, ValueError) as error:
                raise RecognitionError("The recording could not be recognised; say it again.") from error
        if not segments:
            raise NothingHeard
        separator = "" if language is Language.ZH else " "
        text = without_repetition(separator.join(segment.text for segment in segments))
        spoken = sum(segment.end_s - segment.start_s for segment in segments) or 1.0
        weighted = sum(segment.confidence * (segment.end_s - segment.start_s) for segment in segments)
        return Transcript(
            text=text,
            language=language,
            confidence=round(weighted / spoken, 3),
            segments=segments,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )

    def _loaded(self) -> WhisperModel:
        if self._model is None:
            self._model = _load(self._folder, self._threads)
        return self._model


def _load(folder: Path, threads: int) -> WhisperModel:
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise RecogniserUnavailable(
            f"The speech recognition model lacks {', '.join(missing)}; install it in Settings, Models."
        )
    try:
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise RecogniserUnavailable(
            "Speech recognition needs the package faster-whisper; install Listenwell again."
        ) from error
    logging.getLogger("faster_whisper").setLevel(logging.WARNING)
    try:
        _check_tokenizer(folder / "tokenizer.json")
        return WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
    except (RuntimeError, ValueError, OSError, MemoryError) as error:
        raise RecogniserUnavailable(
            "The speech recognition model is damaged; remove it and install it again in Settings, Models."
        ) from error


def _check_tokenizer(path: Path) -> None:
    """The tokenizers library answers a damaged file with a bare ``Exception``; find that out first."""
    content = json.loads(path.read_bytes())
    if not isinstance(content, dict) or not {"model", "added_tokens"} <= content.keys():
        raise ValueError("not a tokenizer")


def _token_limit(seconds: float) -> int:
    return min(MOST_TOKENS, round(TOKENS_AT_LEAST + TOKENS_A_SECOND * seconds))


def _hotwords(hints: Sequence[str], language: Language, model: WhisperModel) -> str | None:
    """As many of the hints as there is room for before the text, the first ones first."""
    separator = "，" if language is Language.ZH else ", "
    kept = ""
    for hint in hints[:MAX_HINTS]:
        word = " ".join(hint.split())[:MAX_HINT_LENGTH]
        longer = f"{kept}{separator}{word}" if kept and word else kept or word
        if len(model.hf_tokenizer.encode(longer, add_special_tokens=False).ids) > MOST_HINT_TOKENS:
            break
        kept = longer
    return kept or None


def _trusted(found: Iterable[Any], language: Language) -> tuple[TranscriptSegment, ...]:
    """The segments that are neither loops, nor silence, nor an echo of the preceding words."""
    kept = []
    for segment in found:
        text = segment.text.strip().replace("\ufffd", "")
        text = tidied_chinese(text) if language is Language.ZH else text
        silence = segment.no_speech_prob > MAX_NO_SPEECH and segment.avg_logprob < MIN_LOG_PROBABILITY
        echo = bool(text) and text in _PRECEDING[language] and segment.no_speech_prob > MAX_NO_SPEECH
        if not text or silence or echo or segment.compression_ratio > MAX_COMPRESSION:
            continue
        kept.append(
            TranscriptSegment(
                text, round(segment.start, 2), round(segment.end, 2), round(math.exp(segment.avg_logprob), 3)
            )
        )
    return tuple(kept)
