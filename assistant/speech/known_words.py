"""The words a household uses (medicines, conditions, names): they bias recognition and put right what was misheard."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from assistant.conversation import Language
from assistant.speech.homophones import alike, common, homophones_right, sounds
from kb.concepts import shipped_concepts

MOST_OWN = 60
"""Words of a household that are taken; a recogniser has room for some forty."""
SHORTEST_ENGLISH = 6
ALIKE_ENGLISH = 0.8
"""Share of letters that a misheard English name keeps, in their order ("Amla to pine" for amlodipine: 0.8)."""
ALIKE_ALONE = 0.88
MOST_JOINED = 3
"""A long name is heard as up to this many short words."""
SHORTEST_CHINESE = 3
NEARLY_FROM = 4
"""Chinese names of this many characters may have one syllable that only sounds alike (二甲双管 for 二甲双胍)."""

#: Short Chinese words that are put right, too: what sounds like them is no other common word.
_SHORT_CHINESE = ("血压", "血糖", "高压", "低压", "头晕")
#: Units that are heard as other words (毫米公主, 社试读).
_CHINESE_UNITS = ("毫米汞柱", "毫摩尔每升", "摄氏度")
_HAN = r"[\u3400-\u9fff]"
#: Characters in a row; recognisers set marks where a voice breathes, also inside a name (恐怖，血糖).
_HAN_RUN = re.compile(rf"{_HAN}(?:[，。]?{_HAN})+")
_MARKS = "，。"
_ENGLISH_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
#: Health words that recognisers mishear without a hint; what follows them in the hints are the household's own.
_USUAL = {
    Language.EN: ("blood pressure", "systolic", "diastolic", "metformin", "amlodipine"),
    Language.ZH: ("血压", "血糖", "高压", "低压", "二甲双胍", "氨氯地平"),
}


class KnownWords:
    """Corrects and biases by the names of medicines, and by a household's own words."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        """``own`` are the medicines and conditions of the person and the names of the family."""
        kept = list(dict.fromkeys(word.strip() for word in own if word.strip()))[:MOST_OWN]
        self._own = {
            Language.ZH: tuple(word for word in kept if _HAN_RUN.fullmatch(word)),
            Language.EN: tuple(word for word in kept if _ENGLISH_WORD.fullmatch(word.replace(" ", ""))),
        }
        self._chinese = [
            (word, sounds(word))
            for word in (*self._own[Language.ZH], *_medicines(Language.ZH), *_terms(), *_CHINESE_UNITS)
        ]
        self._english = [
            word.lower()
            for word in (*self._own[Language.EN], *_medicines(Language.EN))
            if len(word) >= SHORTEST_ENGLISH and " " not in word
        ]
        self._proper = {word.lower(): word for word in self._own[Language.EN]}

    def hints(self, language: Language) -> Sequence[str]:
        """Words that bias a decode, the household's own first."""
        return (*self._own[language], *_USUAL[language])

    def corrected(self, text: str, language: Language) -> str:
        """``text`` with the names put right that were heard as something of the same sound; numbers stay."""
        if language is Language.ZH:
            text = homophones_right(_HAN_RUN.sub(lambda run: self._chinese_run(run[0]), text))
        return self._english_words(text)

    def _chinese_run(self, run: str) -> str:
        """``run`` with its names put right, and without the mark that stood inside one of them."""
        characters = [place for place, one in enumerate(run) if one not in _MARKS]
        letters = "".join(run[place] for place in characters)
        heard = sounds(letters)
        right, copied, at = "", 0, 0
        while at < len(letters):
            word = next((word for word in self._matching(letters, heard, at)), None)
            if word is None:
                at += 1
                continue
            start, end = characters[at], characters[at + len(word) - 1] + 1
            if end - start == len(word) or _halves(run[start:end]):
                right += run[copied:start] + word
                copied, at = end, at + len(word)
            else:
                at += 1
        return right + run[copied:]

    def _matching(self, run: str, heard: Sequence[str], at: int) -> Iterator[str]:
        for word, meant in self._chinese:
            part = heard[at : at + len(meant)]
            if len(word) < SHORTEST_CHINESE or len(part) < len(meant):
                continue
            # A name that was written otherwise must not take a character from the word beside it (糖尿病诊疗).
            there = run[at : at + len(word)] == word
            if there or ((part == meant or _nearly(part, meant)) and not _shares(run, at, at + len(word))):
                yield word
        yield from (word for word in _SHORT_CHINESE if heard[at : at + 2] == sounds(word))

    def _english_words(self, text: str) -> str:
        words = list(_ENGLISH_WORD.finditer(text))
        at, parts, copied = 0, [], 0
        while at < len(words):
            found = self._english_at(text, words, at)
            if found is None:
                at += 1
                continue
            name, count = found
            parts += [text[copied : words[at].start()], name]
            copied = words[at + count - 1].end()
            at += count
        return "".join((*parts, text[copied:]))

    def _english_at(self, text: str, words: Sequence[re.Match[str]], at: int) -> tuple[str, int] | None:
        from rapidfuzz import fuzz, process

        best: tuple[float, str, int] | None = None
        for count in range(1, MOST_JOINED + 1):
            stretch = words[at : at + count]
            if (
                len(stretch) < count
                or not text[stretch[0].start() : stretch[-1].end()].replace(" ", "").isalpha()
            ):
                break
            joined = "".join(word[0] for word in stretch).lower()
            if len(joined) < SHORTEST_ENGLISH - 1:
                continue
            found = process.extractOne(
                joined, self._english, scorer=fuzz.ratio, score_cutoff=ALIKE_ENGLISH * 100
            )
            if found is None or found[0][0] != joined[0]:
                continue
            if count == 1 and (found[1] < ALIKE_ALONE * 100 or found[0][-1] != joined[-1]):
                continue  # one word that is nearly a name is mostly a word of its own: insulting, insulin
            if best is None or found[1] > best[0]:
                best = (found[1], found[0], count)
        if best is None:
            return None
        return self._proper.get(best[1], best[1]), best[2]


def _nearly(heard: Sequence[str], meant: Sequence[str]) -> bool:
    """Whether all syllables of a long name but one are the same, and that one sounds alike."""
    wrong = [(one, other) for one, other in zip(heard, meant, strict=True) if one != other]
    return len(wrong) == 1 and len(meant) >= NEARLY_FROM and alike(*wrong[0])


def _halves(stretch: str) -> bool:
    """Whether a mark inside a name leaves words on both sides of it."""
    return min(map(len, re.split(f"[{_MARKS}]", stretch))) > 1


def _shares(run: str, start: int, end: int) -> bool:
    """Whether a common word lies across either end of a stretch."""
    return common(run[start - 1 : start + 1]) or common(run[end - 1 : end + 1])


def _labels(kinds: Collection[str], language: Language) -> Iterator[str]:
    for concept in shipped_concepts().concepts.values():
        if concept.kind in kinds:
            yield from concept.labels[language.value]


@cache
def _medicines(language: Language) -> tuple[str, ...]:
    return tuple(_labels({"medicines"}, language))


@cache
def _terms() -> tuple[str, ...]:
    """Chinese names of tests, signs and illnesses, long enough that nothing else sounds like them."""
    return tuple(
        label
        for label in _labels({"tests", "conditions", "symptoms"}, Language.ZH)
        if len(label) >= NEARLY_FROM and _HAN_RUN.fullmatch(label)
    )
