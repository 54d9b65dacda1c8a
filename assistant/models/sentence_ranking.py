"""Which sentences of the found passages speak to a question. Words and arithmetic; no model."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation import Language
from assistant.sentences import split_sentences
from kb.concepts import shipped_concepts
from kb.document import Passage

#: Our rules. Lengths (characters) within which a sentence can be read aloud and stands by itself.
SHORTEST = {Language.ZH: 6, Language.EN: 18}
LONGEST = {Language.ZH: 120, Language.EN: 260}
#: Weight of a question word found in the heading or only in the title, against one in the sentence.
_HEADING_WEIGHT, _TITLE_WEIGHT = 0.6, 0.5
#: Weight of speaking of all that the question asks about, by whatever words.
_TOPIC_WEIGHT = 0.15
#: Share of its score that a sentence keeps when neither it nor its headings speak of any of that.
_OFF_TOPIC = 0.4
#: Concepts of this kind are no topics: they say what is asked of one ("normal", "at home", "treatment").
_ASKED_OF = "care"
#: What being in the first passage found adds, as a share of the score.
_FIRST_PASSAGE = 0.6
#: Share of its score that a sentence keeps when it leans on the one before it.
_LEANING = 0.6
#: The same of one that holds on a condition, which the person may not meet.
_CONDITIONAL = 0.8
#: Sentences read at most; the library hands over few short passages.
_MOST_SENTENCES = 400

#: Longest item of a bare list: characters in Chinese, words in English.
_ITEM = {Language.ZH: 5, Language.EN: 3}

_LISTED = re.compile(r"[、，,；;]")
_WORD = re.compile(r"[a-z][a-z'-]*|\d+(?:\.\d+)?")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)、])\s*")
_END = re.compile(r"[.!?。！？][”\"')）]?$")
#: Marks that mean something to the answering code, or markup: such a sentence is never quoted.
_ASKS = re.compile(r"[?？][”\"')）]?$")
_UNQUOTABLE = re.compile(r"[{}<>|\\`]|\[\d|https?:|\bwww\.")
_LEANS = {
    Language.ZH: re.compile(r"^(?:它|这|那|其|此|因此|所以|但|但是|不过|然而|而且|另外|如果没有|否则)"),
    Language.EN: re.compile(
        r"^(?:it|its|this|that|these|those|they|them|he|she|but|however|so|therefore|also|otherwise|then)\b",
        re.I,
    ),
}
_CONDITION = {
    Language.ZH: re.compile(r"^(?:如果|要是|假如|万一)"),
    Language.EN: re.compile(r"^(?:if|unless|in case)\b", re.I),
}
_STOP_EN = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "just",
        "me",
        "mean",
        "means",
        "more",
        "most",
        "my",
        "no",
        "not",
        "of",
        "often",
        "on",
        "or",
        "our",
        "please",
        "should",
        "so",
        "some",
        "tell",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "too",
        "us",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "about",
        "after",
        "before",
        "much",
        "many",
        "am",
        "im",
        "got",
        "get",
        "need",
        "want",
        "know",
        "good",
        "bad",
    ]
)
_STOP_ZH = re.compile(
    r"什么时候|时候|怎么办|怎么样|什么|怎么|怎样|如何|为什么|是不是|有没有|可以|可不可以|应该|请问|一下|多少|哪些|哪个|这个|那个|我的|你的|"
    r"[的了吗呢吧啊呀么我你您他她它们是有在和与就都也很还要会能把被给让对于个这那]"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, verbatim, of passage ``number`` (counted from one); ``place`` orders it within.

    ``topics`` are the things the question asks about that it speaks of (ids of :mod:`kb.concepts`).
    """

    number: int
    place: int
    text: str
    score: float
    topics: frozenset[str] = frozenset()


def terms(text: str, language: Language) -> set[str]:
    """The words of ``text`` that carry meaning: stems in English, in Chinese pairs of characters and single ones."""
    text = unicodedata.normalize("NFKC", text).lower()
    words = {_stem(word) for word in _WORD.findall(text) if word not in _STOP_EN}
    if language is Language.ZH:
        for run in _HAN_RUN.findall(_STOP_ZH.sub(" ", text)):
            words.update(run[start : start + 2] for start in range(max(len(run) - 1, 1)))
    return words


def rank(question: str, language: Language, passages: Sequence[Passage]) -> list[Candidate]:
    """The sentences that share words with ``question``, best first. Foreign-language passages are left out."""
    wanted = terms(question, language)
    if not wanted:
        return []
    sentences = [
        (number, place, text)
        for number, passage in enumerate(passages, 1)
        if passage.language == language.value
        for place, text in enumerate(quotable(passage.text, language))
    ][:_MOST_SENTENCES]
    # A single character ("salt", "foot") is part of pairs in a sentence, so it is looked up in the text.
    single = {term for term in wanted if len(term) == 1 and _HAN_RUN.match(term)}

    def words_of(text: str) -> set[str]:
        return terms(text, language) | {term for term in single if term in text}

    found = [words_of(text) for _, _, text in sentences]
    headings = [words_of(passage.heading) for passage in passages]
    titles = [words_of(passage.title) for passage in passages]
    spread = Counter(term for words in found for term in words)
    rarity = {term: math.log(1 + len(found) / (1 + spread[term])) + 0.1 for term in wanted}
    # What is asked about is in most of the sentences found, so that its words are not rare among them.
    topics = _topics(question)
    headed = [_spoken_of(topics, f"{passage.title} {passage.heading}") for passage in passages]

    def weight(shared: set[str]) -> float:
        return sum(rarity[term] for term in shared) / sum(rarity.values())

    ranked = []
    for (number, place, text), words in zip(sentences, found, strict=True):
        above = (wanted & headings[number - 1]) - words
        top = (wanted & titles[number - 1]) - words - above
        score = weight(wanted & words) + _HEADING_WEIGHT * weight(above) + _TITLE_WEIGHT * weight(top)
        if not score:
            continue
        spoken_of = _spoken_of(topics, text)
        score += _TOPIC_WEIGHT * len(spoken_of) / max(len(topics), 1)
        if topics and not spoken_of and not headed[number - 1]:
            score *= _OFF_TOPIC
        score *= 1 + _FIRST_PASSAGE / number
        if _LEANS[language].match(text):
            score *= _LEANING
        if _CONDITION[language].match(text):
            score *= _CONDITIONAL
        ranked.append(Candidate(number, place, text, round(score, 6), spoken_of))
    return sorted(ranked, key=lambda candidate: (-candidate.score, candidate.number, candidate.place))


def _topics(text: str) -> frozenset[str]:
    return frozenset(one.id for one in shipped_concepts().concepts_in(text) if one.kind != _ASKED_OF)


def _spoken_of(topics: frozenset[str], text: str) -> frozenset[str]:
    """Those of ``topics`` that ``text`` names, if only within another ("blood pressure" in "high blood pressure")."""
    table, folded = shipped_concepts(), text.lower()
    words = f" {' '.join(_WORD.findall(folded))} "

    def within(label: str) -> bool:
        return f" {label} " in words or f" {label}s " in words if label.isascii() else label in folded

    named = {
        topic
        for topic in topics
        if any(within(label) for labels in table.concepts[topic].labels.values() for label in labels)
    }
    return (topics & _topics(text)) | named


def quotable(text: str, language: Language) -> list[str]:
    """The sentences of ``text``, verbatim, that can be read aloud by themselves."""
    return [
        bare
        for line in text.splitlines()
        for sentence in split_sentences(line)
        if (bare := _BULLET.sub("", sentence).strip())
        and SHORTEST[language] <= len(bare) <= LONGEST[language]
        and _END.search(bare)
        and not _ASKS.search(bare)
        and not _is_list(bare, language)
        and not _UNQUOTABLE.search(bare)
    ]


def _is_list(sentence: str, language: Language) -> bool:
    """Whether ``sentence`` only lists things ("Glasses, hearing aid, insurance card."): alone it says nothing."""
    items = [item.strip(" .。") for item in _LISTED.split(sentence)]
    longest = max(len(item) if language is Language.ZH else len(item.split()) for item in items)
    return len(items) > 2 and longest <= _ITEM[language]


def _stem(word: str) -> str:
    """A blunt English stem; enough to let "measuring" meet "measure"."""
    for ending in ("ings", "ing", "ies", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
