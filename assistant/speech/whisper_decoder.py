"""Whisper's encoder and decoder through faster-whisper, with a window as long as what was said.

faster-whisper pads every clip to 30 s before it encodes; for a question of four seconds that is most of the
work. Here the window ends :data:`MARGIN_S` after the sound.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.models import Whisper  # type: ignore[import-untyped]
from faster_whisper import WhisperModel  # type: ignore[import-untyped]
from faster_whisper.tokenizer import Tokenizer  # type: ignore[import-untyped]
from faster_whisper.transcribe import (  # type: ignore[import-untyped]
    get_ctranslate2_storage,
    get_suppressed_tokens,
)
from faster_whisper.vad import VadOptions, get_speech_timestamps  # type: ignore[import-untyped]
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from assistant.conversation import Language
from assistant.speech.audio import SPEECH_RATE, Samples

MARGIN_S, SHORTEST_WINDOW_S, WHOLE_WINDOW_S = 2.0, 8.0, 30.0
"""On 36 synthetic clips of 3 to 6 s a window of 8 s or more that ends 2 s after the sound made as few
errors as the whole 30 s in a seventh of the encoder's time; with 1 s behind the sound the decoder went on
inventing words (42 % of English words wrong against 10 %)."""
LONGEST_PIECE_S = 26.0
TELLING_S = 6.0
"""So much of a piece tells its language; with the margin behind it this is the shortest window. Right for 20 of 20
sentences of both languages, clean, in noise at 5 dB, and cut off after 1.8 s, in 0.22 s of one core; the whole window
of faster-whisper takes 1.4 s."""
BEAM, QUICK_BEAM = 5, 1
HYPOTHESES = 4
MAX_COMPRESSION = 2.4
"""zlib ratio above which text is a loop ("the the the …"): OpenAI Whisper's own threshold."""
UNSURE = -0.7
"""Mean log probability below which a second look with the whole window is worth its time. Our rule."""
TOKENS_A_SECOND, TOKENS_AT_LEAST, MOST_TOKENS = 12, 16, 220
"""More tokens than anybody can say in the time of a clip; Whisper takes 224 a window. Ends circles early."""
_FRAMES_A_SECOND = 100
_PAUSE_MS = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a sound: ``log_probability`` is the mean of its tokens, ``no_speech`` 0 to 1."""

    text: str
    log_probability: float
    no_speech: float

    @property
    def loops(self) -> bool:
        """Whether the text goes round in a circle."""
        content = self.text.encode()
        return len(content) / max(1, len(zlib.compress(content))) > MAX_COMPRESSION


@dataclass(frozen=True, slots=True, eq=False)
class _Encoded:
    """What the encoder made of a sound: a quick search is often followed by a thorough one in the same window."""

    samples: Samples
    window_s: float
    states: Any

    def of(self, samples: Samples, window_s: float) -> bool:
        """Whether it was made of this sound."""
        return self.window_s == window_s and np.array_equal(self.samples, samples)


class WhisperDecoder:
    """A loaded model. Not safe to use from two threads at once."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Load the model. Raises what CTranslate2 raises: RuntimeError, ValueError, OSError."""
        self._model = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
        # Tokens are written one after the other: on a second thread each waits for it (23 ms at beam 5, on one 15), while
        # a window is encoded in 82 ms by two and in 145 ms by one. The weights stand twice in memory (118 MB more).
        self._writer = (
            Whisper(str(folder), device="cpu", compute_type="int8", intra_threads=1)
            if threads > 1
            else self._model.model
        )
        # 391 of the 16,080 weights are not 0. As a full matrix they go through BLAS, whose threads go on spinning
        # when they have finished and keep the encoder waiting: 140 ms for a window of 8 s on two cores, 103 so.
        extractor = self._model.feature_extractor
        extractor.mel_filters = csr_array(extractor.mel_filters)
        self._latest: _Encoded | None = None
        self._tokenizers = {
            language: Tokenizer(
                self._model.hf_tokenizer,
                self._model.model.is_multilingual,
                task="transcribe",
                language=language.value,
            )
            for language in Language
        }
        self._suppressed = {
            language: get_suppressed_tokens(tokenizer, [-1])
            for language, tokenizer in self._tokenizers.items()
        }

    def token_count(self, text: str, language: Language) -> int:
        """How many tokens ``text`` takes."""
        return len(self._tokenizers[language].encode(text))

    def spoken_pieces(self, samples: Samples) -> list[tuple[float, Samples]]:
        """The stretches with speech and where they begin (s), each short enough for one window."""
        stretches = get_speech_timestamps(
            samples,
            VadOptions(min_silence_duration_ms=_PAUSE_MS, max_speech_duration_s=LONGEST_PIECE_S),
        )
        pieces: list[list[int]] = []
        for one in stretches:
            if pieces and one["end"] - pieces[-1][0] <= LONGEST_PIECE_S * SPEECH_RATE:
                pieces[-1][1] = one["end"]
            else:
                pieces.append([one["start"], one["end"]])
        return [(start / SPEECH_RATE, samples[start:end]) for start, end in pieces]

    def language(self, samples: Samples) -> Language:
        """Which of our languages is spoken: by the first seconds, in a window as short as a decode's."""
        begin = samples[: round(TELLING_S * SPEECH_RATE)]
        features = self._features(begin, SHORTEST_WINDOW_S)
        encoded = self._model.model.encode(get_ctranslate2_storage(features[np.newaxis]))
        likelihood = dict(self._model.model.detect_language(encoded)[0])
        return max(Language, key=lambda language: likelihood.get(f"<|{language.value}|>", 0.0))

    def decode(
        self, samples: Samples, language: Language, preceding: str, hotwords: str, *, quick: bool = False
    ) -> Sequence[Reading]:
        """Readings of one piece, the likeliest first. ``quick`` neither searches far nor looks twice."""
        window = max(SHORTEST_WINDOW_S, len(samples) / SPEECH_RATE + MARGIN_S)
        readings = self._decode(
            samples, window, language, (preceding, hotwords), QUICK_BEAM if quick else BEAM
        )
        unsure = readings[0].log_probability < UNSURE or readings[0].loops
        if unsure and not quick and window < WHOLE_WINDOW_S:
            again = self._decode(samples, WHOLE_WINDOW_S, language, (preceding, hotwords), BEAM)
            readings = sorted((*again, *readings), key=_likeliest_first)
        return readings

    def _features(self, samples: Samples, window_s: float) -> Any:
        """Mel features, with silence behind the sound up to the window's end (the convolution halves their number)."""
        features = self._model.feature_extractor(samples)
        room = round(window_s * _FRAMES_A_SECOND) // 2 * 2 - features.shape[1]
        if room <= 0:
            return features[:, :room] if room else features
        return np.pad(features, ((0, 0), (0, room)), constant_values=float(features.min()))

    def _encoded(self, samples: Samples, window_s: float) -> Any:
        if self._latest is None or not self._latest.of(samples, window_s):
            features = self._features(samples, min(window_s, WHOLE_WINDOW_S))
            states = self._model.model.encode(get_ctranslate2_storage(features[np.newaxis]))
            self._latest = _Encoded(samples, window_s, states)
        return self._latest.states

    def _decode(
        self, samples: Samples, window_s: float, language: Language, before: tuple[str, str], beam: int
    ) -> list[Reading]:
        model, tokenizer = self._model, self._tokenizers[language]
        preceding, hotwords = before
        prompt = model.get_prompt(
            tokenizer,
            tokenizer.encode(" " + preceding) if preceding else [],
            without_timestamps=True,
            hotwords=hotwords or None,
        )
        most = min(MOST_TOKENS, round(TOKENS_AT_LEAST + TOKENS_A_SECOND * len(samples) / SPEECH_RATE))
        found = self._writer.generate(
            self._encoded(samples, window_s),
            [prompt],
            beam_size=beam,
            num_hypotheses=min(beam, HYPOTHESES),
            max_length=len(prompt) + most,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed[language],
        )[0]
        return [
            Reading(
                tokenizer.decode([token for token in tokens if token < tokenizer.eot]).strip(),
                # CTranslate2 divides by the length; Whisper's mean counts the end mark, too.
                score * len(tokens) / (len(tokens) + 1),
                found.no_speech_prob,
            )
            for tokens, score in zip(found.sequences_ids, found.scores, strict=True)
        ]


def _likeliest_first(reading: Reading) -> tuple[bool, float]:
    return reading.loops, -reading.log_probability
