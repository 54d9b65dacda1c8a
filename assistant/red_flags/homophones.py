"""Finds Chinese terms by their sound, for text that came through speech recognition.

Speech recognition writes homophones: one wrong character hides a phrase from any search for
characters. Here both sides are compared as pinyin without tones, with the pairs that many speakers
do not tell apart (zh/z, ch/c, sh/s, n/l, -ng/-n) taken as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.red_flags.lexicon import Hit, lexicon

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_RUN = re.compile(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+")


@dataclass(slots=True)
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    terms: list[int] = field(default_factory=list)


def sound_hits(units: Sequence[str]) -> Iterator[Hit]:
    """Terms that sound like the text but are written otherwise; ``Hit.misheard`` counts differing characters."""
    words = lexicon()
    root = _sound_trie()
    sounds = _sounds("".join(unit if _CHINESE.fullmatch(unit) else "\n" for unit in units))
    for start in range(len(units)):
        frontier, at = [root], start
        while frontier and at < len(units):
            frontier = [
                child for node in frontier for sound in sounds[at] if (child := node.children.get(sound))
            ]
            at += 1
            for number in {number for node in frontier for number in node.terms}:
                term = words.terms[number]
                misheard = sum(1 for said, meant in zip(units[start:at], term, strict=True) if said != meant)
                if misheard:
                    yield Hit(number, start, at, misheard)


@lru_cache(maxsize=1)
def _sound_trie() -> _Node:
    root = _Node()
    for number, term in enumerate(lexicon().terms):
        joined = "".join(term)
        if not _CHINESE.fullmatch(joined):
            continue
        frontier = [root]
        for sounds in _sounds(joined):
            frontier = [node.children.setdefault(sound, _Node()) for node in frontier for sound in sounds]
        for node in frontier:
            node.terms.append(number)
    return root


def _sounds(text: str) -> list[tuple[str, ...]]:
    """For each character its merged syllables: as read here and as read alone (了 is liao or le)."""
    sounds: list[tuple[str, ...]] = []
    for match in _RUN.finditer(text):
        run = match.group()
        sounds.extend(_syllables(run) if _CHINESE.match(run) else [()] * len(run))
    return sounds


def _syllables(run: str) -> list[tuple[str, ...]]:
    from pypinyin import lazy_pinyin

    alone = [_alone(character) for character in run]
    here = lazy_pinyin(run)
    if len(here) != len(run):  # a rare character without a sound stays joined to its neighbours
        here = alone
    return [
        tuple(dict.fromkeys((_merge(one), _merge(other)))) for one, other in zip(here, alone, strict=True)
    ]


@lru_cache(maxsize=4096)
def _alone(character: str) -> str:
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])


@lru_cache(maxsize=2048)
def _merge(syllable: str) -> str:
    if syllable[:2] in {"zh", "ch", "sh"}:
        syllable = syllable[0] + syllable[2:]
    if syllable.startswith("l"):
        syllable = "n" + syllable[1:]
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable
