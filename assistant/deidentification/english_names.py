"""Names of people in English text: a capitalised word that no dictionary has, a known given name, a cue.

What speech recognition writes has no capitals; there a title, a relation or "my name is" leads to the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise
from typing import Final

from assistant.deidentification.identifiers import Identifier
from assistant.deidentification.name_lists import english_grammar, name_lists
from assistant.deidentification.plain_words import clinical_words, is_english_word

_LETTERS: Final = r"A-Za-zÀ-ÖØ-öø-ÿĀ-žḀ-ỿ\u0300-\u036f"
_TOKEN: Final = re.compile(rf"[{_LETTERS}]+(?:['\-][{_LETTERS}]+)*")
_STRONG_CUE: Final = re.compile(
    r"(?:\bmy name is|\bname is|\bname's|\bname:|\bthis is|\bi am|\bi'm|\bcall me|\bit's|\bhere is)\s+$", re.I
)
_SUFFIX: Final = re.compile(r",?\s+(?:Jr|Sr|II|III|IV)\b\.?")
_DISEASE: Final = re.compile(
    r"(?:'s)?\s+(?:disease|syndrome|sign|palsy|thyroiditis|phenomenon|lymphoma|sarcoma|dystrophy|tumou?r|test|scale|score|"
    r"classification|node|reflex|maneuver|manoeuvre|fever|virus|scan|line|contracture|chorea|dementia|criteria|anemia|hernia|index|"
    r"method|formula)s?\b",
    re.I,
)
#: Endings of generic drug names (WHO INN stems): a capitalised drug is no surname.
_DRUG: Final = re.compile(
    r"(?:pril|sartan|statin|olol|formin|dipine|cillin|mycin|azole|idone|etine|oxacin|gliptin|flozin|parin|xaban|mab|pam|zolam|"
    r"tidine|prazole|sone|solone|fen|profen|thiazide|semide|glutide|caine|vir|lukast|terol|tinib|gabalin|triptan|dronate|grel|setron)$",
    re.I,
)
_LONGEST_ACRONYM: Final = 5
#: How far back a cue is looked for, in characters.
_CUE_REACH: Final = 40


class Sort(Enum):
    """What a word may be in a name."""

    NEVER = auto()  # months, brands, acronyms
    WORD = auto()  # in the dictionary, or clinical
    EITHER = auto()  # in the dictionary, and a common given name or surname
    GIVEN = auto()  # a given name and nothing else
    UNKNOWN = auto()  # in no list


_SURE: Final = (Sort.GIVEN, Sort.UNKNOWN)
_LIKELY: Final = (Sort.GIVEN, Sort.UNKNOWN, Sort.EITHER)


@dataclass(frozen=True, slots=True)
class _Word:
    """``first``: it begins a sentence, where any word has a capital. ``bare`` is in small letters, without 's."""

    start: int
    end: int
    text: str
    bare: str
    first: bool
    sort: Sort

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def bare_end(self) -> int:
        return self.start + len(self.bare)


def find_english_names(text: str) -> Iterator[Identifier]:
    """Names in folded ``text``; they may overlap."""
    words = _words(text)
    for run in _runs(text, words):
        yield from _in_run(text, run)
    yield from _last_first(text, words)
    # Everything in small letters is how speech recognition writes.
    spoken = not any(word.capital and not word.first and len(word.text) > 1 for word in words)
    yield from _in_small_letters(text, words, spoken=spoken)


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    for match in _TOKEN.finditer(text):
        before = text[: match.start()].rstrip(" \t\"'(\u201c")
        titled = re.search(r"\b(?:Dr|Mr|Mrs|Ms|St|Prof|[A-Z])\.$", before) is not None
        first = not before or (before[-1] in ".!?\n:;" and not titled)
        said = match.group()
        if text[match.end() : match.end() + 1].isdigit() or text[max(0, match.start() - 1)].isdigit():
            continue  # HbA1c, SpO2
        bare = said.lower().removesuffix("'s")
        found.append(_Word(match.start(), match.end(), said, bare, first, _sort(said)))
    return found


@lru_cache(maxsize=4096)
def _sort(said: str) -> Sort:
    lists = name_lists()
    bare = said.lower().removesuffix("'s")
    parts = bare.split("-")
    if bare in lists.never_english or bare in english_grammar("units"):
        return Sort.EITHER if bare in lists.either_english else Sort.NEVER
    if said.isupper() and len(said) <= _LONGEST_ACRONYM and bare not in lists.given_english:
        return Sort.NEVER
    if any(part in lists.either_english for part in parts):
        return Sort.EITHER
    if any(part in lists.given_english for part in parts):
        return Sort.GIVEN
    if _DRUG.search(bare) or bare in clinical_words()[1]:
        return Sort.WORD
    if all(is_english_word(part) for part in re.split(r"[-']", bare) if part):
        return Sort.WORD
    return Sort.UNKNOWN


def _runs(text: str, words: Sequence[_Word]) -> Iterator[list[_Word]]:
    """Capitalised words in a row, with initials and particles between them."""
    run: list[_Word] = []
    for number, word in enumerate(words):
        between = text[run[-1].end : word.start] if run else ""
        joined = bool(run) and re.fullmatch(r"\.?[ \t]+|\.", between) is not None
        if "." in between and len(run[-1].text) > 1 and run[-1].bare not in english_grammar("titles"):
            joined = False
        next_capital = number + 1 < len(words) and words[number + 1].capital
        particle = joined and word.text in english_grammar("particles") and next_capital
        if (word.capital and word.text.lower() not in english_grammar("pronouns")) or particle:
            if run and not joined:
                yield run
                run = []
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _in_run(text: str, run: list[_Word]) -> Iterator[Identifier]:
    """The parts of ``run`` that are names: each from its first sure word on, and back over what can belong to it."""
    cued = _cue(text, run[0])
    while run and run[0].bare in _LEADERS():
        run, cued = run[1:], True
    while run:
        seeds = [number for number in range(len(run)) if _is_seed(text, run, number, cued=cued)]
        if not seeds:
            return
        first = last = seeds[0]
        while first > 0 and _belongs_before(run[first - 1]):
            first -= 1
        while last + 1 < len(run) and _belongs_behind(run[last + 1]):
            last += 1
        suffix = _SUFFIX.match(text, run[last].bare_end)
        yield Identifier(run[first].start, suffix.end() if suffix else run[last].bare_end, "NAME")
        run, cued = run[last + 1 :], False


def _LEADERS() -> frozenset[str]:  # noqa: N802 - a constant that loads its file on first use
    return english_grammar("titles") | english_grammar("relations")


def _is_seed(text: str, run: Sequence[_Word], number: int, *, cued: bool) -> bool:
    word = run[number]
    if len(word.text) == 1 or _DISEASE.match(text, word.end):
        return False
    if word.sort in _SURE:
        return True
    if number == 0 and cued:
        return word.sort is not Sort.NEVER or word.bare in name_lists().eponyms
    if word.sort is Sort.WORD:
        return _stands_alone(text, run, word)
    if word.sort is not Sort.EITHER:
        return False
    beside = number + 1 < len(run) and run[number + 1].sort in _LIKELY
    if beside and run[number + 1].bare not in name_lists().never_english:
        return True
    if word.bare in name_lists().never_english:  # a month, or as in "Bell palsy"
        return len(run) > 1 and any(other.sort in _SURE for other in run)
    return not word.first or _acts(text, run, number)


def _stands_alone(text: str, run: Sequence[_Word], word: _Word) -> bool:
    """A dictionary word with a capital in the middle of a sentence, among words without: "gave Rishi an inhaler"."""
    if word.first or len(run) > 1 or len(word.text) < 3 or not word.text[1:].islower():
        return False
    before = re.search(r"([A-Za-z']+) $", text[: word.start])
    behind = re.match(r" ([a-z]+)|[.,;:!?]|$", text[word.end :])
    if before is None or behind is None or not before[1].islower():
        return False
    return before[1] not in english_grammar("determiners") and word.bare not in clinical_words()[1]


def _acts(text: str, run: Sequence[_Word], number: int) -> bool:
    """Whether a word at the beginning of a sentence does what people do, or stands beside a name."""
    word = run[number]
    if word.bare in english_grammar("openers"):
        return False
    if (verb := re.match(r"[ ,]+([a-z]+)", text[run[-1].end :])) and verb[1] in english_grammar("says"):
        return True
    if (other := re.match(r"(?:,| and| or| &)\s+([A-Z][a-z]+)", text[word.end :])) is not None:
        return _sort(other[1]) in _SURE
    return False


def _cue(text: str, word: _Word) -> bool:
    before = text[max(0, word.start - _CUE_REACH) : word.start]
    if _STRONG_CUE.search(before):
        return True
    match = re.search(r"([A-Za-z]+)(?:'s)?\.?\s*(?:[:,]|,? (?:is|was))?\s+$", before)
    return match is not None and match[1].lower() in _LEADERS()


def _belongs_before(word: _Word) -> bool:
    if word.bare in english_grammar("place_heads"):
        return not word.first
    return word.sort in _LIKELY or (word.sort is Sort.WORD and not word.first and len(word.text) > 1)


def _belongs_behind(word: _Word) -> bool:
    return (
        word.sort is not Sort.NEVER
        or len(word.text) == 1
        or word.text in english_grammar("particles")
        or (word.bare in name_lists().eponyms and not word.text.isupper())
    )


def _last_first(text: str, words: Sequence[_Word]) -> Iterator[Identifier]:
    """"Baker, Maria: …": surname first, as lists and slips have it."""  # fmt: skip
    for one, other in pairwise(words):
        if one.first and one.capital and other.capital and text[one.end : other.start] == ", ":
            named = other.sort in _LIKELY and one.sort is not Sort.NEVER
            if named and re.match(r"\s*[:(\-]", text[other.end :]):
                yield Identifier(one.start, other.bare_end, "NAME")


def _in_small_letters(text: str, words: Sequence[_Word], *, spoken: bool) -> Iterator[Identifier]:
    for number, word in enumerate(words):
        if not word.capital and _is_small_name(text, words, number, spoken=spoken):
            last = _last_small(text, words, number)
            yield Identifier(word.start, words[last].bare_end, "NAME")


def _is_small_name(text: str, words: Sequence[_Word], number: int, *, spoken: bool) -> bool:
    word, lists = words[number], name_lists()
    known = word.bare in lists.given_english and word.bare not in lists.either_english
    sure = known or (word.sort is Sort.UNKNOWN and word.bare.isalpha() and len(word.bare) > 2)
    following = words[number + 1].sort if number + 1 < len(words) else Sort.NEVER
    paired = word.sort in (Sort.EITHER, Sort.WORD) and following in _SURE
    paired = paired or (word.sort is Sort.EITHER and following is Sort.EITHER)
    beside = number > 0 and re.fullmatch(r"\.?,? +", text[words[number - 1].end : word.start]) is not None
    before = words[number - 1].bare if beside else ""
    if before in english_grammar("short_titles"):
        return sure or word.bare not in english_grammar("after_title")
    if _STRONG_CUE.search(text[max(0, word.start - _CUE_REACH) : word.start]) or before in _LEADERS():
        return sure or (paired and word.bare not in english_grammar("openers"))
    return spoken and known and len(word.bare) >= 4


def _last_small(text: str, words: Sequence[_Word], number: int) -> int:
    """Place of the surname (behind an initial, if any) after a given name in small letters."""
    last = number
    for following in range(number + 1, min(number + 4, len(words))):
        word = words[following]
        if not re.fullmatch(r"\.? +", text[words[last].end : word.start]):
            break
        initial = len(word.text) == 1 and (word.text not in "aio" or text[word.end : word.end + 1] == ".")
        ends = re.match(r"\s*(?:[,.;:!?]|$)| ([a-z']+)", text[word.end :])
        closed = ends is not None and (ends[1] is None or ends[1] in english_grammar("after_name"))
        openers = english_grammar("openers")
        surname = (
            word.sort is Sort.WORD
            and closed
            and following == number + 1
            and word.bare not in english_grammar("after_name")
        )
        if (
            initial
            or word.sort in _SURE
            or (word.sort is Sort.EITHER and word.bare not in openers)
            or (surname and word.bare not in openers and word.bare not in english_grammar("says"))
        ):
            last = following
        else:
            break
    return last
