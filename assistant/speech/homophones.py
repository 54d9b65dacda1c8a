"""Chinese words of health that a recogniser wrote with other characters of the same sound (交坏 for 脚踝)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from assistant.conversation import Language
from assistant.number_words import ZH_DIGITS
from kb.concepts import shipped_concepts

COMMON_FROM: Final = 3
"""How often jieba's word list must have counted a word of two characters for it to be one."""
#: First sounds of syllables that are misheard for each other.
_INITIALS: Final = tuple(map(frozenset, ("bpf", "dt", "gkh", "jqx", "zcs", "nlr")))
_MOST_LIST_BYTES: Final = 20_000_000
_HAN = r"[\u3400-\u9fff]"
_HAN_RUN = re.compile(rf"{_HAN}{{2,}}")
#: Words of one character that stand beside any other (药和水 is not 药盒).
_SMALL_WORDS = frozenset(
    "的了着过地得是有在和与或就都也还又再才不没很太更最这那一二两三几个只把被给让向从到里上下吃喝药"
)
#: What is measured, felt and where; the names of care and devices are too many everyday words.
_KINDS: Final = ("tests", "symptoms", "body", "conditions")
#: A word before a figure is the name of what was measured, also where it is a word of its own (提问38度).
_BEFORE_FIGURE = re.compile(rf"{_HAN}{{2}}(?=(?:是|有|为|只有)?(?:\d|[{ZH_DIGITS}十百]{{2}}))")


@lru_cache(maxsize=4096)
def syllables(text: str) -> tuple[str, ...]:
    """The syllable of each character, without its tone."""
    from pypinyin import lazy_pinyin

    return tuple(str(lazy_pinyin(character)[0]) for character in text)


def sounds(text: str) -> tuple[str, ...]:
    """The syllables of ``text``; those that speakers from the south run together are one."""
    return tuple(map(_merged, syllables(text)))


def alike(one: str, other: str) -> bool:
    """Whether two of :func:`sounds` differ in little: voiced or not, or how they end (bu and fu, guan and gua)."""
    first, second = _parts(one), _parts(other)
    if first[1] == second[1]:
        return any({first[0], second[0]} <= group for group in _INITIALS)
    if {one, other} == {"de", "di"}:
        return True  # 的 and 地
    ends = first[1].startswith(second[1]) or second[1].startswith(first[1])
    return first[0] == second[0] and ends


def homophones_right(text: str) -> str:
    """``text`` with pairs of characters that are no word put right where a health word sounds like them.

    A pair that is a word, or that a neighbouring word takes a character of, stays: 头发少了 is not 发烧.
    """
    text = _BEFORE_FIGURE.sub(_measure, text)
    return _HAN_RUN.sub(lambda run: _run_right(run[0]), text)


def _measure(found: re.Match[str]) -> str:
    return _measures().get(syllables(found[0]), found[0])


def _run_right(run: str) -> str:
    words, at = _two_characters(), 0
    while at < len(run) - 1:
        pair = run[at : at + 2]
        word = words.get(syllables(pair))
        if (
            word is not None
            and _SMALL_WORDS.isdisjoint(pair)
            and not any(common(one) for one in _beside(run, at))
        ):
            run = run[:at] + word + run[at + 2 :]
            at += 1
        at += 1
    return run


def _beside(run: str, at: int) -> Iterator[str]:
    """The pair at ``at`` and the two that share a character with it."""
    for start in (at - 1, at, at + 1):
        if 0 <= start <= len(run) - 2:
            yield run[start : start + 2]


def common(pair: str) -> bool:
    """Whether two characters are an everyday word."""
    return pair in _common_words()


@cache
def _common_words() -> frozenset[str]:
    """The words of two characters that jieba's list counts; empty without jieba, then nothing is put right."""
    try:
        with (resources.files("jieba") / "dict.txt").open("rb") as file:
            lines = file.read(_MOST_LIST_BYTES).decode("utf-8").splitlines()
    except (ModuleNotFoundError, OSError):
        return frozenset()
    rows = (line.split(" ") for line in lines)
    return frozenset(row[0] for row in rows if len(row[0]) == 2 and int(row[1]) >= COMMON_FROM)


@cache
def _two_characters() -> Mapping[tuple[str, ...], str]:
    """Health words of two characters by their sound; where two sound alike, none."""
    if not _common_words():
        return {}
    return _by_sound(_KINDS)


@cache
def _measures() -> Mapping[tuple[str, ...], str]:
    return _by_sound(("tests",))


def _by_sound(kinds: Collection[str]) -> Mapping[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str | None] = {}
    for concept in shipped_concepts().concepts.values():
        if concept.kind not in kinds:
            continue
        for label in concept.labels[Language.ZH.value]:
            if re.fullmatch(rf"{_HAN}{{2}}", label):
                sound = syllables(label)
                found[sound] = label if found.get(sound, label) == label else None
    return {sound: word for sound, word in found.items() if word is not None}


@cache
def _merged(syllable: str) -> str:
    if syllable[:2] in {"zh", "ch", "sh"}:
        syllable = syllable[0] + syllable[2:]
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable


def _parts(sound: str) -> tuple[str, str]:
    """A merged syllable's first sound and the rest; a vowel at its beginning belongs to the rest."""
    return ("", sound) if sound[:1] in "aeiouv" else (sound[:1], sound[1:])
