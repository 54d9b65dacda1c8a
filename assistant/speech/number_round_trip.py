"""Numbers there and back: sentences are spoken, recognised, and their numbers compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assistant.conversation import Language
from assistant.speech.errors import NothingHeard
from assistant.speech.heard_figures import normalised
from assistant.speech.known_words import KnownWords
from assistant.speech.misheard_figures import likeliest
from assistant.speech.recognition import Recogniser, Transcript
from assistant.speech.recordings import recorded
from assistant.speech.synthesis import Synthesiser

_NUMBER = re.compile(r"\d+(?:\.\d+)?")

#: Readings as answers write them; each is said of each set of numbers.
_SENTENCES = {
    Language.EN: (
        "Your blood pressure was {high}/{low} mmHg this morning.",
        "Your pulse was {pulse} bpm.",
        "Your fasting blood sugar was {sugar} mmol/L.",
        "Your temperature was {warm} degrees.",
        "Your weight is {weight} kg.",
    ),
    Language.ZH: (
        "您今天早上的血压是{high}/{low} mmHg。",
        "您的心率是每分钟{pulse}次。",
        "您的空腹血糖是{sugar} mmol/L。",
        "您的体温是{warm}摄氏度。",
        "您的体重是{weight}公斤。",
    ),
}
_VALUES = (
    {"high": "128", "low": "79", "pulse": "72", "sugar": "5.7", "warm": "36.6", "weight": "70.5"},
    {"high": "135", "low": "85", "pulse": "68", "sugar": "7.8", "warm": "38.4", "weight": "62.3"},
    {"high": "142", "low": "91", "pulse": "95", "sugar": "6.1", "warm": "37.2", "weight": "81.9"},
    {"high": "118", "low": "76", "pulse": "88", "sugar": "11.1", "warm": "36.9", "weight": "55.4"},
    {"high": "160", "low": "100", "pulse": "112", "sugar": "4.4", "warm": "39.1", "weight": "98.7"},
)


def sentences() -> Iterator[tuple[Language, str]]:
    """The fifty sentences, the languages by turns."""
    for values in _VALUES:
        for english, chinese in zip(_SENTENCES[Language.EN], _SENTENCES[Language.ZH], strict=True):
            yield Language.EN, english.format(**values)
            yield Language.ZH, chinese.format(**values)


def round_trip(
    recogniser: Recogniser,
    voices: Mapping[Language, Synthesiser],
    *,
    limit: int = 50,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[str, Any]:
    """Speak and hear ``limit`` sentences; gives ``{"n", "intact", "by_language", "failures"}``.

    Raises :class:`~assistant.speech.errors.SpeechError`.
    """
    words = KnownWords()
    wanted = [one for one in sentences() if one[0] in voices][:limit]
    failures: list[dict[str, str]] = []
    intact = dict.fromkeys(Language, 0)
    for done, (language, written) in enumerate(wanted):
        progress(done, len(wanted))
        clip = recorded(written, voices[language])
        try:
            text = _understood(recogniser.transcribe(clip, language, words.hints(language)), words)
        except NothingHeard:
            text = ""
        if _NUMBER.findall(text.replace("/", " ")) == _NUMBER.findall(written.replace("/", " ")):
            intact[language] += 1
        else:
            failures.append({"language": language.value, "written": written, "heard": text})
    progress(len(wanted), len(wanted))
    return {
        "n": len(wanted),
        "intact": sum(intact.values()),
        "by_language": {language.value: count for language, count in intact.items()},
        "failures": failures,
    }


def _understood(transcript: Transcript, words: KnownWords) -> str:
    """The words as a conversation would take them."""

    def right(text: str) -> str:
        return normalised(words.corrected(text, transcript.language), transcript.language)

    texts = (transcript.text, *transcript.alternatives)
    return right(texts[likeliest(texts, right)])
